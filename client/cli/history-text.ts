/** What is remembered, as people read it. */
import type {
  Change,
  FoundTests,
  Overview,
  PastResult,
  PastRun,
  RunDifference,
  TestHistory,
  Trend,
} from '../../server/engine.ts';
import { readTestId } from '../../test-host/protocol.ts';
import { formatDuration, plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import type { Styles } from '../reporters/text/styles.ts';

/** Outcomes of a strip. */
const STRIP = 20;
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

export function renderTests({ tests, total }: FoundTests, styles: Styles): string {
  const blocks = tests.map((test) => renderTest(test, styles));
  const more = total - tests.length;
  return `${blocks.join('\n')}${more > 0 ? `\n… and ${plural(more, 'more test')}\n` : ''}`;
}

function renderTest(test: TestHistory, styles: Styles): string {
  const ran = test.results.filter(({ outcome }) => outcome !== 'skipped');
  const known = `${plural(test.results.length, 'run')}${test.passedBefore > 0 ? `, and ${test.passedBefore} older passes` : ''}`;
  const lastFailure = ran.findLast(({ error }) => error !== undefined);
  const lines = [
    `${styles.bold(titleOf(test.id))}  ${healthText(test, styles)}`,
    `  ${strip(test, styles)}  ${styles.dim(`the last of ${known}, the newest on the right`)}`,
    `  ${rateOf(test)}`,
    ...durationLine(ran),
  ];
  if (test.failingSince !== undefined) lines.push(`  failing since ${sinceOf(test.failingSince)}`);
  if (lastFailure !== undefined)
    lines.push(
      `  last failure in run ${lastFailure.run}, ${dateOf(lastFailure.at)}: ${oneLine(lastFailure.error ?? '')}` +
        (lastFailure.place === undefined ? '' : ` ${styles.dim(`at ${lastFailure.place}`)}`),
    );
  return `${lines.join('\n')}\n`;
}

function durationLine(results: readonly PastResult[]): readonly string[] {
  const durations = results
    .filter(({ outcome }) => outcome === 'passed')
    .map(({ duration }) => duration)
    .toSorted((a, b) => a - b);
  const [least = 0] = durations;
  const median = durations[durations.length >> 1] ?? 0;
  if (durations.length === 0) return [];
  return [
    `  takes ${formatDuration(median)} (${formatDuration(least)} to ${formatDuration(durations.at(-1) ?? 0)})`,
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
function strip({ results }: TestHistory, styles: Styles): string {
  return results
    .slice(-STRIP)
    .map((result) => markOf(result, styles))
    .join('');
}

function markOf({ outcome, attempts }: PastResult, styles: Styles): string {
  if (outcome === 'skipped') return styles.dim('○');
  if (outcome !== 'passed') return styles.red('✗');
  return attempts > 1 ? styles.yellow('↻') : styles.green('✓');
}

function rateOf({ failures, trials, unexplained }: TestHistory): string {
  if (failures === 0) return `none of its last ${plural(trials, 'run')} failed`;
  const reason = unexplained > 0 ? `, ${unexplained} × with nothing changed` : '';
  return `${failures} of its last ${plural(trials, 'run')} failed${reason}`;
}

function sinceOf(result: PastResult | undefined): string {
  if (result === undefined) return 'an unknown run';
  return `run ${result.run}, ${dateOf(result.at)}${commitOf(result.commit)}`;
}

export function renderTrend({ runs, drifting }: Trend, styles: Styles): string {
  return sections(styles, [
    ['Runs', runs.map((run) => `${String(run.run).padStart(5)}  ${runLine(run, styles)}`)],
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
  const part = run.scope === 'all' ? '' : styles.dim(' (a part of the tests)');
  return `${dateOf(run.at)}  ${counts} in ${formatDuration(run.duration)}${styles.dim(place)}${part}`;
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

function commitOf(commit: string | undefined): string {
  return commit === undefined ? '' : ` at ${commit.slice(0, 9)}`;
}

/** In the zone of the reader: `2026-11-22 14:05`. */
function dateOf(at: number): string {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16).replace('T', ' ');
}
