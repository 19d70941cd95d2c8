import { expect, test } from 'ztest';
import type { RunEvent } from '../../../test-host/protocol.ts';
import { createRunState, foldEvent, settleRunState } from '../../../client/reporters/run-state.ts';
import { displayTitle, type RunState } from '../../../client/reporters/run-tree.ts';
import { listFailures } from '../../../client/reporters/failure-list.ts';
import { error, file, fileEvents, testId } from './support.ts';

function fold(events: readonly RunEvent[]): RunState {
  const state = createRunState();
  for (const event of events) foldEvent(state, event);
  return state;
}

function tree(state: RunState): string[] {
  return [...state.files.values()].flatMap((each) => [
    `${each.path} ${each.outcome ?? each.status}`,
    ...each.tests.map((one) => `  ${displayTitle(one)} ${one.outcome ?? one.status}`),
  ]);
}

test('makes a tree of files, suites and tests with their outcomes', () => {
  const state = fold(
    fileEvents(file, [
      { titles: ['cart', 'adds'] },
      { titles: ['cart', 'empty', 'is 0'], outcome: 'failed', errors: [error('x')] },
    ]),
  );
  expect(tree(state)).toEqual([
    `${file} failed`,
    '  cart › adds passed',
    '  cart › empty › is 0 failed',
  ]);
  expect(state.counts.tests).toEqual({ passed: 1, failed: 1, skipped: 0, errored: 0 });
});

test('knows what runs now', () => {
  expect(tree(fold(fileEvents(file, [{ titles: ['a'] }, { titles: ['b'] }]).slice(0, 5)))).toEqual([
    `${file} running`,
    '  a passed',
    '  b running',
  ]);
});

test('makes up tests that were never announced', () => {
  const state = fold([
    { type: 'test-finished', id: `${file}#cart>a%3eb`, outcome: 'failed', duration: 1, errors: [] },
  ]);
  expect(tree(state)).toEqual([`${file} running`, '  cart › a>b failed']);
});

test('settles what has no outcome: errored in a run that broke off, skipped in one that was stopped', () => {
  const started = fileEvents(file, [{ titles: ['a'] }]).slice(0, 3);
  const broken = fold(started);
  settleRunState(broken);
  expect(tree(broken)).toEqual([`${file} errored`, '  a errored']);
  const stopped = fold(started);
  stopped.finished = { ...interrupted };
  settleRunState(stopped);
  expect(tree(stopped)).toEqual([`${file} skipped`, '  a skipped']);
});

const none = { passed: 0, failed: 0, skipped: 0, errored: 0 };
const interrupted: Extract<RunEvent, { type: 'run-finished' }> = {
  type: 'run-finished',
  at: 1,
  duration: 1,
  outcome: 'interrupted',
  summary: {
    files: none,
    tests: none,
    todo: 0,
    flaky: 0,
    quarantined: 0,
    cached: 0,
    snapshots: { matched: 0, written: 0, updated: 0, unmatched: 0, obsolete: 0, removed: 0 },
  },
};

test('counts a result that comes twice once', () => {
  const result = { type: 'test-finished', id: testId(['a']), duration: 1, errors: [] } as const;
  const state = fold([
    ...fileEvents(file, [{ titles: ['a'] }]),
    { ...result, outcome: 'failed' },
    { ...result, outcome: 'skipped', reason: 'todo' },
  ]);
  expect(state.counts).toMatchObject({
    tests: { passed: 0, failed: 0, skipped: 1, errored: 0 },
    todo: 1,
  });
});

test('forgets the first run of a file that runs again', () => {
  const state = fold([
    ...fileEvents(file, [
      { titles: ['a'], outcome: 'failed', errors: [error('x')] },
      { titles: ['gone'] },
    ]),
    ...fileEvents(file, [{ titles: ['a'] }]),
  ]);
  expect(tree(state)).toEqual([`${file} passed`, '  a passed']);
  expect(state.counts).toMatchObject({
    files: { passed: 1, failed: 0 },
    tests: { passed: 1, failed: 0 },
  });
  expect(listFailures(state)).toEqual([]);
});

test('keeps the beginning of what a test prints, and the count of the rest', () => {
  const said: RunEvent = {
    type: 'output',
    stream: 'stdout',
    text: 'x'.repeat(50_000),
    test: testId(['a']),
    file,
  };
  const state = fold([...fileEvents(file, [{ titles: ['a'] }]), said, said, said]);
  const kept = state.tests.get(testId(['a']))?.output;
  expect(kept).toMatchObject({ length: 65_536, dropped: 84_464 });
});

test('what the run does not select has its result at once, and is no failure', () => {
  const nodes = [
    { kind: 'test', id: testId(['a']), title: 'a', isFiltered: true },
    { kind: 'test', id: testId(['b']), title: 'b' },
  ] as const;
  const state = fold([
    { type: 'file-started', file, host: 1, at: 0 },
    { type: 'file-collected', file, nodes },
    { type: 'test-finished', id: testId(['b']), outcome: 'passed', duration: 1, errors: [] },
  ]);
  settleRunState(state);
  expect(tree(state)).toEqual([`${file} errored`, '  a skipped', '  b passed']);
  expect(state.counts).toMatchObject({ unselected: 1, tests: { skipped: 0, failed: 0 } });
});
