/**
 * What one file says by itself, cached by content hash: it never depends on another file. All of it is plain data that
 * survives JSON; offsets are 0-based UTF-16. The body is a small program: what runs when the file is loaded, as far as it can
 * declare tests or make values that titles are built from. `discovery/` runs it without running any code of the user.
 */

export interface ParsedFile {
  /** Every edge to another module, in the order of the source. */
  readonly imports: readonly ModuleEdge[];
  readonly body: readonly Statement[];
  /** Of a file that is being edited: what stays itself while the rest changes, by number. */
  readonly pieces?: ReadonlyMap<number, Expression>;
  readonly exports: readonly ParsedExport[];
  /** What can be told from this file alone. */
  readonly problems: readonly ParsedProblem[];
  /** The text filter has found words that declare tests. */
  readonly hasTests: boolean;
  /** Offset at which each line begins. */
  readonly lineStarts: readonly number[];
}

export interface ModuleEdge {
  readonly specifier: string;
  readonly kind: 'static' | 'dynamic' | 'type' | 're-export' | 'require' | 'mock' | 'data';
  /** The specifier with its quotes. */
  readonly start: number;
  readonly end: number;
  /** `imported` is `default`, or `*` for the namespace. */
  readonly names?: readonly { readonly imported: string; readonly local: string }[];
  /** `*` in the specifier stands for what only a run knows. */
  readonly isPattern?: true;
  /** Each name alone is a type: some configurations leave the import itself. */
  readonly isInline?: true;
}

export type ParsedExport =
  /** `local` is a name of the body. */
  | { readonly name: string; readonly local: string }
  /** `imported` is `*` for `export * as name`. */
  | { readonly name: string; readonly imported: string; readonly specifier: string }
  | { readonly all: string };

export interface ParsedProblem {
  readonly kind: 'syntax' | 'not-awaited' | 'exact-message';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Local name of what `export default …` and `module.exports = …` give. */
export const DEFAULT_NAME = '*default*';

// ---------------------------------------------------------------------------------------------
// Statements

export type Statement =
  /** `runs`: making the value may declare tests, so it happens here and not when the name is first read. */
  | {
      readonly do: 'let';
      readonly target: Pattern;
      readonly value: Expression;
      readonly runs?: true;
    }
  | { readonly do: 'function'; readonly name: string; readonly value: FunctionExpression }
  | {
      readonly do: 'enum';
      readonly name: string;
      readonly members: readonly { readonly name: string; readonly value?: Expression }[];
    }
  | { readonly do: 'run'; readonly value: Expression }
  /** The same, but the value is one of `pieces`, whose places count from `from`; that counts as the places around it do. */
  | { readonly do: 'piece'; readonly piece: number; readonly from: number }
  | { readonly do: 'return'; readonly value?: Expression }
  | { readonly do: 'break' }
  | { readonly do: 'continue' }
  | {
      readonly do: 'if';
      readonly test: Expression;
      readonly then: readonly Statement[];
      readonly else: readonly Statement[];
    }
  /** `for (const target of values)` */
  | {
      readonly do: 'each';
      readonly target: Pattern;
      readonly values: Expression;
      readonly body: readonly Statement[];
    }
  /** `for (let name = from; name < to; name += step)`, with `<` or `<=` */
  | {
      readonly do: 'count';
      readonly name: string;
      readonly from: Expression;
      readonly to: Expression;
      readonly isInclusive: boolean;
      readonly body: readonly Statement[];
    }
  | { readonly do: 'block'; readonly body: readonly Statement[] }
  /** Runs never, once or many times: nobody can say without running it. */
  | { readonly do: 'maybe'; readonly reason: string; readonly body: readonly Statement[] };

export type Pattern =
  /** `isChanged`: assigned again, or its contents changed, so that its first value says nothing. */
  | { readonly name: string; readonly isChanged?: true; readonly initial?: Expression }
  | {
      readonly items: readonly (Pattern | null)[];
      readonly rest?: Pattern;
      readonly initial?: Expression;
    }
  | {
      readonly entries: readonly { readonly key: string; readonly target: Pattern }[];
      readonly rest?: Pattern;
      readonly initial?: Expression;
    };

// ---------------------------------------------------------------------------------------------
// Expressions

export type Expression =
  | { readonly is: 'value'; readonly value: string | number | boolean | null }
  | { readonly is: 'bigint'; readonly text: string }
  | { readonly is: 'regexp'; readonly source: string; readonly flags: string }
  | { readonly is: 'name'; readonly name: string }
  /** `isOptional`: `of?.key` */
  | {
      readonly is: 'member';
      readonly of: Expression;
      readonly key: Expression;
      readonly isOptional?: true;
    }
  | CallExpression
  | TaggedExpression
  | { readonly is: 'new'; readonly of: Expression; readonly args: readonly Item[] }
  | { readonly is: 'array'; readonly items: readonly Item[] }
  | { readonly is: 'object'; readonly entries: readonly Entry[] }
  /** Text and values in turn, text first. */
  | {
      readonly is: 'template';
      readonly strings: readonly string[];
      readonly values: readonly Expression[];
    }
  | FunctionExpression
  | { readonly is: 'class'; readonly name: string }
  | { readonly is: 'unary'; readonly operator: string; readonly of: Expression }
  | {
      readonly is: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly is: 'if';
      readonly test: Expression;
      readonly then: Expression;
      readonly else: Expression;
    }
  | { readonly is: 'await'; readonly of: Expression }
  /** A module as a namespace: `require('…')`. */
  | { readonly is: 'module'; readonly specifier: string }
  | { readonly is: 'json'; readonly value: unknown }
  /** Not static, for a reason in words; what stands in it may still declare tests. */
  | {
      readonly is: 'unknown';
      readonly reason: string;
      readonly parts?: readonly Expression[];
    };

export interface CallExpression extends Place {
  readonly is: 'call';
  readonly callee: Expression;
  readonly args: readonly Item[];
  readonly isOptional?: true;
  /** Source of the first argument where it is not plain text: what a title that is not static is shown as. */
  readonly text?: string;
}

export interface TaggedExpression extends Place {
  readonly is: 'tagged';
  readonly tag: Expression;
  readonly strings: readonly string[];
  readonly raw: readonly string[];
  readonly values: readonly Expression[];
}

export interface Place {
  readonly start: number;
  readonly end: number;
  /** What a run reports as the place of this call. */
  readonly at: number;
}

export interface FunctionExpression {
  readonly is: 'function';
  readonly name: string;
  readonly params: readonly Pattern[];
  readonly rest?: Pattern;
  /** Absent for the body of a test, and for what is too much to follow. */
  readonly body?: readonly Statement[];
  readonly isAsync?: true;
  /** Whether something in it looks like an assertion; absent: it was not looked for. */
  readonly asserts?: boolean;
}

/** An item of a list or of arguments. */
export type Item = Expression | { readonly is: 'spread'; readonly of: Expression };

export type Entry =
  | { readonly key: Expression; readonly value: Expression }
  | { readonly spread: Expression };
