/** Modules that work on a run as a whole: reporters, sequencer, filter, and what becomes of the results. */
import type { JestTools, Problem } from '../../test-host/protocol.ts';
import { findModule } from './find-modules.ts';
import type { JestProject } from './jest-project.ts';
import { missingModuleOfKey, toolsOfFolder, wrongJestValue } from './messages.ts';
import type { OptionReader } from './option-values.ts';
import { isObject, type JestOptions } from './read-options.ts';
import { inRootDir } from './root-dir.ts';

export interface ReadTools {
  /** Absent: the configuration names none. */
  readonly tools?: JestTools;
  /** Reports of ours that stand for Jest's own, and `jest` for the others; absent: nobody chose any. */
  readonly report?: readonly string[];
}

interface ToolsContext {
  readonly rootDir: string;
  readonly shown: string;
  readonly problems: Problem[];
}

type NamedReporter = readonly [name: string, options: unknown];

export function readTools(
  read: OptionReader,
  options: JestOptions,
  { rootDir, shown, problems }: ToolsContext,
): ReadTools {
  const find = (key: string, written: string): string | undefined => {
    const file = findModule(written, rootDir);
    if (file === undefined) problems.push(missingModuleOfKey(shown, key, written));
    return file;
  };
  const findOne = (key: string): string | undefined => {
    const written = read.text(key);
    return written === undefined ? undefined : find(key, written);
  };
  const named = reportersOf(options['reporters']);
  if (named === undefined) problems.push(wrongJestValue(shown, 'reporters', REPORTERS_FORM));
  const reporters = (named ?? []).flatMap(([name, given]) => {
    if (Object.hasOwn(ownReports, name)) return [];
    const path = find('reporters', inRootDir(name, rootDir));
    return path === undefined ? [] : [{ path, options: given }];
  });
  const resultsProcessor = findOne('testResultsProcessor');
  const sequencer = findOne('testSequencer');
  const filter = read.flag('skipFilter') ? undefined : findOne('filter');
  const isReporting = reporters.length > 0 || resultsProcessor !== undefined;
  const isEmpty = !isReporting && sequencer === undefined && filter === undefined;
  const own = (named ?? []).flatMap(([name]) => ownReports[name] ?? []);
  const isSilent = named !== undefined && named.length > 0;
  return {
    ...(!isEmpty && {
      tools: {
        reporters,
        ...(resultsProcessor !== undefined && { resultsProcessor }),
        ...(sequencer !== undefined && { sequencer }),
        ...(filter !== undefined && { filter }),
        globalConfig: {},
      },
    }),
    ...(isReporting && { report: [...(isSilent ? new Set(own) : ['terminal']), 'jest'] }),
  };
}

/** What a configuration names that only a run of its own heeds. */
export function problemsOfTools({ source, tools }: JestProject): readonly Problem[] {
  if (tools === undefined || source === undefined) return [];
  const { reporters, resultsProcessor, sequencer, filter } = tools;
  const named = {
    reporters: reporters[0],
    testResultsProcessor: resultsProcessor,
    testSequencer: sequencer,
    filter,
  };
  return Object.entries(named).flatMap(([key, value]) =>
    value === undefined ? [] : [toolsOfFolder(source, key)],
  );
}

const REPORTERS_FORM = 'a list of names, or of pairs of a name and its options';

/** What Jest's own reporters are here. */
const ownReports: Readonly<Record<string, readonly string[]>> = {
  default: ['terminal'],
  summary: ['terminal'],
  agent: ['terminal'],
  'github-actions': process.env['GITHUB_ACTIONS'] === 'true' ? ['github'] : [],
};

/** `undefined`: nobody could tell which are meant. */
function reportersOf(written: unknown): readonly NamedReporter[] | undefined {
  if (written === undefined || written === null) return [];
  const list: readonly unknown[] = Array.isArray(written) ? written : [written];
  const named = list.map((one): NamedReporter | undefined => {
    const pair: readonly unknown[] = Array.isArray(one) ? one : [one];
    const [name, options] = pair;
    return typeof name === 'string' ? [name, isObject(options) ? options : {}] : undefined;
  });
  return named.every((one) => one !== undefined) ? named : undefined;
}
