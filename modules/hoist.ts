/**
 * Moves `mock.module(…)` and its like above the imports of a module, so that a mock stands before anything loads what it
 * replaces. It works on the transformed code, in which every top-level statement begins on its own line: statements
 * are moved as whole lines, and the lines of the source map with them.
 */
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { parse } from 'acorn';
import type { Expression, Node, Program, Statement, ModuleDeclaration } from 'acorn';
import { HOISTED_CALLS, HOISTED_GLOBALS, mayHoist } from './hoist-filter.ts';
import type { TransformedModule } from './transform.ts';

export function hoistMocks(module: TransformedModule): TransformedModule {
  if (!mayHoist(module.code)) return module;
  let program: Program;
  try {
    program = parse(module.code, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
    });
  } catch {
    return module; // what V8 will say about it is better than what we could
  }
  const order = hoistedOrder(program, module.code);
  return order === undefined ? module : withStatementOrder(module, program, order);
}

type TopLevel = Statement | ModuleDeclaration;

/** The statements in their new order, or `undefined` when nothing moves. */
function hoistedOrder(program: Program, code: string): readonly TopLevel[] | undefined {
  const apis = apiBindings(program);
  const isHoisted = (node: TopLevel): boolean => isHoistedStatement(node, apis);
  const hoisted = program.body.filter(isHoisted);
  if (hoisted.length === 0) return undefined;
  const firstImport = program.body.findIndex((node) => requiredModule(node) !== undefined);
  if (firstImport < 0) return undefined;
  const head = program.body.slice(0, firstImport);
  const tail = program.body.slice(firstImport);
  const api = tail.filter(
    (node) => requiredModule(node) !== undefined && (requiredModule(node) ?? '') in HOISTED_CALLS,
  );
  const calls = tail.filter(isHoisted);
  const used = calls.map((node) => code.slice(node.start, node.end)).join('\n');
  const variables = tail.filter((node) => isMockVariable(node, { code, used, apis }));
  const first = new Set<TopLevel>([...api, ...variables, ...calls]);
  return [...head, ...api, ...variables, ...calls, ...tail.filter((node) => !first.has(node))];
}

/** Local name → the module of ours that it was required from. */
function apiBindings(program: Program): ReadonlyMap<string, string> {
  const bindings = new Map<string, string>();
  for (const node of program.body) {
    const name = requiredModule(node);
    if (name === undefined || !(name in HOISTED_CALLS) || node.type !== 'VariableDeclaration')
      continue;
    const id = node.declarations[0]?.id;
    if (id?.type === 'Identifier') bindings.set(id.name, name);
  }
  return bindings;
}

/** `var import_x = require("x")`, also inside `__toESM(…)`, and the bare `require("x")`. */
function requiredModule(node: TopLevel): string | undefined {
  const expression =
    node.type === 'VariableDeclaration'
      ? node.declarations[0]?.init
      : node.type === 'ExpressionStatement'
        ? node.expression
        : undefined;
  return expression === undefined || expression === null ? undefined : requireArgument(expression);
}

function requireArgument(node: Expression): string | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return undefined;
  const first = node.callee.name === '__reExport' ? node.arguments[1] : node.arguments[0];
  if (first === undefined || first.type === 'SpreadElement') return undefined;
  if (node.callee.name !== 'require')
    return /^__(toESM|reExport|importDefault|importStar)$/.test(node.callee.name)
      ? requireArgument(first)
      : undefined;
  return first.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
}

function isHoistedStatement(node: TopLevel, apis: ReadonlyMap<string, string>): boolean {
  if (node.type === 'ExpressionStatement') return isHoistedCall(node.expression, apis);
  if (node.type !== 'VariableDeclaration') return false;
  const init = node.declarations[0]?.init;
  return (
    init !== undefined &&
    init !== null &&
    isHoistedCall(init, apis) &&
    calledMethod(init) === 'hoisted'
  );
}

function calledMethod(node: Expression): string | undefined {
  const call = node.type === 'AwaitExpression' ? node.argument : node;
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return undefined;
  return call.callee.property.type === 'Identifier' ? call.callee.property.name : undefined;
}

/** `api.mock.module(…)`, `jest.mock(…)`, and chains of them: `jest.mock(a).mock(b)`. */
function isHoistedCall(node: Expression, apis: ReadonlyMap<string, string>): boolean {
  const call = node.type === 'AwaitExpression' ? node.argument : node;
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const { object, property } = call.callee;
  if (property.type !== 'Identifier' || object.type === 'Super') return false;
  if (object.type === 'CallExpression') return isHoistedCall(object, apis);
  if (object.type === 'Identifier') {
    return !apis.has(object.name) && HOISTED_GLOBALS[object.name]?.has(property.name) === true;
  }
  if (object.type !== 'MemberExpression' || object.object.type !== 'Identifier') return false;
  const module = apis.get(object.object.name);
  if (module === undefined || object.property.type !== 'Identifier') return false;
  return HOISTED_CALLS[module]?.[object.property.name]?.has(property.name) === true;
}

/**
 * `const mockSend = mock.fn()`, used by a factory: Jest's rule. It moves too, unless it needs an import that is not
 * there yet.
 */
function isMockVariable(
  node: TopLevel,
  context: {
    readonly code: string;
    readonly used: string;
    readonly apis: ReadonlyMap<string, string>;
  },
): boolean {
  if (node.type !== 'VariableDeclaration' || requiredModule(node) !== undefined) return false;
  return node.declarations.every((declaration) => {
    if (declaration.id.type !== 'Identifier' || !/^mock/i.test(declaration.id.name)) return false;
    if (!new RegExp(`\\b${declaration.id.name}\\b`).test(context.used)) return false;
    const text = declaration.init
      ? context.code.slice(declaration.init.start, declaration.init.end)
      : '';
    return [...text.matchAll(/\b(import_\w+)\b/g)].every((match) =>
      context.apis.has(match[1] ?? ''),
    );
  });
}

function withStatementOrder(
  module: TransformedModule,
  program: Program,
  order: readonly TopLevel[],
): TransformedModule {
  const lines = module.code.split('\n');
  const starts = lineStarts(module.code);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  // A statement owns its lines and the comment lines above it; two on one line (a directive before it) stay together.
  const ranges = new Map<Node, readonly [number, number]>();
  let next = 0;
  for (const node of program.body) {
    const end = lineOf(node.end - 1) + 1;
    ranges.set(node, [next, Math.max(next, end)]);
    next = Math.max(next, end);
  }
  const newLines: number[] = [];
  for (const node of order) {
    const [from, to] = ranges.get(node) ?? [0, 0];
    for (let line = from; line < to; line++) newLines.push(line);
  }
  for (let line = next; line < lines.length; line++) newLines.push(line);
  return {
    ...module,
    code: newLines.map((line) => lines[line] ?? '').join('\n'),
    map: module.map === '' ? '' : reorderMap(module.map, newLines),
  };
}

function reorderMap(map: string, newLines: readonly number[]): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by esbuild or TypeScript a moment ago
  const parsed = JSON.parse(map) as { mappings: string };
  const decoded = decode(parsed.mappings);
  return JSON.stringify({
    ...parsed,
    mappings: encode(newLines.map((line) => decoded[line] ?? [])),
  });
}

function lineStarts(code: string): readonly number[] {
  const starts = [0];
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
