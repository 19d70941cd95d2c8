/** The tests of a file as discovery knows them, as data. */
import type { FilePath, TestId } from '../../test-host/protocol.ts';

/** 1-based, as `Location`. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
}

export interface LineRange {
  readonly start: LinePlace;
  readonly end: LinePlace;
}

export interface TreeNode {
  /** The id that a run reports; of a node whose title only a run knows, one that no run reports. */
  readonly id: TestId;
  /** `rows`: tests of which only a run knows the titles or the number. */
  readonly kind: 'suite' | 'test' | 'rows';
  /** Where it is not known: the source of it. */
  readonly title: string;
  readonly parent?: TestId;
  /** The whole call. */
  readonly range: LineRange;
  /** What a run reports as its location: behind the table for its rows. */
  readonly location: LinePlace;
  /** Where it is declared, when that is not the test file. */
  readonly file?: FilePath;
  /** With those of the suites above. */
  readonly tags: readonly string[];
  readonly mode?: 'skip' | 'only' | 'todo';
  /** Skipped when a condition says so that only a run knows. */
  readonly mayBeSkipped?: true;
  /** Its title, its number or whether it is there at all is known only when the file runs; `why` says more. */
  readonly isDynamic?: true;
  readonly why?: string;
}

export type ProblemKind =
  | 'syntax'
  | 'duplicate-title'
  | 'repeated-title'
  | 'only'
  | 'empty-suite'
  | 'no-assertion'
  | 'not-awaited'
  | 'exact-message'
  | 'dynamic'
  | 'bad-table'
  | 'too-large';

export interface TreeProblem {
  readonly kind: ProblemKind | 'unreadable' | 'missing-import' | 'unknown-tag';
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** Stable, as in `Problem`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** What was meant instead of what stands there. */
  readonly guess?: string;
  /** The package that is not there. */
  readonly install?: MissingPackage;
  readonly range: LineRange;
  /** Where it stands, when that is not the test file. */
  readonly file?: FilePath;
}

export interface MissingPackage {
  readonly name: string;
  /** Absolute: where its `package.json` belongs. */
  readonly folder: string;
  /** What a person would type there. */
  readonly command: string;
  /** A `package.json` names it: it is only not installed. */
  readonly isDeclared: boolean;
}

export interface FileTree {
  readonly file: FilePath;
  /** In the order in which a run declares them: a suite, then what is in it. */
  readonly nodes: readonly TreeNode[];
  readonly problems: readonly TreeProblem[];
  /** The other files of the project that were asked for values or helpers: a change there may change this tree. */
  readonly inputs: readonly FilePath[];
}

/** Ids of all that a file declares, of none when only a run knows all of it. */
export function staticTests(
  nodes: readonly TreeNode[] | undefined,
): ReadonlySet<TestId> | undefined {
  const isWhole = nodes?.every(({ kind, isDynamic }) => kind !== 'rows' && isDynamic !== true);
  return isWhole === true ? new Set(nodes?.map(({ id }) => id)) : undefined;
}

/** Of two nodes with one id. Every keystroke compares all of a file: five times as fast as comparing their JSON. */
export function isSameNode(one: TreeNode, other: TreeNode): boolean {
  const { start, end } = one.range;
  return (
    isSamePlace(start, other.range.start) &&
    isSamePlace(end, other.range.end) &&
    isSamePlace(one.location, other.location) &&
    one.title === other.title &&
    one.kind === other.kind &&
    one.parent === other.parent &&
    one.file === other.file &&
    one.mode === other.mode &&
    one.mayBeSkipped === other.mayBeSkipped &&
    one.isDynamic === other.isDynamic &&
    one.why === other.why &&
    one.tags.length === other.tags.length &&
    one.tags.every((tag, index) => tag === other.tags[index])
  );
}

function isSamePlace(one: LinePlace, other: LinePlace): boolean {
  return one.line === other.line && one.column === other.column;
}
