/** Files that passed, with a hash of all that their outcome depends on: what `--cached` takes as passed. */
import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { revision } from '../../modules/revision.ts';
import { fileOfTest, type FilePath, type ReadInputs } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { CachedFile } from '../result-cache/cacheable-files.ts';
import { peekHistory } from './database.ts';
import { resultOf } from '../running/early-work.ts';
import {
  fileClosures,
  snapshotsOf,
  folderNames,
  hashLoaded,
  writtenSince,
  type ClosureSources,
} from './file-closures.ts';
import { LOOKED_AT } from './flakiness.ts';
import type { FileClosure, RecordedResult, RunScope } from './recorded-run.ts';
import { lookInput, variableInput } from './input-names.ts';
import { installedHash } from './installed.ts';
import { Histories, knownTest, textOf } from './test-history.ts';
import { hashText } from '../../modules/text-hash.ts';

export interface KeepCachedOptions extends Pick<
  ClosureSources,
  'config' | 'files' | 'inputsOf' | 'since'
> {
  readonly closures: ReadonlyMap<FilePath, FileClosure>;
  /** Those whose tests all passed. */
  readonly cacheable: readonly (CachedFile & { readonly file: FilePath })[];
  /** Of all files that ran. */
  readonly results: readonly RecordedResult[];
  readonly run: number;
  readonly scope: RunScope;
}

/** After a run: what passed is remembered, unless somebody doubts it. */
export function keepCached(db: DatabaseSync, options: KeepCachedOptions): void {
  const { cacheable, inputsOf, results, run } = options;
  const keys = cacheKeys(options);
  const doubted = doubtedFiles(db, run);
  const isWritten = writtenSince(options.config.rootDir, options.since);
  const known = db.prepare(
    'select files.id, key, names from files left join cached on cached.file = files.id where path = ?',
  );
  const keep = db.prepare('insert or replace into cached values (?, ?, ?, ?)');
  const forget = db.prepare('delete from cached where file = ?');
  const ran = new Set(results.map(({ id }) => fileOfTest(id)));
  const byFile = new Map(cacheable.map((each) => [each.file, each]));
  for (const { file } of options.files) {
    const before = ran.has(file) ? known.get(file) : undefined;
    if (before === undefined) continue;
    const id = Number(before['id']);
    const passed = byFile.get(file);
    const keyOf = keys.get(file);
    const inputs = inputsOf(file);
    const read = namesOf(inputs ?? {}, options.config.rootDir);
    const isSure =
      inputs !== undefined && !doubted.has(id) && !isWritten([...read, snapshotsOf(file)]);
    if (passed === undefined || keyOf === undefined || !isSure) {
      forget.run(id);
      continue;
    }
    const names = JSON.stringify(read);
    const key = keyOf(read);
    const { nodes, others } = passed;
    if (before['key'] === key && before['names'] === names && !hasLocations(nodes)) continue;
    keep.run(id, key, names, JSON.stringify({ nodes, others }));
  }
  if (options.scope !== 'tests') forgetGone(db, options.config.rootDir);
}

/** Files of other profiles did not run, and are there. */
function forgetGone(db: DatabaseSync, rootDir: string): void {
  const forget = db.prepare('delete from cached where file = ?');
  for (const { file, path: name } of db
    .prepare('select file, path from cached join files on files.id = file')
    .all())
    if (!fs.existsSync(path.join(rootDir, String(name)))) forget.run(Number(file));
}

/** Before anything else: a failure, wherever it was seen, ends all trust. */
export function forgetFailed(db: DatabaseSync, results: readonly RecordedResult[]): void {
  const failed = results.filter(
    ({ outcome, attempts }) => outcome === 'failed' || outcome === 'errored' || attempts > 1,
  );
  const forget = db.prepare(
    'delete from cached where file = (select id from files where path = ?)',
  );
  for (const file of new Set(failed.map(({ id }) => fileOfTest(id)))) forget.run(file);
}

export interface ReadCachedOptions extends Omit<ClosureSources, 'inputsOf' | 'since'> {
  /** What is known without them is of no use. */
  readonly needsLocations: boolean;
}

/** Files that are as they were when they passed. */
export function readCachedFiles(options: ReadCachedOptions): ReadonlyMap<FilePath, CachedFile> {
  const { needsLocations, files, config } = options;
  const value = peekHistory(config.rootDir, (db) => {
    const rows = db
      .prepare('select path, key, names, data from cached join files on files.id = file')
      .all();
    const asked = new Set(files.map(({ file }) => file));
    const known = rows.filter((row) => asked.has(String(row['path'])));
    if (known.length === 0) return [];
    const names = new Map(known.map((row) => [String(row['path']), listOf(row['names'])]));
    const left = { ...options, files: files.filter(({ file }) => names.has(file)) };
    const closures = fileClosures(
      { ...left, inputsOf: () => ({}), since: Infinity },
      resultOf(hashLoaded(left)),
    );
    const keys = cacheKeys({ ...left, closures });
    return known.flatMap((row): (readonly [FilePath, CachedFile])[] => {
      const file = String(row['path']);
      if (keys.get(file)?.(names.get(file) ?? []) !== row['key']) return [];
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `keepCached`, of the same version: the key says so
      const cached = JSON.parse(String(row['data'])) as CachedFile;
      const isOfFile = cached.nodes.every(({ id }) => id.startsWith(`${file}#`)); // it may have been renamed
      if (!isOfFile || (needsLocations && !hasLocations(cached.nodes))) return [];
      return [[file, cached]];
    });
  });
  return new Map(value);
}

function listOf(json: unknown): readonly string[] {
  const value: unknown = JSON.parse(textOf(json) ?? '[]');
  return Array.isArray(value) ? value.map(String) : [];
}

function hasLocations(nodes: CachedFile['nodes']): boolean {
  return nodes.every(({ location }) => location !== undefined);
}

/** Nothing is left out, not even what differs between two terminals: a test that reads it may be another there. */
function namesOf(inputs: ReadInputs, rootDir: string): readonly string[] {
  const { files = [], looks = [], env = [], shared = {} } = inputs;
  const relative = (file: string): string => path.relative(rootDir, file);
  const names = [
    ...[...files, ...(shared.files ?? [])].map(relative),
    ...folderNames(inputs, rootDir),
    ...looks.map((file) => lookInput(relative(file))),
    ...[...env, ...(shared.env ?? [])].map((name) => variableInput(name === '*' ? '**' : name)),
  ];
  return [...new Set(names)].toSorted();
}

/** Of a file: its closure with what else may change an outcome and is no edit. */
function cacheKeys(
  sources: Pick<ClosureSources, 'config' | 'files'> & {
    readonly closures: ReadonlyMap<FilePath, FileClosure>;
  },
): ReadonlyMap<FilePath, (names: readonly string[]) => string> {
  const { config, closures } = sources;
  const around = surroundings(config.rootDir);
  const own = new Map(sources.files.map(({ file, config: one = config }) => [file, one]));
  return new Map(
    [...closures].map(([file, closure]) => [
      file,
      (names) =>
        hashText([closure.hash(names), around, sideFiles(own.get(file) ?? config)].join('|')),
    ]),
  );
}

/** Ztest itself, what is installed, and what Node takes from the machine: time zone, language, its own variables. */
function surroundings(rootDir: string): string {
  const taken = Object.entries(process.env)
    .filter(([name]) => /^(?:TZ|LANG|LANGUAGE|LC_.*|NODE_.*)$/.test(name))
    .map(([name, value]) => `${name}=${value}`)
    .toSorted();
  return [
    revision,
    rootDir,
    installedHash(rootDir),
    path.relative(rootDir, process.cwd()),
    timeZoneFile(),
    ...taken,
  ].join('\n');
}

function timeZoneFile(): string {
  try {
    return fs.readlinkSync('/etc/localtime');
  } catch {
    return ''; // a file, or none: `TZ` says it then
  }
}

/** Files that a configuration names and that no module imports; and whether what is left open is looked for. */
function sideFiles({ detectLeaks, jest }: ResolvedConfig): string {
  if (jest === undefined) return detectLeaks;
  const { environment, snapshotSerializers, snapshotResolver, manualMocks } = jest.host;
  const files = [
    ...(environment.path === undefined ? [] : [environment.path]),
    ...snapshotSerializers,
    ...(snapshotResolver === undefined ? [] : [snapshotResolver]),
    ...Object.values(manualMocks),
  ];
  return [detectLeaks, ...files.map((file) => `${file} ${stampOf(file)}`)].join('\n');
}

function stampOf(file: string): string {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size}`;
}

/** Files with a test that is not healthy: what passes there proves nothing. */
function doubtedFiles(db: DatabaseSync, newest: number): ReadonlySet<number> {
  const rows = db
    .prepare(
      `select distinct tests.id as test, file, path || '#' || name as id
       from results indexed by troubles join tests on tests.id = test join files on files.id = file
       where run > ? and (outcome in (1, 3) or attempts > 1)`,
    )
    .all(newest - LOOKED_AT);
  const histories = new Histories(db);
  return new Set(
    rows
      .map(knownTest)
      .filter((test) => histories.of(test).health !== 'healthy')
      .map(({ file }) => file),
  );
}
