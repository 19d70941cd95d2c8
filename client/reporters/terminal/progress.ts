/** The lines of the live region: what runs now, the last failure of a file that is not done, totals. */
import { displayTitle, isFailure } from '../run-tree.ts';
import type { FileState, RunState, TestState } from '../run-tree.ts';
import { formatDuration } from '../text/format.ts';
import { displayPath, type PathBase } from '../text/paths.ts';
import { oneLine } from '../text/plain-text.ts';
import type { Styles } from '../text/styles.ts';

export interface ProgressOptions {
  readonly now: number;
  readonly styles: Styles;
  readonly rows: number;
  readonly base: PathBase;
}

/** Milliseconds after which it is said which test a file is at. */
const noticeable = 500;

export function renderProgress(state: RunState, options: ProgressOptions): string[] {
  const { now, styles, rows } = options;
  if (state.finished !== undefined) return [];
  const running = [...state.files.values()].filter((file) => file.status === 'running');
  const room = Math.max(1, Math.min(8, rows - 5));
  const lines = running.slice(0, room).map((file) => runningLine(file, options));
  if (running.length > room) lines.push(styles.dim(`   … ${running.length - room} more files`));
  const failed = running.flatMap((file) => file.tests).findLast(isFailure);
  if (failed !== undefined) {
    lines.push(
      ` ${styles.red('✗')} ${oneLine(displayPath(failed.file.path, options.base))} › ${displayTitle(failed)}`,
    );
  }
  return ['', ...lines, totalsLine(state, now, styles)];
}

function runningLine(file: FileState, { now, styles, base }: ProgressOptions): string {
  const path = oneLine(displayPath(file.path, base));
  if (file.tests.length === 0) return ` ${styles.cyan('❯')} ${path} ${styles.dim('loading')}`;
  const done = file.tests.filter((test) => test.status === 'finished').length;
  const current = file.tests.find((test) => test.status === 'running');
  const hint = current === undefined ? '' : longTest(current, now, styles);
  return ` ${styles.cyan('❯')} ${path} ${styles.dim(`${done}/${file.tests.length}`)}${hint}`;
}

function longTest(test: TestState, now: number, styles: Styles): string {
  const elapsed = now - (test.startedAt ?? now);
  if (elapsed < noticeable) return '';
  return ` ${oneLine(test.title)} ${styles.yellow(`${(elapsed / 1000).toFixed(1)} s`)}`;
}

function totalsLine({ started, counts }: RunState, now: number, styles: Styles): string {
  const { tests, files } = counts;
  const failed = tests.failed + tests.errored;
  const done = files.passed + files.failed + files.skipped + files.errored;
  const parts = [
    `${done}/${started?.files ?? '?'} files`,
    styles.green(`${tests.passed} passed`),
    ...(failed > 0 ? [styles.red(`${failed} failed`)] : []),
    ...(tests.skipped > 0 ? [styles.yellow(`${tests.skipped} skipped`)] : []),
    formatElapsed(now - (started?.at ?? now)),
  ];
  return ` ${parts.join(styles.dim(' · '))}`;
}

/** Tenths of a second at first: a number that stands still looks like a hang. */
function formatElapsed(milliseconds: number): string {
  return milliseconds < 60_000
    ? `${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`
    : formatDuration(milliseconds);
}
