/**
 * Packs the extension as `ztest-<target>-<version>.vsix`, a zip in the Open Packaging format that VS Code installs: for this
 * machine, for `--target darwin-arm64`, or for `--target all`. Its content is what `.vscodeignore` would leave in, with
 * esbuild's binary of the target; the size is checked.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { contentTypes, describeExtension, type Manifest } from './vsix/describe-extension.ts';
import { esbuildFiles } from './vsix/esbuild-files.ts';
import { filesBelow, readPacked, type PackedFile } from './vsix/packed-file.ts';
import { asTarget, hostTarget, TARGETS, type Target } from './vsix/targets.ts';

const LARGEST_MB = 10;
const FOLDERS = ['bin', 'dist', 'l10n', 'media', 'syntaxes'];
const FILES = ['package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
/** Only the npm package has use for them. */
const LEFT_OUT = /\.map$|\.tsbuildinfo$|^dist\/types\//;
const EXECUTABLE = 0o100755;
const PLAIN = 0o100644;

const { values, positionals } = parseArgs({
  options: { target: { type: 'string' } },
  allowPositionals: true,
});
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own manifest
const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Manifest;
const own = ownFiles();
for (const target of targetsOf(values.target)) {
  const name = `${manifest.name}-${target}-${manifest.version}.vsix`;
  const out = path.resolve(positionals[0] ?? name);
  const files = [...own.filter(({ name }) => isFor(target, name)), ...esbuildFiles(target)];
  const packed = pack(files, target);
  const size = packed.length / 1e6;
  if (size > LARGEST_MB)
    throw new Error(
      `The extension for ${target} is ${size.toFixed(1)} MB; ${LARGEST_MB} MB is the most it should be.`,
    );
  fs.writeFileSync(out, packed);
  console.log(`${path.relative('.', out)}: ${size.toFixed(1)} MB, ${files.length} files`);
}

function targetsOf(wanted: string | undefined): readonly Target[] {
  if (wanted === undefined) return [hostTarget()];
  return wanted === 'all' ? TARGETS : wanted.split(',').map(asTarget);
}

/** Without Node there is no host, and no command. */
function isFor(target: Target, name: string): boolean {
  return target !== 'web' || !/^(?:bin|dist)\/(?!web-|THIRD-PARTY)/.test(name);
}

function ownFiles(): readonly PackedFile[] {
  return [
    ...FILES.map((file) => readPacked(file, file)),
    ...FOLDERS.flatMap((folder) => filesBelow(folder, folder)),
  ].filter(({ name }) => !LEFT_OUT.test(name));
}

function pack(files: readonly PackedFile[], target: Target): Uint8Array {
  const entries: Zippable = {
    '[Content_Types].xml': strToU8(contentTypes(files.map(({ name }) => name))),
    'extension.vsixmanifest': strToU8(describeExtension(manifest, target)),
  };
  for (const { name, content, isExecutable } of files) {
    const attrs = ((isExecutable ? EXECUTABLE : PLAIN) << 16) >>> 0;
    entries[`extension/${name}`] = [content, { os: 3, attrs, level: 6 }];
  }
  return zipSync(entries);
}
