/** Where a project's own data lies: `.ztest/`, which ignores itself in git; a temporary folder when that cannot be written. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hashText } from '../../modules/text-hash.ts';
import { sha1 } from './sha1.ts';
import { revision } from '../../modules/revision.ts';
import type { ModuleRules } from '../../modules/module-rules.ts';
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

export interface StoreKind {
  readonly hasProbes?: boolean;
  /** What the rules of other tools make of modules is kept apart. */
  readonly rules?: ModuleRules | undefined;
}

/** Modules with probes have a store of their own. */
export function moduleStoreDirectory(
  rootDir: string,
  { hasProbes = false, rules }: StoreKind = {},
): string {
  const name = hasProbes ? 'cache-coverage' : 'cache';
  const kind = rules === undefined ? '' : `-${hashText(JSON.stringify({ ...rules, stamp: '' }))}`;
  return path.join(dataDirectory(rootDir), name + kind);
}

/** All of them. */
export function moduleStores(rootDir: string): readonly string[] {
  const data = dataDirectory(rootDir);
  return fs
    .readdirSync(data)
    .filter((name) => /^cache\b/.test(name))
    .map((name) => path.join(data, name));
}

export function discoveryDirectory(rootDir: string): string {
  return path.join(dataDirectory(rootDir), 'discovery');
}

/** Everything besides source and tsconfig that changes what a module becomes. */
export function moduleStoreKey(
  version: string,
  tsconfig: string | undefined,
  counted?: string,
): string {
  const parts = [FORMAT, version, revision, process.versions.node, tsconfig, counted];
  return parts.map((part) => part ?? '').join('|');
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
