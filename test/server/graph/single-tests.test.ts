import { expect, suite, test } from 'ztest';
import { createDiscovery } from '../../../server/discovery/discovery-chunk.ts';
import { reachingTests } from '../../../server/graph/reaching-tests.ts';
import type { ProjectFiles } from '../../support/run-project.ts';
import { createGraphProject } from './graph-project.ts';

/** `file`, or `file: title, …` where not all tests of the file reach the symbol. */
async function reaching(files: ProjectFiles, symbol = 'it'): Promise<readonly string[]> {
  using project = await createGraphProject({ ...library, ...files });
  const { directory: rootDir, graph } = project;
  using discovery = createDiscovery({ rootDir, useCache: false });
  await discovery.open();
  const trees = new Map(
    discovery.trees().map(({ file, nodes }) => {
      return [project.at(file), { nodes, hash: discovery.hashOf(file) }];
    }),
  );
  const path = project.at('lib.ts');
  const symbols = [{ file: path, name: symbol }];
  const treeOf = (file: string) => trees.get(file);
  const found = await reachingTests({ path, symbols }, { graph, treeOf, rootDir });
  const titles = new Map<string, string[]>();
  for (const { file, tests } of found) {
    const nodes = trees.get(project.at(file))?.nodes ?? [];
    const named = (tests ?? ['all']).map(
      (id) => nodes.find((node) => node.id === id)?.title ?? String(id),
    );
    titles.set(file, [...(titles.get(file) ?? []), ...named]);
  }
  return [...titles].map(([file, all]) => `${file}: ${all.toSorted().join(', ')}`).toSorted();
}

const library = {
  'lib.ts': 'export function it() {} export function other() {}',
  'helps.ts': "import { it } from './lib.ts'; export const helps = () => it();",
};
const head = `
  import { test, suite, describe, beforeEach, afterAll } from 'ztest';
  import { it, other } from './lib.ts';
  import { helps } from './helps.ts';
`;

suite('of a file only the tests that use a symbol are named', () => {
  test.each([
    ['in its body', "test('a', () => it()); test('b', () => other());", 'a'],
    ['in a suite', "suite('s', () => { test('a', () => { it(); }); test('b', () => {}); });", 'a'],
    ['through a module', "test('a', () => helps()); test('b', () => {});", 'a'],
    [
      'through a function of the file',
      "function set() { it(); } test('a', () => set()); test('b', () => {});",
      'a',
    ],
    [
      'through two functions',
      "const one = () => it(); const two = () => one(); test('a', () => two()); test('b', () => {});",
      'a',
    ],
    [
      'through a function of the suite',
      "suite('s', () => { const set = () => it(); test('a', () => set()); test('b', () => {}); });",
      'a',
    ],
    [
      'through a function of the suite of that name',
      `suite('s', () => { function set() { it(); } test('a', () => set()); });
       suite('t', () => { function set() { other(); } test('b', () => set()); });`,
      'a',
    ],
    ['as the body itself', "test('a', it); test('b', other);", 'a'],
    ['with options before it', "test('a', { timeout: 5 }, () => it()); test('b', other);", 'a'],
    ['in rows', "test.each([1, 2])('a%i', () => it()); test('b', () => {});", 'a1, a2'],
    [
      'in a loop',
      "for (const n of [1, 2]) test(`a${n}`, () => it()); test('b', () => {});",
      'a1, a2',
    ],
    [
      'in rows of suites',
      "describe.each([1, 2])('s%i', () => { test('a', () => it()); test('b', () => {}); });",
      'a, a',
    ],
    [
      'in a hook of its suite',
      "suite('s', () => { beforeEach(() => it()); test('a', () => {}); suite('t', () => { test('b', () => {}); }); }); test('c', () => {});",
      'a, b',
    ],
    [
      'in a hook by its name',
      "suite('s', () => { afterAll(it); test('a', () => {}); }); test('c', () => {});",
      'a',
    ],
    [
      'by a dynamic import',
      "test('a', async () => { const { it } = await import('./lib.ts'); it(); }); test('b', () => {});",
      'a',
    ],
    [
      'under another name of the test function',
      "const check = test; check('a', () => it()); test('b', other);",
      'a',
    ],
    [
      'in a callback of its body',
      "test('a', () => { [1].map(() => it()); }); test('b', other);",
      'a',
    ],
    [
      'through a variable that a test sets',
      "let made; test('a', () => { made = it(); }); test('b', () => made); test('c', () => {});",
      'a, b',
    ],
    [
      'through a variable that a function sets',
      "let made; const set = () => { made = it(); }; test('a', () => set()); test('b', () => made); test('c', () => {});",
      'a, b',
    ],
    [
      'through a variable of the suite',
      "suite('s', () => { let made; const all = []; test('a', () => { made = it(); }); test('b', () => all.push(made)); test('c', () => all[0]); test('d', () => {}); });",
      'a, b, c',
    ],
    [
      'through a variable of its own',
      "test('a', () => { let made; made = it(); }); test('b', () => { let made; made = other(); });",
      'a',
    ],
    [
      'through a variable that a hook of a suite sets',
      "let made; suite('s', () => { beforeEach(() => { made = it(); }); test('a', () => {}); }); test('b', () => made); test('c', () => {});",
      'a, b',
    ],
    ['in the test that a const holds', "const a = test('a', () => it()); test('b', other);", 'a'],
  ])('%s', async (_way, text, titles) => {
    expect(await reaching({ 'a.test.ts': head + text })).toEqual([`a.test.ts: ${titles}`]);
  });
});

suite('all tests of a file reach what is used', () => {
  test.each([
    ['while it is loaded', "it(); test('a', () => {}); test('b', () => {});"],
    ['in a suite', "suite('s', () => { it(); test('a', () => {}); }); test('b', () => {});"],
    ['for a value', "const value = it(); test('a', () => {}); test('b', () => {});"],
    ['in a title', "test(String(it()), () => {}); test('b', () => {});"],
    ['in a row', "test.each([it()])('a', () => {}); test('b', () => {});"],
    ['in a function of a row', "test.each([() => it()])('a', () => {}); test('b', () => {});"],
    ['in a hook', "beforeEach(() => it()); test('a', () => {}); test('b', () => {});"],
    [
      'in a hook that is none',
      "suite('s', () => { const beforeEach = (f) => f(); beforeEach(() => it()); test('a', () => {}); }); test('b', () => {});",
    ],
    [
      'in a function that is called while it is loaded',
      "const set = () => it(); set(); test('a', () => {}); test('b', () => {});",
    ],
    [
      'in a callback of something else',
      "test('a', () => {}); [1].forEach(() => it()); test('b', () => {});",
    ],
    [
      'in a function that a variable holds',
      "let set = () => it(); suite('s', () => { let f = () => it(); test('a', () => f()); }); test('b', () => {});",
    ],
    [
      'by a mock',
      "import { mock } from 'ztest'; mock.module('./lib.ts', () => ({})); test('a', () => {}); test('b', () => {});",
    ],
  ])('%s', async (_way, text) => {
    const found = await reaching({ 'a.test.ts': head + text });
    expect(found.map((line) => line.replace(/: all$/, ''))).toEqual(['a.test.ts']);
  });

  test('when another test file loads it', async () => {
    const text = `${head}test('a', () => it()); test('b', () => {});`;
    expect(
      await reaching({
        'a.test.ts': text,
        'b.test.ts': "import './a.test.ts'; import { test } from 'ztest'; test('c', () => {});",
      }),
    ).toEqual(['a.test.ts: all', 'b.test.ts: all']);
  });
});
