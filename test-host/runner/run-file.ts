/**
 * Runs the tests that a file has declared. The host loads the file, calls this, and disposes of the file's scope;
 * nothing here knows of processes, modules or reports.
 */
import { setSequentialTest } from '../api/scope.ts';
import type { Outcome, OutcomeReason, SerializedError } from '../protocol.ts';
import { realClock } from './clock.ts';
import type { HostFacts } from './conditions.ts';
import { collectNodes } from './collect-nodes.ts';
import type { RunFileOptions } from './file-run.ts';
import { FileRun } from './file-run.ts';
import { createLocalLocks } from './local-locks.ts';
import { cancelled, noTests } from './messages.ts';
import type { PlannedSuite } from './plan.ts';
import { planFile } from './plan.ts';
import type { Tally } from './result-log.ts';
import { createTally, outcomeOf } from './result-log.ts';
import { runSuite } from './run-suite.ts';
import { createFilter, namesSingleTests } from './select.ts';

export interface FileResult {
  readonly outcome: Outcome;
  readonly reason?: OutcomeReason;
  /** Of no test and no hook: rejections after the test had ended, a file without tests, a bad selection. */
  readonly errors: readonly SerializedError[];
  /** How many tests were reported with each outcome. */
  readonly tests: Readonly<Record<Outcome, number>>;
  readonly todo: number;
  readonly flaky: number;
  /** Milliseconds from the first hook to the last. */
  readonly duration: number;
}

type Required = 'registry' | 'settings' | 'emit' | 'serialize' | 'expectFor';
/** What a host must give; the rest has a default that does nothing. */
export type RunCollectedFileOptions = Pick<RunFileOptions, Required> & Partial<RunFileOptions>;

/**
 * Emits `file-collected`, then an event for each suite and test that the run selects, and resolves when the last
 * hook is over. It never rejects for what tests do. `file-started` and `file-finished` are the host's.
 *
 * @example
 * const result = await runCollectedFile({ registry: registryOf(scope), settings, selection, emit, serialize, expectFor })
 */
export async function runCollectedFile(given: RunCollectedFileOptions): Promise<FileResult> {
  const options = withDefaults(given);
  const { registry, settings, selection } = options;
  const run = new FileRun(options);
  registry.isClosed = true;

  let plan: PlannedSuite;
  try {
    plan = planFile(registry.root, {
      isSelected: createFilter(registry.root, registry.file.path, selection),
      onlyOfWholeFile: !namesSingleTests(selection),
      facts: options.facts,
      shuffleSeed: settings.shuffle ? settings.seed : undefined,
    });
  } catch (error) {
    run.addFileError(error); // a tag expression that cannot be read
    return conclude(run, createTally(), 0);
  }
  options.emit({
    type: 'file-collected',
    file: registry.file.path,
    nodes: collectNodes(registry.root, plan),
  });
  for (const problem of registry.problems) options.emit({ type: 'problem', problem });
  if (registry.testCount === 0) run.addFileError(noTests(registry.file.path));
  if (settings.collectOnly || plan.children.length === 0) return conclude(run, createTally(), 0);
  return execute(run, plan);
}

async function execute(run: FileRun, plan: PlannedSuite): Promise<FileResult> {
  const { clock, options } = run;
  const started = clock.now();
  const cancel = (): void => {
    for (const attempt of run.active) attempt.cancel(cancelled());
  };
  options.cancelSignal?.addEventListener('abort', cancel, { once: true });
  try {
    const tally = await runSuite(run, plan, new Set());
    await run.results.turn();
    return conclude(run, tally, clock.now() - started);
  } finally {
    options.cancelSignal?.removeEventListener('abort', cancel);
    run.deadlines[Symbol.dispose]();
    setSequentialTest(undefined);
    run.registry.runningTitle = undefined;
    run.held?.end();
    run.isOver = true;
  }
}

function conclude(run: FileRun, tally: Tally, duration: number): FileResult {
  const { tests, todo, flaky } = tally;
  const { errors } = run;
  const result = { errors, tests, todo, flaky, duration };
  if (run.registry.testCount === 0) return { outcome: 'errored', reason: 'load', ...result };
  return { outcome: errors.length > 0 ? 'failed' : outcomeOf(tally), ...result };
}

function withDefaults(given: RunCollectedFileOptions): RunFileOptions {
  const nothing = (): void => {};
  return {
    selection: undefined,
    facts: currentFacts(),
    clock: realClock,
    finishAssertions: () => [],
    acquireLocks: createLocalLocks(),
    shouldStop: () => undefined,
    cancelSignal: undefined,
    onTestBoundary: nothing,
    onPhase: nothing,
    ...given,
  };
}

function currentFacts(): HostFacts {
  return {
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.versions.node,
  };
}
