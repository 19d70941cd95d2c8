/** Functions, their parameters and the patterns of variables. */
import { ts } from 'ts-morph';
import type { FunctionOptions, Lowering } from './lowering.ts';
import type { FunctionExpression, Pattern, Statement } from './parsed-file.ts';
import { namesOf, Scope } from './scopes.ts';

/** Characters. What makes a title or a row is short; the code under test is not. */
const LONGEST_HELPER = 600;

export function lowerFunction(
  node: ts.FunctionLikeDeclaration,
  from: { readonly lowering: Lowering; readonly scope: Scope; readonly options: FunctionOptions },
): FunctionExpression {
  const { lowering, options } = from;
  const { body } = node;
  const isAsync = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
  const isGenerator = node.asteriskToken !== undefined;
  const name =
    node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : options.name;
  const head = { is: 'function', name, ...(isAsync && { isAsync }) } as const;
  if (body === undefined) return { ...head, params: [] };
  if (options.isTestBody) return { ...head, params: [], asserts: lowering.asserts(body) };
  // In a file without tests, functions matter that make a value: `rows.map((row) => …)`, `titleOf(row)`.
  const isShort = !ts.isBlock(body) || body.end - body.pos <= LONGEST_HELPER;
  const isFollowed = !isGenerator && (lowering.hasTests || isShort);
  if (!isFollowed) return { ...head, params: [] };

  const scope = new Scope(from.scope);
  for (const parameter of node.parameters) {
    for (const each of namesOf(parameter.name)) scope.add({ name: each });
  }
  const { params, rest } = lowerParameters(node.parameters, lowering, scope);
  const statements: Statement[] = ts.isBlock(body)
    ? lowering.statements(body.statements.slice(0, options.statements), scope)
    : [{ do: 'return', value: lowering.expression(body, scope) }];
  return { ...head, params, ...(rest !== undefined && { rest }), body: statements };
}

function lowerParameters(
  nodes: readonly ts.ParameterDeclaration[],
  lowering: Lowering,
  scope: Scope,
): { readonly params: readonly Pattern[]; readonly rest?: Pattern } {
  const last = nodes.at(-1);
  const isThis = (node: ts.ParameterDeclaration): boolean =>
    ts.isIdentifier(node.name) && node.name.text === 'this';
  const params = nodes
    .filter((node) => node.dotDotDotToken === undefined && !isThis(node))
    .map((node) => lowerPattern(node, lowering, scope));
  return last?.dotDotDotToken === undefined
    ? { params }
    : { params, rest: lowerPattern(last, lowering, scope) };
}

/** A parameter, a variable, or a part of a pattern. */
export function lowerPattern(
  node: { readonly name: ts.BindingName; readonly initializer?: ts.Expression | undefined },
  lowering: Lowering,
  scope: Scope,
): Pattern {
  const { name } = node;
  const initial =
    node.initializer === undefined
      ? {}
      : {
          initial: lowering.expression(
            node.initializer,
            scope,
            ts.isIdentifier(name) ? name.text : undefined,
          ),
        };
  if (ts.isIdentifier(name)) {
    const declaration = scope.find(name.text);
    const target = {
      name: name.text,
      ...(declaration?.isChanged === true && { isChanged: true as const }),
      ...initial,
    };
    if (declaration !== undefined) declaration.target = target;
    return target;
  }
  const elements = [...name.elements].filter((element) => !ts.isOmittedExpression(element));
  const restElement = elements.find((element) => element.dotDotDotToken !== undefined);
  const rest =
    restElement === undefined ? {} : { rest: lowerPattern(restElement, lowering, scope) };
  if (ts.isArrayBindingPattern(name)) {
    const items = name.elements
      .filter((element) => element !== restElement)
      .map((element) =>
        ts.isOmittedExpression(element) ? null : lowerPattern(element, lowering, scope),
      );
    return { items, ...rest, ...initial };
  }
  const entries = elements
    .filter((element) => element !== restElement)
    .map((element) => {
      const key = element.propertyName ?? element.name;
      const isPlain = ts.isIdentifier(key) || ts.isStringLiteral(key) || ts.isNumericLiteral(key);
      return { key: isPlain ? key.text : '', target: lowerPattern(element, lowering, scope) };
    });
  return { entries, ...rest, ...initial };
}
