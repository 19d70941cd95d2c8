/**
 * The mocks of one test file: what they share, and what has to be put back and when.
 *
 * What a test does to mocks ends with the test: its spies, replaced properties and clocks are put back, and the
 * calls that it made to mock functions that live longer are forgotten. What is done outside any test (at the top
 * of the file, in `beforeAll`) lives until the end of the suite or file. Implementations stay as they are told.
 */
import { currentTest, type FileScope, type TestScope } from '../api/scope.ts';
import { isClass, makeMockFunction } from './mock-function.ts';
import { emptyState, type MockMemory, type MockRegistry, type Realm } from './mock-memory.ts';
import type { FunctionLike, Mock, MockState, UnknownFunction } from './types.ts';

export interface MockerOptions {
  /** Whose tests to follow; without one nothing is put back until {@link Mocker.restoreAll}. */
  readonly file?: FileScope | undefined;
  /** `false`: nothing is put back after a test, only at the end of the file. */
  readonly restoreAfterTests?: boolean;
  readonly realm?: Realm;
  /** What hints call the API: `mock` or, in a Jest suite, `jest`. */
  readonly apiName?: 'mock' | 'jest';
}

/** Something that is different now and has to be put back. */
interface Change {
  readonly id: number;
  readonly kind: 'spy' | 'clock';
  /** The test that did it; undefined outside any test. */
  readonly test: TestScope | undefined;
  readonly putBack: () => void;
}

export class Mocker implements MockRegistry {
  epoch = 1;
  clears = 0;
  resets = 0;
  nextCallOrder = 1;
  readonly realm: Realm;
  readonly apiName: 'mock' | 'jest';
  restoreAfterTests: boolean;
  /** As Jest has it until 25: what `spyOn` replaces is assigned, also where a getter gives it. */
  assignsSpies = false;
  readonly #file: FileScope | undefined;
  readonly #onTestEnd = (): void => this.#endTest();
  readonly #onFileEnd = (): void => this.#putBack(() => true);
  #changes: Change[] = [];
  #nextChange = 1;
  /** Mock functions that the running test has called, with the calls from before it. */
  #calledInTest = new Map<MockMemory, { readonly state: MockState; readonly calls: number }>();

  constructor(options: MockerOptions = {}) {
    this.realm = options.realm ?? globalThis;
    this.apiName = options.apiName ?? 'mock';
    this.restoreAfterTests = options.restoreAfterTests ?? true;
    this.#file = options.file;
  }

  fn<T extends FunctionLike = UnknownFunction>(implementation?: T): Mock<T> {
    const mock = makeMockFunction<T>(this, { length: implementation?.length });
    if (implementation !== undefined) {
      if (isClass(implementation)) standInForClass(mock, implementation);
      mock.mockImplementation(implementation);
    }
    return mock;
  }

  /** Every mock function forgets its calls. */
  clearAll(): void {
    this.clears++;
    this.epoch++;
  }

  /** Every mock function forgets its calls and what it was told to do. */
  resetAll(): void {
    this.resets++;
    this.clearAll();
  }

  /** Puts back every spy and every replaced property. */
  restoreAll(): void {
    this.#putBack((change) => change.kind === 'spy');
  }

  /** Registers a change. The function that is returned puts it back; a second call does nothing. */
  addChange(kind: Change['kind'], putBack: () => void): () => void {
    const test = runningTest();
    const change: Change = { id: this.#nextChange++, kind, test, putBack };
    this.#changes.push(change);
    if (test !== undefined && this.restoreAfterTests) this.#followTests();
    this.#followFile();
    return () => this.#putBack((candidate) => candidate === change);
  }

  /** A mark for {@link restoreSince}: everything that is changed from now on. 0 marks all. */
  mark(): number {
    return this.#nextChange;
  }

  /** Puts back what was changed since `mark`. */
  restoreSince(mark: number): void {
    if (this.restoreAfterTests) this.#putBack((change) => change.id >= mark);
  }

  noteTestCalls(memory: MockMemory): boolean {
    if (this.#file === undefined || !this.restoreAfterTests) return true;
    const test = runningTest();
    // Tests that run at the same time share the mocks of the file: nobody can say whose calls are whose.
    if (test === undefined || test.concurrent) return false;
    this.#calledInTest.set(memory, { state: memory.state, calls: memory.state.calls.length });
    this.#followTests();
    return true;
  }

  /** Whoever runs the disposers may drop them: they are registered for each test that needs them. */
  #followTests(): void {
    const disposers = this.#file?.testDisposers;
    if (disposers?.includes(this.#onTestEnd) === false) disposers.push(this.#onTestEnd);
  }

  #followFile(): void {
    const disposers = this.#file?.disposers;
    if (disposers?.includes(this.#onFileEnd) === false) disposers.push(this.#onFileEnd);
  }

  /** Other tests may run on, when tests run at the same time: only what ended is put back. */
  #endTest(): void {
    const ending = currentTest();
    if (this.#changes.length > 0 && this.restoreAfterTests) {
      this.#putBack(({ test }) => test !== undefined && (test === ending || !test.isActive));
    }
    if (this.#calledInTest.size === 0 || ending?.concurrent === true) return;
    for (const [memory, before] of this.#calledInTest) {
      memory.state =
        memory.state === before.state && before.calls > 0
          ? firstCalls(before.state, before.calls)
          : emptyState();
    }
    this.#calledInTest = new Map();
    this.epoch++;
  }

  /** Last change first, so that what was changed twice ends as it was. */
  #putBack(isMeant: (change: Change) => boolean): void {
    const meant = this.#changes.filter(isMeant);
    if (meant.length === 0) return;
    this.#changes = this.#changes.filter((change) => !isMeant(change));
    const errors: unknown[] = [];
    for (const change of meant.toReversed()) {
      try {
        change.putBack();
      } catch (error) {
        errors.push(error); // the others are put back all the same
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

/** The test that the calling code is part of. What runs between tests is part of none, whoever was the last. */
export function runningTest(): TestScope | undefined {
  const test = currentTest();
  return test?.isActive === true ? test : undefined;
}

/** Makes instances of the mock instances of the class, and the class's static members reachable. */
export function standInForClass(mock: object, original: Function): void {
  Object.defineProperty(mock, 'prototype', { value: original.prototype });
  Object.setPrototypeOf(mock, original);
}

function firstCalls(state: MockState, count: number): MockState {
  return {
    calls: state.calls.slice(0, count),
    contexts: state.contexts.slice(0, count),
    instances: state.instances.slice(0, count),
    invocationCallOrder: state.invocationCallOrder.slice(0, count),
    results: state.results.slice(0, count),
  };
}
