/** The scenario `size`: what the package weighs, and what it brings into an empty project. */
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Verdict } from './bars.ts';
import { FLAVOUR_NAMES, type FlavourName } from './flavours.ts';
import { repositoryRoot } from './paths.ts';
import type { Section } from './section.ts';
import { installedPackages, prepareTool, toolDirectory, toolVersion } from './tools.ts';

export const SIZE_SCENARIO = 'size';

/** Packs this checkout, installs the archive into an empty project, and weighs both; beside them the installs of the others. */
export function packageSizeSection(circumstances: string): Section {
  const packed = packAndInstall();
  const peers = FLAVOUR_NAMES.filter((name) => name !== 'ztest' && name !== 'node').flatMap(
    weighPeer,
  );
  const own =
    'reason' in packed
      ? []
      : [
          [
            'ztest',
            String(packed.packages.length),
            weight(packed.installed),
            weight(packed.archive),
            weight(packed.unpacked),
          ],
        ];
  return {
    name: SIZE_SCENARIO,
    title: 'The package',
    about: [
      'What an install into an empty project brings. The archive is what `npm pack` makes of the checkout as it is built.',
      circumstances,
      ...('reason' in packed ? [`Not measured: ztest (${packed.reason}).`] : []),
    ],
    columns: ['', 'packages', 'installed', 'archive', 'unpacked'],
    rows: [...own, ...peers],
    verdicts: [verdictOn(packed)],
  };
}

interface Packed {
  /** The packages that the install brought. */
  readonly packages: readonly string[];
  /** Bytes of everything in `node_modules`. */
  readonly installed: number;
  readonly archive: number;
  readonly unpacked: number;
}

function packAndInstall(): Packed | { readonly reason: string } {
  const unavailable = prepareTool('ztest');
  if (unavailable) return unavailable;
  const scratch = mkdtempSync(join(tmpdir(), 'ztest-size-'));
  try {
    const archive = pack(scratch);
    if (archive === undefined) return { reason: '`npm pack` failed' };
    const project = join(scratch, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true }\n');
    const { status } = npm(
      ['install', '--save-dev', '--no-audit', '--no-fund', join(scratch, archive.filename)],
      project,
    );
    if (status !== 0) return { reason: '`npm install` of the archive failed' };
    return {
      packages: installedPackages(project),
      installed: bytesBelow(join(project, 'node_modules')),
      archive: archive.size,
      unpacked: archive.unpackedSize,
    };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Packs what is built: `prepack` would build again, under the feet of whoever uses this checkout. */
function pack(
  destination: string,
): { readonly filename: string; readonly size: number; readonly unpackedSize: number } | undefined {
  const { status, stdout } = npm(
    ['pack', '--json', '--ignore-scripts', '--pack-destination', destination],
    repositoryRoot,
  );
  if (status !== 0) return undefined;
  // Scripts of the package may print before the JSON.
  const parsed: unknown = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)));
  // npm 11 and older print an array; later ones an object by package name.
  const [entry]: unknown[] =
    typeof parsed === 'object' && parsed !== null ? Object.values(parsed) : [];
  if (typeof entry !== 'object' || entry === null) return undefined;
  if (!('filename' in entry && 'size' in entry && 'unpackedSize' in entry)) return undefined;
  return {
    filename: basename(String(entry.filename)),
    size: Number(entry.size),
    unpackedSize: Number(entry.unpackedSize),
  };
}

function verdictOn(packed: Packed | { readonly reason: string }): Verdict {
  const bar = 'installs itself and esbuild with one platform binary, nothing else';
  if ('reason' in packed) return { bar, measured: '', outcome: 'not measured' };
  const { packages } = packed;
  const isAsPromised =
    packages.length === 3 &&
    packages.includes('ztest') &&
    packages.includes('esbuild') &&
    packages.filter((name) => name.startsWith('@esbuild/')).length === 1;
  return {
    bar,
    measured: packages.slice(0, 6).join(', '),
    outcome: isAsPromised ? 'met' : 'missed',
  };
}

function weighPeer(flavour: FlavourName): readonly string[][] {
  if (prepareTool(flavour)) return [];
  const directory = toolDirectory(flavour);
  const count = installedPackages(directory).length;
  return [
    [
      toolVersion(flavour),
      String(count),
      weight(bytesBelow(join(directory, 'node_modules'))),
      '',
      '',
    ],
  ];
}

/** Bytes of the files below a folder, links not followed; a file of several names (esbuild's binary) counts once. */
function bytesBelow(directory: string): number {
  let bytes = 0;
  const seen = new Set<number>();
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const { size, ino } = lstatSync(join(entry.parentPath, entry.name));
    if (!seen.has(ino)) bytes += size;
    seen.add(ino);
  }
  return bytes;
}

function npm(args: readonly string[], cwd: string): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync('npm', [...args, '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout };
}

function weight(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
