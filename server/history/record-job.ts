/** All that is to be remembered of a run, as data: an editor's server hands it to a worker thread. */
import os from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { FilePath, ReadInputs } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { CachedFile } from '../result-cache/cacheable-files.ts';
import { writeHistory, type Kept } from './database.ts';
import { forgetFailed, keepCached } from './cached-files.ts';
import {
  configHash,
  fileClosures,
  type ClosureSources,
  type WalkableModules,
} from './file-closures.ts';
import type { GitState } from './git-state.ts';
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

/** @returns the number of the run */
export function recordJob(
  { config, files, modules, inputs, cacheable, ...summary }: RecordJob,
  git: GitState,
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
    closures: fileClosures(sources),
  };
  return keepRun(rootDir, recorded, (db, run) => {
    forgetFailed(db, recorded.results);
    if (cacheable !== undefined) keepCached(db, { ...recorded, ...sources, cacheable, run });
  });
}

/** @param also what is written with it, all or nothing */
export function keepRun(
  rootDir: string,
  run: RecordedRun,
  also: (db: DatabaseSync, run: number) => void = () => {},
): Kept<number> {
  return writeHistory(rootDir, (db) => {
    followRenames(db, run, rootDir);
    const number = recordRun(db, run);
    also(db, number);
    return number;
  });
}
