/** Numbers the probes of a file, and remembers what each tells of. */
import { ts } from 'ts-morph';
import { writeLineHashes } from '../line-hashes.ts';
import { withoutParentheses } from './function-names.ts';
import type {
  BranchPath,
  BranchType,
  CodeMap,
  CodeRange,
  CountedBranch,
  CountedFunction,
  CountedStatement,
} from '../../../modules/code-map.ts';

const {
  canHaveModifiers,
  getModifiers,
  isConstructorDeclaration,
  isFunctionDeclaration,
  isFunctionExpression,
  SyntaxKind,
} = ts;

export interface Branch {
  /**
   * Adds a way that it can go; without a node, one that is not written.
   *
   * @param at as in {@link CodeMapMaker.statement}
   * @returns its probe
   */
  readonly path: (node?: ts.Node, at?: number) => number | undefined;
}

type Place = ts.Node | { readonly from: ts.Node; readonly to: ts.Node };

export class CodeMapMaker {
  readonly #source: ts.SourceFile;
  readonly #isIgnoredLine: (line: number) => boolean;
  readonly #statements: CountedStatement[] = [];
  readonly #functions: CountedFunction[] = [];
  readonly #branches: CountedBranch[] = [];
  #probes = 0;
  /** By place: the probe that is passed when the program comes there. */
  readonly #places = new Map<number, number>();

  /** @param isIgnoredLine lines that a comment leaves out, 1-based */
  constructor(source: ts.SourceFile, isIgnoredLine: (line: number) => boolean) {
    this.#source = source;
    this.#isIgnoredLine = isIgnoredLine;
  }

  /**
   * @param at what the program does next when the probe is passed: who begins at the same place has the same probe
   * @returns the probe of it; `undefined` when it is left out
   */
  statement(node: ts.Node, at?: number): number | undefined {
    const range = this.#rangeOf(node);
    if (this.#isIgnoredLine(range[0])) return undefined;
    const probe = this.#probeAt(at);
    this.#statements.push({ probe, range });
    return probe;
  }

  /** @param at as in {@link CodeMapMaker.statement} */
  function(
    node: ts.FunctionLikeDeclaration,
    body: ts.Node,
    { name, at }: { readonly name: string | undefined; readonly at: number | undefined },
  ): number | undefined {
    const declaration = this.#declarationOf(node);
    if (this.#isIgnoredLine(declaration[0])) return undefined;
    const probe = this.#probeAt(at);
    this.#functions.push({
      probe,
      name: name ?? nameOfKind(node) ?? `(anonymous_${this.#functions.length})`,
      declaration,
      body: this.#rangeOf(withoutParentheses(body)),
    });
    return probe;
  }

  branch(type: BranchType, place: Place): Branch {
    const paths: BranchPath[] = [];
    const range = this.#rangeOf(place);
    const isIgnored = this.#isIgnoredLine(range[0]);
    if (!isIgnored) this.#branches.push({ type, range, paths });
    return {
      path: (node, at) => {
        const pathRange = node === undefined ? undefined : this.#rangeOf(node);
        if (isIgnored || (pathRange !== undefined && this.#isIgnoredLine(pathRange[0])))
          return undefined;
        const probe = this.#probeAt(at);
        paths.push({ probe, ...(pathRange !== undefined && { range: pathRange }) });
        return probe;
      },
    };
  }

  /** Nothing runs between two places: whoever is at the first is at the second. */
  goesOn(from: number, to: number): void {
    const probe = this.#places.get(from);
    if (probe !== undefined) this.#places.set(to, probe);
  }

  /** @returns the probe of an operand that was seen true, or had a value; that of the other way is the next one */
  condition(node: ts.Node, by: 'truth' | 'value'): number | undefined {
    const range = this.#rangeOf(node);
    const [first, second] = by === 'truth' ? TRUTH : VALUE;
    return this.#twoWays('condition', range, [
      { range, label: first },
      { range, label: second },
    ]);
  }

  /** @returns the probe of an optional chain that goes on at this link; that of one that ends is the next one */
  link(node: ts.OptionalChain, questionDot: ts.Node): number | undefined {
    const [first, second] = VALUE;
    return this.#twoWays('optional-chain', this.#rangeOf(node), [
      { range: this.#rangeOf({ from: questionDot, to: node }), label: first },
      { label: second },
    ]);
  }

  #twoWays(
    type: BranchType,
    range: CodeRange,
    ways: readonly [Omit<BranchPath, 'probe'>, Omit<BranchPath, 'probe'>],
  ): number | undefined {
    if (this.#isIgnoredLine(range[0])) return undefined;
    const probe = this.#probes;
    this.#probes += ways.length;
    this.#branches.push({
      type,
      range,
      paths: ways.map((way, i) => ({ probe: probe + i, ...way })),
    });
    return probe;
  }

  finish(): CodeMap {
    return {
      probeCount: this.#probes,
      statements: this.#statements,
      functions: this.#functions,
      branches: this.#branches.filter(({ paths }) => paths.length > 0),
      lines: writeLineHashes(this.#source.text),
    };
  }

  #probeAt(at: number | undefined): number {
    const known = at === undefined ? undefined : this.#places.get(at);
    if (known !== undefined) return known;
    const probe = this.#probes++;
    if (at !== undefined) this.#places.set(at, probe);
    return probe;
  }

  #rangeOf(place: Place): CodeRange {
    const { from, to } = 'kind' in place ? { from: place, to: place } : place;
    return this.#between(from.getStart(this.#source), to.end);
  }

  /** The name of a function that is called by one, else the first character. */
  #declarationOf(node: ts.FunctionLikeDeclaration): CodeRange {
    const isNamed = isFunctionDeclaration(node) || isFunctionExpression(node);
    if (isNamed && node.name !== undefined) return this.#rangeOf(node.name);
    const words = canHaveModifiers(node) ? (getModifiers(node) ?? []) : [];
    const exported = words.findLast(
      ({ kind }) => kind === SyntaxKind.ExportKeyword || kind === SyntaxKind.DefaultKeyword,
    );
    const start =
      exported === undefined
        ? node.getStart(this.#source)
        : exported.end + this.#source.text.slice(exported.end).search(/\S/);
    const [line, column] = this.#between(start, start);
    return [line, column, line, column + 1];
  }

  #between(start: number, end: number): CodeRange {
    const first = this.#source.getLineAndCharacterOfPosition(start);
    const last = this.#source.getLineAndCharacterOfPosition(end);
    return [first.line + 1, first.character, last.line + 1, last.character];
  }
}

const TRUTH = ['true', 'false'] as const;
const VALUE = ['has a value', 'is nullish'] as const;

function nameOfKind(node: ts.FunctionLikeDeclaration): string | undefined {
  return isConstructorDeclaration(node) ? 'constructor' : undefined;
}
