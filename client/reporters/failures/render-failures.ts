/** All failures of a run, numbered. */
import { clusterFailures } from '../failure-clusters.ts';
import { listFailures } from '../failure-list.ts';
import { moreFailures } from '../messages.ts';
import type { ReporterContext } from '../reporter.ts';
import type { RunState } from '../run-tree.ts';
import { createStyles } from '../text/styles.ts';
import { renderFailure } from './render-failure.ts';

/** More of them nobody reads; they are in the list of files and in every other report. */
const maxFailures = 100;

/** @returns whole lines, the first one empty */
export function renderFailures(state: RunState, context: ReporterContext): string {
  const styles = createStyles(context.screen.hasColor);
  const failures = listFailures(state);
  const clusters = clusterFailures(failures);
  let text = `\n${styles.bold(headline(failures.length, clusters.length))}\n\n`;
  const shown = clusters.slice(0, maxFailures);
  const ids = shown.flatMap(({ failure: { node } }) => (node?.kind === 'test' ? node.id : []));
  const remarks = ids.length === 0 ? undefined : context.remarks(ids);
  for (const [index, { failure, same }] of shown.entries()) {
    const past = failure.node === undefined ? undefined : remarks?.get(failure.node.id);
    const label = `${index + 1})`;
    text += `${renderFailure(failure, { ...context, styles, label, past, same }).join('\n')}\n`;
  }
  if (clusters.length > maxFailures) {
    text += `${moreFailures(clusters.length - maxFailures)}\n\n`;
  }
  return text.slice(0, -1); // what follows begins with an empty line of its own
}

function headline(failures: number, causes: number): string {
  if (failures === 1) return 'Failure';
  return causes === failures
    ? `${failures} failures`
    : `${failures} failures with ${causes === 1 ? 'one cause' : `${causes} causes`}`;
}
