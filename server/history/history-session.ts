/**
 * The history on the way of a run: it listens, and does everything else when the run is over. What writes and reads is a
 * chunk of its own.
 */
import type { Problem, RunMessage, TestId } from '../../test-host/protocol.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { RequestedFile, RunResult } from '../running/run-request.ts';
import type { CoveredCode } from './covered-code.ts';
import { CacheableFiles } from '../result-cache/cacheable-files.ts';
import { startEarly } from '../running/early-work.ts';
import type { LoadedSources } from './file-closures.ts';
import { readGitState, type GitState } from './git-state.ts';
import type * as HistoryChunk from './history-chunk.ts';
import { makeJob } from './make-job.ts';
import type { PreparedJob } from './record-job.ts';
import { RunNotes, type RunScope } from './recorded-run.ts';
import type { Remark } from './remarks.ts';

export interface HistorySession {
  readonly hear: (events: readonly RunMessage[]) => void;
  /** Begins what needs no results. */
  readonly prepare: (modulesOf: RunResult['modulesOf']) => void;
  /** What earlier runs say of these tests. */
  readonly remarks: (ids: readonly TestId[]) => ReadonlyMap<TestId, Remark>;
  /** @returns why it could not be kept */
  readonly record: (result: RunResult) => Promise<readonly Problem[]>;
  /** How much code the tests of the recorded run have run. @returns why it could not be kept */
  readonly noteCoverage: (covered: CoveredCode) => readonly Problem[];
}

export interface HistorySessionOptions {
  readonly files: readonly RequestedFile[];
  readonly scope: RunScope;
  /** Somebody edits and watches: many runs that are one, as in an editor. Default: false. */
  readonly isSitting?: boolean;
}

export function startHistory(
  config: ResolvedConfig,
  { files, scope, isSitting = false }: HistorySessionOptions,
): HistorySession {
  const { rootDir } = config;
  const notes = new RunNotes();
  const cacheable = new CacheableFiles();
  let run: number | undefined;
  let early: (() => PreparedJob) | undefined;
  let git: Promise<GitState> | undefined;
  const askGit = async (): Promise<GitState> => await (git ??= readGitState(rootDir));
  return {
    hear: (events) => {
      notes.hear(events);
      cacheable.hear(events);
    },
    prepare: (modulesOf) => {
      early ??= startEarly(prepareEarly({ config, files, modulesOf }));
      void askGit();
    },
    remarks: (ids) => historyChunk().readRemarks(rootDir, ids),
    record: async (result) => {
      const job = makeJob(
        notes,
        { config, files, scope, source: isSitting ? 'editor' : 'command' },
        result,
      );
      if (job === undefined) return [];
      const asked = askGit();
      const chunk = historyChunk();
      const { value, problems } = chunk.recordJob(
        { ...job, cacheable: cacheable.take(result.inputsOf) },
        await asked,
        early?.(),
      );
      run = value;
      return problems;
    },
    noteCoverage: (covered) =>
      run === undefined ? [] : historyChunk().keepCoveredCode(rootDir, { run, covered }),
  };
}

function* prepareEarly(sources: LoadedSources): Generator<undefined, PreparedJob> {
  const chunk = historyChunk();
  yield;
  return yield* chunk.prepareJob(sources);
}

export function historyChunk(): typeof HistoryChunk {
  return loadServerChunk<typeof HistoryChunk>('history', '../history/history-chunk.ts');
}
