/** What is remembered, as people read it. */
import {
  commitOf,
  dateOf,
  durationsOf,
  rateOf,
  sinceOf,
  STRIP_SIGNS,
  stripOf,
} from '../../server/engine.ts';
import type {
  Change,
  FailingSince,
  FoundTests,
  Overview,
  PastRun,
  RunDifference,
  TestHistory,
  Trend,
} from '../../server/engine.ts';
import { renderChanges } from './changes-text.ts';
import { readTestId } from '../../test-host/protocol.ts';
import { formatDuration, plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import type { Styles } from '../reporters/text/styles.ts';

const MOST_LISTED = 30;

export function renderOverview(
  { runs, last, troubled, slowest }: Overview,
  styles: Styles,
): string {
  const of = (...health: readonly TestHistory['health'][]): readonly string[] =>
    troubled
      .filter((test) => health.includes(test.health))
      .map((test) => `${titleOf(test.id)}  ${strip(test, styles)}  ${rateOf(test)}`);
  const broken = troubled.filter(({ health }) => health === 'broken');
  return sections(styles, [
    [
      `${plural(runs, 'run')} remembered`,
      last === undefined ? [] : [`last: ${runLine(last, styles)}`],
    ],
    ['Flaky', of('flaky')],
    ['Suspect: failed once with nothing changed', of('suspect')],
    [
      'Failing',
      broken.map(({ id, failingSince }) => `${titleOf(id)}  since ${sinceOf(failingSince)}`),
    ],
    [
      'Slowest in the last run',
      slowest.map(({ id, duration }) => `${titleOf(id)}  ${formatDuration(duration)}`),
    ],
  ]);
}

type ShownTest = TestHistory & { readonly changes?: FailingSince };

export function renderTests(
  { tests, total }: Omit<FoundTests, 'tests'> & { readonly tests: readonly ShownTest[] },
  styles: Styles,
): string {
  const blocks = tests.map((test) => renderTest(test, styles));
  const more = total - tests.length;
  return `${blocks.join('\n')}${more > 0 ? `\n… and ${plural(more, 'more test')}\n` : ''}`;
}

function renderTest(test: ShownTest, styles: Styles): string {
  const ran = test.results.filter(({ outcome }) => outcome !== 'skipped');
  const runs = test.results.reduce((sum, { times }) => sum + times, 0);
  const known = `${plural(runs, 'run')}${test.passedBefore > 0 ? `, and ${test.passedBefore} older passes` : ''}`;
  const lastFailure = ran.findLast(({ error }) => error !== undefined);
  const lines = [
    `${styles.bold(titleOf(test.id))}  ${healthText(test, styles)}`,
    `  ${strip(test, styles)}  ${styles.dim(`the last of ${known}, the newest on the right`)}`,
    `  ${rateOf(test)}`,
    ...durationLine(test),
  ];
  if (test.failingSince !== undefined) lines.push(`  failing since ${sinceOf(test.failingSince)}`);
  if (lastFailure !== undefined)
    lines.push(
      `  last failure in run ${lastFailure.run}, ${dateOf(lastFailure.at)}: ${oneLine(lastFailure.error ?? '')}` +
        (lastFailure.place === undefined ? '' : ` ${styles.dim(`at ${lastFailure.place}`)}`),
    );
  if (test.changes !== undefined) lines.push(...renderChanges(test.changes, styles));
  return `${lines.join('\n')}\n`;
}

function durationLine(test: TestHistory): readonly string[] {
  const durations = durationsOf(test);
  if (durations === undefined) return [];
  const { least, median, most } = durations;
  return [
    `  takes ${formatDuration(median)} (${formatDuration(least)} to ${formatDuration(most)})`,
  ];
}

function healthText({ health }: TestHistory, styles: Styles): string {
  switch (health) {
    case 'healthy':
      return styles.green(health);
    case 'broken':
      return styles.red(health);
    case 'flaky':
    case 'suspect':
      return styles.yellow(health);
    default:
      return health satisfies never;
  }
}

/** `✓✓✗✓`: passed, failed, in a later attempt (↻), skipped (○). */
export function strip(test: TestHistory, styles: Styles): string {
  const paint = {
    passed: styles.green,
    failed: styles.red,
    retried: styles.yellow,
    skipped: styles.dim,
  };
  return stripOf(test)
    .map((mark) => paint[mark](STRIP_SIGNS[mark]))
    .join('');
}

export function renderTrend({ runs, drifting }: Trend, styles: Styles): string {
  return sections(styles, [
    [
      'Runs',
      runs.map(
        (run) =>
          `${String(run.run).padStart(5)}  ${runLine(run, styles)}${coveragePart(run, runs)}`,
      ),
    ],
    [
      'Tests that take longer than before',
      drifting.map(
        ({ id, before, now }) =>
          `${titleOf(id)}  ${formatDuration(before)} → ${formatDuration(now)}`,
      ),
    ],
  ]);
}

function runLine(run: PastRun, styles: Styles): string {
  const { passed, failed, skipped, flaky, branch, isDirty } = run;
  const counts = [
    styles.green(`${passed} passed`),
    ...(failed > 0 ? [styles.red(`${failed} failed`)] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(flaky > 0 ? [styles.yellow(`${flaky} flaky`)] : []),
  ].join(', ');
  const place = `${branch === undefined ? '' : ` on ${oneLine(branch)}`}${commitOf(run.commit)}${isDirty === true ? ' with changes' : ''}`;
  const sitting = run.times > 1 ? `, ${run.times} runs in the editor` : '';
  const part = run.scope === 'all' ? '' : styles.dim(` (a part of the tests${sitting})`);
  return `${dateOf(run.at)}  ${counts} in ${formatDuration(run.duration)}${styles.dim(place)}${part}`;
}

/** With the difference to the last run before it that counted. */
function coveragePart({ run, coverage }: PastRun, runs: readonly PastRun[]): string {
  if (coverage === undefined) return '';
  const before = runs.findLast((each) => each.run < run && each.coverage !== undefined)?.coverage;
  const now = percentOf(coverage.statements);
  const change = before === undefined ? 0 : now - percentOf(before.statements);
  const difference = Math.abs(change) < 0.005 ? '' : ` (${signed(change)})`;
  return `  ${now.toFixed(2)} % covered${difference}`;
}

function percentOf([covered, total]: readonly [number, number]): number {
  // Rounded down, as reports do: 100 means all.
  return total === 0 ? 100 : Math.floor((covered / total) * 10_000) / 100;
}

function signed(percent: number): string {
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(2)}`;
}

export function renderDifference(difference: RunDifference, styles: Styles): string {
  const { run, base, newlyFailing, stillFailing, fixed, slower, added, gone } = difference;
  const head = base === undefined ? 'is the first one' : `against run ${base.run}`;
  const same = newlyFailing.length + fixed.length + slower.length + added.length + gone.length;
  const failed = ({ id, error }: Change): string =>
    `${titleOf(id)}${error === undefined ? '' : `  ${styles.dim(oneLine(error))}`}`;
  return sections(styles, [
    [`Run ${run.run} ${head}`, same === 0 ? ['Nothing is other than before.'] : []],
    ['Newly failing', newlyFailing.map(failed)],
    ['Still failing', stillFailing.map(failed)],
    ['Fixed', fixed.map(({ id }) => titleOf(id))],
    [
      'Slower',
      slower.map(
        ({ id, before, duration }) =>
          `${titleOf(id)}  ${formatDuration(before?.duration ?? 0)} → ${formatDuration(duration)}`,
      ),
    ],
    ['New', added.map(({ id }) => titleOf(id))],
    ['Gone', gone.map(titleOf)],
  ]);
}

/** Without rows a section is left out, but for the first, which is the headline. */
function sections(
  styles: Styles,
  all: readonly (readonly [title: string, rows: readonly string[]])[],
): string {
  return all
    .filter(([, rows], index) => index === 0 || rows.length > 0)
    .map(([title, rows], index) => {
      const count = index === 0 ? '' : ` (${rows.length})`;
      const shown = rows.slice(0, MOST_LISTED).map((row) => `  ${row}`);
      const more = rows.length - shown.length;
      if (more > 0) shown.push(`  … and ${more} more`);
      return `${[styles.bold(title) + count, ...shown].join('\n')}\n`;
    })
    .join('\n');
}

function titleOf(id: string): string {
  const { file, titles } = readTestId(id);
  return [file, ...titles].map(oneLine).join(' › ');
}
