/** The one test that a command is about, however it is named: a line, words of its title, or as reports write it. */
import {
  diagnosisChunk,
  historyChunk,
  type PollutionQuestion,
  type RequestedFile,
  type TrialRunner,
} from '../../server/engine.ts';
import { readTestId, type Problem, type TestId } from '../../test-host/protocol.ts';
import { parsePathFilter } from '../../server/config/path-filters.ts';
import { plural } from '../reporters/text/format.ts';
import { fail, type CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { watchInterrupts } from './interrupts.ts';
import { needsOneTest, noSuchTest, testsOfThatName } from './messages.ts';
import type { RunRequest } from './options-request.ts';
import { selectFiles } from './select-files.ts';

/** Calls `answer` with the test and what is needed to try it out. @returns the exit code */
export async function withVictim(
  context: CommandContext,
  command: string,
  answer: (question: PollutionQuestion, clear: () => void) => Promise<number>,
): Promise<number> {
  const { engine, config } = context;
  const interrupts = watchInterrupts({
    killAll: () => engine.killAll(),
    note: (text) => process.stderr.write(`${text}\n`),
  });
  const { signal } = interrupts;
  const { Trials, seedsFor } = diagnosisChunk();
  const progress = showProgress();
  const trials = new Trials({
    run: async (request) => {
      progress.show(trials.count);
      return await engine.run(request);
    },
    config,
    signal,
  });
  try {
    const victim = await findVictim(context, { trials, command });
    if (!('id' in victim)) return fail(victim);
    const { id, file, others } = victim;
    const { value = [] } = historyChunk().readTestsOf(config.rootDir, [id]);
    const seeds = seedsFor(value[0], config);
    const onStep = (what: string): void => progress.step(what, trials.count);
    return await answer({ victim: id, file, others, seeds, trials, onStep }, progress.clear);
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    progress.clear();
    interrupts.stop();
  }
}

interface Progress {
  readonly step: (what: string, runs: number) => void;
  readonly show: (runs: number) => void;
  readonly clear: () => void;
}

/** What is tried now, and how many runs there were, where somebody can see it. */
function showProgress(): Progress {
  const isShown = process.stderr.isTTY;
  let now = '';
  const show = (runs: number): void => {
    if (isShown && now !== '') process.stderr.write(`\r\x1b[K  ${now} … (${plural(runs, 'run')})`);
  };
  return {
    step: (what, runs) => {
      now = what;
      show(runs);
    },
    show,
    clear: () => {
      if (isShown && now !== '') process.stderr.write('\r\x1b[K');
      now = '';
    },
  };
}

interface Victim {
  readonly id: TestId;
  readonly file: RequestedFile;
  /** All other test files. */
  readonly others: readonly RequestedFile[];
}

/** Runs what has that name once. */
async function findVictim(
  context: CommandContext,
  { trials, command }: { readonly trials: TrialRunner; readonly command: string },
): Promise<Victim | readonly Problem[]> {
  const [name, ...more] = context.request.filters;
  if (name === undefined || more.length > 0) return [needsOneTest(command)];
  const found = await context.findFiles();
  if (found.errors.length > 0) return found.errors;
  const project = selectFiles({ ...context, request: { ...context.request, filters: [] } }, found);
  const asPath = selectFiles(context, found).files;
  const files =
    asPath.length > 0
      ? asPath
      : selectFiles({ ...context, request: byTitle(context.request, name.text) }, found).files;
  const all = files.length === 0 ? [] : [...(await trials.run({ files })).keys()];
  const exact = all.filter((each) => readTestId(each).titles.at(-1) === name.text);
  const ids = exact.length === 1 ? exact : all;
  const [id, ...others] = ids;
  if (id === undefined) return [noSuchTest(name.text)];
  if (others.length > 0) return [testsOfThatName(name.text, ids.map(titleOf))];
  const { file: path } = readTestId(id);
  const file = files.find(({ file: own }) => own === path);
  if (file === undefined) return [noSuchTest(name.text)];
  return {
    id,
    file,
    others: project.files
      .filter(({ file: other }) => other !== path)
      .map(({ selection: _, ...other }) => other),
  };
}

/** `src/a.test.ts › cart › adds`, an id, or a part of the title. */
function byTitle(request: RunRequest, text: string): RunRequest {
  const { file, titles } = readTestId(text);
  const [first = '', ...rest] = text.includes('#') ? [file, ...titles] : text.split(' › ');
  const filter = rest.length === 0 ? undefined : parsePathFilter(first);
  const title = rest.length === 0 ? first : rest.join(' ');
  const source = title.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return {
    ...request,
    filters: filter === undefined ? [] : [filter],
    titlePattern: { source: filter === undefined ? source : `^${source}$`, flags: 'i' },
  };
}

export function titleOf(id: TestId): string {
  const { file, titles } = readTestId(id);
  return [file, ...titles].join(' › ');
}
