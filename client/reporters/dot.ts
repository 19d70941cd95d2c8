import type { EventBatches, ReporterContext } from './reporter.ts';
import { createRunState, foldEvent, settleRunState } from './run-state.ts';
import { displayOutcome } from './run-tree.ts';
import { renderEnd } from './terminal/end.ts';
import type { TestState } from './run-tree.ts';
import { createStyles, type Styles } from './text/styles.ts';

/** A character a test, failures in full at the end; output is shown of the tests that failed. */
export async function* dot(
  batches: EventBatches,
  context: ReporterContext,
): AsyncGenerator<string> {
  const styles = createStyles(context.screen.hasColor);
  const state = createRunState();
  let column = 0;
  for await (const batch of batches) {
    let text = '';
    for (const event of batch) {
      foldEvent(state, event);
      if (event.type !== 'test-finished') continue;
      const test = state.tests.get(event.id);
      const mark = test === undefined ? '' : markOf(test, styles);
      if (mark === '') continue;
      text += mark;
      column++;
      if (column >= context.screen.columns()) {
        text += '\n';
        column = 0;
      }
    }
    if (text !== '') yield text;
  }
  if (column > 0) yield '\n';
  if (context.isDropped()) return;
  settleRunState(state);
  yield renderEnd(state, context);
}

function markOf(test: TestState, styles: Styles): string {
  const outcome = displayOutcome(test);
  switch (outcome) {
    case 'passed':
      if (test.isCached) return styles.dim('c');
      return test.retries.length > 0 ? styles.yellow('f') : styles.green('.');
    case 'failed':
    case 'errored':
      return styles.red('x');
    case 'quarantined':
      return styles.yellow('q');
    case 'skipped':
      return styles.yellow('s');
    case 'todo':
      return styles.yellow('t');
    case 'unselected':
      return '';
    default:
      return outcome satisfies never;
  }
}
