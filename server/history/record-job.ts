/** All that is to be remembered of a run, as data: an editor's server hands it to a worker thread. */
import os from 'node:os';
import type { FilePath, ReadInputs } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { writeHistory, type Kept } from './database.ts';
import { configHash, fileClosures, type WalkableModules } from './file-closures.ts';
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
}

/** @returns the number of the run */
export function recordJob(
  { config, files, modules, inputs, ...summary }: RecordJob,
  git: GitState,
): Kept<number> {
  const { rootDir } = config;
  const closures = fileClosures({
    config,
    files,
    modulesOf: (own) => modules.get(own),
    inputsOf: (file) => inputs.get(file),
    since: summary.at,
  });
  return keepRun(rootDir, {
    ...summary,
    ...git,
    machine: os.hostname(),
    config: configHash(config),
    closures,
  });
}

export function keepRun(rootDir: string, run: RecordedRun): Kept<number> {
  return writeHistory(rootDir, (db) => {
    followRenames(db, run, rootDir);
    return recordRun(db, run);
  });
}
