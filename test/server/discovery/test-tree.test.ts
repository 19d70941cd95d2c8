import { expect, suite, test } from 'ztest';
import { staticTree, treeOf } from './static-tree.ts';

/** What is found wrong, a line each: `line kind: message`. */
function problemsOf(text: string): string[] {
  const { problems } = staticTree('a.test.ts', { 'a.test.ts': text });
  return problems.map(({ kind, message, range }) => `${range.start.line} ${kind}: ${message}`);
}

suite('globals', () => {
  const text = `describe('d', () => { it('x', () => {}); xit('y', () => {}); }); fit('z', () => {});`;

  test('are no tests unless the configuration says so', () => {
    expect(treeOf(text)).toEqual([]);
  });

  test.each(['jest', 'vitest', 'ztest'] as const)('are tests with those of %s', (globals) => {
    expect(treeOf(text, {}, { globals })).toEqual(['d', '  x', '  y (skip)', 'z (only)']);
  });

  test('are what the file makes of them', () => {
    const shadowed = `function it(title: string) {} it('x'); const test = it.call; test('y'); describe('z', () => { });`;
    expect(treeOf(shadowed, {}, { globals: 'jest' })).toEqual(['z']);
  });
});

suite('vitest', () => {
  test('has tests that are extended', () => {
    const text = `
      import { test as base, describe, vi } from 'vitest';
      const test = base.extend({ page: async ({}, use) => { await use(1); } });
      vi.mock('./x');
      describe.shuffle('d', () => {
        test('with a fixture', ({ page }) => {});
        test.each([[1, 2]])('%i-%i', () => {});
        test.for([{ a: 1 }])('$a', () => {});
        test.extend({}).only('twice', () => {});
      });
    `;
    expect(treeOf(text)).toEqual(['d', '  with a fixture', '  1-2', '  1', '  twice (only)']);
  });

  test('prints the values of rows in its own way', () => {
    const text = `
      import { test } from 'vitest';
      const long = 'a text that is longer than forty characters, surely';
      test.each([{ a: 'x', b: { c: 1 }, l: long, n: -0 }])('$a $b $b.c $l $n $zz', () => {});
      test.each([{ a: [long, long] }])('$a', () => {});
      test.each([['x', { c: 'y' }, [1, 'y'], 1n]])('%s %s %s %s', () => {});
      test.each([['x', { c: 'y' }]])('%o %o %p', () => {});
      test.each(['q'])('%s %# %$ %% $0', () => {});
      test.for([['x', 1]])('%s-%d', () => {});
      test.each([])('none %s', () => {});
      test.each\`
        a
        \${'s'}
      \`('$a', () => {});
    `;
    expect(treeOf(text)).toEqual([
      `'x' { c: 1 } 1 'a text that is longer than forty char…' -0 undefined`,
      '$a (rows dynamic)',
      `x { c: 'y' } 1,y 1n`,
      `'x' { c: 'y' } %p`,
      `q 0 1 % 'q'`,
      'x-1',
      `'s'`,
    ]);
  });

  test('has tests that a module of the project extends', () => {
    const fixtures = `import { test as base } from 'vitest'; export const test = base.extend({}); export { describe } from 'vitest';`;
    const text = `import { describe, test } from './fixtures'; describe('d', () => { test('x', () => {}); });`;
    expect(treeOf(text, { 'fixtures.ts': fixtures })).toEqual(['d', '  x']);
  });
});

suite('node:test', () => {
  test('has its names, options and subtests', () => {
    const text = `
      import test, { describe, it, suite } from 'node:test';
      import * as node from 'node:test';
      test('default', async (t) => {
        await t.test('sub', async (t2) => { await t2.test('deeper', () => {}); });
        for (const n of [1, 2]) await t.test('n ' + n, () => {});
      });
      describe('d', { skip: true }, () => { it('x', { only: true }, () => {}); });
      it('later', { todo: 'soon' }, () => {});
      it.skip('left out', () => {});
      test(function named() {});
      test({ name: 'by option' }, () => {});
      test(() => {});
      node.test('by namespace', () => {});
      node.default('by default', () => {});
      suite('s', () => { test('y', () => {}); });
    `;
    expect(treeOf(text)).toEqual([
      'default',
      '  sub',
      '    deeper',
      '  n 1',
      '  n 2',
      'd (skip)',
      '  x (only)',
      'later (todo)',
      'left out (skip)',
      'named',
      'by option',
      '<anonymous>',
      'by namespace',
      'by default',
      's',
      '  y',
    ]);
  });
});

suite('other files', () => {
  test('that a tree was made with are named', () => {
    const files = {
      'a.test.ts': `import { it } from './b.ts'; import { x } from './unused.ts'; it('t', () => {});`,
      'b.ts': `export { it } from './c.ts';`,
      'c.ts': `export { test as it } from 'ztest';`,
      'unused.ts': `export const x = 1;`,
    };
    expect(staticTree('a.test.ts', files).inputs).toEqual(['b.ts', 'c.ts']);
  });

  test('may hand tests on without a word of them', () => {
    const files = {
      'fixtures.ts': `import { base } from './base.ts'; export const check = base.extend({}); export const test = base;`,
      'base.ts': `import { it } from './other.ts'; export { it as base };`,
      'other.ts': `import { test } from 'vitest'; export { test as it }; export const declare = (t: string) => test(t, () => {});`,
      'barrel.ts': `import { declare } from './other.ts'; export { declare };`,
    };
    const text = `
      import { check, test } from './fixtures.ts';
      import { declare } from './barrel.ts';
      check('a', () => {});
      test('b', () => {});
      declare('c');
    `;
    expect(treeOf(text, files)).toEqual(['a', 'b', 'c']);
  });

  test('may import each other in a circle', () => {
    const files = {
      'b.ts': `import { y } from './c.ts'; export const x = 'x'; export const z = y;`,
      'c.ts': `import { x } from './b.ts'; export const y = x + 'y';`,
    };
    const text = `import { test } from 'ztest'; import { z } from './b.ts'; test(z, () => {});`;
    expect(treeOf(text, files)).toEqual(['xy']);
  });

  test('give no values when they are mocked', () => {
    const text = `
      import { test } from 'ztest';
      import { jest } from 'ztest/jest';
      import { name } from './b.ts';
      jest.mock('./b.ts', () => ({ name: 'other' }));
      test(name, () => {});
    `;
    expect(treeOf(text, { 'b.ts': `export const name = 'real';` })).toEqual([
      'name (rows dynamic)',
    ]);
  });

  test('that do not exist leave what comes from them unknown', () => {
    const text = `import { test } from 'ztest'; import { a } from './gone.ts'; test(a, () => {}); test('b', () => {});`;
    expect(treeOf(text)).toEqual(['a (rows dynamic)', 'b']);
  });
});

suite('problems', () => {
  test('name what is wrong in a file, and where', () => {
    expect(
      problemsOf(`import { test, suite, expect } from 'ztest';
test('twin', () => { expect(1).toBe(1); });
test('twin', () => { expect(1).toBe(1); });
test.only('one', () => { expect(1).toBe(1); });
suite('empty', () => {});
test('nothing is asserted', () => { parse('x'); });
test('late', async () => { expect(load()).resolves.toBe(1); await expect(load()).rejects.toThrow(); });
test(\`at \${Date.now()}\`, () => { expect(1).toBe(1); });
test.each([])('none', () => { expect(1).toBe(1); });
test('broken', () => { expect(1.toBe( });
`),
    ).toEqual([
      '10 syntax: An identifier or keyword cannot immediately follow a numeric literal.',
      '10 syntax: Argument expression expected.',
      '7 not-awaited: This assertion with .resolves gives a promise that nobody awaits.',
      '3 duplicate-title: Another test or suite is called "twin" too.',
      '4 only: Of this file, only what is marked .only runs: the test "one" is.',
      '5 empty-suite: The suite "empty" has no tests.',
      '6 no-assertion: The test "nothing is asserted" seems to assert nothing: it passes whenever its code does not throw.',
      '8 dynamic: The title of this test is known only when the file runs: Date.now is known only when the file runs.',
      '9 bad-table: .each is given an empty table. Pass at least one row: a table without rows would test nothing.',
    ]);
  });

  test('are none where a helper asserts', () => {
    expect(
      problemsOf(`import { test, expect } from 'ztest';
        import { mustBeFine } from './support.ts';
        function holds(x: unknown) { return inner(x); }
        const inner = (x: unknown) => expect(x).toBe(1);
        test('by a local function', () => { holds(1); });
        test('by an imported one', () => { mustBeFine(1); });
        test('by a throw', () => { if (1 > 2) throw new Error('no'); });
        test.todo('later');
        test.skip('left out', () => {});
      `),
    ).toEqual([]);
  });
});

test('the cases of a RuleTester of ESLint are tests', () => {
  const text = `
    import { RuleTester } from 'eslint';
    import { code } from 'somewhere';
    const ruleTester = new RuleTester({ languageOptions: {} });
    ruleTester.run('no-x', rule, {
      valid: ['a', { code: 'b' }, ...['c', 'd'].map((code) => ({ code }))],
      invalid: [{ name: 'named', code: 'x', errors: [{ messageId: 'x' }] }, { code: '\\tx' }, { code }],
    });
  `;
  expect(treeOf(text)).toEqual([
    'no-x',
    '  valid',
    '    a',
    '    b',
    '    c',
    '    d',
    '  invalid',
    '    named',
    '    \\u0009x',
    '    … (rows dynamic)',
  ]);
});

suite('what CommonJS exports as a whole', () => {
  test('is a test function of Node, and of a helper', () => {
    const text = `
      const test = require('node:test');
      const both = require('./both.js');
      test('outer', async (t) => {
        await test('inner', () => {});
        await t.test('deeper', () => {});
      });
      test.skip('later', () => {});
      both('x');
    `;
    const helper = `
      const { test } = require('node:test');
      module.exports = function (name) { test(name + ' 1', () => {}); test(name + ' 2', () => {}); };
    `;
    expect(treeOf(text, { 'both.js': helper })).toEqual([
      'outer',
      '  inner',
      '  deeper',
      'later (skip)',
      'x 1',
      'x 2',
    ]);
  });
});

suite('titles and rows', () => {
  const helpers = `
    import path from 'node:path';
    export function titleOf(file) {
      const name = path.basename(file, '.ts');
      return name.replace(/-(\\w)/g, (_, letter) => letter.toUpperCase());
    }
    export const files = ['src/b-c.ts', 'src/a.ts'];
  `;

  test('come from short functions of other files, callbacks and functions of Node', () => {
    const text = `
      import { test } from 'vitest';
      import { inspect } from 'node:util';
      import { files, titleOf } from './helpers';
      for (const file of files.toSorted((a, b) => a < b ? -1 : 1)) test(titleOf(file), () => {});
      const sum = [1, 2, 3].reduce((all, n) => all + n, 0);
      test('sum ' + sum + ' ' + inspect({ a: [1] }), () => {});
    `;
    expect(treeOf(text, { 'helpers.ts': helpers })).toEqual(['a', 'bC', 'sum 6 { a: [ 1 ] }']);
  });

  test('come from classes of the language', () => {
    const text = `
      import { test } from 'vitest';
      [Map, WeakMap].forEach((Collection) => {
        test(Collection.name, () => {});
        if (Collection === Map) test('iterates', () => {});
      });
    `;
    expect(treeOf(text)).toEqual(['Map', 'iterates', 'WeakMap']);
  });

  test('are not known when a condition or a value that nothing needs changes them', () => {
    const text = `
      import { test } from 'vitest';
      let at = 0;
      let next = 0;
      while (++at < 3) test('at ' + at, () => {});
      const last = next++;
      test('next ' + next, () => {});
    `;
    expect(treeOf(text)).toEqual(["'at ' + at (rows dynamic)", "'next ' + next (rows dynamic)"]);
  });

  test('are not known when a callback is not', () => {
    const text = `
      import { test } from 'vitest';
      import { order } from 'somewhere';
      test(['a', 'b'].sort((one, other) => order(one, other)).join(), () => {});
    `;
    expect(treeOf(text)).toEqual([expect.stringContaining('(rows dynamic)')]);
  });
});

suite('a file that does too much', () => {
  test('is followed to a limit', () => {
    const text = `
      import { test } from 'ztest';
      const f = (n: number): number => f(n - 1) + f(n - 2);
      test('value ' + f(50), () => {});
      const g = () => { g(); };
      g();
      test('after', () => {});
    `;
    expect(treeOf(text).at(-1)).toBe('after');
  });

  test('does not get lost in the code under test', () => {
    const renderer = `
      // Whoever renders it (again) describes it \`once\`.
      export function render(n: number) { return n + render(n - 1) + render(n - 2); }
      export { it } from 'vitest';
    `;
    const text = `
      import { describe, it } from 'vitest';
      import { render } from './renderer';
      describe('d', () => { render(50); it('x', () => {}); });
      describe('e', () => { render(50); it('y', () => {}); });
    `;
    expect(treeOf(text, { 'renderer.ts': renderer })).toEqual(['d', '  x', 'e', '  y']);
  });

  test('is asked once for each name that passes through modules which hand on all of each other', () => {
    const names = Array.from({ length: 30 }, (_, i) => `m${i}`);
    const barrels = Object.fromEntries(
      names.map((name) => [
        `${name}.ts`,
        `${names.map((other) => `export * from './${other}';`).join(' ')} export { make } from './make';`,
      ]),
    );
    const text = `
      import { test } from 'vitest';
      import { make } from './m0';
      make();
      test('x', () => {});
    `;
    const files = { ...barrels, 'make.ts': 'export function make() {}' };
    expect(treeOf(text, files)).toEqual(['x']);
  });
});
