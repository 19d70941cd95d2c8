/**
 * The words that cross the boundary between the server and a test host, and the vocabulary that every
 * process shares: ids, locations, errors, run events. It is data only: whatever is here survives
 * `JSON.stringify`. This file imports nothing, and all that it runs is about the ids of tests.
 */

/**
 * Names a test or suite for ever: the same on every machine and after a restart.
 * Opaque; made by {@link makeTestId} only, compared by `===` only.
 */
export type TestId = string;

/**
 * Workspace-relative path with forward slashes, e.g. `src/cart.test.ts`. A file that is a test of several projects has a path
 * for each of them but the first: a detour that leads to the same file, `(browser)/../src/cart.test.ts`.
 */
export type FilePath = string;

const DETOUR = /^\(([^/]*)\)\/\.\.\//;

export function pathInProject(file: FilePath, project: string): FilePath {
  return `(${project.replaceAll('/', ' ')})/../${file}`;
}

/** The path as it is on disk, and the project that says otherwise how the file is run. */
export function splitPath(file: FilePath): {
  readonly file: FilePath;
  readonly project: string | undefined;
} {
  return { file: file.replace(DETOUR, ''), project: DETOUR.exec(file)?.[1] };
}

/** A place in a source file as the user sees it. Lines and columns are 1-based. */
export interface Location {
  readonly file: FilePath;
  readonly line: number;
  readonly column: number;
}

/**
 * The id of a test or suite: file, titles from the outermost suite inwards, and which twin it is.
 *
 * @param file workspace-relative path
 * @param titles titles from the outermost suite to the node itself, rows already formatted
 * @param twin 0 for the first node of this title under its parent, 1 for the second, …
 * @example makeTestId('src/a.test.ts', ['cart', 'adds'], 0) // 'src/a.test.ts#cart>adds'
 */
export function makeTestId(file: FilePath, titles: readonly string[], twin: number): TestId {
  let id = file + '#';
  for (let i = 0; i < titles.length; i++) id += (i > 0 ? '>' : '') + escapeTitle(titles[i] ?? '');
  return twin > 0 ? `${id}~${twin}` : id;
}

/** What {@link makeTestId} was called with, but for the twin: to show it, never to compare. */
export function readTestId(id: TestId): {
  readonly file: FilePath;
  readonly titles: readonly string[];
} {
  const at = id.indexOf('#');
  const titles = id.slice(at + 1).replace(/~\d+$/, '');
  return { file: id.slice(0, at), titles: titles.split('>').map(unescapeTitle) };
}

/** The file of {@link readTestId}, for where it is all that is asked. */
export function fileOfTest(id: TestId): FilePath {
  return id.slice(0, id.indexOf('#'));
}

function unescapeTitle(title: string): string {
  return title.replace(/%([0-9a-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function escapeTitle(title: string): string {
  return /[%>#~\n\r]/.test(title)
    ? title.replace(/[%>#~\n\r]/g, (c) => '%' + c.charCodeAt(0).toString(16).padStart(2, '0'))
    : title;
}

// ---------------------------------------------------------------------------------------------
// Errors

/** One frame of a stack, already mapped to the user's source. */
export interface StackFrame {
  /** Workspace-relative when inside the workspace, else absolute, `node:…` for the runtime's own. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly functionName?: string;
}

/** An error as data. Strings are plain: no terminal colours. */
export interface SerializedError {
  readonly name: string;
  readonly message: string;
  /** A stable code: `ZT1042` for ours, `ERR_…`/`E…` for the user's or Node's. */
  readonly code?: string;
  /** The user's frames, innermost first; frames of ztest itself are left out. */
  readonly stack: readonly StackFrame[];
  /** What the assertion expected and got, printed one value a string; present when both are known. */
  readonly diff?: { readonly expected: string; readonly actual: string };
  /** What to do next, one sentence. */
  readonly hint?: string;
  readonly cause?: SerializedError;
  /** The members of an AggregateError. */
  readonly errors?: readonly SerializedError[];
  /** Own enumerable properties worth showing, printed. */
  readonly properties?: Readonly<Record<string, string>>;
}

// ---------------------------------------------------------------------------------------------
// Run events

export type Outcome = 'passed' | 'failed' | 'skipped' | 'errored';

export interface ShardOfRun {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** Test files of all parts. */
  readonly total: number;
  readonly plan: string;
}

/** Why an outcome is what it is, where `passed`/`failed` alone do not say it. */
export type OutcomeReason =
  | 'skip' // .skip, skipIf, runIf
  | 'todo'
  | 'only' // another test of the file has .only
  | 'filter' // not selected by this run
  | 'condition' // `when` does not hold
  | 'bail'
  | 'cancelled'
  | 'timeout'
  | 'hook' // a beforeAll/beforeEach failed
  | 'load' // the file could not be loaded
  | 'unhandled' // a rejection or uncaught error attributed to it
  | 'host-exit' // the host died under it
  | 'process-exit' // it called process.exit
  | 'loop' // ended by the parent: never gave the thread back
  | 'out-of-memory'
  | 'expected-failure'; // .fails that did fail: outcome passed

/** A node of the loaded test tree, in the order of the source. */
export interface TestNodeInfo {
  readonly id: TestId;
  readonly kind: 'suite' | 'test';
  readonly title: string;
  /** Absent for the top level of a file. */
  readonly parent?: TestId;
  readonly location?: Location;
  readonly tags?: readonly string[];
  /** The declared kind of test: `unit`, `integration`, … */
  readonly type?: string;
  readonly mode?: 'skip' | 'only' | 'todo';
  /** Not selected by this run: no result follows. */
  readonly isFiltered?: true;
}

export interface Annotation {
  readonly message: string;
  readonly type?: string;
}

export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  /** UTF-8 text, or base64 when `encoding` says so. */
  readonly body: string;
  readonly encoding?: 'base64';
}

/** A message that is neither a result nor output: bad cache, duplicate title, obsolete snapshot, … */
export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
  readonly location?: { readonly file: string; readonly line?: number; readonly column?: number };
}

/** A test that runs and fails nothing, until a day: an entry of `ztest.quarantine.json`. Days are `2026-12-31`, of UTC. */
export interface Quarantine {
  readonly reason?: string;
  readonly owner?: string;
  readonly since?: string;
  /** The last day of it. */
  readonly expires?: string;
}

export interface RunSummary {
  readonly files: Readonly<Record<Outcome, number>>;
  readonly tests: Readonly<Record<Outcome, number>>;
  readonly todo: number;
  /** Tests that passed only after a retry. */
  readonly flaky: number;
  /** Tests that failed, but are in quarantine; they are in no other number, and fail nothing. */
  readonly quarantined: number;
  /** Of those that passed: they did not run. */
  readonly cached: number;
  readonly snapshots: SnapshotCounts;
}

export interface SnapshotCounts {
  readonly matched: number;
  readonly written: number;
  readonly updated: number;
  readonly unmatched: number;
  readonly obsolete: number;
  readonly removed: number;
}

/** Timestamps are milliseconds since the epoch; durations are milliseconds with fractions. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly at: number;
      readonly files: number;
      /** Hosts that there may be at a time. */
      readonly workers: number;
      readonly seed: number;
      readonly shuffled: boolean;
      readonly versions: { readonly ztest: string; readonly node: string };
      /** The files are one of several parts; parts of the same `plan` are all tests together, each once. */
      readonly shard?: ShardOfRun;
    }
  | {
      readonly type: 'run-finished';
      readonly at: number;
      readonly duration: number;
      /** Hosts that were busy at a time, at most; absent: none was needed. */
      readonly workers?: number;
      readonly outcome: 'passed' | 'failed' | 'interrupted';
      /** `no-tests`: nothing matched; `error`: something outside any test failed. */
      readonly reason?: 'no-tests' | 'bail' | 'cancelled' | 'error';
      readonly summary: RunSummary;
    }
  | {
      readonly type: 'file-started';
      readonly file: FilePath;
      readonly host: number;
      readonly at: number;
    }
  | {
      readonly type: 'file-collected';
      readonly file: FilePath;
      readonly nodes: readonly TestNodeInfo[];
    }
  | {
      readonly type: 'file-finished';
      readonly file: FilePath;
      readonly outcome: Outcome;
      readonly reason?: OutcomeReason;
      readonly duration: number;
      /** Time spent loading modules before the first test. */
      readonly loadDuration: number;
      /** Errors of no test: the file did not load, a rejection after the last test, … */
      readonly errors: readonly SerializedError[];
      readonly snapshots?: SnapshotCounts;
    }
  | { readonly type: 'suite-started'; readonly id: TestId }
  | {
      readonly type: 'suite-finished';
      readonly id: TestId;
      readonly outcome: Outcome;
      readonly duration: number;
      readonly errors: readonly SerializedError[];
    }
  | { readonly type: 'test-started'; readonly id: TestId; readonly at: number }
  | {
      readonly type: 'test-finished';
      readonly id: TestId;
      readonly outcome: Outcome;
      readonly reason?: OutcomeReason;
      /** Sentence for `reason`, e.g. the text of a condition. */
      readonly note?: string;
      /** It is in quarantine: when it failed, it fails neither its suites, nor its file, nor the run. */
      readonly quarantine?: Quarantine;
      /** It did not run: this was its outcome when everything that it depends on was as it is now. */
      readonly isCached?: true;
      readonly duration: number;
      /** Of the last attempt; empty when it passed. */
      readonly errors: readonly SerializedError[];
      /** Errors of earlier attempts, oldest first; present when it was retried. */
      readonly retries?: readonly (readonly SerializedError[])[];
      /** Which repeat failed (0-based), when `repeats` or `--repeat-until-failure` were on. */
      readonly repeat?: number;
      readonly annotations?: readonly Annotation[];
      readonly attachments?: readonly Attachment[];
    }
  | {
      readonly type: 'hook-finished';
      readonly hook: HookKind;
      /** The suite that declares it; absent for the top level of the file. */
      readonly suite?: TestId;
      /** Absent for hooks of no file (`globalSetup`). */
      readonly file?: FilePath;
      readonly outcome: 'passed' | 'failed';
      readonly duration: number;
      readonly errors: readonly SerializedError[];
    }
  | {
      readonly type: 'output';
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
      /** Absent before the first test, after the last one, or when it cannot be known. */
      readonly test?: TestId;
      readonly file?: FilePath;
      readonly location?: Location;
    }
  | {
      readonly type: 'leak';
      readonly kind: 'timer' | 'server' | 'socket' | 'child' | 'worker' | 'listener' | 'handle';
      readonly description: string;
      readonly file: FilePath;
      readonly test?: TestId;
      /** Where it was created. */
      readonly stack: readonly StackFrame[];
    }
  | {
      readonly type: 'snapshot-obsolete';
      readonly file: FilePath;
      readonly keys: readonly string[];
    }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'host-started'; readonly host: number; readonly pid: number }
  | {
      readonly type: 'host-exit';
      readonly host: number;
      readonly code: number | null;
      readonly signal: string | null;
      readonly reason: 'done' | 'recycled' | 'crash' | 'killed' | 'out-of-memory';
    };

export type HookKind =
  | 'beforeAll'
  | 'beforeEach'
  | 'afterEach'
  | 'afterAll'
  | 'aroundEach'
  | 'globalSetup';

/** An event with the run it belongs to: what reporters, editor, history and tests consume. */
export type RunMessage = RunEvent & { readonly runId: string };

// ---------------------------------------------------------------------------------------------
// Commands: server → host

export type IsolationLevel = 'full' | 'partial' | 'none';

export interface RetryOptions {
  readonly count: number;
  /** Milliseconds between attempts. */
  readonly delay: number;
  /** Retry only when the message matches (source and flags of a regular expression). */
  readonly when?: { readonly source: string; readonly flags: string };
}

/** Which tests of a file to run; absent fields select everything. All present ones must hold. */
export interface TestSelection {
  /** Tests, or suites with all that they hold. */
  readonly ids?: readonly TestId[];
  /** A regular expression on the full title (titles joined by a space). */
  readonly titlePattern?: { readonly source: string; readonly flags: string };
  /** 1-based lines: a test or suite whose call spans, or last began before, that line. */
  readonly lines?: readonly number[];
  /** Tag expression: `a && !(b || c)`. */
  readonly tags?: string;
}

/** What holds for every file of a run. */
export interface HostSettings {
  readonly runId: string;
  readonly rootDir: string;
  readonly isolation: IsolationLevel;
  /** Milliseconds; 0 = none. */
  readonly timeout: number;
  readonly hookTimeout: number;
  readonly retry: RetryOptions;
  readonly repeats: number;
  /** Milliseconds after which a test counts as slow. */
  readonly slowThreshold: number;
  readonly bail: number;
  /** Tests whose failures are none. */
  readonly quarantined?: readonly TestId[];
  readonly seed: number;
  readonly shuffle: boolean;
  /** How many concurrent tests of one file run at a time. */
  readonly maxConcurrency: number;
  /** `describe`, `test`, `expect`, … as globals. */
  readonly globals: boolean;
  /** Absolute paths, loaded before each test file. */
  readonly setupFiles: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly snapshot: {
    /** `none`: neither written nor updated (CI). `new`: new ones are written. `all`: also changed ones. */
    readonly update: 'none' | 'new' | 'all';
    /** pretty-format options that the configuration sets. */
    readonly format: Readonly<Record<string, unknown>>;
  };
  readonly mocks: { readonly restore: boolean };
  /** Capture where each test is declared: costs a stack a test, so only when somebody reads it. */
  readonly locations: boolean;
  readonly detectLeaks: boolean;
  /** Only load and report the tree. */
  readonly collectOnly: boolean;
  /** A debugger is attached: no timeouts. */
  readonly debug: boolean;
  /** The debugger stops where an assertion fails. */
  readonly stopsAtFailures: boolean;
  /** Modules have probes: say what they tell. */
  readonly coverage?: CoverageOrder;
  /** Extension with its dot → what importing such a file gives. */
  readonly assets: Readonly<Record<string, 'path' | 'empty' | 'text'>>;
  readonly tagOptions: Readonly<
    Record<string, { readonly timeout?: number; readonly retry?: RetryOptions }>
  >;
  /** Present where the project is run as its Jest configuration says. */
  readonly jest?: JestHostSettings;
}

/** Jest never ends a test that keeps the thread; but a run must end. */
const JEST_LOOP_LIMIT_MS = 60_000;

/** Milliseconds for which user code may keep the thread that has a time limit. */
export function loopLimit(limit: number, { jest }: Pick<HostSettings, 'jest'>): number {
  return jest === undefined || limit === 0 ? limit : Math.max(limit, JEST_LOOP_LIMIT_MS);
}

/** What holds for files besides where a Jest configuration is followed. */
export interface JestHostSettings {
  /** Major version of the Jest that the project has. */
  readonly level: number;
  /** Tests run as in Jasmine, and find its globals; `isDeprecated`: calling those fails. */
  readonly jasmine?: { readonly isDeprecated: boolean };
  /** Before each test. */
  readonly clearMocks: boolean;
  readonly resetMocks: boolean;
  readonly restoreMocks: boolean;
  readonly resetModules: boolean;
  readonly automock: boolean;
  readonly injectGlobals: boolean;
  /** A rejection counts only when nobody has handled it by the end of the test or hook, and a turn more. */
  readonly waitsForRejections?: boolean;
  readonly fakeTimers: Readonly<Record<string, unknown>>;
  /** Names and values that each test file finds in the global object. */
  readonly globals: Readonly<Record<string, unknown>>;
  readonly environment: {
    readonly name: string;
    /** Absolute path of the module that makes it; absent: Node's own. */
    readonly path?: string;
    readonly options: Readonly<Record<string, unknown>>;
  };
  /** Isolation `partial` was asked for: test files share packages where these need no environment. */
  readonly sharesPackages: boolean;
  /** Name of a module → its file in a `__mocks__` folder. */
  readonly manualMocks: Readonly<Record<string, string>>;
  /** Expressions on paths that are never mocked automatically. */
  readonly unmocked: readonly string[];
  /** Absolute paths. */
  /** Of the set-up files, those whose exported function is called. */
  readonly setups: readonly string[];
  readonly snapshotSerializers: readonly string[];
  readonly snapshotResolver?: string;
}

/** What is counted. */
export interface CoverageOrder {
  /** Folder of the store of modules with probes. */
  readonly store: string;
  /** Which files: see `modules/counted-patterns.ts`. */
  readonly counted: {
    readonly rootDir: string;
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    readonly helpers: readonly string[];
  };
  /** What of them: see `ProbeOptions` in `modules/code-map.ts`. */
  readonly probes: {
    readonly counts: boolean;
    readonly conditions: boolean;
    readonly optionalChaining: boolean;
  };
  /** Folder where V8's code of the compiler is kept; absent: nowhere. */
  readonly compilerCode?: string | undefined;
  /** Digests of what test files have told before, which need not be told again. */
  readonly told?: Readonly<Record<FilePath, string>> | undefined;
}

export type HostCommand =
  | {
      readonly type: 'configure';
      readonly settings: HostSettings;
      readonly modules: ModuleIndex;
      /** Of this host among those that run at a time: 1, 2, … */
      readonly place: number;
    }
  | {
      readonly type: 'run-file';
      readonly file: FilePath;
      readonly isolation: IsolationLevel;
      readonly selection?: TestSelection;
      /** Where these stand is known: nobody needs to look. */
      readonly located?: readonly TestId[];
    }
  /**
   * `config`: import a configuration file and hand back plain data ({@link EvaluatedConfig}). `setup`, `teardown`: call
   * that step of a global set-up; the answer holds the environment variables that it changed.
   */
  | {
      readonly type: 'evaluate';
      readonly id: number;
      readonly path: string;
      readonly step: 'config' | 'setup' | 'teardown' | 'transform' | 'jest-tools';
      /** For `transform`; it answers with a {@link TransformAnswer}. */
      readonly transform?: TransformRequest;
      /** For `jest-tools`. */
      readonly tools?: JestToolsRequest;
      /** What a configuration that is a function is called with. */
      readonly input?: ConfigFunctionInput;
      /** Where transformed modules are, when the server has prepared some. */
      readonly modules?: ModuleIndex;
    }
  /** Files that were handed over but need not have begun: the host answers with `revoked`. */
  | { readonly type: 'revoke'; readonly files: readonly FilePath[] }
  | { readonly type: 'lock-granted'; readonly id: number }
  /** It has nothing to do for now: it may leave V8's code of what it compiled to other hosts. */
  | { readonly type: 'keep-code' }
  | { readonly type: 'cancel'; readonly reason: 'cancelled' | 'bail' }
  | { readonly type: 'exit' };

/** What a test file has run of the code that is counted. */
export type CoverageMessage = Extract<HostMessage, { type: 'coverage' }>;

/** Where the processes that tests of a host start leave what they have run; the server takes it away, however the host ends. */
export function folderOfChildren(blackBox: string): string {
  return `${blackBox}.children`;
}

/** How each line on a host's pipe begins: user code can write to any descriptor, but not by chance what the host writes. */
export function markOfLines(blackBox: string): string {
  return `${blackBox.slice(blackBox.lastIndexOf('-') + 1)} `;
}

/** A file that runs without being counted. */
export interface UncountedFile {
  /** Absolute path. */
  readonly file: string;
  readonly reason: string;
}

/** A module that is counted. */
export interface CountedModuleIdentity {
  /** Absolute path. */
  readonly file: string;
  /** Of the text that the probes are in. */
  readonly hash: string;
}

/** Who ran a piece of code. */
export type CoverageOwner =
  /** While the file and what it imports were loaded, also when a test was the first to need a module. */
  | { readonly kind: 'load' }
  /** Hooks of whole suites, and what runs between two tests. */
  | { readonly kind: 'hooks' }
  | {
      readonly kind: 'test';
      readonly test: TestId;
      /** Other tests ran at the same time: some of it may be theirs. */
      readonly isShared?: true;
    };

/** What a test file has read besides its modules, or a configuration. */
export interface ReadInputs {
  /** Absolute paths below the root, whether there is something or not. */
  readonly files?: readonly string[];
  /** Those whose entries were listed. */
  readonly folders?: readonly string[];
  /** Of those files whose time, kind, rights, or way through links was asked. */
  readonly looks?: readonly string[];
  /** Absolute paths of all modules that it has loaded, where a computed path led to one of them; none of packages. */
  readonly modules?: readonly string[];
  /** Names of environment variables; `*`: which there are. */
  readonly env?: readonly string[];
  /** Absolute paths below the root that were written, moved or removed. */
  readonly written?: readonly string[];
  /** Files and variables that packages read when they were loaded, maybe for another file of this process. */
  readonly shared?: { readonly files?: readonly string[]; readonly env?: readonly string[] };
  /** What it had to do with that cannot be compared later: its outcome may be another with nothing changed. */
  readonly beyond?: readonly ('network' | 'process' | 'thread' | 'file' | 'module')[];
}

/** Host → server: run events, and what only the server needs. */
export type HostMessage =
  | RunEvent
  | { readonly type: 'host-ready'; readonly pid: number }
  /** What code a file has run; sent when it is done. */
  | {
      readonly type: 'coverage';
      readonly file: FilePath;
      readonly modules: readonly CountedModuleIdentity[];
      /** The same as long as modules, sets and owners are. */
      readonly digest: string;
      /** What was touched of each of the modules by all together; form as below. */
      readonly touched: readonly string[];
      /**
       * Distinct sets of probes: an index into the modules, and base64 of one bit a probe, the lowest of the first byte being
       * probe 0.
       */
      readonly sets: readonly (readonly [module: number, bits: string])[];
      /** Who has touched which of the sets. */
      readonly owners: readonly {
        readonly owner: CoverageOwner;
        readonly sets: readonly number[];
      }[];
      /** It has started processes or threads: what they have run may be known in part only. */
      readonly startsOthers?: true;
      /** How often each probe was passed while the file ran, by module; when that is counted. */
      readonly counts?: readonly (readonly number[])[];
    }
  /** In its place: the digest is that of {@link CoverageOrder.told}. */
  | { readonly type: 'coverage-as-before'; readonly file: FilePath }
  /** Nobody could foresee that it is run, and it cannot be counted. */
  | ({ readonly type: 'uncounted' } & UncountedFile)
  /** The file is done and the process may take another (`reusable`) or must be replaced. */
  | {
      readonly type: 'file-done';
      readonly file: FilePath;
      readonly reusable: boolean;
      readonly reason?: string;
      readonly rss: number;
      readonly inputs: ReadInputs;
    }
  /**
   * User code begins that may never give the thread back. When nothing more is heard for `limit` milliseconds (and a
   * grace), the parent ends the host and blames this. 0 = no limit.
   */
  | {
      readonly type: 'phase';
      readonly phase: 'load' | 'hook' | 'test' | 'idle';
      readonly id?: TestId;
      readonly name?: string;
      readonly limit: number;
    }
  | { readonly type: 'revoked'; readonly files: readonly FilePath[] }
  | { readonly type: 'lock-request'; readonly id: number; readonly names: readonly string[] }
  | { readonly type: 'lock-release'; readonly id: number }
  | {
      readonly type: 'evaluated';
      readonly id: number;
      readonly value?: unknown;
      readonly error?: SerializedError;
      /** All that a configuration depends on; absent: nobody can know. */
      readonly inputs?: ReadInputs;
      /** Environment variables that it has set. */
      readonly env?: Readonly<Record<string, string>>;
    }
  /** V8's code caches of modules that had none, one after the other in a file beside the module index. */
  | {
      readonly type: 'code-caches';
      /** The folder of that index. */
      readonly directory: string;
      readonly file: string;
      readonly entries: readonly {
        readonly hash: string;
        readonly length: number;
        readonly checksum: number;
      }[];
    }
  /** The host is about to end itself and says why: `process.exit` in a test, nothing left to wait for. */
  | {
      readonly type: 'exiting';
      readonly reason: 'process-exit';
      readonly code: number;
      readonly stack: readonly StackFrame[];
    };

/** The argument of a configuration that is a function. */
export interface ConfigFunctionInput {
  /** The name of the selected profile. */
  readonly profile: string | undefined;
  /** Whether this is a CI machine. */
  readonly ci: boolean;
  /** The configuration is one of Babel's, which expects Babel's own argument. */
  readonly isBabel?: boolean;
  /** The file makes the configuration of Jest for a command that wraps it. */
  readonly wrapper?: JestWrapper;
}

export interface JestWrapper {
  readonly name: JestWrapperName;
  /** Absolute: of the package that is tested. */
  readonly folder: string;
}

export type JestWrapperName = 'react-scripts' | 'craco' | 'kcd-scripts' | 'tsdx';

/** What a configuration file exports, made plain data. */
export interface EvaluatedConfig {
  readonly type: 'config';
  readonly value: unknown;
  /** Values that cannot leave their process, each with the end of the sentence "it is …". */
  readonly unusable: readonly {
    readonly path: readonly (string | number)[];
    readonly what: string;
  }[];
  /** Why there is no value: the end of "it must export a configuration, but …". */
  readonly missing?: string;
}

/** Where hosts find transformed modules; see `server/loading`. */
export interface ModuleIndex {
  /** Absolute path of the index file, or `undefined` when nothing could be stored. */
  readonly path: string | undefined;
  /** Whether hosts leave V8's code of what they compiled for the next ones. */
  readonly keepsCode?: boolean;
  /** Absolute path → text that stands in for what is in the file. Snapshots are compared, and not written. */
  readonly unsaved?: Readonly<Record<string, string>>;
  /** How modules are found where a Jest configuration says so. */
  readonly rules?: ModuleRules;
}

/** As `modules/module-rules.ts` explains them. */
export interface ModuleRules {
  readonly rootDir: string;
  readonly mapper: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  readonly directories: readonly string[];
  readonly paths: readonly string[];
  readonly extensions: readonly string[];
  readonly conditions: readonly string[];
  readonly hasEsModules: boolean;
  readonly transforms: readonly {
    readonly pattern: string;
    readonly transformer?: { readonly path: string; readonly options: unknown };
    readonly asked?: 'for-unreadable' | 'for-types';
    readonly isLoose?: true;
    readonly constEnumsIn?: string;
    readonly readsTypes?: true;
    readonly elidesImports?: true;
    readonly isStrict?: true;
  }[];
  readonly untransformed: readonly string[];
  readonly followsInterop: boolean;
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  readonly transformConfig: Readonly<Record<string, unknown>>;
  readonly resolver?: string;
  readonly level: number;
  readonly stamp: string;
}

/** A source that a transformer of the project is to transform. */
export interface TransformRequest {
  readonly source: string;
  readonly transformer: { readonly path: string; readonly options: unknown };
  readonly config: Readonly<Record<string, unknown>>;
  /** Major version of Jest whose interface the transformer has. */
  readonly level: number;
  /** Changes with what the transformer depends on. */
  readonly stamp: string;
}

/** Modules of the project that work on a run as a whole, as a Jest configuration names them. */
export interface JestTools {
  /** Custom ones, in their order. Paths are absolute. */
  readonly reporters: readonly { readonly path: string; readonly options: unknown }[];
  readonly resultsProcessor?: string;
  readonly sequencer?: string;
  readonly filter?: string;
  /** What they are given as the configuration of the run. */
  readonly globalConfig: Readonly<Record<string, unknown>>;
}

/** A test file as they see it. */
export interface JestToolsTest {
  readonly file: FilePath;
  /** Absolute. */
  readonly path: string;
  /** An index into the projects. */
  readonly project: number;
  /** Milliseconds, last time. */
  readonly duration?: number;
}

/** In this order, but for `filter`, which stands alone. */
export type JestToolsRequest =
  /** Answers with the absolute paths that are left. */
  | { readonly kind: 'filter'; readonly files: readonly string[] }
  | {
      readonly kind: 'begin';
      readonly tools: JestTools;
      readonly level: number;
      readonly projects: readonly Readonly<Record<string, unknown>>[];
      readonly tests: readonly JestToolsTest[];
    }
  /** Answers with the files in their order. */
  | { readonly kind: 'sort' }
  /** Answers with the files of each of so many parts; nothing: the sequencer deals them out as Jest does by itself. */
  | { readonly kind: 'shard'; readonly count: number }
  | { readonly kind: 'hear'; readonly events: readonly RunEvent[] }
  /** Answers with what reporters found wrong: a list of {@link SerializedError}. */
  | { readonly kind: 'end' };

export interface TransformAnswer {
  readonly code: string;
  /** Of version 3, as JSON; empty: there is none. */
  readonly map: string;
}
