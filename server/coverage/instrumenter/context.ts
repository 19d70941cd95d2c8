/** What the parts of the instrumenter share: the file, the probes put into it so far, and each other. */
import type { ts } from 'ts-morph';
import type { CodeMapMaker } from './code-map-maker.ts';
import type { IgnoreHints } from './ignore-hints.ts';
import { Insertions } from './insertions.ts';

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration;

/** What an expression can hold besides expressions, and is visited by parts that build on them. */
export interface Holders {
  /** @param name what a function without one is called by its place */
  readonly function: (context: Context, node: FunctionNode, name?: string) => void;
  readonly class: (context: Context, node: ts.ClassLikeDeclaration) => void;
  /** The left side of an assignment. */
  readonly target: (context: Context, node: ts.Node) => void;
  readonly statements: (context: Context, statements: readonly ts.Statement[]) => void;
}

export interface ContextOptions {
  readonly hints: IgnoreHints;
  readonly map: CodeMapMaker;
  /** The variable that the probes write to. */
  readonly counters: string;
  readonly holders: Holders;
}

export class Context {
  readonly insertions = new Insertions();
  readonly hints: IgnoreHints;
  readonly map: CodeMapMaker;
  readonly holders: Holders;
  readonly #source: ts.SourceFile;
  readonly #counters: string;

  constructor(source: ts.SourceFile, options: ContextOptions) {
    this.#source = source;
    this.#counters = options.counters;
    this.hints = options.hints;
    this.map = options.map;
    this.holders = options.holders;
  }

  isIgnored(node: ts.Node): boolean {
    return this.hints.of(node) === 'next';
  }

  /** Puts a statement that counts in front of what begins there. */
  before(at: number, probe: number | undefined): void {
    if (probe !== undefined) this.insertions.open(at, `${this.write(probe)};`);
  }

  /** An expression that counts. */
  write(probe: number): string {
    return `${this.#counters}[${probe}]=1`;
  }

  startOf(node: ts.Node): number {
    return node.getStart(this.#source);
  }
}
