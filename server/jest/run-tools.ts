/**
 * One run as reporters and the sequencer of a Jest configuration see it. They run in a host of their own, beside the tests;
 * what happens is handed to them in its order, and a slow one keeps no test waiting.
 */
import path from 'node:path';
import {
  splitPath,
  type FilePath,
  type JestTools,
  type JestToolsRequest,
  type JestToolsTest,
  type Problem,
  type RunEvent,
  type SerializedError,
} from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { RequestedFile } from '../running/run-request.ts';
import type { ToolHost, ToolOutput } from '../running/tool-host.ts';
import { failedFilter, failedSequencer, failedShard, failedTool } from './messages.ts';

export interface RunToolsOptions {
  readonly config: ResolvedConfig;
  readonly tools: JestTools;
  readonly level: number;
  readonly files: readonly RequestedFile[];
  readonly durations: Readonly<Record<string, number>>;
  /** Reporters are told, not only the sequencer. */
  readonly isReported: boolean;
  readonly open: (onOutput: ToolOutput) => ToolHost;
  readonly onOutput: ToolOutput;
}

export interface RunTools {
  /** The files in the order that the sequencer gives them; `undefined`: there is none, or it failed. */
  readonly sort: () => Promise<readonly FilePath[] | undefined>;
  readonly hear: (events: readonly RunEvent[]) => void;
  /** After the last event. @returns what was wrong */
  readonly finish: () => Promise<readonly Problem[]>;
}

/** A reporter may upload what it has; but no run goes on for ever. */
const LIMIT_MS = 120_000;

/** @returns `undefined` when the configuration names nothing that this run needs */
export function openRunTools(options: RunToolsOptions): RunTools | undefined {
  const { tools, isReported } = options;
  const named = { ...tools, ...(!isReported && { reporters: [] }) };
  if (!isReported) Reflect.deleteProperty(named, 'resultsProcessor');
  const { reporters, resultsProcessor, sequencer } = named;
  const main = reporters[0]?.path ?? resultsProcessor ?? sequencer;
  if (main === undefined) return undefined;
  const host = options.open(options.onOutput);
  const problems: Problem[] = [];
  let isOver = false;
  const ask = async (request: JestToolsRequest): Promise<unknown> => {
    if (isOver) return undefined;
    const answer = await host.ask(main, { step: 'jest-tools', tools: request, limit: LIMIT_MS });
    if (answer.error === undefined) return answer.value;
    isOver = true;
    const isOfSequencer = request.kind === 'sort';
    const say = isOfSequencer ? failedSequencer : failedTool;
    problems.push(say(isOfSequencer ? (sequencer ?? main) : main, answer.error));
    return undefined;
  };
  let last: Promise<unknown> = ask({ kind: 'begin', ...beginning(options, named) });
  let waiting: RunEvent[] = [];
  const hand = async (): Promise<void> => {
    const events = waiting;
    waiting = [];
    if (events.length > 0) await ask({ kind: 'hear', events });
  };
  return {
    sort: async () => {
      if (sequencer === undefined) return undefined;
      const sorted = last.then(async () => await ask({ kind: 'sort' }));
      last = sorted;
      const files = await sorted;
      return Array.isArray(files) ? files.map(String) : undefined;
    },
    hear: (events) => {
      if (waiting.length === 0) last = last.then(hand);
      waiting.push(...events);
    },
    finish: async () => {
      await last;
      const found = await ask({ kind: 'end' });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what that request answers with
      for (const error of (found ?? []) as readonly SerializedError[])
        problems.push(failedTool(main, error));
      await host.close();
      return problems;
    },
  };
}

function beginning(
  { config, files, durations, level }: RunToolsOptions,
  tools: JestTools,
): Omit<Extract<JestToolsRequest, { kind: 'begin' }>, 'kind'> {
  const projects: Readonly<Record<string, unknown>>[] = [];
  const tests = files.map(({ file, config: own = config }): JestToolsTest => {
    const { transformConfig = {} } = own.jest?.modules ?? {};
    if (!projects.includes(transformConfig)) projects.push(transformConfig);
    const duration = durations[file];
    return {
      file,
      path: path.join(config.rootDir, splitPath(file).file),
      project: projects.indexOf(transformConfig),
      ...(duration !== undefined && { duration }),
    };
  });
  return { tools, level, projects, tests };
}

/**
 * The parts of a run for several machines, as the sequencer of its configuration deals them out.
 *
 * @returns no parts when it leaves that to Jest
 */
export async function shardBySequencer({
  count,
  ...options
}: Omit<RunToolsOptions, 'isReported' | 'onOutput'> & { readonly count: number }): Promise<{
  readonly parts?: readonly (readonly FilePath[])[];
  readonly problem?: Problem;
}> {
  const { sequencer } = options.tools;
  if (sequencer === undefined) return {};
  const host = options.open((stream, text) => void process[stream].write(text));
  const { globalConfig } = options.tools;
  const tools = { sequencer, globalConfig, reporters: [] };
  const requests: readonly JestToolsRequest[] = [
    {
      kind: 'begin',
      ...beginning({ ...options, isReported: false, onOutput: () => {} }, tools),
    },
    { kind: 'shard', count },
  ];
  let parts: unknown;
  for (const request of requests) {
    const answer = await host.ask(sequencer, {
      step: 'jest-tools',
      tools: request,
      limit: LIMIT_MS,
    });
    if (answer.error !== undefined) {
      await host.close();
      return { problem: failedShard(sequencer, answer.error) };
    }
    parts = answer.value;
  }
  await host.close();
  return Array.isArray(parts) ? { parts: parts as readonly (readonly FilePath[])[] } : {};
}

/** The files that the `filter` of a configuration leaves. */
export async function filterFiles(
  files: readonly FilePath[],
  {
    root,
    filter,
    host,
  }: { readonly root: string; readonly filter: string; readonly host: ToolHost },
): Promise<{ readonly files: readonly FilePath[]; readonly problem?: Problem }> {
  const placeOf = (file: FilePath): string => path.join(root, splitPath(file).file);
  const answer = await host.ask(filter, {
    step: 'jest-tools',
    tools: { kind: 'filter', files: [...new Set(files.map(placeOf))] },
    limit: LIMIT_MS,
  });
  await host.close();
  if (answer.error !== undefined) return { files: [], problem: failedFilter(filter, answer.error) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what that request answers with
  const left = new Set(answer.value as readonly string[]);
  return { files: files.filter((file) => left.has(placeOf(file))) };
}
