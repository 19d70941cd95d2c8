/** What is to be merged: raw results of ztest, and `coverage-final.json` as Istanbul, Jest, Vitest, nyc and c8 write it. */
import fs from 'node:fs';
import path from 'node:path';
import type { FileCoverageData } from 'istanbul-lib-coverage';
import type { Problem } from '../../../test-host/protocol.ts';
import { noRawResults, unreadableResults } from '../messages.ts';
import { RAW_FILE_NAME, readRawFile, type RawResults } from './raw-file.ts';

export interface MergeInputs {
  readonly raw: readonly RawInput[];
  readonly istanbul: readonly IstanbulInput[];
  readonly problems: readonly Problem[];
}

export interface RawInput {
  /** As it is shown. */
  readonly name: string;
  readonly results: RawResults;
}

export interface IstanbulInput {
  readonly name: string;
  readonly map: IstanbulMap;
}

/** By path, as the machine that counted wrote it. */
export type IstanbulMap = Readonly<Record<string, FileCoverageData>>;

const ISTANBUL_FILE_NAME = 'coverage-final.json';

/** @param paths files, and folders that are looked through; relative to `cwd` */
export function readMergeInputs(paths: readonly string[], cwd: string): MergeInputs {
  const raw: RawInput[] = [];
  const istanbul: IstanbulInput[] = [];
  const problems: Problem[] = [];
  const files = new Set<string>();
  for (const one of paths) {
    const found = filesAt(path.resolve(cwd, one));
    for (const file of found ?? []) files.add(file);
    if (found === undefined) problems.push(unreadableResults(one, 'missing'));
    else if (found.length === 0) problems.push(noRawResults(one, RAW_FILE_NAME));
  }
  for (const file of files) {
    const name = path.relative(cwd, file) || file;
    try {
      const read = readRawFile(file);
      const map = read.ok || read.reason !== 'not-raw' ? undefined : readIstanbulFile(file);
      if (read.ok) raw.push({ name, results: read.results });
      else if (map !== undefined) istanbul.push({ name, map });
      else problems.push(unreadableResults(name, read.reason, read.detail));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push(unreadableResults(name, 'unreadable', reason));
    }
  }
  return { raw, istanbul, problems };
}

/** What a tool on this machine has left in its folder. */
export function readIstanbulResults(folder: string): readonly IstanbulMap[] {
  const map = readIstanbulFile(path.join(folder, ISTANBUL_FILE_NAME));
  return map === undefined ? [] : [map];
}

/** @returns `undefined` when there is nothing at the place */
function filesAt(place: string): readonly string[] | undefined {
  const stats = fs.statSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? filesIn(place) : [place];
}

/** A run that has left both has counted once. */
function filesIn(folder: string): readonly string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const own = [RAW_FILE_NAME, ISTANBUL_FILE_NAME].find((name) => names.includes(name));
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules');
  return [
    ...(own === undefined ? [] : [path.join(folder, own)]),
    ...folders.flatMap(({ name }) => filesIn(path.join(folder, name))),
  ].toSorted();
}

function readIstanbulFile(file: string): IstanbulMap | undefined {
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  return isCoverageMap(value) ? value : undefined;
}

function isCoverageMap(value: unknown): value is IstanbulMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const parts = ['statementMap', 'fnMap', 'branchMap', 's', 'f', 'b'];
  return Object.values(value).every(
    (file: unknown) =>
      typeof Reflect.get(Object(file), 'path') === 'string' &&
      parts.every((part) => typeof Reflect.get(Object(file), part) === 'object'),
  );
}
