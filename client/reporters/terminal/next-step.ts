/** After a run that failed: what to copy into the shell to run the failed tests again. */
import { listFailures } from '../failure-list.ts';
import { rerun } from '../messages.ts';
import type { ReporterContext } from '../reporter.ts';
import { rerunCommand } from '../rerun-command.ts';
import type { RunState } from '../run-tree.ts';
import { createStyles } from '../text/styles.ts';

/** @returns whole lines, the first one empty */
export function renderNextStep(state: RunState, context: ReporterContext): string {
  const styles = createStyles(context.screen.hasColor);
  return `\n${styles.dim(rerun)} ${rerunCommand(listFailures(state), state, context)}\n`;
}
