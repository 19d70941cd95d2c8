/** Half-typed code: a body that is not closed yet has swallowed what stands below it. Where that begins, its indent says. */
import { ts } from 'ts-morph';

/** Something is still open at the end of the file. */
export function isUnbalanced(source: ts.SourceFile): boolean {
  const found: unknown = Reflect.get(source, 'parseDiagnostics');
  if (!Array.isArray(found) || found.length === 0) return false;
  const end = source.text.trimEnd().length;
  return found.some((given: ts.DiagnosticWithLocation) => given.start >= end);
}

/** The statements with those that they have swallowed, as the siblings that they are. */
export function withSwallowed(
  statements: readonly ts.Statement[],
  source: ts.SourceFile,
): readonly ts.Statement[] {
  return statements.flatMap((statement) => {
    const call = calledBy(statement);
    if (call === undefined) return [statement];
    const inner = call.arguments.flatMap((argument) => {
      const body = bodyOf(argument);
      if (body === undefined) return [];
      const own = ownStatements(call, body, source);
      return [
        ...argumentsOf(call, body.statements.slice(0, own), source),
        ...body.statements.slice(own),
      ];
    });
    return [statement, ...withSwallowed(inner, source)];
  });
}

/** In the code of a test, `expect(1` takes the calls below it for arguments. */
function argumentsOf(
  test: ts.CallExpression,
  statements: readonly ts.Statement[],
  source: ts.SourceFile,
): readonly ts.Statement[] {
  if (!/^[xf]?(?:test|it)\b/.test(test.expression.getText(source))) return [];
  const indent = indentAt(test.getStart(source), source);
  const found: ts.Statement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && beginsLine(node, indent, source)) {
      found.push(ts.factory.createExpressionStatement(node));
    } else ts.forEachChild(node, visit);
  };
  statements.forEach(visit);
  return found;
}

/** How many statements of a body are its own. */
export function ownStatements(
  call: ts.CallExpression,
  body: ts.Block,
  source: ts.SourceFile,
): number {
  const indent = indentAt(call.getStart(source), source);
  const first = body.statements.findIndex((statement) => beginsLine(statement, indent, source));
  return first < 0 ? body.statements.length : first;
}

/** Whether it stands first on its line, with at most this indent. */
function beginsLine(node: ts.Node, indent: number, source: ts.SourceFile): boolean {
  const start = node.getStart(source);
  const column = indentAt(start, source);
  return column <= indent && startOfLine(start, source) + column === start;
}

function calledBy(statement: ts.Statement): ts.CallExpression | undefined {
  if (!ts.isExpressionStatement(statement)) return undefined;
  const { expression } = statement;
  const inner = ts.isAwaitExpression(expression) ? expression.expression : expression;
  return ts.isCallExpression(inner) ? inner : undefined;
}

function bodyOf(argument: ts.Expression): ts.Block | undefined {
  if (!ts.isArrowFunction(argument) && !ts.isFunctionExpression(argument)) return undefined;
  return ts.isBlock(argument.body) ? argument.body : undefined;
}

function startOfLine(offset: number, { text }: ts.SourceFile): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

export function indentAt(offset: number, source: ts.SourceFile): number {
  const start = startOfLine(offset, source);
  const line = source.text.slice(start, offset);
  return line.length - line.trimStart().length;
}
