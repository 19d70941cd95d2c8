/** Where a project's own data lies: `.ztest/`, which ignores itself in git; a temporary folder when that cannot be written. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sha1 } from './sha1.ts';
import { revision } from '../../modules/revision.ts';
import { FORMAT } from '../../modules/store.ts';

const places = new Map<string, string>();

export function dataDirectory(rootDir: string): string {
  let place = places.get(rootDir);
  if (place === undefined) {
    place = findPlace(rootDir);
    places.set(rootDir, place);
  }
  return place;
}

/** Modules with probes have a store of their own. */
export function moduleStoreDirectory(rootDir: string, { hasProbes = false } = {}): string {
  return path.join(dataDirectory(rootDir), hasProbes ? 'cache-coverage' : 'cache');
}

export function discoveryDirectory(rootDir: string): string {
  return path.join(dataDirectory(rootDir), 'discovery');
}

/** Everything besides source and tsconfig that changes what a module becomes. */
export function moduleStoreKey(version: string, tsconfig: string | undefined): string {
  return [FORMAT, version, revision, process.versions.node, tsconfig ?? ''].join('|');
}

function findPlace(rootDir: string): string {
  const own = path.join(rootDir, '.ztest');
  if (isWritable(own)) return own;
  return path.join(os.tmpdir(), `ztest-${sha1(rootDir).slice(0, 12)}`);
}

function isWritable(directory: string): boolean {
  try {
    if (!fs.existsSync(directory)) {
      fs.mkdirSync(directory);
      fs.writeFileSync(path.join(directory, '.gitignore'), '*\n');
    }
    fs.accessSync(directory, fs.constants.W_OK);
    return true;
  } catch {
    return false; // read-only project: its data goes elsewhere
  }
}
