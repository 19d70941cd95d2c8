/** What the editor is told about items when a run says something. */
import type * as vscode from 'vscode';
import { expect, mock, suite, test } from 'ztest';
import { ResultWriter } from '../../../client/vscode/running/result-writer.ts';
import { RootTree } from '../../../client/vscode/tree/root-tree.ts';
import type { TreeNode } from '../../../server/protocol.ts';
import type { RunEvent, SerializedError, TestNodeInfo } from '../../../test-host/protocol.ts';
import { createTestItem, FakeItems, TestMessage, type FakeItem } from './fake-vscode.ts';

mock.module('vscode', async () => await import('./fake-vscode.ts'), { virtual: true });

/** Every call, one line each: `failed title: message @file:line`. */
class FakeRun {
  readonly lines: string[] = [];

  enqueued = (item: FakeItem): void => this.#note('enqueued', item);
  started = (item: FakeItem): void => this.#note('started', item);
  passed = (item: FakeItem): void => this.#note('passed', item);
  skipped = (item: FakeItem): void => this.#note('skipped', item);
  failed = (item: FakeItem, messages: unknown): void => this.#note('failed', item, messages);
  errored = (item: FakeItem, messages: unknown): void => this.#note('errored', item, messages);
  appendOutput = (text: string, place?: TestMessage['location'], item?: FakeItem): void => {
    const of = item === undefined ? '' : ` of ${item.label}`;
    const said = text.trimEnd().replaceAll('\r\n', ' | ');
    this.lines.push(`output${of}: ${said}${describePlace(place)}`);
  };

  #note(what: string, { label }: FakeItem, messages: unknown = []): void {
    const told = [messages].flat().flatMap((message) => {
      if (!(message instanceof TestMessage)) return [];
      const [first = ''] = message.message.split('\n');
      return [`${first}${describePlace(message.location)}`];
    });
    this.lines.push([`${what} ${label}`, ...told].join(': '));
  }
}

function describePlace(place: TestMessage['location']): string {
  return place === undefined
    ? ''
    : ` @${place.uri.path}:${place.position.line + 1}:${place.position.character + 1}`;
}

const FILE = 'a.test.ts';
const HERE = { line: 1, column: 1 };

function node(title: string, more: Partial<TreeNode> = {}): TreeNode {
  const parent = more.parent === undefined ? `${FILE}#` : `${more.parent}>`;
  return {
    id: `${parent}${title}`,
    kind: 'test',
    title,
    range: { start: HERE, end: HERE },
    location: HERE,
    tags: [],
    ...more,
  };
}

const NODES = [
  node('cart', { kind: 'suite' }),
  node('adds', { parent: `${FILE}#cart` }),
  node('other'),
];

function collected(nodes: readonly TreeNode[] = NODES): RunEvent {
  return {
    type: 'file-collected',
    file: FILE,
    nodes: nodes.map(({ id, kind, title, parent }): TestNodeInfo => ({
      id,
      kind: kind === 'suite' ? kind : 'test',
      title,
      ...(parent !== undefined && { parent }),
    })),
  };
}

function finished(
  id: string,
  more: Partial<Extract<RunEvent, { type: 'test-finished' }>> = {},
): RunEvent {
  return { type: 'test-finished', id, outcome: 'passed', duration: 1, errors: [], ...more };
}

function fileFinished(more: Partial<Extract<RunEvent, { type: 'file-finished' }>> = {}): RunEvent {
  const none = { duration: 1, loadDuration: 1, errors: [] };
  return { type: 'file-finished', file: FILE, outcome: 'passed', ...none, ...more };
}

function error(message: string, line = 7): SerializedError {
  return { name: 'Error', message, stack: [{ file: FILE, line, column: 3 }] };
}

interface Written {
  readonly writer: ResultWriter;
  readonly run: FakeRun;
  /** Without what says only that something is going to run. */
  readonly lines: () => readonly string[];
}

/** Nobody edits meanwhile. */
const follow = (place: vscode.Location): vscode.Location => place;

function newRoot(): RootTree {
  const controller = { createTestItem, items: new FakeItems() } as never as vscode.TestController;
  const root = new RootTree(controller, 'file:///shop');
  const added = NODES.map((one, index) => ({ index, node: one }));
  root.apply({ root: 'file:///shop', version: 1, files: [{ file: FILE, added }], removed: [] });
  return root;
}

function writerFor(ids?: readonly string[]): Written {
  const run = new FakeRun();
  const writer = new ResultWriter(run as never as vscode.TestRun, newRoot(), { follow });
  writer.enqueue([{ file: FILE, ...(ids !== undefined && { ids }) }]);
  return { writer, run, lines: () => run.lines.filter((line) => !line.startsWith('enqueued')) };
}

function linesOf(events: readonly RunEvent[], ids?: readonly string[]): readonly string[] {
  const { writer, lines } = writerFor(ids);
  for (const event of events) writer.write(event);
  return lines();
}

test('each outcome is told with its test', () => {
  const failure = finished(`${FILE}#other`, {
    outcome: 'failed',
    errors: [{ ...error('boom'), name: 'TypeError' }],
  });
  expect(linesOf([collected(), finished(`${FILE}#cart>adds`), failure])).toEqual([
    'passed adds',
    'failed other: TypeError: boom @/shop/a.test.ts:7:3',
  ]);
});

test('what waits and what runs is told at the second look, and not of tests that are over by then', () => {
  const { writer, run } = writerFor();
  writer.write(collected());
  writer.tellWaiting();
  writer.write({ type: 'test-started', id: `${FILE}#cart>adds`, at: 1 });
  expect(run.lines).toEqual([]);
  writer.tellWaiting();
  writer.write(finished(`${FILE}#cart>adds`));
  writer.write({ type: 'test-started', id: `${FILE}#other`, at: 1 });
  writer.tellWaiting();
  writer.write(finished(`${FILE}#other`));
  writer.tellWaiting();
  expect(run.lines).toEqual(['started adds', 'enqueued other', 'passed adds', 'passed other']);
});

test('what stands behind the code says what happened', () => {
  const firstLine = (message: string): string | undefined =>
    linesOf([
      collected(),
      finished(`${FILE}#other`, { outcome: 'failed', errors: [error(message)] }),
    ])[0];
  const signature = 'expect(received).toThrow(expected)';
  expect(firstLine(`${signature}\n\nExpected substring: "a"\nReceived message:   "b"`)).toContain(
    'expected "a", received "b" @',
  );
  expect(
    firstLine(`${signature}\n\nExpected substring: "a"\n\nReceived function did not throw`),
  ).toContain('Expected substring: "a" · Received function did not throw @');
  expect(firstLine(`${signature}\n\n- Expected  - 1\n+ Received  + 1`)).toContain(signature);
});

suite('a hook', () => {
  const hook = (more: Partial<Extract<RunEvent, { type: 'hook-finished' }>>): RunEvent => ({
    type: 'hook-finished',
    hook: 'beforeAll',
    file: FILE,
    outcome: 'failed',
    duration: 1,
    errors: [error('no database')],
    ...more,
  });

  test('of a suite fails the suite once, and the tests say so beside their names', () => {
    const suiteFinished: RunEvent = {
      type: 'suite-finished',
      id: `${FILE}#cart`,
      outcome: 'failed',
      duration: 1,
      errors: [error('no database')],
    };
    const notRun = finished(`${FILE}#cart>adds`, {
      outcome: 'failed',
      reason: 'hook',
      errors: [error('no database')],
    });
    const told = linesOf([collected(), hook({ suite: `${FILE}#cart` }), notRun, suiteFinished]);
    expect(told).toEqual([
      'failed cart: Error: no database @/shop/a.test.ts:7:3',
      'failed adds: Error: no database',
    ]);
  });

  test('of the file fails the file', () => {
    expect(linesOf([collected(), hook({ hook: 'afterAll' })])).toEqual([
      'failed a.test.ts: Error: no database @/shop/a.test.ts:7:3',
    ]);
  });

  test('around a test is told with the test alone', () => {
    expect(linesOf([collected(), hook({ hook: 'beforeEach', suite: `${FILE}#cart` })])).toEqual([]);
  });

  test('of no file is told in the output', () => {
    const { file: _, ...setup } = { ...hook({ hook: 'globalSetup' }), file: FILE };
    expect(linesOf([setup as RunEvent])).toEqual([
      'output: Error: no database |     at /shop/a.test.ts:7:3',
    ]);
  });
});

suite('what ends early', () => {
  test('a host that dies: the running test has the reason, those behind it say why they did not run', () => {
    const crash = { ...error('ended by SIGABRT.'), code: 'ZT1704' };
    const told = linesOf([
      collected(),
      { type: 'test-started', id: `${FILE}#cart>adds`, at: 1 },
      finished(`${FILE}#cart>adds`, { outcome: 'failed', reason: 'host-exit', errors: [crash] }),
      finished(`${FILE}#other`, { outcome: 'errored', note: 'the process ended earlier' }),
      fileFinished({ outcome: 'errored', reason: 'host-exit' }),
    ]);
    expect(told).toEqual([
      'failed adds: ZT1704 ended by SIGABRT. @/shop/a.test.ts:7:3',
      'errored other: It did not run: the process ended earlier.',
    ]);
  });

  test('a file that does not load: the message at its line, and the tests that were asked for are errored', () => {
    const failure = { ...error('Unexpected ";"', 2), code: 'ZT1202' };
    const end = fileFinished({ outcome: 'errored', reason: 'load', errors: [failure] });
    expect(linesOf([end], [`${FILE}#other`])).toEqual([
      'errored other',
      'errored a.test.ts: ZT1202 Unexpected ";" @/shop/a.test.ts:2:3',
    ]);
  });

  test('a file that does not load, as a whole: its tests lose what an earlier run said of them', () => {
    const testRun = new FakeRun();
    const root = newRoot();
    root.file(FILE)?.resolve();
    const writer = new ResultWriter(testRun as never as vscode.TestRun, root, { follow });
    writer.enqueue([{ file: FILE }]);
    writer.write(
      fileFinished({ outcome: 'errored', reason: 'load', errors: [error('no module')] }),
    );
    expect(testRun.lines).toEqual([
      'errored adds',
      'errored other',
      'errored a.test.ts: Error: no module @/shop/a.test.ts:7:3',
    ]);
  });

  test('a server that is gone: what has no result is errored, what has one keeps it', () => {
    const { writer, lines } = writerFor();
    writer.write(collected());
    writer.write(finished(`${FILE}#other`));
    writer.abandon(new TestMessage('The server ended.') as never);
    expect(lines()).toEqual(['passed other', 'errored adds: The server ended.']);
  });

  test('a server that is gone before a file is loaded: the file is errored', () => {
    const { writer, lines } = writerFor();
    writer.abandon(new TestMessage('The server ended.') as never);
    expect(lines()).toEqual(['errored a.test.ts: The server ended.']);
  });

  test('a file that somebody looks at: its tests are errored', () => {
    const run = new FakeRun();
    const root = newRoot();
    root.file(FILE)?.resolve();
    const writer = new ResultWriter(run as never as vscode.TestRun, root, { follow });
    writer.enqueue([{ file: FILE }]);
    writer.abandon(new TestMessage('The server ended.') as never);
    expect(run.lines).toEqual([
      'errored adds: The server ended.',
      'errored other: The server ended.',
    ]);
  });

  test('a cancelled test keeps the result that it had', () => {
    const cancelled = finished(`${FILE}#other`, { outcome: 'skipped', reason: 'cancelled' });
    expect(linesOf([collected(), cancelled])).toEqual([]);
  });

  test('what was told of a file or suite is taken back by the next run', () => {
    const root = newRoot();
    const run = (...events: readonly RunEvent[]): readonly string[] => {
      const testRun = new FakeRun();
      const writer = new ResultWriter(testRun as never as vscode.TestRun, root, { follow });
      writer.enqueue([{ file: FILE }]);
      for (const event of events) writer.write(event);
      return testRun.lines.filter((line) => /a\.test\.ts|cart/.test(line.split(':')[0] ?? ''));
    };
    run(fileFinished({ outcome: 'errored', reason: 'load', errors: [error('no module')] }));
    expect(run(collected(), fileFinished())).toEqual(['enqueued a.test.ts']);
    const suite = { type: 'suite-finished', id: `${FILE}#cart`, duration: 1 } as const;
    run(collected(), { ...suite, outcome: 'failed', errors: [error('no database')] });
    expect(run(collected(), { ...suite, outcome: 'passed', errors: [] })).toEqual([
      'enqueued cart',
    ]);
  });

  test('a syntax error in text that is not saved is none', () => {
    const testRun = new FakeRun();
    const run = testRun as never as vscode.TestRun;
    const writer = new ResultWriter(run, newRoot(), { follow, isUnsaved: true });
    writer.enqueue([{ file: FILE }]);
    const errors = [{ ...error("Syntax error: ')' expected"), code: 'ZT1202' }];
    writer.write(fileFinished({ outcome: 'errored', reason: 'load', errors }));
    expect(testRun.lines).toEqual([]);
  });

  test('an error outside of any test fails the file', () => {
    expect(linesOf([fileFinished({ outcome: 'failed', errors: [error('late')] })])).toEqual([
      'failed a.test.ts: Error: late @/shop/a.test.ts:7:3',
    ]);
  });

  test('a test that the file no longer declares says so', () => {
    expect(
      linesOf(
        [collected([NODES[2] ?? node('other')]), finished(`${FILE}#other`), fileFinished()],
        [`${FILE}#cart>adds`],
      ),
    ).toEqual([
      'passed other',
      expect.stringMatching(/^output of adds: It was not declared when its file ran/),
    ]);
  });
});

suite('the output has', () => {
  test('what a test prints, at its line', () => {
    const printed: RunEvent = {
      type: 'output',
      stream: 'stdout',
      text: 'hello\n',
      test: `${FILE}#other`,
      file: FILE,
      location: { file: 'src/log.ts', line: 3, column: 5 },
    };
    expect(linesOf([collected(), printed])).toEqual([
      'output of other: hello @/shop/src/log.ts:3:5',
    ]);
  });

  test('attempts, annotations, attachments and why a test was skipped', () => {
    const flaky = finished(`${FILE}#other`, {
      retries: [[error('first')]],
      annotations: [{ type: 'issue', message: 'SHOP-12' }, { message: 'slow' }],
      attachments: [{ name: 'log', contentType: 'text/plain', body: 'one\ntwo' }],
    });
    const skipped = finished(`${FILE}#cart>adds`, { outcome: 'skipped', note: 'only on Windows' });
    expect(linesOf([collected(), flaky, skipped])).toEqual([
      'output of other: Attempt 1 failed: |   Error: first |       at /shop/a.test.ts:7:3 | Flaky: passed in attempt 2. | issue: SHOP-12 | slow | Attachment log (text/plain) |   one |   two',
      'passed other',
      'output of adds: Skipped: only on Windows',
      'skipped adds',
    ]);
  });

  test('leaks and problems with their place', () => {
    const stack = [{ file: FILE, line: 4, column: 2 }];
    const leak = {
      type: 'leak',
      kind: 'timer',
      description: 'a timer',
      file: FILE,
      stack,
    } as const;
    const problem = { code: 'ZT1', severity: 'warning', message: 'twins' } as const;
    const located = { ...problem, location: { file: FILE, line: 9 } };
    expect(linesOf([leak, { type: 'problem', problem: located }])).toEqual([
      'output of a.test.ts: Left open: a timer |     at /shop/a.test.ts:4:2 @/shop/a.test.ts:4:2',
      'output: ZT1 a.test.ts:9: twins @/shop/a.test.ts:9:1',
    ]);
  });

  test('a last line with the totals', () => {
    const none = { passed: 0, failed: 0, skipped: 0, errored: 0 };
    const snapshots = { matched: 0, written: 0, updated: 0, unmatched: 0, obsolete: 0, removed: 0 };
    const tests = { ...none, passed: 3, failed: 1, skipped: 2 };
    const summary = { files: none, tests, todo: 1, flaky: 1, quarantined: 0, cached: 0, snapshots };
    const end: RunEvent = {
      type: 'run-finished',
      at: 1,
      duration: 1234,
      outcome: 'failed',
      summary,
    };
    expect(linesOf([end])).toEqual([
      'output: Tests: 3 passed, 1 failed, 1 skipped, 1 todo, 1 flaky · 1.23 s',
    ]);
  });
});
