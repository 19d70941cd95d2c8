import { expect, suite, test } from 'ztest';
import { parseModule } from '../../../server/parsing/parse-module.ts';
import { codeAt } from '../../../server/graph/symbol-places.ts';
import { testsOfSymbols } from '../../../server/graph/symbol-search.ts';
import { LOAD } from '../../../server/graph/symbol-table.ts';
import { createGraphProject, openGraph, symbolsOf, type GraphProject } from './graph-project.ts';

suite('tests that reach a symbol', () => {
  test('are those that use it, not all that load its file', async () => {
    using project = await createGraphProject({
      'adds.test.ts': "import { add } from './cart.ts'; add();",
      'prints.test.ts': "import { print } from './cart.ts'; print();",
      'cart.ts': `
        export function add() { return total(); }
        export function print() { return 'cart'; }
        function total() { return 1; }
      `,
    });
    expect(await testsOf(project, 'cart.ts', 'add')).toEqual(['adds.test.ts']);
    expect(await testsOf(project, 'cart.ts', 'total')).toEqual(['adds.test.ts']);
    expect(await testsOf(project, 'cart.ts', 'print')).toEqual(['prints.test.ts']);
    expect(await testsOf(project, 'cart.ts', LOAD)).toEqual(['adds.test.ts', 'prints.test.ts']);
  });

  test.each([
    ['a named import', "import { it } from './lib.ts'; it();"],
    ['another name', "import { it as other } from './lib.ts'; other();"],
    ['a namespace', "import * as lib from './lib.ts'; lib.it();"],
    ['a namespace as a whole', "import * as lib from './lib.ts'; use(lib);"],
    ['a re-export', "import { it } from './through.ts'; it();"],
    ['a re-export under another name', "import { renamed } from './through.ts'; renamed();"],
    ['a default that is another name', "import fallback from './through.ts'; fallback();"],
    ['a re-exported namespace', "import { space } from './through.ts'; space.it();"],
    ['an export of all', "import { it } from './all.ts'; it();"],
    ['an export of all, twice', "import { it } from './all-of-all.ts'; it();"],
    ['an imported name that is exported', "import { handed } from './hands-on.ts'; handed();"],
    ['an imported namespace that is exported', "import { lib } from './hands-on.ts'; lib.it();"],
    ['a dynamic import', "const { it } = await import('./lib.ts');"],
    ['a require', "const { it } = require('./lib.ts');"],
    ['a mocked module', "import './lib.ts'; vi.mock('./lib.ts');"],
    ['a CommonJS module', "import { it } from './common.cjs';"],
    ['what a const is made of', "import { table } from './table.ts'; table[0]();"],
    ['a class that extends it', "import { Big } from './big.ts'; new Big();"],
    ['what runs when a module is loaded', "import './runs.ts';"],
    ['what a const calls when a module is loaded', "import './makes.ts';"],
    ['what a static field calls when a module is loaded', "import './static.ts';"],
    ['a decorator', "import './decorated.ts';"],
    ['a function with a parameter of another name', "import { calls } from './calls.ts'; calls();"],
    ['a default value', "import { defaults } from './calls.ts'; defaults();"],
    ['a shorthand property', "import { short } from './calls.ts'; short();"],
    ['a computed key', "import { computed } from './calls.ts'; computed();"],
    ['an element of JSX', "import { View } from './view.tsx'; View();"],
    ['a block after one that hides the name', "import { blocks } from './calls.ts'; blocks();"],
  ])('are found through %s', async (_way, code) => {
    using project = await createGraphProject({ ...library, 'a.test.ts': code });
    expect(await testsOf(project, 'lib.ts', 'it')).toEqual(['a.test.ts']);
  });

  test.each([
    ['a type', "import type { it } from './lib.ts';"],
    ['another member of a namespace', "import * as lib from './lib.ts'; lib.other();", 'module'],
    ['another name', "import { other } from './lib.ts'; other();"],
    ['another name of a file that exports all', "import { own } from './all.ts'; own();"],
    ['a parameter that hides it', "import { hidden } from './calls.ts'; hidden();"],
    ['a variable that hides it', "import { hiddenByVariable } from './calls.ts';"],
    ['a property of that name', "import { property } from './calls.ts'; property();"],
    ['a list that only names functions', "import './table.ts';"],
  ])('are not found through %s', async (_way, code, place = 'test') => {
    using project = await createGraphProject(
      place === 'test'
        ? { ...library, 'a.test.ts': code }
        : {
            ...library,
            'a.test.ts': "import { run } from './user.ts';",
            'user.ts': `${code} export function run() {}`,
          },
    );
    expect(await testsOf(project, 'lib.ts', 'it')).toEqual([]);
  });

  test('are none for a type', async () => {
    using project = await createGraphProject({
      'a.test.ts': "import { type Order, make } from './order.ts'; make();",
      'order.ts': 'export interface Order {} export function make(): Order { return {}; }',
    });
    expect(await testsOf(project, 'order.ts', 'Order')).toEqual([]);
    expect(await testsOf(project, 'order.ts', 'make')).toEqual(['a.test.ts']);
  });

  test('come with the way there', async () => {
    using project = await createGraphProject({
      'a.test.ts': "import './app.ts';",
      'app.ts': "import { start } from './start.ts'; start();",
      'start.ts':
        "import { it } from './lib.ts'; export const start = () => helper(); function helper() { it(); }",
      'lib.ts': 'export function it() {}',
    });
    const symbol = { file: project.at('lib.ts'), name: 'it' };
    const [reach] = await testsOfSymbols([symbol], project);
    expect(reach?.modules.map(({ to }) => project.name(to))).toEqual(['app.ts']);
    expect(reach?.symbols.map(({ file, name }) => `${project.name(file)} ${name}`)).toEqual([
      'app.ts *load*',
      'start.ts start',
      'start.ts helper',
      'lib.ts it',
    ]);
  });

  test('follow an edit', async () => {
    using project = await createGraphProject({
      'a.test.ts': "import { b } from './b.ts'; b();",
      'b.ts': "import { it } from './lib.ts'; export function b() {}",
      'lib.ts': 'export function it() {}',
    });
    expect(await testsOf(project, 'lib.ts', 'it')).toEqual([]);
    project.write({ 'b.ts': "import { it } from './lib.ts'; export function b() { it(); }" });
    await project.update({ edited: ['b.ts'] });
    expect(await testsOf(project, 'lib.ts', 'it')).toEqual(['a.test.ts']);
  });
});

test.each([1, 2, 3])('answers after edits are those of a new graph (%i)', async (seed) => {
  let state = seed * 7919;
  const random = (limit: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
  const names = ['a', 'b', 'c', 'd'];
  const textOf = (): string => {
    const imports = names
      .filter(() => random(3) === 0)
      .map((name) => `import { ${name} } from './${name}.ts';`);
    const handsOn = random(4) === 0 ? `export * from './${names[random(4)]}.ts';` : '';
    const own = names.filter(() => random(2) === 0);
    const body = (): string =>
      names
        .filter(() => random(3) === 0)
        .map((name) => `${name}();`)
        .join(' ');
    return [
      ...imports,
      handsOn,
      ...own.map((name) => `export function ${name}() { ${body()} }`),
      random(3) === 0 ? body() : '',
    ].join('\n');
  };
  const files = Object.fromEntries(names.map((name) => [`${name}.ts`, textOf()]));
  using project = await createGraphProject({
    't.test.ts': "import { a, b } from './a.ts'; import { c } from './b.ts';",
    'u.test.ts': "import * as d from './d.ts';",
    ...files,
  });
  for (let round = 0; round < 60; round++) {
    const name = `${names[random(4)]}.ts`;
    const before = files[name] ?? '';
    // Mostly only what is inside of the functions.
    files[name] =
      random(3) === 0
        ? textOf()
        : before.replace(/\{ .*? \}$/m, () => `{ ${names[random(4)]}(); ${random(1000)}; }`);
    project.write({ [name]: files[name] });
    await project.update({ edited: [name] });
    const fresh = await openGraph(project.directory);
    for (const file of names.map((one) => project.at(`${one}.ts`))) {
      for (const symbol of [LOAD, ...names].map((one) => ({ file, name: one }))) {
        const found = async ({ graph }: Pick<GraphProject, 'graph'>) =>
          (await testsOfSymbols([symbol], { graph })).map(({ test: one }) => one).toSorted();
        expect(await found(project)).toEqual(await found(fresh));
      }
    }
  }
});

suite('declarations', () => {
  test('have a fingerprint that comments, formatting, quotes and neighbours do not change', async () => {
    const prints = async (text: string): Promise<Record<string, string>> => {
      using project = await createGraphProject({ 'a.test.ts': "import './b.tsx';", 'b.tsx': text });
      const { declarations } = await symbolsOf(project, 'b.tsx');
      return Object.fromEntries(declarations.map(({ name, fingerprint }) => [name, fingerprint]));
    };
    const base = await prints(`
      export function f(a: number) { return a + 1; }
      export const g = 'x', h = /a/g;
      class C { m() { return \`a\${1}\`; } }
    `);
    expect(Object.keys(base)).toEqual(['f', 'g', 'h', 'C']);
    expect(
      await prints(`
        /** What it does. */
        export function f(
          a: number, // the number
        ) {
          return (/* sum */ a + 1)
        }
        export const g = "x", h = /a/g
        class C {
          m() { return \`a\${1}\` }
        }
      `),
    ).toEqual({ ...base, f: expect.any(String) });
    for (const [name, text] of [
      ['f', 'export function f(a: number) { return a - 1; }'],
      ['f', 'export function f(a: number) { return a + 2; }'],
      ['f', 'export async function f(a: number) { return a + 1; }'],
      ['f', 'export function* f(a: number) { return a + 1; }'],
      ['f', 'export function f(a?: number) { return a + 1; }'],
      ['f', 'function f(a: number) { return a + 1; }'],
      ['g', "export let g = 'x';"],
      ['g', "export const g = 'y';"],
      ['h', 'export const h = /a/;'],
      ['C', 'class C { m() { return `b${1}`; } }'],
      ['C', 'class C { static m() { return `a${1}`; } }'],
    ] as const) {
      expect([text, (await prints(text))[name]]).not.toEqual([text, base[name]]);
    }
  });

  test('differ by every token that means something', async () => {
    const texts = [
      'a++',
      'a--',
      '++a',
      '-a',
      '+a',
      '!a',
      'a?.b',
      'a.b',
      'a!.b',
      'a?.[0]',
      'a[0]',
      'a ?? b',
      'a || b',
      'a as const',
      'typeof a',
      'void a',
      'await a',
      '`${a}`',
      '`${a} `',
      "'a'",
      '1',
      '1n',
      '/a/',
      '/a/g',
      '(a, b)',
      'f(a, b)',
      'f(...a)',
      'new f(a)',
      'new.target',
      'import.meta',
      'f`a`',
      'f`\\\\a`',
      '<a/>',
      '<a>b</a>',
      '<a> b</a>',
      '{a}',
      '[a]',
      '[,a]',
      '() => a',
      'async () => a',
      'function () { return a }',
      'function* () { yield a }',
      'function* () { yield* a }',
      'class { a }',
      'class { static a }',
      'class { #a }',
      'class { get a() { return 1 } }',
      'class { set a(x) {} }',
      'class extends a {}',
      'a ? b : c',
      'a in b',
      'a instanceof b',
      'a = b',
      'a += b',
      'delete a.b',
    ];
    using project = await createGraphProject({
      'a.test.ts': "import './b.tsx';",
      'b.tsx': texts
        .map((text, i) => `const v${i} = ${text === '{a}' ? '({a})' : text};`)
        .join('\n')
        .replaceAll(/v\d+ =/g, 'v ='),
    });
    const { declarations } = await symbolsOf(project, 'b.tsx');
    const prints = declarations.map(({ fingerprint }) => fingerprint);
    expect(prints).toHaveLength(texts.length);
    expect(texts.filter((_, i) => prints.slice(0, i).includes(prints[i] ?? ''))).toEqual([]);
  });

  test('are found around an offset', async () => {
    const text = 'import "./x.ts";\nexport const a = 1;\nrun();\nexport function b() {\n}\n';
    using project = await createGraphProject({ 'a.test.ts': "import './b.ts';", 'b.ts': text });
    const symbols = await symbolsOf(project, 'b.ts');
    const nameAt = (words: string): string => codeAt('b.ts', symbols, text.indexOf(words)).name;
    expect([nameAt('a = 1'), nameAt('run'), nameAt('}')]).toEqual(['a', LOAD, 'b']);
  });

  test('are found in half of a file', () => {
    const text =
      'export class A<T> { @dec m(a = `${b}`) {} }\nexport const { x, y: [z] } = f();\nnamespace N.M {}\nexport default () => <div/>;\nenum E { A = 1 }\nexport = x;\n';
    for (let end = 0; end <= text.length; end++) parseModule('b.tsx', text.slice(0, end));
    const whole = parseModule('b.tsx', text);
    expect(whole.symbols?.declarations.map(({ name }) => name)).toEqual([
      'A',
      'x',
      'z',
      'N',
      '*default*',
      'E',
      '*default*',
    ]);
  });
});

const library = {
  'lib.ts': 'export function it() {} export function other() {}',
  'through.ts':
    "export { it, it as renamed, it as default } from './lib.ts'; export * as space from './lib.ts';",
  'all.ts': "export * from './lib.ts'; export function own() {}",
  'all-of-all.ts': "export * from './empty.ts'; export * from './all.ts';",
  'empty.ts': "export * from './all-of-all.ts'; export {};",
  'hands-on.ts':
    "import * as lib from './lib.ts'; import { it } from './lib.ts'; export { lib, it as handed };",
  'common.cjs': "const lib = require('./lib.ts'); module.exports = { ...lib };",
  'table.ts': "import { it } from './lib.ts'; export const table = [it, { it }];",
  'big.ts':
    "import { it } from './lib.ts'; class Small { m() { it(); } } export class Big extends Small {}",
  'runs.ts': "import { it } from './lib.ts'; it();",
  'makes.ts': "import { it } from './lib.ts'; const made = it();",
  'static.ts': "import { it } from './lib.ts'; export class A { static x = it(); }",
  'decorated.ts':
    "import { it } from './lib.ts'; export class A { constructor(@inject x: typeof it) {} }",
  'calls.ts': `
    import { it } from './lib.ts';
    export function calls(other: number) { return it(other); }
    export function defaults(f = it) { return f(); }
    export const short = () => ({ it });
    export const computed = () => ({ [it.name]: 1 });
    export function blocks() { { const it = 1; use(it); } it(); }
    export function hidden(it: () => void) { it(); }
    export function hiddenByVariable() { const [{ it }] = list; return () => it(); }
    export function property() { return { it: 1 }.it; }
  `,
  'view.tsx': "import { it as It } from './lib.ts'; export const View = () => <It />;",
};

async function testsOf(
  project: GraphProject,
  file: string,
  name: string,
): Promise<readonly string[]> {
  const reached = await testsOfSymbols([{ file: project.at(file), name }], project);
  return reached.map(({ test: found }) => project.name(found)).toSorted();
}
