/**
 * The tree of suites and tests that a test file declares while it loads.
 * It only collects: what runs is decided in `runner/plan.ts`.
 */
import type { FileScope } from './scope.ts';
import { fileSlot } from './scope.ts';
import type { HookKind, Location, Problem, TestId } from '../protocol.ts';
import { makeTestId } from '../protocol.ts';
import type { NodeOptions, RetryRule } from './options.ts';
import { duplicateTitle, lateDeclaration, nestedDeclaration, notInATestFile } from './messages.ts';

/** A function of the user's, called by `Reflect.apply` only. */
export type UserFunction = (...args: never[]) => unknown;

export type DeclaredMode = 'run' | 'skip' | 'only' | 'todo';

interface NodeBase {
  readonly id: TestId;
  readonly title: string;
  /** Own mode; what it means below or beside other modes is decided when the run is planned. */
  readonly mode: DeclaredMode;
  /** Why it is skipped, when the author says so. */
  readonly note: string | undefined;
  readonly location: Location | undefined;
  /** Of the table that it is a row of; absent: that of its location. */
  readonly firstLine: number | undefined;
  /** With what the suites above hand down. */
  readonly options: NodeOptions;
  /** Runs together with its concurrent siblings; suites hand it down. */
  readonly concurrent: boolean;
  /** The declared kind: `unit`, `integration`, … */
  readonly type: string | undefined;
  /** What kinds of tests and plugins store with a node. */
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

export interface SuiteNode extends NodeBase {
  readonly kind: 'suite';
  /** Absent for the top level of the file. */
  readonly parent: SuiteNode | undefined;
  readonly children: (SuiteNode | TestNode)[];
  readonly hooks: HookNode[];
}

export interface TestNode extends NodeBase {
  readonly kind: 'test';
  readonly parent: SuiteNode;
  /** Absent for a todo. */
  readonly fn: UserFunction | undefined;
  /** The row of an `each`; the context comes behind. */
  readonly args: readonly unknown[];
  readonly fails: boolean;
}

export interface HookNode {
  readonly kind: Exclude<HookKind, 'globalSetup'>;
  readonly suite: SuiteNode;
  readonly fn: UserFunction;
  /** Milliseconds; absent: the configured one. */
  readonly timeout: number | undefined;
  /** A function that it returns is called when what it set up is over. */
  readonly returnsCleanup: boolean;
}

export interface Declaration {
  readonly title: string;
  readonly mode: DeclaredMode;
  readonly note: string | undefined;
  readonly options: NodeOptions;
  readonly concurrent: boolean;
  /** Where it stands, if somebody reads that; to be asked before the call that declares it returns. */
  readonly locate: (id: TestId) => Location | undefined;
  readonly firstLine: number | undefined;
  readonly type: string | undefined;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

/** What `jest.setTimeout` and `jest.retryTimes` set for the tests of this file. */
export interface FileDefaults {
  timeout?: number;
  retry?: RetryRule;
  /** As Jasmine has it: a title is whatever can be printed. */
  isLenient?: boolean;
  /** What becomes of a value that the callback of a suite returns. Default: a promise is refused, all else ignored. */
  suiteReturns?: 'ignored' | 'warned' | 'refused';
  /** As Vitest has it: the callback of a suite may be asynchronous. */
  awaitsSuites?: boolean;
  /** As Jest has it: what a test leaves running waits for the next test that waits. */
  turnsRarely?: boolean;
}

const NO_OPTIONS: NodeOptions = Object.freeze({ tags: [], locks: [], when: [] });

export class Registry {
  readonly file: FileScope;
  readonly root: SuiteNode;
  readonly problems: Problem[] = [];
  readonly defaults: FileDefaults = {};
  testCount = 0;
  /** The suite whose callback is running. */
  current: SuiteNode;
  /** Title of the running test or hook, for the error when it declares something. */
  runningTitle: string | undefined;
  isClosed = false;
  /** How often each id was asked for: a second node of the same titles is a twin. */
  readonly #twins = new Map<TestId, number>();
  readonly #waiting: { readonly node: SuiteNode; readonly body: () => unknown }[] = [];
  readonly #firsts = new Map<TestId, Location | undefined>();

  constructor(file: FileScope) {
    this.file = file;
    this.root = {
      kind: 'suite',
      id: makeTestId(file.path, [], 0),
      title: '',
      mode: 'run',
      note: undefined,
      location: undefined,
      firstLine: undefined,
      options: NO_OPTIONS,
      concurrent: false,
      type: undefined,
      meta: undefined,
      parent: undefined,
      children: [],
      hooks: [],
    };
    this.current = this.root;
  }

  addTest(
    declared: Declaration,
    body: { fn: UserFunction | undefined; args: readonly unknown[]; fails: boolean },
  ): TestNode {
    this.#assertOpen('test', declared.title);
    const node: TestNode = {
      kind: 'test',
      ...this.#identify(declared),
      title: declared.title,
      mode: declared.mode,
      note: declared.note,
      firstLine: declared.firstLine,
      options: declared.options,
      concurrent: declared.concurrent,
      type: declared.type,
      meta: declared.meta,
      parent: this.current,
      fn: body.fn,
      args: body.args,
      fails: body.fails,
    };
    this.current.children.push(node);
    this.testCount++;
    return node;
  }

  /** Declares a suite and calls `body`, whose declarations go into it. */
  addSuite<T>(declared: Declaration, body: () => T): T {
    const parent = this.current;
    this.current = this.#addSuiteNode(declared);
    try {
      return body();
    } finally {
      this.current = parent;
    }
  }

  /** The same for a body that waits: it is called when the file has been loaded, after those before it. */
  addWaitingSuite(declared: Declaration, body: () => unknown): void {
    this.#waiting.push({ node: this.#addSuiteNode(declared), body });
  }

  /** Calls the bodies that wait. */
  async finishDeclaring(): Promise<void> {
    for (const { node, body } of this.#waiting) {
      this.current = node;
      await body();
    }
    this.current = this.root;
  }

  #addSuiteNode(declared: Declaration): SuiteNode {
    this.#assertOpen('suite', declared.title);
    const parent = this.current;
    const node: SuiteNode = {
      kind: 'suite',
      ...this.#identify(declared),
      title: declared.title,
      mode: declared.mode,
      note: declared.note,
      firstLine: declared.firstLine,
      options: declared.options,
      concurrent: declared.concurrent,
      type: declared.type,
      meta: declared.meta,
      parent,
      children: [],
      hooks: [],
    };
    parent.children.push(node);
    return node;
  }

  addHook(hook: Omit<HookNode, 'suite'>): void {
    // In Jasmine a test can declare hooks of the file, for the tests behind it.
    const isLate = this.isClosed && this.defaults.isLenient === true;
    if (!isLate) this.#assertOpen('hook', hook.kind);
    const suite = isLate ? this.root : this.current;
    this.file.additions += 1;
    suite.hooks.push({ ...hook, suite });
  }

  /**
   * Twins are counted over the whole path of titles, not over one parent object:
   * the tests of two suites of the same title would share their ids otherwise.
   */
  #identify(declared: Declaration): Pick<NodeBase, 'id' | 'location'> {
    const titles = titlesOf(this.current);
    titles.push(declared.title);
    const first = makeTestId(this.file.path, titles, 0);
    const twin = this.#twins.get(first) ?? 0;
    this.#twins.set(first, twin + 1);
    const id = twin === 0 ? first : makeTestId(this.file.path, titles, twin);
    const location = declared.locate(id);
    if (twin === 0 && location !== undefined) this.#firsts.set(first, location);
    if (twin === 1 && hasChild(this.current, declared.title)) {
      this.problems.push(
        duplicateTitle(this.file.path, titles, {
          first: this.#firsts.get(first),
          second: location ?? this.file.callerLocation?.(),
        }),
      );
    }
    return { id, location };
  }

  #assertOpen(what: 'test' | 'suite' | 'hook', title: string): void {
    if (!this.isClosed) return;
    throw this.runningTitle === undefined
      ? lateDeclaration(what, title)
      : nestedDeclaration(what, title, this.runningTitle);
  }
}

/** Titles from the outermost suite to the node itself. */
export function titlesOf(node: SuiteNode | TestNode): string[] {
  const titles: string[] = [];
  for (let at: SuiteNode | TestNode | undefined = node; at?.parent !== undefined; at = at.parent) {
    titles.push(at.title);
  }
  return titles.reverse();
}

const registryKey = Symbol('registry');

/** The registry of the file that is loaded now. */
export function currentRegistry(): Registry {
  return fileSlot(registryKey, (file) => {
    if (file === undefined) throw notInATestFile();
    return new Registry(file);
  });
}

/** The registry of a file; made when nothing was declared so far. */
export function registryOf(file: FileScope): Registry {
  const existing = file.slots.get(registryKey);
  if (existing instanceof Registry) return existing;
  const registry = new Registry(file);
  file.slots.set(registryKey, registry);
  return registry;
}

function hasChild(suite: SuiteNode, title: string): boolean {
  return suite.children.some((child) => child.title === title);
}
