/** Which files of a run go with which configuration, and in which order. */
import path from 'node:path';
import type { FilePath, IsolationLevel } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { orderFiles, type PlannedFile } from './plan.ts';
import type { RequestedFile, RunRequest } from './run-request.ts';

export interface PlanFacts {
  readonly seed: number;
  /** Milliseconds that files took last time. */
  readonly durations: Readonly<Record<string, number>>;
  /** The project's own sequencer has chosen files and their order. */
  readonly given: readonly FilePath[] | undefined;
  /** A result that is known stands for a run of it. */
  readonly isServed: (file: FilePath) => boolean;
  /** @param file absolute */
  readonly isolationOf: (config: ResolvedConfig, file: string) => IsolationLevel;
}

export type FilesOfConfig = readonly [ResolvedConfig, readonly PlannedFile[]];

/** One configuration after the other: a host knows one at a time. */
export function planFiles(
  { config, files, isTrial = false }: RunRequest,
  facts: PlanFacts,
): readonly FilesOfConfig[] {
  const { seed, given } = facts;
  const unserved = files.filter(({ file }) => !facts.isServed(file));
  const left = given === undefined ? unserved : inOrder(unserved, given);
  const byConfig =
    given === undefined || config.workers > 1
      ? [...Map.groupBy(left, ({ config: own = config }) => own)]
      : stretches(left, config);
  return byConfig.map(([own, requested]) => {
    const planned = requested.map((one) => planFile(one, { own, rootDir: config.rootDir, facts }));
    const isOrdered = isTrial || given !== undefined;
    return [own, isOrdered ? planned : orderFiles(planned, { shuffle: config.shuffle, seed })];
  });
}

function planFile(
  { file, selection, located, isFirst }: RequestedFile,
  run: { readonly own: ResolvedConfig; readonly rootDir: string; readonly facts: PlanFacts },
): PlannedFile {
  const { own, rootDir, facts } = run;
  return {
    file,
    isolation: facts.isolationOf(own, path.join(rootDir, file)),
    expected: facts.durations[file],
    ...(selection !== undefined && { selection }),
    ...(located !== undefined && { located }),
    ...(isFirst === true && { isFirst }),
  };
}

/** Files that the order does not name do not run. */
function inOrder(
  files: readonly RequestedFile[],
  order: readonly FilePath[],
): readonly RequestedFile[] {
  const byName = new Map(files.map((requested) => [requested.file, requested]));
  return order.flatMap((file) => byName.get(file) ?? []);
}

/** One after the other, an order holds across configurations. */
function stretches(
  files: readonly RequestedFile[],
  config: ResolvedConfig,
): readonly (readonly [ResolvedConfig, readonly RequestedFile[]])[] {
  const found: [ResolvedConfig, RequestedFile[]][] = [];
  for (const file of files) {
    const own = file.config ?? config;
    const last = found.at(-1);
    if (last?.[0] === own) last[1].push(file);
    else found.push([own, [file]]);
  }
  return found;
}
