/**
 * The report for a person at a terminal: a line a file as files finish, a live region below them where
 * the screen allows it, output of tests under the test that made it, failures in full at the end.
 */
import type { RunMessage } from '../../../test-host/protocol.ts';
import type { EventBatches, ReporterContext } from '../reporter.ts';
import { createRunState, foldEvent, settleRunState } from '../run-state.ts';
import { displayTitle, type RunState } from '../run-tree.ts';
import { displayPath } from '../text/paths.ts';
import { oneLine } from '../text/plain-text.ts';
import { createStyles } from '../text/styles.ts';
import { renderEnd } from './end.ts';
import { renderFile, type FileLineOptions } from './file-lines.ts';
import { redraw, type DrawnRegion } from './live-region.ts';
import { renderProgress } from './progress.ts';
import { TestOutput } from './test-output.ts';

/** Milliseconds between two drawings of the live region. */
const drawInterval = 100;
/** Cells of a line that need not be longer, on a wide screen and in a log. */
const maxWidth = 120;
/** Milliseconds that output waits for the end of its test, so that its lines stay together. */
const outputPatience = 1000;

export async function* terminal(
  batches: EventBatches,
  context: ReporterContext,
): AsyncGenerator<string> {
  const styles = createStyles(context.screen.hasColor);
  const state = createRunState(0); // output is shown as it comes
  const lineOptions: FileLineOptions = {
    styles,
    rootDir: context.rootDir,
    cwd: context.cwd,
    slowThreshold: context.slowThreshold,
    width: context.screen.isLive ? Math.min(maxWidth, context.screen.columns()) : maxWidth,
    isOnlyFile: false,
  };
  const output = new TestOutput({
    styles,
    hasColor: context.screen.hasColor,
    title: (owner) => ownerTitle(owner, state, context),
    keepOverflow: context.keepOverflow,
  });
  const printed = new Set<string>();

  /** Folds one event and returns what is to stay on the screen because of it. */
  const take = (event: RunMessage, now: number): string => {
    // Only the live region asks what runs right now; elsewhere half of the events need no work.
    if (event.type === 'test-started' && !context.screen.isLive) return '';
    foldEvent(state, event);
    if (event.type === 'output') output.add(event, now);
    else if (event.type === 'file-started') printed.delete(event.file);
    else if (event.type === 'test-finished') return output.isEmpty ? '' : output.take(event.id);
    else if (event.type === 'file-finished' && !printed.has(event.file))
      return finishFile(event.file);
    return '';
  };

  const finishFile = (path: string): string => {
    printed.add(path);
    const file = state.files.get(path);
    if (file === undefined) return '';
    const rest = output.isEmpty
      ? ''
      : output.take(path) + file.tests.map((test) => output.take(test.id)).join('');
    return rest + renderFile(file, { ...lineOptions, isOnlyFile: state.started?.files === 1 });
  };

  let region: DrawnRegion = [];
  let lastDraw = -Infinity;
  let above = '';
  for await (const batch of batches) {
    const now = context.now();
    for (const event of batch) above += take(event, now);
    if (!output.isEmpty) above += output.takeOlderThan(now - outputPatience);
    if (!context.screen.isLive) {
      if (above !== '') yield above;
      above = '';
      continue;
    }
    if (now - lastDraw < drawInterval) continue;
    lastDraw = now;
    above += context.takeNotes();
    const lines = renderProgress(state, {
      now,
      styles,
      rows: context.screen.rows(),
      base: context,
    });
    const drawing = redraw(region, above, { lines, columns: context.screen.columns() });
    region = drawing.region;
    above = '';
    yield drawing.text;
  }

  if (context.isDropped()) {
    yield redraw(region, above, { lines: [], columns: context.screen.columns() }).text;
    return;
  }
  above += output.takeAll() + context.takeNotes();
  settleRunState(state);
  for (const file of state.files.values()) {
    if (!printed.has(file.path)) above += renderFile(file, lineOptions);
  }
  yield redraw(region, above, { lines: [], columns: context.screen.columns() }).text;
  yield renderEnd(state, context);
}

function ownerTitle(owner: string, state: RunState, context: ReporterContext): string {
  const test = state.tests.get(owner);
  const path = oneLine(displayPath(test?.file.path ?? owner, context));
  return test === undefined ? path : `${path} › ${displayTitle(test)}`;
}
