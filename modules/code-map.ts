/**
 * What of a file is counted, and which probe tells of it. A probe is one of the file's counters, numbered from 0; what begins
 * at the same moment, such as a function and its first statement, has one probe. Kinds and places are Istanbul's
 * (https://istanbul.js.org), so that every report can be made.
 */

/** First line (1-based), first column (0-based, UTF-16), last line, column behind the end. */
export type CodeRange = readonly [
  startLine: number,
  startColumn: number,
  endLine: number,
  endColumn: number,
];

export interface CountedStatement {
  readonly probe: number;
  readonly range: CodeRange;
}

export interface CountedFunction {
  readonly probe: number;
  /** As a reader would call it; `(anonymous_3)` when nothing gives it a name. */
  readonly name: string;
  /** Of its name, or of its first character. */
  readonly declaration: CodeRange;
  readonly body: CodeRange;
}

/** Istanbul's, and those of {@link ProbeOptions}. */
export type BranchType =
  | 'if'
  | 'cond-expr'
  | 'switch'
  | 'binary-expr'
  | 'default-arg'
  | 'condition'
  | 'optional-chain';

export interface CountedBranch {
  readonly type: BranchType;
  readonly range: CodeRange;
  readonly paths: readonly BranchPath[];
}

export interface BranchPath {
  readonly probe: number;
  /** Absent: a way that is not written, such as an `else`. */
  readonly range?: CodeRange;
  /** What tells ways apart that are at the same place. */
  readonly label?: string;
}

/** What is counted besides statements, functions and branches. */
export interface ProbeOptions {
  /** How often something ran, not only whether: a probe is a word of 32 bits. */
  readonly counts: boolean;
  /** Each operand that decides something: whether it was seen true, and seen false. */
  readonly conditions: boolean;
  /** Each `?.`: whether it went on, and whether it ended its chain. */
  readonly optionalChaining: boolean;
}

export interface CodeMap {
  readonly probeCount: number;
  readonly statements: readonly CountedStatement[];
  readonly functions: readonly CountedFunction[];
  readonly branches: readonly CountedBranch[];
  /** Hashes of the lines of the source, base64: so that lines can be found again in a later text. */
  readonly lines: string;
}
