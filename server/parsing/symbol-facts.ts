/** What a file declares at its top level, and what uses what. Plain data that survives JSON; offsets are UTF-16. */

export interface FileSymbols {
  /** A name may be there more than once: overloads, merged declarations. */
  readonly declarations: readonly SymbolFacts[];
  /** What is used while the module is loaded, outside of all declarations or by making their values. */
  readonly onLoad: readonly SymbolUse[];
  /** Of all that runs on load and is no declaration. */
  readonly loadFingerprint: string;
  readonly imports: readonly ImportedSymbol[];
  readonly exports: readonly ExportedSymbol[];
  /** In a file that speaks of tests; in any other they are part of what is around them. */
  readonly callbacks?: readonly CallbackFacts[];
  readonly writes?: readonly VariableWrite[];
}

/** Whoever reads the variable depends on the code that changed it. */
export interface VariableWrite {
  /** A declaration or a callback. */
  readonly by: string;
  /** A name of the top level; of a variable of a callback with `@` and its start. */
  readonly to: string;
}

/** Code that does not run where it stands: what a call is handed, or a function that such code declares. */
export interface CallbackFacts {
  /** `@` and the end of the call; of a function its name, `@` and its start. */
  readonly name: string;
  /** `hook`: it runs before or after tests. */
  readonly kind: 'callback' | 'hook' | 'function';
  readonly start: number;
  readonly end: number;
  /** Of the call, as discovery has it. */
  readonly range?: { readonly start: CallPlace; readonly end: CallPlace };
  /** The declaration or callback that it stands in; absent: what runs on load. */
  readonly within?: string;
  readonly uses: readonly SymbolUse[];
}

/** 1-based. */
export interface CallPlace {
  readonly line: number;
  readonly column: number;
}

export interface SymbolFacts {
  readonly name: string;
  readonly kind: SymbolKind;
  /** From the first modifier to the end. */
  readonly start: number;
  readonly end: number;
  /** Of the name. */
  readonly nameStart: number;
  /** The same as long as only comments and formatting change. Empty in a file that speaks of tests: any edit counts. */
  readonly fingerprint: string;
  readonly uses: readonly SymbolUse[];
  /** Making its value runs code: whoever loads the module runs it. */
  readonly runsOnLoad?: true;
  /** Methods and properties of a class. */
  readonly members?: readonly Omit<SymbolFacts, 'members' | 'uses' | 'runsOnLoad'>[];
}

export type SymbolKind =
  | 'function'
  | 'class'
  | 'variable'
  | 'enum'
  | 'namespace'
  | 'type'
  | 'default'
  | 'method'
  | 'property';

/** A name of the file's top level, declared or imported. */
export interface SymbolUse {
  readonly name: string;
  /** `name.member`, when only that is used of it. */
  readonly member?: string;
  /** Nothing is left of it when the code runs. */
  readonly isType?: true;
  /** The first place. */
  readonly at: number;
}

export interface ImportedSymbol {
  readonly local: string;
  readonly specifier: string;
  /** `*`: the namespace. */
  readonly imported: string;
}

export type ExportedSymbol =
  | { readonly name: string; readonly local: string }
  /** `imported` is `*` for `export * as name`. */
  | { readonly name: string; readonly imported: string; readonly specifier: string }
  | { readonly all: string };

/** The declaration that `export default <expression>` is. */
export const DEFAULT_SYMBOL = '*default*';
