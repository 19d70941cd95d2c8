/** Which files of a run need not run: what is remembered of them is of the state in which everything is now. */
import type { FilePath, RunEvent } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { historyChunk } from '../history/history-session.ts';
import type { RequestedFile, RunRequest, RunResult } from '../running/run-request.ts';
import type { CachedFile, CachedResult } from './cacheable-files.ts';

export interface ServedFiles {
  readonly files: ReadonlyMap<FilePath, CachedFile>;
  /** Would have been served, and run all the same: what came of them is held against what was remembered. */
  readonly audited: ReadonlySet<FilePath>;
}

export const NOTHING_SERVED: ServedFiles = { files: new Map(), audited: new Set() };

export interface ServeOptions {
  readonly request: RunRequest;
  readonly modulesOf: RunResult['modulesOf'];
  /** Of the run: another sample each time, and the same for the same seed. */
  readonly seed: number;
  /** Files with a test in quarantine. */
  readonly isQuarantined: (file: FilePath) => boolean;
}

/** Of a hundred files so many run again. */
const AUDITED_PERCENT = 5;

export function serveFromCache({
  request,
  modulesOf,
  seed,
  isQuarantined,
}: ServeOptions): ServedFiles {
  const { config, files } = request;
  const asked = files.filter((file) => mayBeServed(file, config) && !isQuarantined(file.file));
  if (asked.length === 0) return NOTHING_SERVED;
  const known = historyChunk().readCachedFiles({
    config,
    files: asked,
    modulesOf,
    needsLocations: request.wantsLocations === true || config.locations,
  });
  const audited = new Set([...known.keys()].filter((file) => isInSample(file, seed)));
  return { files: new Map([...known].filter(([file]) => !audited.has(file))), audited };
}

/** In whole files, with nothing around them that has to happen, and where order and repeats say nothing new. */
function mayBeServed({ selection, config: own }: RequestedFile, config: ResolvedConfig): boolean {
  const { isolation, globalSetup, globalTeardown, repeats, snapshot } = own ?? config;
  return (
    selection === undefined &&
    isolation !== 'none' &&
    globalSetup.length + globalTeardown.length === 0 &&
    repeats === 0 &&
    !config.shuffle &&
    snapshot.update !== 'all'
  );
}

function isInSample(file: FilePath, seed: number): boolean {
  let hash = seed | 0;
  for (let i = 0; i < file.length; i++) hash = Math.imul(hash ^ file.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % 100 < AUDITED_PERCENT;
}

/** As if it had run, in no time. @param at milliseconds since the epoch */
export function eventsOf(
  file: FilePath,
  { nodes, others }: CachedFile,
  at: number,
): readonly RunEvent[] {
  const special = new Map(others.map((result) => [result.id, result]));
  const tests = nodes.filter(({ kind }) => kind === 'test');
  const finished = tests.map(({ id }): RunEvent & { type: 'test-finished' } => {
    const result: CachedResult = special.get(id) ?? { id, outcome: 'passed' };
    return {
      type: 'test-finished',
      ...result,
      isCached: true,
      duration: 0,
      errors: [],
    };
  });
  const hasPassed = finished.some(({ outcome }) => outcome === 'passed');
  return [
    { type: 'file-started', file, host: 0, at },
    { type: 'file-collected', file, nodes },
    ...finished,
    {
      type: 'file-finished',
      file,
      outcome: hasPassed ? 'passed' : 'skipped',
      duration: 0,
      loadDuration: 0,
      errors: [],
    },
  ];
}
