/** esbuild as the extension carries it: its library, and the binary of one platform in the version of the lock file. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesBelow, type PackedFile } from './packed-file.ts';
import { ESBUILD_PACKAGES, type Target } from './targets.ts';

interface LockedPackage {
  readonly version: string;
  readonly integrity: string;
}

export function esbuildFiles(target: Target): readonly PackedFile[] {
  const binary = ESBUILD_PACKAGES[target];
  if (binary === undefined) return [];
  const library = filesBelow('node_modules/esbuild', 'node_modules/esbuild').filter(({ name }) =>
    /^node_modules\/esbuild\/(?:lib\/|package\.json$|LICENSE)/.test(name),
  );
  return [...library, ...binaryFiles(binary)];
}

function binaryFiles(name: string): readonly PackedFile[] {
  const folder = `node_modules/${name}`;
  const locked = lockedPackage(name);
  if (installedVersion(folder) === locked.version) return marked(filesBelow(folder, folder));
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'zt-esbuild-'));
  try {
    const tarball = download(`${name}@${locked.version}`, scratch);
    checkIntegrity(fs.readFileSync(tarball), { ...locked, name });
    execFileSync('tar', ['-xzf', path.basename(tarball)], { cwd: scratch });
    return marked(filesBelow(path.join(scratch, 'package'), folder));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** @throws when it is not what the lock file was made with */
export function checkIntegrity(
  content: Buffer,
  { name, version, integrity }: LockedPackage & { readonly name: string },
): void {
  const [algorithm = ''] = integrity.split('-', 1);
  const found = `${algorithm}-${createHash(algorithm).update(content).digest('base64')}`;
  if (found !== integrity)
    throw new Error(
      `${name}@${version} is not what package-lock.json names: ${found} instead of ${integrity}.`,
    );
}

function lockedPackage(name: string): LockedPackage {
  const lock: unknown = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
  const packages: unknown = Reflect.get(Object(lock), 'packages');
  const entry: unknown = Reflect.get(Object(packages), `node_modules/${name}`);
  const version: unknown = Reflect.get(Object(entry), 'version');
  const integrity: unknown = Reflect.get(Object(entry), 'integrity');
  if (typeof version !== 'string' || typeof integrity !== 'string')
    throw new Error(`package-lock.json has no ${name}.`);
  return { version, integrity };
}

function installedVersion(folder: string): string | undefined {
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) return undefined;
  const manifest: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  return String(Reflect.get(Object(manifest), 'version'));
}

/** @returns the tarball */
function download(specifier: string, folder: string): string {
  const isWindows = process.platform === 'win32';
  const args = ['pack', specifier, '--silent', '--ignore-scripts', '--pack-destination', folder];
  execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], shell: isWindows });
  const [tarball] = fs.globSync('*.tgz', { cwd: folder });
  if (tarball === undefined) throw new Error(`npm pack ${specifier} has left no tarball.`);
  return path.join(folder, tarball);
}

/** Windows knows no such permission, where it is packed for others. */
function marked(files: readonly PackedFile[]): readonly PackedFile[] {
  return files.map((file) => ({ ...file, isExecutable: /\/bin\/|\.exe$/.test(file.name) }));
}
