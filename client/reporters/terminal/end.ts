/** The end of a report for people: failures, then the summary. */
import type { ReporterContext } from '../reporter.ts';
import type { RunState } from '../run-tree.ts';
import { renderSummary } from './summary.ts';

/** @returns whole lines */
export async function renderEnd(state: RunState, context: ReporterContext): Promise<string> {
  const { tests, files } = state.counts;
  const hasFailures =
    tests.failed + tests.errored + files.failed + files.errored + state.hooks.length > 0;
  if (!hasFailures) return renderSummary(state, context);
  // What only failures need is loaded by them: the run that passes is the one that must be fast.
  const { renderFailures } = await import('../failures/render-failures.ts');
  const { renderNextStep } = await import('./next-step.ts');
  return (
    renderFailures(state, context) + renderSummary(state, context) + renderNextStep(state, context)
  );
}
