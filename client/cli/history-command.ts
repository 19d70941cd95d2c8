/** `ztest history`: what earlier runs tell of the tests, or of one, or of the runs themselves. */
import { historyChunk, type FailingSince, type TestHistory } from '../../server/engine.ts';
import type { Problem } from '../../test-host/protocol.ts';
import { openOutput } from '../reporters/output-stream.ts';
import { createStyles, wantsColor, type Styles } from '../reporters/text/styles.ts';
import { fail, type CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { renderDifference, renderOverview, renderTests, renderTrend } from './history-text.ts';
import { noHistory, noSuchRun, renderProblem, testNotInHistory } from './messages.ts';
import { print } from './print.ts';

const MOST_TESTS = 20;
const MOST_RUNS = 20;

export async function showHistory(context: CommandContext): Promise<number> {
  const { config, request } = context;
  const { rootDir } = config;
  const styles = stylesOf(request);
  const words = request.filters.map(({ text }) => text);
  if (request.trend) {
    return await show(context, historyChunk().readTrend(rootDir, MOST_RUNS), (trend) =>
      renderTrend(trend, styles),
    );
  }
  if (request.diff !== undefined) {
    const { run } = request.diff;
    const kept = historyChunk().readDifference(rootDir, run);
    const { value, problems } = kept;
    if (value === 'no-such-run') return fail([noSuchRun(run ?? 0)]);
    return await show(context, { problems, ...(value !== undefined && { value }) }, (difference) =>
      renderDifference(difference, styles),
    );
  }
  if (words.length === 0)
    return await show(context, historyChunk().readOverview(rootDir), (overview) =>
      renderOverview(overview, styles),
    );
  const found = historyChunk().readTests({ rootDir, words, most: MOST_TESTS });
  if (found.value?.total === 0) {
    process.stderr.write(`${renderProblem(testNotInHistory(words.join(' ')))}\n`);
    return exitCodes.nothingMatched;
  }
  const { value, problems } = found;
  if (value === undefined) return await show(context, found, () => '');
  const tests = value.tests.map((test) => withChanges(context, test, value.tests.length));
  return await show(context, { value: { ...value, tests }, problems }, (shown) =>
    renderTests(shown, styles),
  );
}

/** Of more tests nobody reads what has changed. */
const MOST_COMPARED = 3;

function withChanges(
  { config }: CommandContext,
  test: TestHistory,
  count: number,
): TestHistory & { readonly changes?: FailingSince } {
  const changes = count > MOST_COMPARED ? undefined : historyChunk().readFailingSince(config, test);
  return changes === undefined ? test : { ...test, changes };
}

async function show<T extends object>(
  { request }: CommandContext,
  { value, problems }: { readonly value?: T; readonly problems: readonly Problem[] },
  render: (value: T) => string,
): Promise<number> {
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  if (value === undefined) {
    if (problems.length === 0) process.stderr.write(`${renderProblem(noHistory())}\n`);
    return exitCodes.nothingMatched;
  }
  await print(
    request.json ? `${JSON.stringify({ version: 1, ...value }, undefined, 2)}\n` : render(value),
  );
  return exitCodes.passed;
}

function stylesOf({ color }: CommandContext['request']): Styles {
  const { isTTY } = openOutput(1);
  return createStyles(color ?? wantsColor({ env: process.env, isTTY }));
}
