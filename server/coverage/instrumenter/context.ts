/** What the parts of the instrumenter share: the file, the probes put into it so far, and each other. */
import type { ts } from 'ts-morph';
import type { ProbeOptions } from '../../../modules/code-map.ts';
import type { CodeMapMaker } from './code-map-maker.ts';
import type { IgnoreHints } from './ignore-hints.ts';
import { Insertions } from './insertions.ts';
import type { ProbeText } from './probe-text.ts';

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration;

/** What can stand in an expression, and is visited by parts that build on expressions. */
export interface Visitors {
  /** @param name what a function without one is called by its place */
  readonly function: (context: Context, node: FunctionNode, name?: string) => void;
  readonly class: (context: Context, node: ts.ClassLikeDeclaration) => void;
  readonly statements: (context: Context, statements: readonly ts.Statement[]) => void;
  /** The left side of an assignment. */
  readonly target: (context: Context, node: ts.Node) => void;
  readonly conditional: (context: Context, node: ts.ConditionalExpression) => void;
  /** `&&`, `||`, `??`. */
  readonly logical: (context: Context, node: ts.BinaryExpression) => void;
  readonly logicalAssignment: (context: Context, node: ts.BinaryExpression) => void;
  /** An expression whose truth decides. */
  readonly condition: (context: Context, node: ts.Expression) => void;
  /** `a?.b.c`, all of it. */
  readonly chain: (context: Context, node: ts.OptionalChain) => void;
}

export interface ContextOptions {
  readonly hints: IgnoreHints;
  readonly map: CodeMapMaker;
  readonly probes: ProbeText;
  readonly visitors: Visitors;
  readonly options: ProbeOptions;
}

export class Context {
  readonly insertions = new Insertions();
  readonly hints: IgnoreHints;
  readonly map: CodeMapMaker;
  readonly probes: ProbeText;
  readonly visit: Visitors;
  readonly options: ProbeOptions;
  readonly #source: ts.SourceFile;
  readonly #written = new Set<number>();

  constructor(source: ts.SourceFile, { visitors, ...rest }: ContextOptions) {
    this.#source = source;
    this.hints = rest.hints;
    this.map = rest.map;
    this.probes = rest.probes;
    this.options = rest.options;
    this.visit = visitors;
  }

  isIgnored(node: ts.Node): boolean {
    return this.hints.of(node) === 'next';
  }

  /** Puts a statement that counts in front of what begins there. */
  before(at: number, probe: number | undefined): void {
    const text = this.write(probe);
    if (text !== undefined) this.insertions.open(at, `${text};`);
  }

  /** @returns an expression that counts; `undefined`: there is no probe, or it stands here already, for something else */
  write(probe: number | undefined): string | undefined {
    if (probe === undefined || this.#written.has(probe)) return undefined;
    this.#written.add(probe);
    return this.probes.write(probe);
  }

  startOf(node: ts.Node): number {
    return node.getStart(this.#source);
  }
}
