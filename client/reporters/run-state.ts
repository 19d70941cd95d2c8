/**
 * Folds run events into a tree (files → suites → tests with their outcomes), which most reporters
 * and `--last-failed` read. It does no I/O and reads no clock, and it takes events as they come:
 * out of order, for tests it has never heard of, or cut off by a crash.
 */
import type {
  FilePath,
  Outcome,
  RunEvent,
  TestId,
  TestNodeInfo,
} from '../../test-host/protocol.ts';
import { addOutput, createOutput, runOutputLimit } from './kept-output.ts';
import { unfinishedFile } from './messages.ts';
import { displayOutcome, isFlaky, TestState } from './run-tree.ts';
import type { FileState, NewTest, RunState, SuiteState, TestResult } from './run-tree.ts';

/** @param outputBudget characters of test output to keep in all; 0 when the reader shows it as it comes */
export function createRunState(outputBudget: number = runOutputLimit): RunState {
  return {
    files: new Map(),
    tests: new Map(),
    suites: new Map(),
    problems: [],
    hooks: [],
    output: undefined,
    outputBudget: { left: outputBudget },
    counts: {
      files: emptyCounts(),
      tests: emptyCounts(),
      todo: 0,
      flaky: 0,
      quarantined: 0,
      cached: 0,
      unselected: 0,
    },
    hasQuarantine: false,
    started: undefined,
    finished: undefined,
  };
}

/** Takes one event in. The state is changed in place: a run has tens of thousands of events. */
export function foldEvent(state: RunState, event: RunEvent): void {
  switch (event.type) {
    // The two that come by the thousand are first: longer strings are compared one by one.
    case 'test-started':
      testOf(state, event.id).startedAt = event.at;
      return;
    case 'test-finished':
      finishTest(state, event);
      return;
    case 'run-started':
      state.started = event;
      return;
    case 'run-finished':
      state.finished = event;
      return;
    case 'file-started': {
      const known = state.files.get(event.file);
      if (known !== undefined && known.status === 'finished') forgetFile(state, known);
      fileOf(state, event.file).startedAt = event.at;
      return;
    }
    case 'file-collected': {
      const file = fileOf(state, event.file);
      for (const node of event.nodes) addNode(state, file, node);
      return;
    }
    case 'file-finished':
      finishFile(state, event);
      return;
    case 'suite-started':
    case 'host-started':
    case 'host-exit': // told through the outcomes of the tests that it took away
      return;
    case 'suite-finished': {
      const suite = state.suites.get(event.id);
      if (suite === undefined) return;
      suite.outcome = event.outcome;
      suite.duration = event.duration;
      suite.errors = event.errors;
      return;
    }
    case 'hook-finished': {
      if (event.outcome === 'passed') return;
      const suite = event.suite === undefined ? undefined : state.suites.get(event.suite);
      const file = event.file === undefined ? suite?.file : fileOf(state, event.file);
      (file ?? state).hooks.push({ hook: event.hook, suite, errors: event.errors });
      return;
    }
    case 'output': {
      const test = event.test === undefined ? undefined : state.tests.get(event.test);
      const file = event.file === undefined ? undefined : state.files.get(event.file);
      const owner = test ?? file ?? state;
      owner.output ??= createOutput();
      addOutput(owner.output, event, state.outputBudget);
      return;
    }
    case 'leak': {
      const test = event.test === undefined ? undefined : state.tests.get(event.test);
      const { kind, description, stack } = event;
      fileOf(state, event.file).leaks.push({ kind, description, test, stack });
      return;
    }
    case 'snapshot-obsolete':
      fileOf(state, event.file).obsoleteSnapshots.push(...event.keys);
      return;
    case 'problem':
      state.problems.push(event.problem);
      return;
    default:
      event satisfies never; // a newer server may send more: unknown events are not for us
  }
}

/**
 * Gives whatever has no outcome one, so that reports are whole even when the events are not.
 * Called by reporters when the stream is over.
 */
export function settleRunState(state: RunState): void {
  const wasStopped = state.finished?.outcome === 'interrupted' || state.finished?.reason === 'bail';
  for (const file of state.files.values()) {
    for (const test of file.tests) {
      if (test.status === 'finished') continue;
      finishTest(state, {
        id: test.id,
        outcome: wasStopped ? 'skipped' : 'errored',
        ...(wasStopped ? { reason: state.finished?.reason === 'bail' ? 'bail' : 'cancelled' } : {}),
        note: 'no result arrived',
        duration: 0,
        errors: [],
      });
    }
    if (file.status === 'finished') continue;
    finishFile(state, {
      file: file.path,
      outcome: wasStopped ? 'skipped' : 'errored',
      duration: 0,
      loadDuration: 0,
      errors: wasStopped || file.tests.length > 0 ? [] : [unfinishedFile],
    });
  }
}

function emptyCounts(): Record<Outcome, number> {
  return { passed: 0, failed: 0, skipped: 0, errored: 0 };
}

function fileOf(state: RunState, path: FilePath): FileState {
  let file = state.files.get(path);
  if (file === undefined) {
    file = {
      path,
      roots: [],
      tests: [],
      hooks: [],
      leaks: [],
      obsoleteSnapshots: [],
      output: undefined,
      status: 'running',
      startedAt: undefined,
      outcome: undefined,
      reason: undefined,
      duration: 0,
      loadDuration: 0,
      errors: [],
      snapshots: undefined,
    };
    state.files.set(path, file);
  }
  return file;
}

/** A file runs again (`--repeat-until-failure`, isolation of a failure): its last run is what counts. */
function forgetFile(state: RunState, file: FileState): void {
  for (const test of file.tests) {
    count(state, test, -1);
    state.tests.delete(test.id);
  }
  for (const [id, suite] of state.suites) if (suite.file === file) state.suites.delete(id);
  if (file.outcome !== undefined) state.counts.files[file.outcome]--;
  state.files.delete(file.path);
}

function addNode(state: RunState, file: FileState, node: TestNodeInfo): void {
  const parent = node.parent === undefined ? undefined : state.suites.get(node.parent);
  const siblings = parent === undefined ? file.roots : parent.children;
  if (node.kind === 'test') {
    if (state.tests.has(node.id)) return;
    siblings.push(addTest(state, { id: node.id, title: node.title, file, parent, info: node }));
    // What the run does not select gets no result: that is its result.
    if (node.isFiltered === true) {
      finishTest(state, {
        id: node.id,
        outcome: 'skipped',
        reason: 'filter',
        duration: 0,
        errors: [],
      });
    }
    return;
  }
  if (state.suites.has(node.id)) return;
  const suite: SuiteState = {
    kind: 'suite',
    id: node.id,
    title: node.title,
    parent,
    file,
    location: node.location,
    children: [],
    outcome: undefined,
    duration: 0,
    errors: [],
  };
  state.suites.set(node.id, suite);
  siblings.push(suite);
}

function addTest(state: RunState, made: NewTest): TestState {
  const test = new TestState(made);
  state.tests.set(made.id, test);
  made.file.tests.push(test);
  return test;
}

/** The test of an id; one that no `file-collected` named (a host that crashed early) is made up from it. */
function testOf(state: RunState, id: TestId): TestState {
  const known = state.tests.get(id);
  if (known !== undefined) return known;
  const hash = id.lastIndexOf('#');
  const file = fileOf(state, hash < 0 ? '(unknown file)' : id.slice(0, hash));
  const title = decodeTitle(id.slice(hash + 1).replaceAll('>', ' › '));
  const test = addTest(state, { id, title, file, parent: undefined, info: undefined });
  file.roots.push(test);
  return test;
}

function decodeTitle(title: string): string {
  return title.replace(/%([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

function finishTest(state: RunState, result: TestResult): void {
  const test = testOf(state, result.id);
  if (test.result !== undefined) count(state, test, -1);
  test.result = result;
  if (result.quarantine !== undefined) state.hasQuarantine = true;
  count(state, test, 1);
}

function count({ counts }: RunState, test: TestState, step: 1 | -1): void {
  if (test.outcome === undefined) return;
  const outcome = displayOutcome(test);
  if (outcome === 'unselected' || outcome === 'quarantined') {
    counts[outcome] += step;
    return;
  }
  counts.tests[outcome === 'todo' ? 'skipped' : outcome] += step;
  if (outcome === 'todo') counts.todo += step;
  if (isFlaky(test)) counts.flaky += step;
  if (test.isCached) counts.cached += step;
}

type FileResult = Omit<Extract<RunEvent, { type: 'file-finished' }>, 'type'>;

function finishFile(state: RunState, event: FileResult): void {
  const file = fileOf(state, event.file);
  if (file.status === 'finished' && file.outcome !== undefined) state.counts.files[file.outcome]--;
  file.status = 'finished';
  file.outcome = event.outcome;
  file.reason = event.reason;
  file.duration = event.duration;
  file.loadDuration = event.loadDuration;
  file.errors = event.errors;
  file.snapshots = event.snapshots;
  state.counts.files[event.outcome]++;
}
