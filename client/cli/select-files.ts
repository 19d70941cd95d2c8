/** From filters and flags to the files of a run, each with what is selected of it. */
import fs from 'node:fs';
import path from 'node:path';
import {
  filterFiles,
  planShard,
  readLastFailures,
  readTimings,
  type ProjectFiles,
  type RequestedFile,
  type Shard,
  type ShardPlan,
} from '../../server/engine.ts';
import { nearest } from '../../server/config/did-you-mean.ts';
import type { Problem, TestSelection } from '../../test-host/protocol.ts';
import type { CommandContext } from './command-context.ts';
import { commandNames } from './options.ts';
import {
  emptyShard,
  noLastFailures,
  noLastRun,
  noTestFiles,
  noTestsInFiles,
  noTimings,
  nothingMatched,
} from './messages.ts';

export interface SelectedFiles {
  readonly files: readonly RequestedFile[];
  readonly problems: readonly Problem[];
  /** What to say when no test ran; warnings alone: that is no failure. */
  readonly emptyBecause: readonly Problem[];
  /** Which files are meant cannot be told: nothing runs. */
  readonly error?: Problem;
  /** They are a part for one of several machines. */
  readonly shard?: ShardPlan;
}

export function selectFiles(
  context: CommandContext,
  found: Omit<ProjectFiles, 'errors'>,
): SelectedFiles {
  const selected = selectAll(context, found);
  return context.request.shard === undefined
    ? selected
    : takeShard(context, selected, context.request.shard);
}

/** The same, where the sequencer of a Jest configuration may have dealt out the parts of several machines. */
export async function selectFilesOfRun(
  context: CommandContext,
  found: Omit<ProjectFiles, 'errors'>,
): Promise<SelectedFiles> {
  const { request, config, engine } = context;
  const { shard } = request;
  if (shard === undefined || config.jest?.tools?.sequencer === undefined)
    return selectFiles(context, found);
  const all = selectAll(context, found);
  const part = await engine.shardByJest({ config, files: all.files, shard });
  if (part === undefined) return takeShard(context, all, shard);
  if (!part.ok) return { ...all, files: [], error: part.problem };
  const own = new Map(all.files.map((requested) => [requested.file, requested]));
  const files = part.files.flatMap((file) => own.get(file) ?? []);
  const isEmpty = files.length === 0 && all.files.length > 0;
  return {
    ...all,
    files,
    emptyBecause: isEmpty ? [emptyShard(part.plan)] : all.emptyBecause,
    shard: part.plan,
  };
}

function takeShard(
  { config, request, cwd }: CommandContext,
  selected: SelectedFiles,
  shard: Shard,
): SelectedFiles {
  const { files, problems } = selected;
  const { shardTimings } = request;
  const timings = readTimings(
    config.rootDir,
    shardTimings === undefined || shardTimings === 'none'
      ? shardTimings
      : path.resolve(cwd, shardTimings),
  );
  if (timings === undefined)
    return { files: [], problems, emptyBecause: [], error: noTimings(shardTimings ?? '') };
  const { own, plan } = planShard(
    files.map(({ file }) => file),
    shard,
    timings,
  );
  const isEmpty = own.size === 0 && files.length > 0;
  return {
    files: files.filter(({ file }) => own.has(file)),
    problems,
    emptyBecause: isEmpty ? [emptyShard(plan)] : selected.emptyBecause,
    shard: plan,
  };
}

/** A command that is written wrong is the first filter. */
function orCommand(
  [first, ...others]: readonly Problem[],
  word: string | undefined,
): readonly Problem[] {
  if (first === undefined) return [];
  const command =
    word !== undefined && /^\w+$/.test(word) ? nearest(word, commandNames) : undefined;
  const hint = command === undefined ? first.hint : `Did you mean: ztest ${command}`;
  return [{ ...first, ...(hint !== undefined && { hint }) }, ...others];
}

function selectAll(
  { config, request, cwd }: CommandContext,
  found: Omit<ProjectFiles, 'errors'>,
): SelectedFiles {
  const { rootDir, include } = config;
  const filtered = filterFiles(found.files, request.filters, {
    cwd,
    rootDir,
    exists: fs.existsSync,
  });
  const isNothingLeft = filtered.selected.length === 0;
  const problems = [...found.problems, ...(isNothingLeft ? [] : filtered.problems)];
  const emptyBecause =
    found.files.length === 0
      ? [noTestFiles(rootDir, include)]
      : isNothingLeft
        ? orCommand(filtered.problems, request.filters[0]?.text)
        : [nothingSelected(found.files.length, request)];
  const shared: TestSelection = {
    ...(request.titlePattern !== undefined && { titlePattern: request.titlePattern }),
    ...(request.tags !== undefined && { tags: request.tags }),
  };
  let files = filtered.selected.map(({ file, lines }): RequestedFile => {
    const selection: TestSelection = { ...shared, ...(lines !== undefined && { lines }) };
    const own = found.configs.get(file);
    return {
      file,
      ...(Object.keys(selection).length > 0 && { selection }),
      ...(own !== undefined && { config: own }),
    };
  });
  if (!request.lastFailed) return { files, problems, emptyBecause };

  const failed = readLastFailures(rootDir);
  if (failed === undefined) return { files: [], problems, emptyBecause: [noLastRun()] };
  files = files.flatMap((requested): RequestedFile[] => {
    const ids = failed[requested.file];
    if (ids === undefined) return [];
    return ids.length === 0
      ? [requested]
      : [{ ...requested, selection: { ...requested.selection, ids } }];
  });
  return {
    files,
    problems,
    emptyBecause: files.length === 0 && !isNothingLeft ? [noLastFailures()] : emptyBecause,
  };
}

function nothingSelected(files: number, request: CommandContext['request']): Problem {
  const words = narrowingWords(request);
  return words.length === 0 ? noTestsInFiles(files) : nothingMatched(words);
}

function narrowingWords(request: CommandContext['request']): readonly string[] {
  return [
    ...request.filters.map((filter) => filter.text),
    ...(request.titlePattern === undefined ? [] : [`-t ${request.titlePattern.source}`]),
    ...(request.tags === undefined ? [] : [`--tags "${request.tags}"`]),
    ...(request.lastFailed ? ['--last-failed'] : []),
  ];
}
