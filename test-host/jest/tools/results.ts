/** The results of a run in the shapes that Jest has for them, filled by the events of a run of ours. */
import type { FilePath, RunEvent, SerializedError, TestId, TestNodeInfo } from '../../protocol.ts';
import { failureDetail, failureMessage, failuresOfFile } from './failure-texts.ts';

/** What Jest's `Test` is. */
export interface JestTest {
  readonly context: { readonly config: Readonly<Record<string, unknown>> };
  readonly path: string;
  duration?: number;
}

export interface AssertionResult {
  readonly ancestorTitles: readonly string[];
  readonly duration: number | null;
  readonly failing: boolean;
  readonly failureDetails: readonly unknown[];
  readonly failureMessages: readonly string[];
  readonly fullName: string;
  readonly invocations: number;
  readonly location: { readonly column: number; readonly line: number } | null;
  readonly numPassingAsserts: number;
  readonly retryReasons: readonly string[];
  readonly startAt: number | null;
  readonly startedAt: number | null;
  readonly status: 'passed' | 'failed' | 'pending' | 'todo';
  readonly title: string;
}

export type TestResult = ReturnType<FileResults['result']>;

type Finished = Extract<RunEvent, { type: 'test-finished' }>;
type FileFinished = Extract<RunEvent, { type: 'file-finished' }>;

interface Printed {
  readonly message: string;
  readonly origin: string;
  readonly type: 'log' | 'error';
}

/** What has become of one file so far. */
export class FileResults {
  readonly test: JestTest;
  readonly #nodes = new Map<TestId, TestNodeInfo>();
  readonly #finished = new Map<TestId, Finished>();
  readonly #started = new Map<TestId, number>();
  readonly #printed: Printed[] = [];
  #startedAt = 0;
  #uncheckedKeys: readonly string[] = [];

  constructor(test: JestTest) {
    this.test = test;
  }

  start(at: number): void {
    this.#startedAt = at;
  }

  collect(nodes: readonly TestNodeInfo[]): void {
    for (const node of nodes) this.#nodes.set(node.id, node);
  }

  print({ stream, text, location }: Extract<RunEvent, { type: 'output' }>): void {
    const origin = location && `    at ${location.file}:${location.line}:${location.column}`;
    const type = stream === 'stdout' ? 'log' : 'error';
    this.#printed.push({ message: text.replace(/\n$/, ''), origin: origin ?? '', type });
  }

  leaveSnapshots(keys: readonly string[]): void {
    this.#uncheckedKeys = keys;
  }

  /** What Jest says when a test begins. */
  startTest(id: TestId, at: number): object {
    this.#started.set(id, at);
    const { ancestorTitles, fullName, title } = this.#names(id);
    return { ancestorTitles, fullName, mode: undefined, startedAt: at, title };
  }

  finishTest(event: Finished): AssertionResult {
    this.#finished.set(event.id, event);
    return this.#assertion(event.id);
  }

  result({ duration, errors, outcome, snapshots }: FileFinished) {
    const testResults = [...this.#nodes.values()]
      .filter(({ kind }) => kind === 'test')
      .map(({ id }) => this.#assertion(id));
    const count = (status: AssertionResult['status']): number =>
      testResults.filter((one) => one.status === status).length;
    const runtime = Math.round(duration);
    const start = this.#startedAt;
    const isBroken = errors.length > 0 && (outcome === 'errored' || outcome === 'failed');
    const message = failuresOfFile(testResults, isBroken ? errors : []);
    const { displayName } = this.test.context.config;
    this.test.duration = runtime;
    return {
      console: this.#printed.length === 0 ? undefined : this.#printed,
      coverage: undefined,
      displayName,
      failureMessage: message === '' ? null : message,
      leaks: false,
      numFailingTests: count('failed'),
      numPassingTests: count('passed'),
      numPendingTests: count('pending'),
      numTodoTests: count('todo'),
      openHandles: [],
      perfStats: {
        end: start + runtime,
        loadTestEnvironmentEnd: start,
        loadTestEnvironmentStart: start,
        runtime,
        setupAfterEnvEnd: start,
        setupAfterEnvStart: start,
        setupFilesEnd: start,
        setupFilesStart: start,
        slow: runtime / 1000 > 5,
        start,
      },
      skipped: testResults.length > 0 && count('pending') === testResults.length,
      snapshot: {
        added: snapshots?.written ?? 0,
        fileDeleted: false,
        matched: snapshots?.matched ?? 0,
        unchecked: snapshots?.obsolete ?? 0,
        uncheckedKeys: this.#uncheckedKeys,
        unmatched: snapshots?.unmatched ?? 0,
        updated: snapshots?.updated ?? 0,
      },
      testExecError: isBroken ? execErrorOf(errors) : undefined,
      testFilePath: this.test.path,
      testResults,
    };
  }

  #names(id: TestId): Pick<AssertionResult, 'ancestorTitles' | 'fullName' | 'title'> {
    const titles: string[] = [];
    for (let node = this.#nodes.get(id); node !== undefined;) {
      titles.unshift(node.title);
      node = node.parent === undefined ? undefined : this.#nodes.get(node.parent);
    }
    const title = titles.pop() ?? '';
    return { ancestorTitles: titles, fullName: [...titles, title].join(' '), title };
  }

  #assertion(id: TestId): AssertionResult {
    const { ancestorTitles, fullName, title } = this.#names(id);
    const event = this.#finished.get(id);
    const at = this.#nodes.get(id)?.location;
    const errors = event?.errors ?? [];
    const retries = event?.retries ?? [];
    const startedAt = this.#started.get(id) ?? null;
    return {
      ancestorTitles,
      duration:
        event === undefined || event.outcome === 'skipped' ? null : Math.round(event.duration),
      failing: event?.reason === 'expected-failure',
      failureDetails: errors.map(failureDetail),
      failureMessages: errors.map(failureMessage),
      fullName,
      invocations: event === undefined || event.outcome === 'skipped' ? 0 : retries.length + 1,
      location: at === undefined ? null : { column: at.column, line: at.line },
      numPassingAsserts: 0,
      retryReasons: retries.flatMap((attempt) => attempt.map(failureMessage)),
      startAt: startedAt,
      startedAt,
      status: statusOf(event),
      title,
    };
  }
}

/** What is skipped, filtered out, or fails nothing, is `pending` to Jest. */
function statusOf(event: Finished | undefined): AssertionResult['status'] {
  if (event === undefined) return 'pending';
  if (event.outcome === 'passed') return 'passed';
  if (event.outcome === 'skipped') return event.reason === 'todo' ? 'todo' : 'pending';
  return event.quarantine === undefined ? 'failed' : 'pending';
}

function execErrorOf(errors: readonly SerializedError[]): object {
  const [first] = errors;
  return { message: first?.message ?? '', stack: first === undefined ? '' : failureMessage(first) };
}

/** Jest's results of the whole run. */
export class RunResults {
  readonly aggregated;
  readonly #files: ReadonlyMap<FilePath, FileResults>;

  constructor(files: ReadonlyMap<FilePath, FileResults>) {
    this.#files = files;
    this.aggregated = {
      numFailedTestSuites: 0,
      numFailedTests: 0,
      numPassedTestSuites: 0,
      numPassedTests: 0,
      numPendingTestSuites: 0,
      numPendingTests: 0,
      numRuntimeErrorTestSuites: 0,
      numTodoTests: 0,
      numTotalTestSuites: files.size,
      numTotalTests: 0,
      openHandles: [],
      snapshot: {
        added: 0,
        didUpdate: false,
        failure: false,
        filesAdded: 0,
        filesRemoved: 0,
        filesRemovedList: [],
        filesUnmatched: 0,
        filesUpdated: 0,
        matched: 0,
        total: 0,
        unchecked: 0,
        uncheckedKeysByFile: [] as object[],
        unmatched: 0,
        updated: 0,
      },
      startTime: Date.now(),
      success: false,
      testResults: [] as TestResult[],
      wasInterrupted: false,
    };
  }

  file(file: FilePath | undefined): FileResults | undefined {
    return file === undefined ? undefined : this.#files.get(file);
  }

  add(result: TestResult): void {
    const all = this.aggregated;
    all.testResults.push(result);
    all.numFailedTests += result.numFailingTests;
    all.numPassedTests += result.numPassingTests;
    all.numPendingTests += result.numPendingTests;
    all.numTodoTests += result.numTodoTests;
    all.numTotalTests +=
      result.numFailingTests +
      result.numPassingTests +
      result.numPendingTests +
      result.numTodoTests;
    if (result.testExecError !== undefined) all.numRuntimeErrorTestSuites++;
    if (result.skipped) all.numPendingTestSuites++;
    else if (result.numFailingTests > 0 || result.testExecError !== undefined)
      all.numFailedTestSuites++;
    else all.numPassedTestSuites++;
    this.#addSnapshots(result);
  }

  /** After the last file. */
  end({ outcome }: Extract<RunEvent, { type: 'run-finished' }>): void {
    this.aggregated.wasInterrupted = outcome === 'interrupted';
    this.aggregated.success = outcome === 'passed';
    this.aggregated.snapshot.failure = this.aggregated.snapshot.unmatched > 0;
  }

  #addSnapshots({ snapshot, testFilePath }: TestResult): void {
    const all = this.aggregated.snapshot;
    const { added, matched, unchecked, uncheckedKeys, unmatched, updated } = snapshot;
    if (added > 0) all.filesAdded++;
    if (unmatched > 0) all.filesUnmatched++;
    if (updated > 0) all.filesUpdated++;
    all.added += added;
    all.matched += matched;
    all.unchecked += unchecked;
    all.unmatched += unmatched;
    all.updated += updated;
    all.total += added + matched + unmatched + updated;
    if (uncheckedKeys.length > 0)
      all.uncheckedKeysByFile.push({ filePath: testFilePath, keys: uncheckedKeys });
  }
}
