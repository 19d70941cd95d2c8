/** What `npm run package` makes: what VS Code installs, for one platform. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, suite, test } from 'ztest';
import { checkIntegrity } from '../../scripts/vsix/esbuild-files.ts';
import { asTarget, ESBUILD_PACKAGES, hostTarget } from '../../scripts/vsix/targets.ts';
import { createProject } from '../support/run-project.ts';

suite('the packed extension', { timeout: '60s' }, () => {
  const pack = (...args: readonly string[]): Readonly<Record<string, Uint8Array>> => {
    using project = createProject({});
    const out = path.join(project.directory, 'ztest.vsix');
    execFileSync(process.execPath, ['scripts/package.ts', out, ...args], { stdio: 'pipe' });
    return unzipSync(fs.readFileSync(out));
  };
  const files = pack();
  const names = Object.keys(files);

  test('is for this platform, and carries its esbuild', () => {
    const target = hostTarget();
    const manifest = strFromU8(files['extension.vsixmanifest'] ?? new Uint8Array());
    expect(manifest).toContain(`TargetPlatform="${target}"`);
    const folder = `extension/node_modules/${ESBUILD_PACKAGES[target]}/`;
    const binary = names.find((name) => name.startsWith(folder) && /esbuild(?:\.exe)?$/.test(name));
    expect(files[binary ?? '']?.length).toBeGreaterThan(5e6);
    expect(names.filter((name) => name.includes('/@esbuild/') && !name.startsWith(folder))).toEqual(
      [],
    );
  });

  test('has what its manifest names, and no more than it needs', () => {
    const manifest = strFromU8(files['extension/package.json'] ?? new Uint8Array());
    const named = [...manifest.matchAll(/"\.?\/?((?:media|syntaxes|bin)\/[^"]+)"/g)];
    for (const [, file] of named) expect(names).toContain(`extension/${file}`);
    expect(names).toContain('extension/l10n/bundle.l10n.json');
    expect(names.filter((name) => /\.map$|\/types\/|\.ts$(?<!\.d\.ts)/.test(name))).toEqual([]);
  });

  test('carries nothing of Node where there is none', () => {
    const web = Object.keys(pack('--target', 'web'));
    expect(web).toContain('extension/dist/web-extension.cjs');
    expect(web.filter((name) => /node_modules|\/bin\/|\/host/.test(name))).toEqual([]);
  });

  test('names every kind of file that is in it', () => {
    const types = strFromU8(files['[Content_Types].xml'] ?? new Uint8Array());
    for (const name of names.slice(1)) {
      const ending = path.extname(name);
      expect(types).toContain(ending === '' ? `PartName="/${name}"` : `Extension="${ending}"`);
    }
  });
});

test('a platform that VS Code does not know is refused, with those that it knows', () => {
  expect(() => asTarget('windows')).toThrow(/no target windows.*win32-x64.*darwin-arm64/);
});

test('a binary that is not the one of the lock file is refused', () => {
  const locked = { name: '@esbuild/linux-x64', version: '1.0.0', integrity: 'sha512-AAAA' };
  expect(() => checkIntegrity(Buffer.from('other'), locked)).toThrow(
    /@esbuild\/linux-x64@1\.0\.0 is not what package-lock\.json names/,
  );
});

test('the lock file has a checksum for every package', () => {
  const lock: unknown = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
  const packages = Object.entries(Object(Reflect.get(Object(lock), 'packages')));
  const bare = packages.filter(
    ([name, entry]) => name !== '' && typeof Reflect.get(Object(entry), 'integrity') !== 'string',
  );
  expect(bare.map(([name]) => name)).toEqual([]);
});
