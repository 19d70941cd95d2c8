/** From filters and flags to the files of a run, each with what is selected of it. */
import fs from 'node:fs';
import {
  filterFiles,
  readLastFailures,
  type ProjectFiles,
  type RequestedFile,
} from '../../server/engine.ts';
import type { Problem, TestSelection } from '../../test-host/protocol.ts';
import type { CommandContext } from './command-context.ts';
import {
  noLastFailures,
  noLastRun,
  noTestFiles,
  noTestsInFiles,
  nothingMatched,
} from './messages.ts';

export interface SelectedFiles {
  readonly files: readonly RequestedFile[];
  readonly problems: readonly Problem[];
  /** What to say when no test ran; warnings alone: that is no failure. */
  readonly emptyBecause: readonly Problem[];
}

export function selectFiles(
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
        ? filtered.problems
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
