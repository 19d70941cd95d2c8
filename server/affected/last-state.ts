/**
 * The state of the project at the last run of each test, on the way of a run: it listens, and does everything else when the
 * run is over. What writes is a chunk of its own.
 */
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { startEarly } from '../running/early-work.ts';
import type { CoverageRequest, RequestedFile, RunResult } from '../running/run-request.ts';
import {
  fileOfTest,
  type CoverageMessage,
  type FilePath,
  type OutcomeReason,
  type RunMessage,
  type TestId,
} from '../../test-host/protocol.ts';
import type * as AffectedChunk from './affected-chunk.ts';
import type * as LastStateChunk from './last-state-chunk.ts';
import type { LoadedState, Recorder, StateOfRun } from './record-state.ts';

export interface LastStateSession {
  readonly hear: (events: readonly RunMessage[]) => void;
  /** Hears what a run counts, too. */
  readonly counting: (request: CoverageRequest) => CoverageRequest;
  /** Begins what needs no results. */
  readonly prepare: (modulesOf: RunResult['modulesOf']) => void;
  /** When the run is over, and nobody waits. What cannot be kept makes more tests affected next time. */
  readonly record: (result: Pick<RunResult, 'modulesOf' | 'inputsOf'>) => void;
}

export interface LastStateOptions {
  readonly files: readonly RequestedFile[];
  /** Default: writes it at once. */
  readonly record?: ((state: StateOfRun) => void) | undefined;
}

export interface RanFile {
  /** Tests with an outcome of their own. */
  readonly tests: ReadonlySet<TestId>;
  /** All that the file declares. */
  readonly isWhole: boolean;
  readonly counted: CoverageMessage | undefined;
  /** It did not load, or crashed: what it would have needed nobody knows. */
  readonly isBroken: boolean;
}

/** Tests that were not selected, or that the run did not come to. */
const NOT_RUN: ReadonlySet<OutcomeReason | undefined> = new Set<OutcomeReason>([
  'filter',
  'only',
  'bail',
  'cancelled',
]);

/** Reasons for which a file did not come to its end: whatever it saw, its outcome is not that of its tests. */
const CRASHED: ReadonlySet<OutcomeReason | undefined> = new Set<OutcomeReason>([
  'host-exit',
  'process-exit',
  'loop',
]);

export function startLastState(
  config: ResolvedConfig,
  { files, record }: LastStateOptions,
): LastStateSession {
  const tests = new Map<FilePath, Set<TestId>>();
  const cut = new Set<FilePath>();
  const broken = new Set<FilePath>();
  const counted = new Map<FilePath, CoverageMessage>();
  const startedAt = Date.now();
  let early: (() => Recorder | undefined) | undefined;
  return {
    hear: (events) => {
      for (const event of events) {
        if (event.type === 'file-started') tests.set(event.file, new Set());
        else if (event.type === 'file-finished' && event.outcome === 'errored')
          broken.add(event.file);
        else if (event.type === 'test-finished') {
          const file = fileOfTest(event.id);
          if (CRASHED.has(event.reason)) broken.add(file);
          if (NOT_RUN.has(event.reason)) cut.add(file);
          else tests.get(file)?.add(event.id);
        }
      }
    },
    counting: (request) => ({
      ...request,
      add: (ran) => {
        request.add(ran);
        counted.set(ran.file, ran);
      },
    }),
    prepare: (modulesOf) => {
      early ??= startEarly(prepareEarly({ config, files, startedAt, modulesOf }));
    },
    record: ({ modulesOf, inputsOf }) => {
      const selected = new Set(
        files.flatMap(({ file, selection }) => (selection === undefined ? [] : file)),
      );
      const ran = new Map(
        [...tests].map(([file, own]): [FilePath, RanFile] => {
          const isWhole = !selected.has(file) && !cut.has(file);
          return [
            file,
            { tests: own, isWhole, counted: counted.get(file), isBroken: broken.has(file) },
          ];
        }),
      );
      const state = { config, files, ran, startedAt, modulesOf, inputsOf };
      if (record === undefined) lastStateChunk().recordState(state, early?.());
      else record(state);
    },
  };
}

function* prepareEarly(known: LoadedState): Generator<undefined, Recorder | undefined> {
  const chunk = lastStateChunk();
  yield;
  return yield* chunk.prepareState(known);
}

function lastStateChunk(): typeof LastStateChunk {
  return loadServerChunk<typeof LastStateChunk>('last-state', '../affected/last-state-chunk.ts');
}

export function affectedChunk(): typeof AffectedChunk {
  return loadServerChunk<typeof AffectedChunk>('affected', '../affected/affected-chunk.ts');
}
