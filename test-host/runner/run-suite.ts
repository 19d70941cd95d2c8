/** Runs a suite: its locks, its hooks, and its tests and suites in their order. */
import { enterMockScope, leaveMockScope } from '../mock/file-mocks.ts';
import type { HookNode, SuiteNode, UserFunction } from '../api/registry.ts';
import { setSequentialTest } from '../api/scope.ts';
import { isThenable } from '../api/thenable.ts';
import type { OutcomeReason, SerializedError } from '../protocol.ts';
import { runLimited } from './concurrency.ts';
import type { FileRun } from './file-run.ts';
import type { PlannedSuite, PlannedTest } from './plan.ts';
import type { Tally } from './result-log.ts';
import { addTally, createTally, outcomeOf } from './result-log.ts';
import { isCleanup } from './run-attempt.ts';
import { runTest } from './run-test.ts';
import { callSuiteHook } from './suite-hook.ts';

/** @param heldLocks of the suites around it */
export async function runSuite(
  run: FileRun,
  suite: PlannedSuite,
  heldLocks: ReadonlySet<string>,
): Promise<Tally> {
  const { node } = suite;
  const tally = createTally();
  const errors: SerializedError[] = [];
  const started = run.clock.now();
  const isFile = node.parent === undefined;
  if (!isFile) run.options.emit({ type: 'suite-started', id: node.id });

  const stop = suite.runnable === 0 ? undefined : run.options.shouldStop();
  if (suite.runnable === 0 || stop !== undefined) reportUnrun(run, suite, { tally, stop });
  else await runLocked(run, suite, { heldLocks, tally, errors });

  const boundary = run.options.onTestBoundary('suite-end', undefined);
  if (isThenable(boundary)) await boundary;
  if (isFile) return tally;
  const duration = run.clock.now() - started;
  run.results.add(() => {
    run.options.emit({
      type: 'suite-finished',
      id: node.id,
      outcome: outcomeOf(tally),
      duration,
      errors,
    });
  });
  return tally;
}

interface SuiteState {
  readonly heldLocks: ReadonlySet<string>;
  readonly tally: Tally;
  /** Of the hooks of this suite. */
  readonly errors: SerializedError[];
}

async function runLocked(run: FileRun, suite: PlannedSuite, state: SuiteState): Promise<void> {
  const own = suite.node.options.locks.filter((name) => !state.heldLocks.has(name));
  const release = own.length === 0 ? undefined : await run.options.acquireLocks(own);
  const heldLocks = own.length === 0 ? state.heldLocks : new Set([...state.heldLocks, ...own]);
  try {
    await runWithHooks(run, suite, { ...state, heldLocks });
  } finally {
    release?.();
  }
}

async function runWithHooks(run: FileRun, suite: PlannedSuite, state: SuiteState): Promise<void> {
  const { node } = suite;
  const cleanups: { readonly hook: HookNode; readonly fn: UserFunction }[] = [];
  const blocking: SerializedError[] = [];
  const mark = enterMockScope();
  for (const hook of hooksOf(node, 'beforeAll')) {
    const { result, errors } = await callSuiteHook(run, hook);
    blocking.push(...errors);
    if (!result.ok) break;
    if (hook.returnsCleanup && isCleanup(result.value)) cleanups.push({ hook, fn: result.value });
  }
  if (blocking.length > 0) reportBlocked(run, suite, { tally: state.tally, errors: blocking });
  else await runChildren(run, suite, state);
  const failures = [...blocking];
  const note = ({ errors: found }: { readonly errors: readonly SerializedError[] }): void => {
    failures.push(...found);
  };
  for (const hook of hooksOf(node, 'afterAll')) note(await callSuiteHook(run, hook));
  for (const { hook, fn } of cleanups.toReversed()) note(await callSuiteHook(run, hook, fn));
  leaveMockScope(mark);
  state.errors.push(...failures);
  state.tally.hookFailures += failures.length;
}

function hooksOf(node: SuiteNode, kind: 'beforeAll' | 'afterAll'): readonly HookNode[] {
  return node.hooks.length === 0 ? node.hooks : node.hooks.filter((hook) => hook.kind === kind);
}

/** Concurrent tests of a suite run together, where the first of them stands; all else one after the other. */
async function runChildren(run: FileRun, suite: PlannedSuite, state: SuiteState): Promise<void> {
  let hasRunConcurrent = false;
  for (const child of suite.children) {
    if (child.kind === 'suite') {
      const tally = await runSuite(run, child, state.heldLocks);
      run.results.add(() => {
        addTally(state.tally, tally);
      });
    } else if (!child.node.concurrent) {
      const running = runOrSkip(run, child, state);
      if (running !== undefined) await running;
    } else if (!hasRunConcurrent) {
      hasRunConcurrent = true;
      setSequentialTest(undefined);
      const tests = suite.children.filter(
        (other) => other.kind === 'test' && other.node.concurrent,
      );
      await runLimited(tests, run.settings.maxConcurrency, async (test) => {
        if (test.kind === 'test') await runOrSkip(run, test, state);
      });
    }
  }
  setSequentialTest(undefined);
}

function runOrSkip(run: FileRun, test: PlannedTest, state: SuiteState): Promise<void> | undefined {
  const { node, skip } = test;
  const stop = skip === undefined ? run.options.shouldStop() : undefined;
  if (skip === undefined && stop === undefined) {
    return runTest(run, node, {
      concurrent: node.concurrent,
      heldLocks: state.heldLocks,
      tally: state.tally,
    });
  }
  const reason = skip?.reason ?? stop ?? 'skip';
  run.results.addSkipped({ node, reason, note: skip?.note }, state.tally);
  return undefined;
}

/** Nothing below runs: every test is reported with its own reason, else with why the run stopped. */
function reportUnrun(
  run: FileRun,
  suite: PlannedSuite,
  { tally, stop }: { readonly tally: Tally; readonly stop: OutcomeReason | undefined },
): void {
  forEachTest(suite, (test) => {
    const reason = test.skip?.reason ?? stop ?? 'skip';
    run.results.addSkipped({ node: test.node, reason, note: test.skip?.note }, tally);
  });
}

/** A beforeAll failed: what would have run fails with its error. */
function reportBlocked(
  run: FileRun,
  suite: PlannedSuite,
  { tally, errors }: { readonly tally: Tally; readonly errors: readonly SerializedError[] },
): void {
  forEachTest(suite, ({ node, skip }) => {
    if (skip === undefined) {
      run.options.onFailed?.(node.id);
      run.results.addBlocked(node.id, errors, tally);
    } else run.results.addSkipped({ node, reason: skip.reason, note: skip.note }, tally);
  });
}

function forEachTest(suite: PlannedSuite, visit: (test: PlannedTest) => void): void {
  for (const child of suite.children) {
    if (child.kind === 'test') visit(child);
    else forEachTest(child, visit);
  }
}
