/** What a call is, as far as its own file can say. */
import { isBuiltin } from 'node:module';
import { ts } from 'ts-morph';
import type { Scope } from './scopes.ts';
import { globalRole, TEST_MODULES, type Role } from './test-apis.ts';

/**
 * `test`, `suite`: declares some. `node-test`: a test whose body may declare subtests. `quiet`: declares nothing, whatever
 * it is given. `pure`: calls at most the functions that it is given. `open`: only more knowledge can say.
 */
export type CalleeKind = 'test' | 'node-test' | 'suite' | 'quiet' | 'pure' | 'open';

const QUIET_GLOBALS = new Set(
  'console process parseInt parseFloat structuredClone Buffer setTimeout setInterval setImmediate clearTimeout clearInterval queueMicrotask fetch'.split(
    ' ',
  ),
);
const PURE_GLOBALS = new Set(
  'Object Array String Number Boolean BigInt Math JSON Symbol Map Set Date RegExp Reflect Promise'.split(
    ' ',
  ),
);
/** Who imports a name like this from a file of the project extends the test function there. */
const TEST_NAME = /^[xf]?(?:test|it)$/i;
const SUITE_NAME = /^[xf]?(?:describe|suite)$/i;
const MAX_DEPTH = 8;

export function calleeKind(callee: ts.Expression, scope: Scope): CalleeKind {
  return kindOf(callee, { scope, path: [], depth: 0 });
}

interface Search {
  readonly scope: Scope;
  /** Properties that are taken from what is looked at, outermost last. */
  readonly path: readonly string[];
  readonly depth: number;
}

function kindOf(node: ts.Expression, search: Search): CalleeKind {
  const { scope, path } = search;
  if (ts.isIdentifier(node)) return kindOfName(node.text, search);
  if (ts.isPropertyAccessExpression(node)) {
    return kindOf(node.expression, { ...search, path: [node.name.text, ...path] });
  }
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    if (ts.isIdentifier(expression) && expression.text === 'require') {
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
        return kindOfImport(specifier.text, '*', path);
      }
    }
    return kindOf(expression, { scope, path: [], depth: search.depth });
  }
  if (ts.isTaggedTemplateExpression(node)) {
    return kindOf(node.tag, { scope, path: [], depth: search.depth });
  }
  if (isWrapper(node)) return kindOf(node.expression, search);
  if (ts.isConditionalExpression(node)) {
    const kind = kindOf(node.whenTrue, search);
    return kind === kindOf(node.whenFalse, search) ? kind : 'open';
  }
  const [key, ...rest] = path;
  if (ts.isObjectLiteralExpression(node) && key !== undefined) {
    for (const property of node.properties) {
      if (property.name === undefined || !ts.isIdentifier(property.name)) continue;
      if (property.name.text !== key) continue;
      if (ts.isShorthandPropertyAssignment(property)) {
        return kindOfName(key, { ...search, path: rest });
      }
      if (ts.isPropertyAssignment(property)) {
        return kindOf(property.initializer, { ...search, path: rest });
      }
    }
  }
  return 'open';
}

function kindOfName(name: string, search: Search): CalleeKind {
  const { scope, path, depth } = search;
  const declaration = scope.find(name);
  if (declaration === undefined) {
    const role = globalRole(name);
    if (role !== undefined) return kindOfRole(role);
    return QUIET_GLOBALS.has(name) ? 'quiet' : PURE_GLOBALS.has(name) ? 'pure' : 'open';
  }
  const { origin } = declaration;
  if (origin?.kind === 'import') return kindOfImport(origin.specifier, origin.imported, path);
  if (origin?.kind === 'value' && depth < MAX_DEPTH) {
    const kind = kindOf(origin.value, {
      scope: origin.scope,
      path: [...origin.path, ...path],
      depth: depth + 1,
    });
    const isKnown = kind !== 'open' && kind !== 'pure';
    return isKnown ? kind : guess([...origin.path, ...path].at(-1) ?? name);
  }
  if (origin === undefined && path.length === 0) return guess(name);
  return 'open';
}

function kindOfImport(specifier: string, imported: string, path: readonly string[]): CalleeKind {
  const module = TEST_MODULES.get(specifier);
  if (module === undefined) {
    return isBuiltin(specifier) ? 'pure' : guess(imported === '*' ? (path[0] ?? '') : imported);
  }
  const isWhole = imported === '*' || (imported === 'default' && !module.names.has('default'));
  const isNodeDefault = imported === 'default' && module.names.has(path[0] ?? '');
  // `require('node:test')` is the function itself.
  const own = path[0] !== undefined && module.names.has(path[0]) ? path[0] : 'default';
  const role = module.names.get(isWhole || isNodeDefault ? own : imported);
  if (role === undefined) return 'quiet';
  const kind = kindOfRole(role);
  return kind === 'test' && module.runner === 'node' ? 'node-test' : kind;
}

function kindOfRole(role: Role): CalleeKind {
  return role === 'quiet' ? 'quiet' : role.kind;
}

function guess(name: string): CalleeKind {
  return TEST_NAME.test(name) ? 'test' : SUITE_NAME.test(name) ? 'suite' : 'open';
}

export function isWrapper(
  node: ts.Expression,
): node is
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression
  | ts.TypeAssertion {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}
