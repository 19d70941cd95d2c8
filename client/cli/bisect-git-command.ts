/** `ztest bisect --git <test>`: the first commit at which it fails. */
import path from 'node:path';
import {
  diagnosisChunk,
  historyChunk,
  showCommit,
  type BadCommit,
  type CommitStep,
} from '../../server/engine.ts';
import type { TestId } from '../../test-host/protocol.ts';
import { openOutput } from '../reporters/output-stream.ts';
import { plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import { createStyles, wantsColor, type Styles } from '../reporters/text/styles.ts';
import { renderDiff } from './changes-text.ts';
import { fail, type CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { findTests } from './find-test.ts';
import { titleOf } from './find-victim.ts';
import { watchInterrupts } from './interrupts.ts';
import { needsOneTest, noTestNamed, testsOfThatName } from './messages.ts';
import { print } from './print.ts';

export async function bisectCommits(context: CommandContext): Promise<number> {
  const { config, request } = context;
  const [name, ...more] = request.filters;
  if (name === undefined || more.length > 0) return fail([needsOneTest('bisect --git')]);
  const [id, ...others] = await findTests(context, name.text);
  if (id === undefined) return fail([noTestNamed(name.text)]);
  if (others.length > 0) return fail([testsOfThatName(name.text, [id, ...others].map(titleOf))]);
  const { rootDir } = config;
  const interrupts = watchInterrupts({
    killAll: () => {}, // what is left goes when the process ends
    note: (text) => process.stderr.write(`${text}\n`),
  });
  try {
    const answer = await diagnosisChunk().findBadCommit(
      {
        rootDir,
        id,
        bin: path.join(import.meta.dirname, '..', 'bin', 'ztest.cjs'),
        good: request.bisect.good,
        bad: request.bisect.bad ?? 'HEAD',
        passed: passedCommits(rootDir, id),
        onStep: tellStep,
      },
      interrupts.signal,
    );
    if ('problem' in answer) return fail([answer.problem]);
    const files = historyChunk().modulesOf(config, id.slice(0, id.indexOf('#')));
    const diff = answer.found ? await showCommit(rootDir, answer.commit, files) : '';
    await print(
      request.json
        ? `${JSON.stringify({ version: 1, test: id, ...answer, ...(answer.found && { diff }) }, undefined, 2)}\n`
        : render(id, { answer, diff, styles: stylesOf(request) }),
    );
    return answer.found ? exitCodes.passed : exitCodes.failed;
  } catch (error) {
    if (interrupts.signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    interrupts.stop();
  }
}

/** The newest first. */
function passedCommits(rootDir: string, id: TestId): readonly string[] {
  const [test] = historyChunk().readTestsOf(rootDir, [id]).value ?? [];
  return (test?.results ?? [])
    .toReversed()
    .flatMap(({ outcome, commit }) => (outcome === 'passed' ? (commit ?? []) : []));
}

const SIGNS = { passed: '✓', failed: '✗', skipped: '○' } as const;

function tellStep({ outcome, commit, subject, left, why }: CommitStep): void {
  const rest = left === undefined || left < 2 ? '' : `  (one of ${plural(left, 'commit')})`;
  const reason = outcome === 'skipped' ? `  cannot be told: ${oneLine(why)}` : '';
  process.stderr.write(
    `  ${SIGNS[outcome]} ${commit.slice(0, 9)} ${oneLine(subject)}${reason}${rest}\n`,
  );
}

interface Answered {
  readonly answer: BadCommit;
  readonly diff: string;
  readonly styles: Styles;
}

function render(id: TestId, { answer, diff, styles }: Answered): string {
  const title = oneLine(titleOf(id));
  if (!answer.found) return `${title} ${sayWhyNot(answer)}\n`;
  const { commit, subject, author, date, steps, isInstalledElse } = answer;
  return [
    `${title} fails since:`,
    `  ${styles.bold(commit.slice(0, 12))} ${oneLine(subject)}`,
    `  ${oneLine(author)}, ${date.slice(0, 10)}`,
    '',
    ...(diff.trim() === ''
      ? ['  It changed nothing that the test is known to run.']
      : ['  What it changed of what the test runs:', ...renderDiff(diff, styles)]),
    '',
    `Found in ${plural(steps.length, 'run')}, in a working tree of its own; yours is as it was.`,
    ...(isInstalledElse
      ? [
          'A lock file changed meanwhile: packages were those that are installed now, at all commits.',
        ]
      : []),
    '',
  ].join('\n');
}

function sayWhyNot({ why, candidates, isDirty }: Extract<BadCommit, { found: false }>): string {
  switch (why) {
    case 'passes':
      return isDirty
        ? 'passes at the last commit: what makes it fail is not committed. See: git diff'
        : 'passes at the bad commit. It may be flaky: ztest flaky diagnose says why.';
    case 'fails':
      return 'fails at the good commit, too. Name an older one with --good, or ask why with: ztest flaky diagnose';
    case 'skipped':
      return `cannot be run at the commits that are left:\n${candidates.map((commit) => `  ${commit.slice(0, 9)}`).join('\n')}`;
    default:
      return why satisfies never;
  }
}

function stylesOf({ color }: CommandContext['request']): Styles {
  const { isTTY } = openOutput(1);
  return createStyles(color ?? wantsColor({ env: process.env, isTTY }));
}
