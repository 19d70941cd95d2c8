/** What follows the last test: what to look at besides the failures, the totals, and what to do next. */
import type { Problem } from '../../../test-host/protocol.ts';
import {
  flakyRate,
  interrupted,
  neverFinished,
  noTestsRan,
  obsoleteSnapshots,
  proposesQuarantine,
  proposesRelease,
  quarantineNote,
  stoppedByBail,
} from '../messages.ts';
import type { ReporterContext } from '../reporter.ts';
import { errorHeadline } from '../failures/headline.ts';
import { displayTitle, hasFailed, isFailure, isFlaky, isQuarantined } from '../run-tree.ts';
import { passesSince, RELEASE_AFTER } from '../../../server/engine.ts';
import type { FileState, RunState } from '../run-tree.ts';
import { formatDuration, plural } from '../text/format.ts';
import { displayPath, displayPlace } from '../text/paths.ts';
import { oneLine, plainLines } from '../text/plain-text.ts';
import { createStyles, type Styles } from '../text/styles.ts';

const maxListed = 20;

/** @returns whole lines */
export function renderSummary(state: RunState, context: ReporterContext): string {
  const styles = createStyles(context.screen.hasColor);
  const files = [...state.files.values()];
  const sections = [
    state.counts.flaky > 0 ? renderFlaky(files, styles, context) : [],
    state.hasQuarantine ? renderQuarantine(files, styles, context) : [],
    renderLeaks(files, styles, context),
    renderObsolete(files, styles, context),
    renderProblems(state.problems, styles, context),
    renderProposal(state, styles, context),
    renderTotals(state, styles, context),
    renderRemarks(state, styles),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join('\n')}\n`)
    .join('');
}

function renderFlaky(
  files: readonly FileState[],
  styles: Styles,
  context: ReporterContext,
): string[] {
  const flaky = files.flatMap((file) => file.tests.filter(isFlaky));
  const remarks = context.remarks(flaky.map(({ id }) => id));
  const lines = flaky.map((test) => {
    const title = `${oneLine(displayPath(test.file.path, context))} › ${displayTitle(test)}`;
    const past = remarks.get(test.id);
    const rate = past === undefined || past.failures === 0 ? '' : flakyRate(past);
    return `  ${title} ${styles.dim(`passed in attempt ${test.retries.length + 1}${rate}`)}`;
  });
  return [styles.yellow('Flaky'), ...limit(lines)];
}

/** Those that failed, and whether others passed for so long that they need it no more. */
function renderQuarantine(
  files: readonly FileState[],
  styles: Styles,
  context: ReporterContext,
): string[] {
  const tests = files.flatMap((file) => file.tests.filter(({ quarantine }) => quarantine));
  const failed = tests.filter(isQuarantined);
  const lines = failed.flatMap((test) => [
    `  ${oneLine(displayPath(test.file.path, context))} › ${displayTitle(test)} ${styles.dim(quarantineNote(test.quarantine))}`,
    `    ${styles.dim(errorHeadline(test.errors[0]))}`,
  ]);
  const remarks = context.remarks(tests.map(({ id }) => id));
  const steady = tests.filter((test) => {
    const results = remarks.get(test.id)?.results ?? [];
    return (
      !hasFailed(test.outcome) && passesSince(results, test.quarantine?.since) >= RELEASE_AFTER
    );
  });
  return [
    ...(lines.length === 0 ? [] : [styles.yellow('Failed in quarantine'), ...limit(lines)]),
    ...(steady.length === 0
      ? []
      : [styles.cyan(`→ ${proposesRelease(steady.length, context.command)}`)]),
  ];
}

/** Tests that have failed again and again with nothing changed, and did so now. */
function renderProposal(state: RunState, styles: Styles, context: ReporterContext): string[] {
  const { tests, flaky } = state.counts;
  if (tests.failed + tests.errored + flaky === 0) return [];
  const ids = [...state.tests.values()].filter((test) => isFailure(test) || isFlaky(test));
  const remarks = [...context.remarks(ids.map(({ id }) => id)).values()];
  const count = remarks.filter(({ health }) => health === 'flaky').length;
  return count === 0 ? [] : [styles.cyan(`→ ${proposesQuarantine(count, context.command)}`)];
}

function renderLeaks(
  files: readonly FileState[],
  styles: Styles,
  context: ReporterContext,
): string[] {
  const lines = files.flatMap((file) =>
    file.leaks.flatMap((leak) => {
      const title = leak.test === undefined ? '' : ` › ${displayTitle(leak.test)}`;
      const owner = oneLine(displayPath(file.path, context)) + title;
      const [frame] = leak.stack;
      const place =
        frame === undefined ? [] : [`    ${styles.dim('at')} ${displayPlace(frame, context)}`];
      return [`  ${owner}: ${styles.dim(oneLine(leak.description))}`, ...place];
    }),
  );
  return lines.length === 0 ? [] : [styles.yellow('Left open after the test'), ...limit(lines)];
}

function renderObsolete(
  files: readonly FileState[],
  styles: Styles,
  context: ReporterContext,
): string[] {
  const stale = files.filter((file) => file.obsoleteSnapshots.length > 0);
  if (stale.length === 0) return [];
  const lines = stale.flatMap((file) => [
    `  ${oneLine(displayPath(file.path, context))}`,
    ...file.obsoleteSnapshots.map((key) => `    ${oneLine(key)}`),
  ]);
  const count = stale.reduce((sum, file) => sum + file.obsoleteSnapshots.length, 0);
  return [
    styles.yellow('Obsolete snapshots'),
    ...limit(lines),
    `  ${obsoleteSnapshots(count, context.command)}`,
  ];
}

function renderProblems(
  problems: readonly Problem[],
  styles: Styles,
  context: ReporterContext,
): string[] {
  const sorted = problems.toSorted(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  );
  const kinds = Map.groupBy(sorted, ({ code, severity, hint }) => `${code} ${severity} ${hint}`);
  return limit([...kinds.values()].flatMap((kind) => renderKind(kind, styles, context)));
}

const MAX_WARNINGS_OF_A_KIND = 3;

/** Problems that differ in their place only: what to do is said once, behind the last of them. */
function renderKind(kind: readonly Problem[], styles: Styles, context: ReporterContext): string[] {
  const isError = kind[0]?.severity === 'error';
  const shown = isError ? kind : kind.slice(0, MAX_WARNINGS_OF_A_KIND);
  const lines = shown.flatMap(({ hint: _, ...problem }) => renderProblem(problem, styles, context));
  if (shown.length < kind.length)
    lines.push(`  ${styles.dim(`… and ${kind.length - shown.length} more like these`)}`);
  return [...lines, ...renderHint(kind[0]?.hint, styles)];
}

function renderHint(hint: string | undefined, styles: Styles): string[] {
  return hint === undefined ? [] : plainLines(hint).map((line) => `  ${styles.cyan(`→ ${line}`)}`);
}

/** Code, what happened, where. */
function renderProblem(
  problem: Omit<Problem, 'hint'>,
  styles: Styles,
  base: { rootDir: string; cwd: string },
): string[] {
  const color = problem.severity === 'error' ? styles.red : styles.yellow;
  const [first = '', ...rest] = plainLines(problem.message);
  return [
    `${color(problem.code)} ${first}`,
    ...rest.map((line) => `  ${line}`),
    ...(problem.location === undefined
      ? []
      : [`  ${styles.dim('at')} ${displayPlace(problem.location, base)}`]),
  ];
}

function renderTotals(state: RunState, styles: Styles, context: ReporterContext): string[] {
  const { tests, files, todo, flaky, quarantined, cached, unselected } = state.counts;
  const failed = tests.failed + tests.errored;
  const skipped = tests.skipped - todo;
  const failedFiles = files.failed + files.errored;
  const fileNotes = [
    ...(failedFiles > 0 ? [styles.red(`${failedFiles} failed`)] : []),
    ...(files.skipped > 0 ? [`${files.skipped} skipped`] : []),
  ];
  const total = files.passed + files.skipped + failedFiles;
  const lines = [
    `${styles.dim('Files:')} ${total}${fileNotes.length > 0 ? ` (${fileNotes.join(', ')})` : ''}`,
    // The plain form of this line is read by machines: keep it.
    `${styles.dim('Tests:')} ${styles.green(`${tests.passed} passed`)}, ${failed > 0 ? styles.red(`${failed} failed`) : '0 failed'}` +
      (skipped > 0 ? `, ${styles.yellow(`${skipped} skipped`)}` : ''),
  ];
  const notes = [
    ...(todo > 0 ? [`${todo} todo`] : []),
    ...(flaky > 0 ? [styles.yellow(`${flaky} flaky`)] : []),
    ...(quarantined > 0 ? [styles.yellow(`${quarantined} failed in quarantine`)] : []),
    ...(cached > 0 ? [`${cached} cached`] : []),
    ...(tests.errored > 0 ? [`${tests.errored} of the failed could not run`] : []),
    ...(unselected > 0 ? [`${unselected} not selected`] : []),
  ];
  if (notes.length > 0) lines.push(`${styles.dim('Notes:')} ${notes.join(', ')}`);
  const snapshots = snapshotNotes(state, styles);
  if (snapshots.length > 0) lines.push(`${styles.dim('Snapshots:')} ${snapshots.join(', ')}`);
  lines.push(`${styles.dim('Time:')} ${timeNotes(state, context).join(styles.dim(' · '))}`);
  const shard = state.started?.shard;
  if (shard !== undefined)
    lines.push(
      `${styles.dim('Shard:')} ${shard.index} of ${shard.count}, ${state.started?.files} of ${plural(shard.total, 'test file')} (plan ${shard.plan})`,
    );
  if (context.writtenFiles.length > 0)
    lines.push(`${styles.dim('Reports:')} ${context.writtenFiles.join(', ')}`);
  return lines;
}

function timeNotes({ started, finished, files }: RunState, context: ReporterContext): string[] {
  const duration = finished?.duration ?? (started === undefined ? 0 : context.now() - started.at);
  const loading = [...files.values()].reduce((sum, file) => sum + file.loadDuration, 0);
  return [
    formatDuration(duration),
    ...(loading >= 1000 && loading > duration / 4
      ? [`${formatDuration(loading)} of loading in all`]
      : []),
    ...(finished?.workers === undefined ? [] : [plural(finished.workers, 'worker')]),
    ...(started?.shuffled === true ? [`shuffled with seed ${started.seed}`] : []),
  ];
}

function snapshotNotes({ finished, files }: RunState, styles: Styles): string[] {
  const counts = finished?.summary.snapshots;
  const sum = (key: 'written' | 'updated' | 'unmatched' | 'obsolete' | 'removed'): number =>
    counts?.[key] ??
    [...files.values()].reduce((total, file) => total + (file.snapshots?.[key] ?? 0), 0);
  const note = (
    key: Parameters<typeof sum>[0],
    word: string,
    color: (text: string) => string,
  ): string[] => {
    const count = sum(key);
    return count > 0 ? [color(`${count} ${word}`)] : [];
  };
  return [
    ...note('unmatched', 'failed', styles.red),
    ...note('written', 'written', styles.green),
    ...note('updated', 'updated', styles.green),
    ...note('removed', 'removed', styles.green),
    ...note('obsolete', 'obsolete', styles.yellow),
  ];
}

function renderRemarks({ finished, tests }: RunState, styles: Styles): string[] {
  if (finished === undefined) return [styles.yellow(neverFinished)];
  if (finished.outcome === 'interrupted') return [styles.yellow(interrupted)];
  if (finished.reason === 'no-tests') return [styles.yellow(noTestsRan)];
  if (finished.reason !== 'bail') return [];
  const left = [...tests.values()].filter((test) => test.reason === 'bail').length;
  return left > 0 ? [styles.yellow(stoppedByBail(left))] : [];
}

function limit(lines: readonly string[]): string[] {
  const max = maxListed * 2;
  return lines.length <= max
    ? [...lines]
    : [...lines.slice(0, max), `  … ${lines.length - max} more lines`];
}
