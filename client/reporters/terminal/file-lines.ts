/** What stays on the screen of a file that is done: one line, and its tests where they matter. */
import { errorHeadline } from '../failures/headline.ts';
import { displayOutcome, displayTitle, hasFailed, isFailure, isFlaky } from '../run-tree.ts';
import { quarantineNote } from '../messages.ts';
import type { FileState, SuiteState, TestState } from '../run-tree.ts';
import { formatDuration, plural } from '../text/format.ts';
import { displayPath, type PathBase } from '../text/paths.ts';
import { oneLine } from '../text/plain-text.ts';
import type { Styles } from '../text/styles.ts';
import { truncateText } from '../text/text-width.ts';

export interface FileLineOptions extends PathBase {
  readonly styles: Styles;
  readonly slowThreshold: number;
  /** Cells that the gist of an error may take. */
  readonly width: number;
  /** List every test: the run is of this file alone. */
  readonly isOnlyFile: boolean;
}

const maxSlow = 5;
const maxFailed = 50;
const maxTree = 200;

/** @returns whole lines; nothing for a file none of whose tests were selected, or that the run never came to */
export function renderFile(file: FileState, options: FileLineOptions): string {
  const { styles } = options;
  const totals = countTests(file, options);
  const isFailure = hasFailed(file.outcome) || file.errors.length > 0 || totals.failed > 0;
  const isLeftOut = file.tests.length > 0 || file.outcome === 'skipped';
  if (!isFailure && totals.total === 0 && isLeftOut) return '';
  const allSkipped =
    !isFailure && totals.total > 0 && totals.total === totals.skipped + totals.todo;
  const mark = isFailure ? styles.red('✗') : allSkipped ? styles.yellow('○') : styles.green('✓');
  const path = oneLine(displayPath(file.path, options));
  const counts = [
    plural(totals.total, 'test'),
    ...(totals.failed > 0 ? [styles.red(`${totals.failed} failed`)] : []),
    ...(totals.skipped > 0 ? [styles.yellow(`${totals.skipped} skipped`)] : []),
    ...(totals.todo > 0 ? [styles.yellow(`${totals.todo} todo`)] : []),
    ...(totals.flaky > 0 ? [styles.yellow(`${totals.flaky} flaky`)] : []),
    ...(totals.quarantined > 0
      ? [styles.yellow(`${totals.quarantined} failed in quarantine`)]
      : []),
  ].join(styles.dim(', '));
  const isCached =
    totals.cached > 0 && totals.cached === totals.total - totals.skipped - totals.todo;
  const duration = styles.dim(isCached ? 'cached' : formatDuration(file.duration));
  let text = ` ${mark} ${path} ${styles.dim('(')}${counts}${styles.dim(')')} ${duration}\n`;
  for (const error of file.errors)
    text += `     ${truncateText(errorHeadline(error), options.width - 6)}\n`;
  if (options.isOnlyFile && file.tests.length <= maxTree)
    return text + renderTree(file.roots, options, '   ');
  if (totals.failed > 0) text += renderFailed(file, options);
  return totals.slow > 0 ? text + renderSlow(file, options) : text;
}

/** `✗ cart › adds 4 ms` and the gist of its error. */
function renderTestLine(test: TestState, options: FileLineOptions, title: string): string {
  const { styles } = options;
  const duration = test.duration >= 1 ? ` ${durationOf(test, options)}` : '';
  const repeated = isFlaky(test)
    ? styles.yellow(` flaky, passed in attempt ${test.retries.length + 1}`)
    : '';
  const outcome = displayOutcome(test);
  const note =
    test.note === undefined || outcome === 'errored' ? '' : styles.dim(` (${oneLine(test.note)})`);
  switch (outcome) {
    case 'passed':
      return `${styles.green('✓')} ${title}${duration}${repeated}${test.quarantine === undefined ? '' : styles.yellow(' in quarantine')}`;
    case 'quarantined':
      return `${styles.yellow('✗')} ${title}${duration} ${styles.yellow(quarantineNote(test.quarantine))}`;
    case 'failed':
    case 'errored':
      return `${styles.red('✗')} ${styles.red(title)}${duration}`;
    case 'todo':
      return `${styles.yellow('…')} ${title} ${styles.dim('todo')}`;
    case 'skipped':
    case 'unselected':
      return `${styles.yellow('○')} ${styles.dim(title)}${note}`;
    default:
      return outcome satisfies never;
  }
}

interface FileTotals {
  total: number;
  failed: number;
  skipped: number;
  todo: number;
  flaky: number;
  quarantined: number;
  cached: number;
  slow: number;
}

/** One pass over the tests: most files pass, and then there is nothing more to look at. */
function countTests(file: FileState, options: FileLineOptions): FileTotals {
  const totals: FileTotals = {
    total: 0,
    failed: 0,
    skipped: 0,
    todo: 0,
    flaky: 0,
    quarantined: 0,
    cached: 0,
    slow: 0,
  };
  for (const test of file.tests) {
    const outcome = displayOutcome(test);
    if (outcome === 'unselected') continue;
    totals.total++;
    if (outcome === 'errored' || outcome === 'failed') totals.failed++;
    else if (outcome !== 'passed') totals[outcome]++;
    else if (isFlaky(test)) totals.flaky++;
    if (test.isCached) totals.cached++;
    if (isSlow(test, options)) totals.slow++;
  }
  return totals;
}

function renderFailed(file: FileState, options: FileLineOptions): string {
  const failed = file.tests.filter(isFailure);
  let text = '';
  for (const test of failed.slice(0, maxFailed)) {
    text += `   ${renderTestLine(test, options, displayTitle(test))}\n${gist(test, options, '     ')}`;
  }
  if (failed.length > maxFailed) text += `     … ${failed.length - maxFailed} more\n`;
  return text;
}

function renderSlow(file: FileState, options: FileLineOptions): string {
  const slow = file.tests.filter((test) => isSlow(test, options) && !hasFailed(test.outcome));
  if (slow.length === 0) return '';
  slow.sort((a, b) => b.duration - a.duration);
  const { styles } = options;
  let text = '';
  for (const test of slow.slice(0, maxSlow)) {
    text += `   ${styles.yellow('slow')} ${displayTitle(test)} ${durationOf(test, options)}\n`;
  }
  if (slow.length > maxSlow) text += `     … ${slow.length - maxSlow} more slow tests\n`;
  return text;
}

function renderTree(
  nodes: readonly (SuiteState | TestState)[],
  options: FileLineOptions,
  indent: string,
): string {
  let text = '';
  for (const node of nodes) {
    const title = node.title === '' ? '(no title)' : oneLine(node.title);
    if (node.kind === 'suite') {
      const children = renderTree(node.children, options, `${indent}  `);
      if (children !== '') text += `${indent}${options.styles.bold(title)}\n${children}`;
    } else if (displayOutcome(node) !== 'unselected') {
      text += `${indent}${renderTestLine(node, options, title)}\n${gist(node, options, `${indent}  `)}`;
    }
  }
  return text;
}

function gist(test: TestState, { styles, width }: FileLineOptions, indent: string): string {
  const headline = hasFailed(test.outcome) ? errorHeadline(test.errors[0]) : '';
  if (headline === '') return '';
  return `${indent}${styles.dim(truncateText(headline, width - indent.length - 1))}\n`;
}

function durationOf(test: TestState, options: FileLineOptions): string {
  const text = formatDuration(test.duration);
  return isSlow(test, options) ? options.styles.yellow(text) : options.styles.dim(text);
}

function isSlow(test: TestState, { slowThreshold }: FileLineOptions): boolean {
  return slowThreshold > 0 && test.duration >= slowThreshold && test.outcome !== 'skipped';
}
