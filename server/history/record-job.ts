/** All that is to be remembered of a run, as data: an editor's server hands it to a worker thread. */
import os from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { FilePath, ReadInputs } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { CachedFile } from '../result-cache/cacheable-files.ts';
import { resultOf } from '../running/early-work.ts';
import { connectAhead, writeHistory, type Connection, type Kept } from './database.ts';
import { forgetFailed, keepCached } from './cached-files.ts';
import {
  configHash,
  fileClosures,
  hashLoaded,
  type ClosureSources,
  type LoadedSources,
  type WalkableModules,
} from './file-closures.ts';
import type { GitState } from './git-state.ts';
import { installedHash } from './installed.ts';
import type { RecordedRun, RunSummaryNotes } from './recorded-run.ts';
import { recordRun } from './record-run.ts';
import { followRenames } from './renames.ts';

export interface RecordJob extends RunSummaryNotes, Pick<RecordedRun, 'scope' | 'source'> {
  readonly config: ResolvedConfig;
  /** With the configuration of its own folder, where there is one. */
  readonly files: readonly { readonly file: FilePath; readonly config?: ResolvedConfig }[];
  readonly modules: ReadonlyMap<ResolvedConfig, WalkableModules>;
  readonly inputs: ReadonlyMap<FilePath, ReadInputs>;
  /** Files that may be taken as passed later; absent: nothing is known of that. */
  readonly cacheable?: readonly (CachedFile & { readonly file: FilePath })[];
}

/** What a recording needs besides the results. */
export interface PreparedJob {
  readonly connection: Connection | undefined;
  readonly loaded: ReadonlyMap<FilePath, string>;
}

export function* prepareJob(sources: LoadedSources): Generator<undefined, PreparedJob> {
  const connection = connectAhead(sources.config.rootDir);
  yield;
  installedHash(sources.config.rootDir); // looked up again at the end, and mostly the same
  yield;
  return { connection, loaded: yield* hashLoaded(sources) };
}

/** @returns the number of the run */
export function recordJob(
  { config, files, modules, inputs, cacheable, ...summary }: RecordJob,
  git: GitState,
  early?: PreparedJob,
): Kept<number> {
  const { rootDir } = config;
  const sources: ClosureSources = {
    config,
    files,
    modulesOf: (own) => modules.get(own),
    inputsOf: (file) => inputs.get(file),
    since: summary.at,
  };
  const recorded: RecordedRun = {
    ...summary,
    ...git,
    machine: os.hostname(),
    config: configHash(config),
    closures: fileClosures(sources, early?.loaded ?? resultOf(hashLoaded(sources))),
  };
  const also = (db: DatabaseSync, run: number): void => {
    forgetFailed(db, recorded.results);
    if (cacheable !== undefined) keepCached(db, { ...recorded, ...sources, cacheable, run });
  };
  return keepRun(rootDir, recorded, { also, connection: early?.connection });
}

export interface KeepOptions {
  /** What is written with it, all or nothing. */
  readonly also?: (db: DatabaseSync, run: number) => void;
  readonly connection?: Connection | undefined;
}

export function keepRun(
  rootDir: string,
  run: RecordedRun,
  { also, connection }: KeepOptions = {},
): Kept<number> {
  const write = (db: DatabaseSync): number => {
    followRenames(db, run, rootDir);
    const number = recordRun(db, run);
    also?.(db, number);
    return number;
  };
  return writeHistory(rootDir, write, connection);
}
