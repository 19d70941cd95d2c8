/**
 * Moves `mock.module(…)` and its like above the imports of a module, so that a mock stands before anything loads what it
 * replaces. It works on the transformed code, in which every top-level statement begins on its own line: statements
 * are moved as whole lines, and the lines of the source map with them.
 *
 * After what was moved, an ES module awaits its mocks (factories may be asynchronous) and whatever else it imports that
 * has to be awaited.
 */
import { parse } from 'acorn';
import type { Expression, ModuleDeclaration, Program, Statement } from 'acorn';
import { namesIn } from './declared-names.ts';
import { HOISTED_CALLS, HOISTED_GLOBALS, mayHoist } from './hoist-filter.ts';
import { hoistInBlocks, mayHoistInBlocks } from './hoist-in-blocks.ts';
import { AWAIT_IMPORTS } from './awaited-imports.ts';
import { orderStatements } from './statement-order.ts';
import type { TransformedModule } from './transform.ts';

export function hoistMocks(given: TransformedModule): TransformedModule {
  if (!mayHoist(given.code)) return given;
  const { code: before, program } = withBlocksHoisted(withSpecifiers(given.code));
  const module = { ...given, code: before };
  if (program === undefined) return module; // what V8 will say about it is better than what we could
  const order = hoistedOrder(program, module.code);
  if (order === undefined) return module;
  const added = module.isEsm ? AWAIT_IMPORTS : undefined;
  const { code, map } = orderStatements(module, program, { ...order, added });
  return { ...module, code: withEarlyReads(code), map, isAsync: module.isEsm };
}

function programOf(code: string): Program | undefined {
  try {
    return parse(code, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
    });
  } catch {
    return undefined;
  }
}

function withBlocksHoisted(code: string): {
  readonly code: string;
  readonly program: Program | undefined;
} {
  const program = programOf(code);
  if (program === undefined || !mayHoistInBlocks(code)) return { code, program };
  const context = contextOf(program, code);
  const hoisted = hoistInBlocks(
    program,
    code,
    (node) =>
      node.type === 'ExpressionStatement' &&
      node.expression.type === 'CallExpression' &&
      isHoistedCall(node.expression, context) &&
      /^[\w$]*\.?jest\b/.test(code.slice(node.start, node.end)),
  );
  return { code: hoisted, program: hoisted === code ? program : programOf(hoisted) };
}

/** `vi.mock(import('./a'))` names the module for the compiler's sake: nothing is to be imported. As many letters. */
function withSpecifiers(code: string): string {
  return code.replaceAll(
    /(?<=\b(?:vi|vitest)\s*\.\s*(?:mock|unmock|doMock|doUnmock)\s*\(\s*)(?:__load|import)\s*\(\s*(["'`])(?:(?!\1)[^\\\n])*\1\s*\)/g,
    (load) => load.replace(/^\w+\s*\(/, blanks).replace(/\)$/, ' '),
  );
}

function blanks(text: string): string {
  return ' '.repeat(text.length);
}

type TopLevel = Statement | ModuleDeclaration;

/** What is known about the module while its statements are put in order. */
interface Context {
  readonly code: string;
  /** Local name → the module of ours that it was required from. */
  readonly apis: ReadonlyMap<string, string>;
  /** Names of the other imports. */
  readonly imports: ReadonlySet<string>;
  /** All names that the top level declares. */
  readonly declared: ReadonlySet<string>;
}

/** The statements in their new order, and the last of those that moved; `undefined` when nothing moves. */
function hoistedOrder(
  program: Program,
  code: string,
): { readonly order: readonly TopLevel[]; readonly last: TopLevel } | undefined {
  const firstImport = program.body.findIndex((node) => requiredModule(node) !== undefined);
  if (firstImport < 0) return undefined;
  const context = contextOf(program, code);
  const head = program.body.slice(0, firstImport);
  const tail = program.body.slice(firstImport);
  const calls = new Set(tail.filter((node) => isHoistedStatement(node, context)));
  if (calls.size === 0) return undefined;
  const api = tail.filter((node) => (requiredModule(node) ?? '') in HOISTED_CALLS);
  const variables = mockVariables(tail, calls, context);
  const moved = tail.filter((node) => calls.has(node) || variables.has(node));
  const last = moved.at(-1);
  if (last === undefined) return undefined;
  const first = new Set<TopLevel>([...api, ...moved]);
  const rest = tail.filter((node) => !first.has(node));
  return { order: [...head, ...api, ...moved, ...rest], last };
}

function contextOf(program: Program, code: string): Context {
  const apis = new Map<string, string>();
  const imports = new Set<string>();
  const declared = new Set<string>();
  for (const node of program.body) {
    if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
      declared.add(node.id.name);
    }
    if (node.type !== 'VariableDeclaration') continue;
    const module = requiredModule(node);
    for (const { id } of node.declarations) {
      const isApi = module !== undefined && module in HOISTED_CALLS;
      if (id.type !== 'Identifier') {
        // `const { jest } = require('@jest/globals')` is used as the global would be.
        if (!isApi) for (const name of namesIn(id)) declared.add(name);
        continue;
      }
      declared.add(id.name);
      if (isApi) apis.set(id.name, module);
      else if (module !== undefined) imports.add(id.name);
    }
  }
  return { code, apis, imports, declared };
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
    return /^__(toESM|reExport)$/.test(node.callee.name) ? requireArgument(first) : undefined;
  return first.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
}

function isHoistedStatement(node: TopLevel, context: Context): boolean {
  if (node.type === 'ExpressionStatement') return isHoistedCall(node.expression, context);
  if (node.type !== 'VariableDeclaration') return false;
  const init = node.declarations[0]?.init;
  return (
    init !== undefined &&
    init !== null &&
    isHoistedCall(init, context) &&
    calledMethod(init) === 'hoisted'
  );
}

function calledMethod(node: Expression): string | undefined {
  const call = node.type === 'AwaitExpression' ? node.argument : node;
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return undefined;
  return call.callee.property.type === 'Identifier' ? call.callee.property.name : undefined;
}

/** `api.mock.module(…)`, `jest.mock(…)`, and chains of them: `jest.mock(a).mock(b)`. */
function isHoistedCall(node: Expression, context: Context): boolean {
  const call = node.type === 'AwaitExpression' ? node.argument : node;
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const { object, property } = call.callee;
  if (property.type !== 'Identifier' || object.type === 'Super') return false;
  if (object.type === 'CallExpression') return isHoistedCall(object, context);
  if (object.type === 'Identifier') {
    const isGlobal = !context.declared.has(object.name);
    return isGlobal && HOISTED_GLOBALS[object.name]?.has(property.name) === true;
  }
  if (object.type !== 'MemberExpression' || object.object.type !== 'Identifier') return false;
  const module = context.apis.get(object.object.name);
  if (module === undefined || object.property.type !== 'Identifier') return false;
  return HOISTED_CALLS[module]?.[object.property.name]?.has(property.name) === true;
}

/**
 * `const mockSend = mock.fn()`, used by a factory: Jest's rule. They move too, with such variables as they use
 * themselves, unless they need an import that is not there yet.
 */
function mockVariables(
  statements: readonly TopLevel[],
  calls: ReadonlySet<TopLevel>,
  context: Context,
): ReadonlySet<TopLevel> {
  const textOf = (node: TopLevel): string => context.code.slice(node.start, node.end);
  const candidates = statements.filter(
    (node) => !calls.has(node) && isMovableVariable(node, context),
  );
  const moved = new Set<TopLevel>();
  let used = [...calls].map(textOf).join('\n');
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false;
    for (const node of candidates) {
      if (moved.has(node) || !declaredNames(node).some((name) => mentions(used, name))) continue;
      moved.add(node);
      used += `\n${textOf(node)}`;
      isGrowing = true;
    }
  }
  return moved;
}

function isMovableVariable(node: TopLevel, context: Context): boolean {
  if (node.type !== 'VariableDeclaration' || requiredModule(node) !== undefined) return false;
  const names = declaredNames(node);
  if (names.length === 0 || !names.every((name) => /^mock/i.test(name))) return false;
  const text = context.code.slice(node.start, node.end);
  return ![...context.imports].some((name) => mentions(text, name));
}

function declaredNames(node: TopLevel): readonly string[] {
  if (node.type !== 'VariableDeclaration') return [];
  return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
}

function mentions(text: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w$.])${name.replaceAll('$', String.raw`\$`)}(?![\w$])`).test(
    text,
  );
}

/** A factory that uses an import before it is there gets an error that says so, and not `undefined`. */
function withEarlyReads(code: string): string {
  return code.replaceAll(/^var (?=import_[\w$]+ = (?:__toESM\()?require\()/gm, 'let ');
}
