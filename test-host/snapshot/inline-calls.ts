/** Finds the calls of snapshot matchers at known positions of a parsed source file. */
// oxlint-disable-next-line no-restricted-imports -- only the compiler in it, in a chunk that is loaded to write
import { ts } from 'ts-morph';

export interface FoundCall {
  readonly node: ts.CallExpression;
  /** Leading whitespace of the line on which the statement of the call, or its chain, begins. */
  readonly indentation: string;
  /** What one level of indentation is in this place: a tab, or a number of spaces. */
  readonly indentUnit: string;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** For each position the call that has it between the beginning of its method's name and its argument list. */
export function findMatcherCalls<T extends Position>(
  file: ts.SourceFile,
  positions: readonly T[],
): Map<T, FoundCall> {
  const wanted = positions.map((position) => ({ position, offset: offsetOf(file, position) }));
  const found = new Map<T, FoundCall>();
  const others: { readonly line: number; readonly call: FoundCall }[] = [];
  const ancestors: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isCallExpression(node) ? nameOf(node) : undefined;
    if (name !== undefined && ts.isCallExpression(node)) {
      const start = name.getStart(file);
      // V8 names the place of the name, but a source map may know the next token only, as with `?.(` and `['name']`.
      const hits = wanted.filter(
        ({ offset }) => offset !== undefined && start <= offset && offset < node.arguments.pos,
      );
      for (const { position } of hits) found.set(position, describe(node, ancestors, file));
      if (hits.length === 0 && name.getText(file).includes('InlineSnapshot')) {
        const line = file.getLineAndCharacterOfPosition(start).line + 1;
        others.push({ line, call: describe(node, ancestors, file) });
      }
    }
    ancestors.push(node);
    ts.forEachChild(node, visit);
    ancestors.pop();
  };
  visit(file);

  // A source map that is exact to the line only still tells which call it is when there is just one on the line.
  for (const position of positions) {
    if (found.has(position)) continue;
    const [only, another] = others.filter(({ line }) => line === position.line);
    if (only !== undefined && another === undefined) found.set(position, only.call);
  }
  return found;
}

/** The name before the argument list, through `!`, parentheses and type assertions around it. */
function nameOf(call: ts.CallExpression): ts.Node | undefined {
  let callee: ts.Expression = call.expression;
  for (;;) {
    if (ts.isPropertyAccessExpression(callee)) return callee.name;
    if (ts.isElementAccessExpression(callee)) return callee.argumentExpression;
    if (ts.isIdentifier(callee)) return callee;
    if (
      ts.isNonNullExpression(callee) ||
      ts.isParenthesizedExpression(callee) ||
      ts.isAsExpression(callee) ||
      ts.isSatisfiesExpression(callee) ||
      ts.isExpressionWithTypeArguments(callee)
    ) {
      callee = callee.expression;
    } else {
      return undefined;
    }
  }
}

function offsetOf(file: ts.SourceFile, { line, column }: Position): number | undefined {
  const starts = file.getLineStarts();
  const start = starts[line - 1];
  if (start === undefined) return undefined;
  // A byte order mark is no column in a stack.
  return start + column - 1 + (line === 1 && file.text.startsWith('\uFEFF') ? 1 : 0);
}

function describe(
  node: ts.CallExpression,
  ancestors: readonly ts.Node[],
  file: ts.SourceFile,
): FoundCall {
  const indentation = indentationAt(file, node.getStart(file));
  return { node, indentation, indentUnit: indentUnitAt(indentation, ancestors, file) };
}

/** The smallest step between the lines on which the enclosing nodes begin; two spaces when there is none. */
function indentUnitAt(
  indentation: string,
  ancestors: readonly ts.Node[],
  file: ts.SourceFile,
): string {
  if (indentation.includes('\t')) return '\t';
  let inner = indentation.length;
  let smallest = Infinity;
  for (const ancestor of ancestors.toReversed()) {
    if (ts.isSourceFile(ancestor)) break;
    const outer = indentationAt(file, ancestor.getStart(file)).length;
    if (outer < inner) smallest = Math.min(smallest, inner - outer);
    inner = outer;
  }
  return ' '.repeat(smallest === Infinity ? 2 : smallest);
}

function indentationAt(file: ts.SourceFile, offset: number): string {
  const { line } = file.getLineAndCharacterOfPosition(offset);
  const lineStart = file.getLineStarts()[line] ?? 0;
  return /^[\uFEFF]?([^\S\n\r]*)/.exec(file.text.slice(lineStart, offset))?.[1] ?? '';
}
