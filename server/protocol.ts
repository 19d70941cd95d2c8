/**
 * What the language server and its clients say to each other beyond the Language Server Protocol. The server is started by an
 * editor (IPC or stdio) and never executes user code. Data only: whatever is here survives JSON. Nothing is imported at run
 * time. Places inside of trees are 1-based, as in run events; `range`s that stand beside a `uri` are the protocol's, 0-based.
 *
 * A plain client needs none of this: diagnostics, quick fixes, symbols, hovers, completion, references and rename come by the
 * standard methods.
 */
import type { CoverageDetails, FileShares } from './coverage/counted-run.ts';
import type { TreeNode } from './discovery/file-tree.ts';
import type { HealthReport, TestHealth } from './history/test-health.ts';
import type { QuarantineProposal } from './quarantine/propose.ts';
import type { FilePath, Problem, Quarantine, RunEvent, TestId } from '../test-host/protocol.ts';

export type { CodeRange } from '../modules/code-map.ts';
export type { CoverageDetails } from './coverage/counted-run.ts';
export type { CauseName } from './diagnosis/causes.ts';
export type { HealthReport, TestHealth } from './history/test-health.ts';
export type { LineRange, TreeNode } from './discovery/file-tree.ts';

/** A method with the types of its parameters and of its result, which exist for the compiler only. */
export interface RequestMethod<Params, Result> {
  readonly method: string;
  readonly params?: Params;
  readonly result?: Result;
}

export interface NotificationMethod<Params> {
  readonly method: string;
  readonly params?: Params;
}

/** `initializationOptions` of `initialize`; all of it is optional. */
export interface ServerOptions {
  /** False: the user has not said that this workspace may run code. Tests are shown, nothing is executed. Default: false. */
  readonly isTrusted?: boolean;
  /** The client shows tests by `ztest/…` requests: standard references and definitions are left to the language. */
  readonly hasTestViews?: boolean;
  /**
   * Commands that the client carries out, for code actions and links in hovers: {@link renameTitle}, {@link installPackage},
   * {@link repeatUntilFailure}, … Default: none.
   */
  readonly commands?: readonly string[];
  /** Environment variables of tests, besides those of the server; `null`: not there. Default: none. */
  readonly env?: Readonly<Record<string, string | null>>;
}

/** Arguments: the document's uri and the position of the title. Ask for a title, then for `textDocument/rename` there. */
export const renameTitle = 'ztest.renameTitle';

/** Argument: an {@link InstallPackage}. The server itself installs nothing: show the command, and run it when the user agrees. */
export const installPackage = 'ztest.installPackage';

/** Links in hovers, and quick fixes. Argument of each: a {@link TestRef}. */
export const repeatUntilFailure = 'ztest.repeatUntilFailure';
export const diagnoseTest = 'ztest.diagnoseTest';
export const findPolluters = 'ztest.findPolluters';
export const quarantineTest = 'ztest.quarantineTest';
export const removeFromQuarantineCommand = 'ztest.removeFromQuarantine';

export interface TestRef {
  /** Uri of the workspace folder. */
  readonly root: string;
  readonly id: TestId;
}

export interface InstallPackage {
  readonly name: string;
  /** Uri of the folder with the `package.json`. */
  readonly folder: string;
  /** For a shell in that folder. */
  readonly command: string;
}

// ---------------------------------------------------------------------------------------------
// The tree

/** Client → server: from now on send the trees. Asked again (after a version was missed), all of them are sent anew. */
export const openRoots: RequestMethod<Record<string, never>, OpenedRoots> = {
  method: 'ztest/openRoots',
};

export interface OpenedRoots {
  readonly isTrusted: boolean;
  /** Uris of the workspace folders. The tree of each follows as `ztest/treeChanged`, from version 1. */
  readonly roots: readonly string[];
}

/** Server → client. */
export const treeChanged: NotificationMethod<TreeChange> = { method: 'ztest/treeChanged' };

export interface TreeChange {
  /** Uri of the workspace folder. */
  readonly root: string;
  /** One more with each change of this root; 1 begins with an empty tree. */
  readonly version: number;
  readonly files: readonly FileChange[];
  readonly removed: readonly FilePath[];
  /** Of the project as a whole: all of them, when they are others than before. */
  readonly problems?: readonly Problem[];
  /** The first tree of this root: whether more of it follows at once. */
  readonly isPartial?: true;
}

/** How the list of nodes of one file changes; the steps hold in this order. A new file begins with no nodes. */
export interface FileChange {
  readonly file: FilePath;
  /** Why the file cannot be run as it is, in one sentence; '' when it can again. Absent: as before, at first none. */
  readonly error?: string;
  readonly removed?: readonly TestId[];
  /** Every line of a node that is `from` or more moves by `by`. */
  readonly shift?: { readonly from: number; readonly by: number };
  /** In place of the node with the same id. */
  readonly changed?: readonly TreeNode[];
  /** Each where it stands in the end, in ascending order. */
  readonly added?: readonly { readonly index: number; readonly node: TreeNode }[];
}

/**
 * Client → server: look at every file again, as if all had changed. Answered when that is done; what is new comes as
 * `ztest/treeChanged`. Runs go on.
 */
export const refresh: RequestMethod<Record<string, never>, null> = { method: 'ztest/refresh' };

/** Client → server: the nodes directly below a node, or on the top level of a file. */
export const resolveChildren: RequestMethod<ChildrenParams, ChildrenResult> = {
  method: 'ztest/resolveChildren',
};

export interface ChildrenParams {
  readonly root: string;
  readonly file: FilePath;
  readonly parent?: TestId;
}

export interface ChildrenResult {
  /** Of the tree that has them. */
  readonly version: number;
  readonly nodes: readonly TreeNode[];
}

// ---------------------------------------------------------------------------------------------
// Files. A server in a web worker can read none itself: it asks its client. These alone carry bytes, as messages to a worker can.

/** Server → client; `null`: there is no such folder. */
export const listFolder: RequestMethod<FileParams, readonly FolderItem[] | null> = {
  method: 'ztest/listFolder',
};

export interface FileParams {
  readonly uri: string;
}

export interface FolderItem {
  readonly name: string;
  /** `other`: also a link to a folder, which could lead upwards. */
  readonly kind: 'file' | 'folder' | 'other';
}

/** Server → client; `null`: there is no such file. */
export const readFile: RequestMethod<FileParams, Uint8Array | null> = { method: 'ztest/readFile' };

/** Server → client: `dist/compiler.cjs` of the extension. */
export const readCompiler: RequestMethod<Record<string, never>, Uint8Array> = {
  method: 'ztest/readCompiler',
};

// ---------------------------------------------------------------------------------------------
// Runs

/**
 * Client → server: run tests. Answered when the run is over, also when it failed; before that come its events. Runs of one
 * root follow each other in the order in which they were asked for, those under a debugger beside the others. Cancelling the request ends the run within a second.
 * Refused with `RequestFailed` in a workspace that is not trusted.
 */
export const run: RequestMethod<RunParams, RunAnswer> = { method: 'ztest/run' };

export interface RunParams {
  /** The client's own name of the run, in every event of it. */
  readonly runId: string;
  readonly root: string;
  /** Absent: every test of the root. */
  readonly files?: readonly RunFile[];
  /** A debugger will attach: one host, no timeouts. */
  readonly isDebugged?: boolean;
  /**
   * The debugger stops where an assertion fails, in a function of ztest on top of the user's. It has to skip our files, and not to
   * step out of them by itself.
   */
  readonly stopsAtFailures?: boolean;
  readonly updatesSnapshots?: boolean;
  /**
   * Uris of open documents whose text is run as it is in the editor, in place of what is in their files. No snapshot is written,
   * and nothing of it is kept.
   */
  readonly unsaved?: readonly string[];
  /** Say which code the tests run: see {@link RunAnswer.coverage}. */
  readonly countsCode?: boolean;
  /** Count the same for {@link knownCoverage}, and say nothing of it in the answer. */
  readonly countsSilently?: boolean;
}

export interface RunFile {
  readonly file: FilePath;
  /** Tests, or suites with all that they hold; absent: the whole file. */
  readonly ids?: readonly TestId[];
}

export interface RunAnswer {
  readonly outcome: 'passed' | 'failed' | 'interrupted';
  /** Why there were no results: what is wrong with the configuration. */
  readonly problems: readonly Problem[];
  /** Of each file that was counted. */
  readonly coverage?: readonly FileCoverage[];
}

export interface FileCoverage extends Omit<FileShares, 'file'> {
  readonly uri: string;
}

// ---------------------------------------------------------------------------------------------
// Coverage. Nothing of it is known, and nothing is asked of git, in a workspace that is not trusted.

/**
 * Client → server: what is known of the code of a root, from all runs that have counted, also those of the command. Files that
 * have changed since are left out, and where they are very many, the tests of each file. Its details can be asked for under the
 * `runId` of the client.
 */
export const knownCoverage: RequestMethod<KnownCoverageParams, readonly FileCoverage[]> = {
  method: 'ztest/knownCoverage',
};

export interface KnownCoverageParams {
  readonly root: string;
  readonly runId: string;
}

/**
 * Client → server: what of a file has run in one of the last runs that counted, or is known with it. Places are those of the
 * text that is open, or of the file as it is now; what has changed since is left out. `null`: it is not known any more.
 */
export const coverageDetails: RequestMethod<CoverageDetailsParams, CoverageDetails | null> = {
  method: 'ztest/coverageDetails',
};

export interface CoverageDetailsParams {
  readonly root: string;
  readonly runId: string;
  readonly uri: string;
  /** Only what this one has run. */
  readonly test?: TestId;
}

/** Client → server: make what the first counted run of these test files will need. Answered when that is done. */
export const prepareCounting: RequestMethod<PrepareCountingParams, null> = {
  method: 'ztest/prepareCounting',
};

export interface PrepareCountingParams {
  readonly root: string;
  readonly files: readonly FilePath[];
}

/** Client → server: which tests run a line of a source file, as far as it was counted. Tests of all roots are told. */
export const coveringTests: RequestMethod<CoveringParams, CoveringTests> = {
  method: 'ztest/coveringTests',
};

export interface CoveringParams {
  readonly textDocument: { readonly uri: string };
  /** 0-based, in the text as it is open. */
  readonly line: number;
}

export type CoveringTests =
  | {
      readonly isKnown: true;
      readonly tests: readonly CoveringTest[];
      /** Test files that run it while they are loaded, and those whose hooks do. */
      readonly load: readonly FilePath[];
      readonly hooks: readonly FilePath[];
      /** `function`: the line is new or has changed since, and the answer is that of the function around it. */
      readonly of: 'line' | 'function';
      /** The file has changed since it was counted: the line was followed, but other tests may run it by now. */
      readonly isStale: boolean;
      /** How many test files have run it before it changed, and not since. */
      readonly awaited: number;
    }
  /**
   * `no-data`: nothing was counted yet; `no-file`: no test that was counted loads it; `no-code`: nothing on the line is
   * counted; `changed`: the line is new or has changed since, and stands in no function that was counted.
   */
  | { readonly isKnown: false; readonly reason: 'no-data' | 'no-file' | 'no-code' | 'changed' };

/** Where the test stands; its file, at the top, when its tree does not have it. */
export interface CoveringTest extends Place {
  readonly root: string;
  readonly id: TestId;
  /** From the outermost suite inwards. */
  readonly titles: readonly string[];
  readonly file: FilePath;
  /** Other tests ran at the same time: it may have been one of them. */
  readonly isShared?: true;
}

/**
 * Client → server: which of the lines that have changed since a commit no test has run. `null`: nothing was counted yet, or
 * git cannot tell what has changed.
 */
export const uncoveredChanges: RequestMethod<UncoveredChangesParams, UncoveredChanges | null> = {
  method: 'ztest/uncoveredChanges',
};

export interface UncoveredChangesParams {
  readonly root: string;
  /** A commit, branch or tag. Default: the branch that this one goes into, as far as git knows it, else the last commit. */
  readonly base?: string;
}

export interface UncoveredChanges {
  /** What the lines are compared with, as git names it. */
  readonly base: string;
  /** Changed lines with code, as far as they were counted; of those, how many have run. */
  readonly total: number;
  readonly covered: number;
  /** With two digits; 100 when nothing that is counted has changed. */
  readonly percent: number;
  /** Those of files that are saved. The files with most of them first; lines are 0-based and ascend. */
  readonly files: readonly { readonly uri: string; readonly lines: readonly number[] }[];
  /** Uris of changed files of which not all is known: they have changed, or not all their tests have run, since they were counted. */
  readonly stale: readonly string[];
}

// ---------------------------------------------------------------------------------------------
// History. What `ztest history` tells; runs that the client asks for are recorded when it has been idle for a second. Nothing of
// it is read in a workspace that is not trusted.

/**
 * Client → server: from now on tell how the tests are. Asked again, all of it is told anew. What is known comes as
 * `ztest/healthChanged`, soon and after runs: never while one goes on.
 */
export const followHealth: RequestMethod<Record<string, never>, null> = {
  method: 'ztest/followHealth',
};

/** Server → client; a long list in portions. */
export const healthChanged: NotificationMethod<HealthChange> = { method: 'ztest/healthChanged' };

export interface HealthChange {
  readonly root: string;
  /** Whatever was told before is void. */
  readonly isFirst?: true;
  /** Tests with trouble: those that are otherwise than before. */
  readonly tests: readonly TestHealth[];
  /** They have no trouble any more. */
  readonly healthy: readonly TestId[];
}

/** Client → server: how the tests of a folder are. `null`: nothing was recorded yet. */
export const healthReport: RequestMethod<RootParams, HealthReport | null> = {
  method: 'ztest/healthReport',
};

/** Client → server: which experiments make a test fail, and why. It takes about 60 runs; cancelling ends it. Markdown. */
export const diagnose: RequestMethod<DiagnosisParams, string> = { method: 'ztest/diagnose' };

/** Client → server: which tests must run before it so that it fails. The same. */
export const bisect: RequestMethod<DiagnosisParams, string> = { method: 'ztest/bisect' };

export interface DiagnosisParams extends TestRef {
  /** The client's own name of the question, in what is told of its progress. */
  readonly token: string;
}

/** Server → client: what is tried now, as the end of the sentence "it runs …", and how many runs there were. */
export const diagnosisStep: NotificationMethod<DiagnosisStep> = { method: 'ztest/diagnosisStep' };

export interface DiagnosisStep {
  readonly token: string;
  readonly what: string;
  readonly runs: number;
}

// ---------------------------------------------------------------------------------------------
// Quarantine: tests that run and fail nothing until a day, in `ztest.quarantine.json` of a root. Each answer is of the file as it
// is on the disk. Events of runs carry `quarantine` where a test is in it.

/** Client → server: who is in it. */
export const quarantine: RequestMethod<RootParams, QuarantineState> = {
  method: 'ztest/quarantine',
};

export interface QuarantineState {
  readonly entries: readonly QuarantineItem[];
  /** What is wrong in the file, with lines. */
  readonly problems: readonly Problem[];
}

export interface QuarantineItem extends Quarantine {
  readonly id: TestId;
  /** 1-based, in the file. */
  readonly line: number;
  /** Its failures count, and its entry fails each run that it is in. */
  readonly isExpired: boolean;
}

/** Client → server: put a test in, or give it more time: what is not given of an entry that is there stays. */
export const addToQuarantine: RequestMethod<RootParams & NewQuarantineEntry, ChangedQuarantine> = {
  method: 'ztest/addToQuarantine',
};

export interface NewQuarantineEntry {
  readonly id: TestId;
  readonly reason?: string;
  readonly owner?: string;
  /** A day as `2026-12-31`, `never`, or milliseconds from now. Default: 30 days. */
  readonly expires?: string | number;
}

/** Client → server: their failures count again. */
export const removeFromQuarantine: RequestMethod<
  RootParams & { readonly ids: readonly TestId[] },
  ChangedQuarantine
> = { method: 'ztest/removeFromQuarantine' };

export interface ChangedQuarantine extends QuarantineState {
  /** False: nothing has changed, `problems` say why. */
  readonly isDone: boolean;
}

/** Client → server: what the history says of it. */
export const proposeQuarantine: RequestMethod<RootParams, ProposedQuarantine> = {
  method: 'ztest/proposeQuarantine',
};

export interface ProposedQuarantine extends QuarantineProposal {
  readonly problems: readonly Problem[];
}

// ---------------------------------------------------------------------------------------------
// From Jest to ztest. The editor makes the changes itself, so that they can be looked at first: ask for the plan, let what is
// there be kept, apply and save, settle. Refused in a workspace that is not trusted, but for the plan.

/** Client → server: what a migration would do; files are read as they are saved. `null`: there is no Jest. */
export const planMigration: RequestMethod<MigrationParams, PlannedMigration | null> = {
  method: 'ztest/planMigration',
};

export interface MigrationParams {
  readonly root: string;
  /** Uris of files and folders; absent: all of the root, with configuration, scripts and CI. */
  readonly uris?: readonly string[];
  /** It shall be done: configurations that are programs are run, and refused where one is broken. Default: nothing is run. */
  readonly willBeDone?: boolean;
}

export interface PlannedMigration {
  /** Markdown. */
  readonly report: string;
  readonly changes: readonly PlannedChange[];
  /** Files that need a hand. */
  readonly byHand: number;
}

export interface PlannedChange {
  readonly uri: string;
  readonly kind: 'changed' | 'new' | 'removed';
  /** Of whole lines, in the text as it is saved; 0-based, the end excluded. For a new file its text, at line 0. */
  readonly edits: readonly {
    readonly start: number;
    readonly end: number;
    readonly text: string;
  }[];
}

/** Client → server: keep what the last plan would change, so that it can be taken back. `ok`: now apply it. */
export const keepOriginals: RequestMethod<RootParams, MigrationAnswer> = {
  method: 'ztest/keepOriginals',
};

/** Client → server: it was applied and saved, or parts of it, or nothing. */
export const settleMigration: RequestMethod<RootParams, null> = { method: 'ztest/settleMigration' };

/** Client → server: write back what the migrations of the root have changed. */
export const undoMigration: RequestMethod<UndoMigrationParams, MigrationAnswer> = {
  method: 'ztest/undoMigration',
};

/** Client → server: run the tests with ztest, and with Jest unless it did before they were migrated. The answer is Markdown. */
export const compareWithJest: RequestMethod<RootParams, string | null> = {
  method: 'ztest/compareWithJest',
};

export interface RootParams {
  readonly root: string;
}

export interface UndoMigrationParams extends RootParams {
  /** Also files that were changed since. */
  readonly force: boolean;
}

export type MigrationAnswer =
  | { readonly ok: true; readonly files: number }
  | {
      readonly ok: false;
      /** `edited`: since the migration; `changed`: since the plan. */
      readonly reason: 'nothing' | 'edited' | 'changed' | 'read-only' | 'failed' | 'broken-off';
      readonly files: readonly string[];
    };

// ---------------------------------------------------------------------------------------------
// Changes

/** Client → server: the tests whose outcome changes of these files can have changed. */
export const affected: RequestMethod<AffectedParams, readonly AffectedFile[]> = {
  method: 'ztest/affected',
};

export interface AffectedFile extends RunFile {
  /** ``runs `parse()`, which changed in lexer.ts`` */
  readonly why: string;
}

export interface AffectedParams {
  readonly root: string;
  /** Of files that have changed, come or gone; the server need not have heard of it. */
  readonly uris: readonly string[];
  /** Of those, which have come or gone. */
  readonly moved?: readonly string[];
}

/**
 * Server → client: what happened in a run, in order; the events of some milliseconds together. Of a test that has passed in
 * these, `test-started` is left out.
 */
export const runEvents: NotificationMethod<RunEvents> = { method: 'ztest/runEvents' };

export interface RunEvents {
  readonly runId: string;
  readonly root: string;
  readonly events: readonly RunEvent[];
}

/** Server → client: a host of a debugged run waits for a debugger on this port of 127.0.0.1. */
export const debuggerWanted: NotificationMethod<DebuggerWanted> = {
  method: 'ztest/debuggerWanted',
};

export interface DebuggerWanted {
  readonly runId: string;
  readonly port: number;
}

// ---------------------------------------------------------------------------------------------
// Questions

/** Client → server: why is my test not here? */
export const explain: RequestMethod<ExplainParams, Explanation> = { method: 'ztest/explain' };

export interface ExplainParams {
  /** Absent: the first root. */
  readonly root?: string;
  /** A path relative to the root, perhaps with a line, or a part of a title. */
  readonly target: string;
}

export interface Explanation {
  /** `nothing`: the target is neither a file nor a title. */
  readonly answer: 'test' | 'no-test' | 'nothing';
  readonly headline: string;
  /** How it came about, in order. */
  readonly trail: readonly string[];
  /** What may have been meant. */
  readonly guess?: string;
}

/** As the protocol's `Location`: any client can show it as references. */
export interface Place {
  readonly uri: string;
  readonly range: PlaceRange;
}

/** 0-based, in UTF-16 units. */
export interface PlaceRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** As the protocol's `TextDocumentPositionParams`; without a position the whole file is meant. */
export interface SubjectParams {
  readonly textDocument: { readonly uri: string };
  readonly position?: { readonly line: number; readonly character: number };
}

/** Client → server: the tests that can reach this file, or the symbol that is declared or named here. */
export const testsOf: RequestMethod<SubjectParams, readonly ReachingTest[]> = {
  method: 'ztest/testsOf',
};

export interface ReachingTest extends Place {
  readonly id: TestId;
  readonly title: string;
  /** The path that proves it, in words: from the test file to the subject. */
  readonly why: readonly string[];
}

/** Client → server: the modules of the project that the test here, or the file, exercises; those it imports itself first. */
export const sourceOf: RequestMethod<SubjectParams, readonly Place[]> = {
  method: 'ztest/sourceOf',
};

// ---------------------------------------------------------------------------------------------

/** The nodes of a file after a change: the one way to read a {@link FileChange}. */
export function applyFileChange(
  before: readonly TreeNode[],
  { removed, shift, changed, added }: FileChange,
): readonly TreeNode[] {
  const gone = new Set(removed);
  const others = new Map(changed?.map((node) => [node.id, node]));
  const nodes = before.flatMap((node) =>
    gone.has(node.id) ? [] : (others.get(node.id) ?? shiftNode(node, shift)),
  );
  if (added === undefined) return nodes;
  const result: TreeNode[] = [];
  let next = 0;
  for (const { index, node } of added) {
    while (result.length < index && next < nodes.length) result.push(...nodes.slice(next, ++next));
    result.push(node);
  }
  return [...result, ...nodes.slice(next)];
}

/** A node whose lines from one line on stand further down, or up. */
export function shiftNode(node: TreeNode, shift: FileChange['shift']): TreeNode {
  if (shift === undefined || node.file !== undefined) return node;
  const { from, by } = shift;
  const move = <Spot extends { readonly line: number }>(place: Spot): Spot =>
    place.line < from ? place : { ...place, line: place.line + by };
  const { range, location } = node;
  return {
    ...node,
    range: { start: move(range.start), end: move(range.end) },
    location: move(location),
  };
}
