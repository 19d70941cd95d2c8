/** The modules whose functions declare tests, and what each of their names is. */

export type Runner = 'ztest' | 'jest' | 'vitest' | 'node';

/** What a name of a test module is; `quiet`: calling it declares nothing (hooks, `expect`, mocks). */
export type Role = DeclaringRole | 'quiet';

export interface DeclaringRole {
  readonly kind: 'test' | 'suite';
  readonly mode?: 'only' | 'skip';
}

export interface TestModule {
  readonly runner: Runner;
  readonly names: ReadonlyMap<string, Role>;
}

/** What they are handed runs before or after tests, or around them. */
export const HOOKS: ReadonlySet<string> = new Set([
  'after',
  'afterAll',
  'afterEach',
  'aroundAll',
  'aroundEach',
  'before',
  'beforeAll',
  'beforeEach',
  'onTestFailed',
  'onTestFinished',
]);
const TEST: Role = { kind: 'test' };
const SUITE: Role = { kind: 'suite' };
const SHORT_NAMES: readonly (readonly [string, Role])[] = [
  ['xit', { kind: 'test', mode: 'skip' }],
  ['xtest', { kind: 'test', mode: 'skip' }],
  ['fit', { kind: 'test', mode: 'only' }],
  ['xdescribe', { kind: 'suite', mode: 'skip' }],
  ['fdescribe', { kind: 'suite', mode: 'only' }],
];

const ZTEST = moduleOf('ztest', { quiet: ['expect', 'mock', 'jest'] });
const JEST = moduleOf('jest', { quiet: ['expect', 'jest'] });
const VITEST = moduleOf('vitest', {
  quiet: ['expect', 'vi', 'vitest', 'assert', 'expectTypeOf', 'assertType', 'chai', 'should'],
});
const NODE = moduleOf('node', { quiet: ['mock', 'snapshot', 'run', 'assert'] });

/** By specifier. */
export const TEST_MODULES: ReadonlyMap<string, TestModule> = new Map([
  ['ztest', ZTEST],
  ['ztest/jest', ZTEST],
  ['@jest/globals', JEST],
  ['vitest', VITEST],
  ['node:test', NODE],
]);

/** What stands in the global object where the configuration says so. */
export const TEST_GLOBALS: Readonly<Record<Exclude<Runner, 'node'>, TestModule>> = {
  ztest: ZTEST,
  jest: JEST,
  vitest: VITEST,
};

/** What a name is as a global of any runner. */
export function globalRole(name: string): Role | undefined {
  return ZTEST.names.get(name) ?? VITEST.names.get(name);
}

const MODULE =
  /(["'`])(?:ztest(?:\/jest)?|@jest\/globals|vitest|node:test)\1|\bnew \w*RuleTester\b/;
const CALL = /(?<![.\w$])[xf]?(?:test|it|describe|suite)\s*(?:\.\s*\w+\s*)*[(<`]/g;

const HANDS_ON = /\bexport\s*[*{]/;

export function speaksOfTests(text: string): boolean {
  if (MODULE.test(text)) return true;
  for (const { index } of text.matchAll(CALL)) if (!isInComment(text, index)) return true;
  return false;
}

/** Prose has "it (" as well. */
function isInComment(text: string, index: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', index - 1) + 1, index);
  return /^\s*(?:\/?\*|\/\/)|\s\/\/\s/.test(before);
}

/** The cheap look that spares most files of a project a parse: whether importing the file may lead to tests. */
export function mayDeclareTests(text: string): boolean {
  return speaksOfTests(text) || HANDS_ON.test(text);
}

function moduleOf(runner: Runner, { quiet }: { readonly quiet: readonly string[] }): TestModule {
  const names = new Map<string, Role>([
    ['test', TEST],
    ['it', TEST],
    ['suite', SUITE],
    ['describe', SUITE],
  ]);
  if (runner === 'node') names.set('default', TEST);
  else for (const [name, role] of SHORT_NAMES) names.set(name, role);
  for (const name of [...HOOKS, ...quiet]) names.set(name, 'quiet');
  return { runner, names };
}
