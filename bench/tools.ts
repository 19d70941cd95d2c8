/** The frameworks that are compared against, installed from the registry when first needed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLAVOURS, type FlavourName } from './flavours.ts';
import { repositoryRoot } from './paths.ts';

/** A framework that cannot be measured here, and why, in a sentence. */
export interface Unavailable {
  readonly reason: string;
}

/** Everything the bench installs and generates; ignored by git, safe to delete. */
const CACHE = join(repositoryRoot, 'bench', '.cache');

/**
 * Makes a framework ready to run.
 *
 * Its packages go to `bench/.cache/<flavour>/`; projects are generated below that folder, so that
 * they find the packages as any project finds those of a parent folder.
 *
 * @returns nothing when it is ready, else why it is not
 */
export function prepareTool(flavour: FlavourName): Unavailable | undefined {
  if (flavour === 'ztest') {
    const isBuilt =
      existsSync(ZTEST_COMMAND) && existsSync(join(repositoryRoot, 'dist', 'cli.cjs'));
    return isBuilt ? undefined : { reason: 'this checkout is not built: run `npm run build`' };
  }
  const directory = toolDirectory(flavour);
  const manifest = `${JSON.stringify({ private: true, dependencies: FLAVOURS[flavour].packages }, null, 2)}\n`;
  const manifestPath = join(directory, 'package.json');
  const installed = join(directory, 'node_modules');
  mkdirSync(directory, { recursive: true });
  if (Object.keys(FLAVOURS[flavour].packages).length === 0) return undefined;
  if (
    existsSync(installed) &&
    existsSync(manifestPath) &&
    readFileSync(manifestPath, 'utf8') === manifest
  )
    return undefined;
  writeFileSync(manifestPath, manifest);
  // No install scripts: what a framework needs must come from the registry alone.
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: directory,
      encoding: 'utf8',
    },
  );
  return status === 0
    ? undefined
    : { reason: `npm could not install it: ${stderr.trim().split('\n').at(0) ?? 'no output'}` };
}

/** Where a framework's packages and projects are. */
export function toolDirectory(flavour: FlavourName): string {
  return join(CACHE, flavour);
}

/** Where an installed package of a framework is. */
export function packageDirectory(flavour: FlavourName, name: string): string {
  return join(toolDirectory(flavour), 'node_modules', name);
}

/** The command of this checkout. */
export const ZTEST_COMMAND = join(repositoryRoot, 'bin', 'ztest.cjs');

/** What a framework calls itself and its version, e.g. `Jest 30.5.2`. */
export function toolVersion(flavour: FlavourName): string {
  const names = Object.keys(FLAVOURS[flavour].packages);
  switch (flavour) {
    case 'ztest':
      return `ztest ${readVersion(repositoryRoot)}`;
    case 'node':
      return `node:test of Node ${process.versions.node}`;
    case 'bun':
    case 'jest':
    case 'mocha':
    case 'vitest':
    case 'vitest-coverage':
      return names
        .map((name) => `${name} ${readVersion(packageDirectory(flavour, name))}`)
        .join(', ');
  }
}

/** How many packages a framework's install brings, from the lock file that npm wrote. */
export function installedPackages(directory: string): readonly string[] {
  const lock: unknown = JSON.parse(
    readFileSync(join(directory, 'node_modules', '.package-lock.json'), 'utf8'),
  );
  const packages =
    typeof lock === 'object' && lock !== null && 'packages' in lock ? lock.packages : undefined;
  if (typeof packages !== 'object' || packages === null) return [];
  return Object.keys(packages).map((path) =>
    path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  );
}

function readVersion(directory: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version) : 'of unknown version';
}
