/** The end of a report for people: failures, then the summary. */
import { renderFailures } from '../failures/render-failures.ts';
import type { ReporterContext } from '../reporter.ts';
import type { RunState } from '../run-tree.ts';
import { renderNextStep } from './next-step.ts';
import { renderSummary } from './summary.ts';

/** @returns whole lines */
export function renderEnd(state: RunState, context: ReporterContext): string {
  const { tests, files } = state.counts;
  const hasFailures =
    tests.failed + tests.errored + files.failed + files.errored + state.hooks.length > 0;
  if (!hasFailures) return renderSummary(state, context);
  return (
    renderFailures(state, context) + renderSummary(state, context) + renderNextStep(state, context)
  );
}
