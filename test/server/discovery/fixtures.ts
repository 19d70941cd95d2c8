/** Test files with every way of declaring tests, for the static tree and for a run to be compared. */
import type { ProjectFiles } from '../../support/run-project.ts';

/** What the test files import. */
export const HELPERS: ProjectFiles = {
  'helpers/api.ts': `
    export { test as check, suite } from 'ztest';
    export * from './more.ts';
    import { test } from 'ztest';
    export const quickly = test.concurrent;
    export default test;
  `,
  'helpers/more.ts': `
    import * as z from 'ztest';
    export const api = { it: z.it, group: z.describe };
    export function declarePair(name: string): void {
      z.test(name + ' first', () => {});
      z.test(\`\${name} second\`, () => {});
    }
    export const forEachOf = (kinds: readonly string[]) => (title: string) => {
      for (const kind of kinds) z.test(title + ' ' + kind, () => {});
    };
  `,
  'helpers/values.ts': `
    export const LIMIT = 5;
    export const NAMES = ['a', 'b'] as const;
    export enum Color { Red, Green = 'green', Last = 7, After }
    export const rows = [...NAMES, 'c'].map((name, index) => ({ name, index }));
    export default { deep: { title: 'from a default' } };
  `,
  'helpers/rows.json': '[{ "name": "json one" }, { "name": "json two" }]',
  'helpers/declares.ts': `
    import { test } from 'ztest';
    test('declared by an import', () => {});
  `,
  'helpers/library.js': `
    export function withEach(object, visit) {
      const values = Object.values(object);
      let at = -1;
      while (++at < values.length) visit(values[at]);
    }
  `,
  'helpers/declares-too.ts': `
    import { test } from 'ztest';
    export const VERSION = 3;
    test('declared by an import of a value', () => {});
  `,
  'helpers/legacy.cjs': `module.exports = { rows: [1, 2] }; module.exports.extra = 'x';`,
};

/** Every node of these is static. */
export const STATIC: ProjectFiles = {
  'imports.test.ts': `
    import { test, it as works, describe, suite as group } from 'ztest';
    import * as api from 'ztest';
    import { test as jestTest, describe as d, xit, fdescribe } from '@jest/globals';
    import { xtest } from 'ztest/jest';
    test('named', () => {});
    works('aliased', () => {});
    api.test('by namespace', () => {});
    api.describe('suite by namespace', () => { api.it('in it', () => {}); });
    describe('outer', () => {
      group('inner', () => { test('deep', () => {}); });
      test('after', () => {});
    });
    jestTest('of jest', () => {});
    d('of jest too', () => { xit('left out', () => {}); xtest('also', () => {}); });
    const { test: taken, suite } = api;
    taken('taken out', () => {});
    suite('taken too', () => { taken.skip('x', () => {}); });
  `,
  'aliases.test.ts': `
    import { test, it, describe } from 'ztest';
    import base, { check, suite, quickly, api, declarePair, forEachOf } from './helpers/api.ts';
    const it2 = it;
    const it3 = it2.skip;
    const ns = { run: test, inner: { group: describe } };
    const { run: renamed } = ns;
    it2('an alias', () => {});
    it3('a skipped alias', () => {});
    renamed('out of an object', () => {});
    ns.run.only.skip('by a property', () => {});
    ns.inner.group('by a path', () => { ns['run']('by a key', () => {}); });
    base('a default export', () => {});
    check('a re-export', () => {});
    suite('a suite of a helper', () => { quickly('concurrent', async () => {}); });
    api.group('of an object', () => { api.it('x', () => {}); });
    declarePair('pair');
    describe('helpers below', () => { declarePair('pair'); forEachOf(['x', 'y'])('curried'); });
    function local(title: string, mode: 'run' | 'skip' = 'run') {
      if (mode === 'skip') return test.skip(title, () => {});
      test(title, () => {});
    }
    local('a local function');
    local('skipped by it', 'skip');
    const wrap = (name: string, body: () => void) => test(\`wrapped: \${name}\`, body);
    wrap('one', () => {});
    [true, false].forEach((flag) => (flag ? test : test.skip)('by flag ' + flag, () => {}));
  `,
  'modifiers.test.ts': `
    import { test, suite, describe } from 'ztest';
    test.skip('skip', () => {});
    test.todo('todo');
    test('no function');
    test.fails('fails', () => { throw new Error('x'); });
    test.failing('failing', () => { throw new Error('x'); });
    test.concurrent('concurrent', async () => {});
    test.sequential.concurrent('both', async () => {});
    test.concurrent.skip('any order', () => {});
    test.skip.concurrent('any other order', () => {});
    test.skipIf(true)('skipIf', () => {});
    test.skipIf(false)('not skipIf', () => {});
    test.runIf(1 > 2)('runIf', () => {});
    test
      .concurrent
      .skip('over lines', () => {});
    suite.skip('a skipped suite', () => { test('in it', () => {}); });
    suite.todo('a todo suite');
    describe.skipIf(true)('skipped by condition', () => { test('in it', () => {}); });
    suite.concurrent('concurrent suite', () => { test('c', () => {}); });
    test.skipIf(true).concurrent('skipped and concurrent', () => {});
    (test.skip)('in brackets', () => {});
    (test as typeof test).skip('cast', () => {});
    test['skip']('by key', () => {});
    test /* a comment */ ('commented', () => {});
    void test('void', () => {});
    true && test('and', () => {});
    false || test('or', () => {});
  `,
  'only.test.ts': `
    import { test, suite } from 'ztest';
    import { fit, fdescribe } from 'ztest/jest';
    test('left out', () => {});
    test.only('one', () => {});
    test.only.each([1, 2])('row %i', () => {});
    suite.only('two', () => { test('in it', () => {}); });
    fit('three', () => {});
    fdescribe('four', () => { test('in it', () => {}); });
    test('by option', { only: true }, () => {});
  `,
  'options.test.ts': `
    import { test, suite } from 'ztest';
    const SLOW = { tags: ['slow'], timeout: '1m' } as const;
    test('before', { tags: ['db', 'net'], timeout: 5000 }, () => {});
    test('behind', () => {}, { tags: 'one' });
    test('a number', () => {}, 50);
    test('a named object', SLOW, () => {});
    test('spread', { ...SLOW, retry: 2 }, () => {});
    test('skip true', { skip: true }, () => {});
    test('skip reason', { skip: 'later' }, () => {});
    test('skip false', { skip: false }, () => {});
    test('todo', { todo: true }, () => {});
    suite('tagged', { tags: ['outer'] }, () => {
      test('inherits', () => {});
      test('adds', { tags: ['inner', 'outer'] }, () => {});
      suite('deeper', () => { test('still', () => {}); });
    });
    suite('options behind', () => { test('x', () => {}); }, { tags: ['late'] });
    test.each([1, 2])('row %i', { tags: ['rows'] }, () => {});
  `,
  'titles.test.ts': `
    import { test, suite } from 'ztest';
    import values, { Color, LIMIT, NAMES } from './helpers/values.ts';
    import * as all from './helpers/values.ts';
    const name = 'cart';
    enum Local { A = 1, B, C = A + B, D = 'text' }
    const config = { title: 'from an object', list: ['zero', 'one'], nested: { a: { b: 'deep' } } } as const;
    class Basket {}
    function total() {}
    const arrow = () => {};
    test('single', () => {});
    test("double", () => {});
    test(\`template\`, () => {});
    test(\`with \${name} and \${1 + 1}\`, () => {});
    test('a' + 'b' + name, () => {});
    test(name, () => {});
    test(Local.C + ' ' + Local.D + ' ' + Local[1], () => {});
    test(config.title, () => {});
    test(config.list[1], () => {});
    test(config['nested'].a.b, () => {});
    test(\`\${Color.Red} \${Color.Green} \${Color.After}\`, () => {});
    test(\`limit \${LIMIT}, \${NAMES.join('+')}, \${all.LIMIT}, \${values.deep.title}\`, () => {});
    test(5, () => {});
    test(Basket, () => {});
    test(total, () => {});
    test(arrow, () => {});
    test(arrow.name, () => {});
    test(name.toUpperCase().padEnd(6, '.'), () => {});
    test(['x', 'y'].join(' > '), () => {});
    test(name satisfies string, () => {});
    test(name!, () => {});
    test(true ? 'yes' : 'no', () => {});
    test(String.raw\`raw \\n \${name}\`, () => {});
    test('line\\nbreak # > ~ %', () => {});
    test('emoji 🎉 ü', () => {});
    test(\`\${null} \${undefined} \${NaN} \${-0} \${10n} \${[1, [2, 3]]} \${{}} \${/x/g}\`, () => {});
    test(typeof name, () => {});
    suite(Basket, () => { test('x', () => {}); });
    const { title, ...others } = config;
    const [first, second = 'default', ...more] = ['a'];
    test(\`\${title} \${Object.keys(others)} \${first} \${second} \${more.length}\`, () => {});
    let never = 'never assigned again';
    test(never, () => {});
    test((0, name) + (name?.length ?? 0), () => {});
    test('x'.repeat(3) + 2 ** 3 + 7 % 4 + (5 > 3) + !0, () => {});
  `,
  'tables.test.ts': `
    import { test, suite } from 'ztest';
    import { Color, NAMES, rows } from './helpers/values.ts';
    import json from './helpers/rows.json';
    import legacy, { extra } from './helpers/legacy.cjs';
    const TABLE = [[1, 2, 3], [4, 5, 9]] as const;
    const big = 10n;
    function named() {}
    test.each([1, 2, 3])('%i', () => {});
    test.each(TABLE)('%i + %i = %i (%#, %$) 100%%', () => {});
    test.each([...TABLE, [0, 0, 0]])('spread %i', () => {});
    test.each([{ a: 1, b: { c: 'x' } }, { a: 2, b: { c: [1, 2] } }])('$a $b $b.c $# $none', () => {});
    test.each([['s', 1.5, { x: 1 }, [1, [2]]]])('%s %d %j %o %O %p', () => {});
    test.each([[null, undefined, NaN, -0, true, big]])('%s %s %s %s %s %s', () => {});
    test.each([[null, undefined, NaN, -0, true, big]])('%p %p %p %p %p %p', () => {});
    test.each([[/re/g, Symbol('s'), new Date('2020-01-01'), new Map([[1, 2]]), new Set([1])]])('%p %p %p %p %p', () => {});
    test.each([[/re/g, new Date(0), new Set(['a'])]])('%s %s %s', () => {});
    test.each([[named, class Box {}, () => 1, async () => {}, new Error('bad')]])('%p %p %p %p %p', () => {});
    test.each([{ fn: named, type: class Box {} }])('$fn $type', () => {});
    test.each([{ fn: named }])('%j', () => {});
    test.each([{ fn: () => Math.random(), name: 'hidden values do not matter' }])('$name', () => {});
    test.each\`
      a    | b    | sum
      \${1} | \${1} | \${2}
      \${'x'} | \${{ y: 1 }} | \${[1]}
    \`('$a + $b = $sum', () => {});
    test.each(NAMES)('name %s', () => {});
    test.each(rows)('$index: $name', () => {});
    test.each(json)('$name', () => {});
    test.each(legacy.rows)('legacy %i ' + extra, () => {});
    test.each([Color.Red, Color.Green])('color %s', () => {});
    test.each(Object.entries({ x: 1, y: 2 }))('%s is %i', () => {});
    test.each(Object.values(NAMES).map((n) => n + '!'))('%s', () => {});
    test.each([1, 2, 3, 4].filter((n) => n % 2 === 0))('even %i', () => {});
    test.each(Array.from({ length: 2 }, (_, i) => i * 10))('made %i', () => {});
    test.each([[1, 'a'], [2, 'b']].map(([n, s]) => ({ n, s: \`<\${s}>\` })))('$n $s', () => {});
    test.each([['%s in a value', 'next']])('%s %s', () => {});
    test.each([[1, 2], 3])('mixed %p', () => {});
    test.each(['same', 'same'])('%s', () => {});
    test.each(['a'])('no placeholder', () => {});
    test.each(['a', 'b'])('twins', () => {});
    test.for([[1, 2], [3, 4]])('for %i %i', () => {});
    test.for([{ k: 'v' }])('for $k', () => {});
    test.concurrent.each([1])('concurrent %i', async () => {});
    test.each([1]).call;
    suite.each(['x', 'y'])('suite %s', (name) => {
      test(\`uses \${name}\`, () => {});
      suite.each([1, 2])(\`inner \${name} %i\`, (n) => { test(\`\${name}\${n}\`, () => {}); });
    });
    suite.each([{ a: 1 }, { a: 2 }])('by name $a', ({ a, b = a + 1 }) => { test(\`\${a} then \${b}\`, () => {}); });
    suite.for([['p', 'q']])('for suite %s', ([p, q]) => { test(p + q, () => {}); });
    suite.each\`
      v
      \${1}
    \`('tagged $v', ({ v }) => { test('v is ' + v, () => {}); });
  `,
  'loops.test.ts': `
    import { test, suite } from 'ztest';
    const kinds = ['a', 'b'];
    const byName = { one: 1, two: 2 };
    for (const kind of kinds) test('of ' + kind, () => {});
    for (const [name, value] of Object.entries(byName)) test(\`\${name}=\${value}\`, () => {});
    for (const key in byName) test('in ' + key, () => {});
    for (let i = 0; i < 3; i++) test('count ' + i, () => {});
    for (let i = 1; i <= 2; ++i) { suite('counted ' + i, () => { test('x' + i, () => {}); }); }
    kinds.forEach((kind, index) => { test(\`forEach \${kind} \${index}\`, () => {}); });
    kinds.map((kind) => test('map ' + kind, () => {}));
    for (const kind of kinds) {
      if (kind === 'a') continue;
      test('not skipped: ' + kind, () => {});
    }
    for (const n of [1, 2, 3]) {
      if (n > 2) break;
      test('before the end: ' + n, () => {});
    }
    for (const { x, y } of [{ x: 1, y: 2 }]) test(\`\${x},\${y}\`, () => {});
    for (const pair of new Map([['k', 'v']])) test(pair.join('-'), () => {});
    if (kinds.length === 2) test('if', () => {}); else test('else', () => {});
    if (kinds.includes('z')) { test('never', () => {}); } else { test('otherwise', () => {}); }
    { const scoped = 'block'; test(scoped, () => {}); }
    try { test('tried', () => {}); } finally { test('finally', () => {}); }
    suite('nested loops', () => {
      for (const a of [1, 2]) for (const b of ['x', 'y']) test(\`\${a}\${b}\`, () => {});
    });
    label: for (const n of [1]) test('labelled ' + n, () => {});
  `,
  'twins.test.ts': `
    import { test, suite } from 'ztest';
    test('twin', () => {});
    test('twin', () => {});
    test('twin', () => {});
    suite('s', () => { test('x', () => {}); test('x', () => {}); });
    suite('s', () => { test('x', () => {}); });
    test('s', () => {});
    test('a > b', () => {});
    suite('a ', () => { test(' b', () => {}); });
    test.each([1, 1])('%i', () => {});
  `,
  'await.test.ts': `
    import { test, suite } from 'ztest';
    const value = await Promise.resolve(1);
    test('after an await', () => {});
    suite('group', () => { test.skip('inner', () => {}); });
    test.each([1, 2])('row %i', () => {});
    test.skipIf(true)('conditional', () => {});
    const alias = test;
    alias('an alias', () => {});
    (test)('in brackets', () => {});
    (1 > 2 ? test : alias)('chosen', () => {});
    test.skip.each\`
      a
      \${1}
      \${2}
    \`('tagged $a', () => {});
    export {};
  `,
  'side-effects.test.ts': `
    import './helpers/declares.ts';
    import { test } from 'ztest';
    import { VERSION } from './helpers/declares-too.ts';
    test('before ' + VERSION, () => {});
    test('declared here', () => {});
  `,
  'script.test.js': `
    const { test, suite } = require('ztest');
    const z = require('ztest');
    test('by require', () => {});
    suite('group', () => { z.test('by its module', () => {}); });
    (function () { test('in a function called at once', () => {}); })();
    (() => { test('in an arrow', () => {}); })();
  `,
  'markup.test.tsx': `
    import { test } from 'ztest';
    test('beside markup', () => { const render = () => <div title="x">text</div>; });
    test.each<{ a: number }>([{ a: 1 }])('typed $a', () => {});
  `,
  'hoisted.test.ts': `
    import { test, suite, beforeEach, afterAll, expect } from 'ztest';
    declare const missing: unique symbol;
    later('hoisted');
    function later(title: string) { test(title, () => {}); }
    beforeEach(() => { let shadow = 'x'; shadow = 'y'; });
    suite('with hooks', () => {
      let state: string;
      beforeEach(() => { state = 'ready'; });
      afterAll(() => {});
      test('x', () => { expect(state).toBe('ready'); });
    });
    suite('shadowed', () => {
      const test = (title: string) => title;
      test('no test at all');
      later('but this is');
    });
    namespace Types { export type A = 1; }
    interface Shape { test: string }
    type Fn = typeof test;
    abstract class Base { test(title: string) { return title; } static test = 1; }
    new (class extends Base {})().test('a method');
  `,
};

/** Something in each of these is known only when it runs. */
export const DYNAMIC: ProjectFiles = {
  'conditions.test.ts': `
    import { test, suite } from 'ztest';
    const isCi = process.env['NOT_SET_ANYWHERE'] === 'yes';
    if (isCi) test('only there', () => {}); else test('only here', () => {});
    isCi || test('perhaps', () => {});
    (isCi ? test.skip : test)('skipped perhaps', () => {});
    test.skipIf(isCi)('skipIf', () => {});
    suite.runIf(!isCi)('runIf', () => { test('in it', () => {}); });
    suite('early', () => {
      test('before', () => {});
      if (isCi) return;
      test('after', () => {});
    });
    test('static all the same', () => {});
  `,
  'unknown.test.ts': `
    import { test, suite } from 'ztest';
    import { readdirSync } from 'node:fs';
    import { withEach } from './helpers/library.js';
    const files = readdirSync(import.meta.dirname);
    const stamp = Date.now();
    let counter = 0;
    const grown: number[] = [];
    grown.push(1, 2);
    test(\`at \${stamp}\`, () => {});
    test('number ' + counter++, () => {});
    test.each(files)('file %s', () => {});
    test.each(grown)('grown %i', () => {});
    test.each([[1, stamp], [2, 0]])('row %i of %i', () => {});
    test.each([[1, stamp]])('only the first: %i', () => {});
    for (const file of files) test('loop ' + file, () => {});
    files.slice(0, 1).forEach((file) => { test('each ' + file, () => {}); });
    suite(\`suite \${stamp}\`, () => { test('below it', () => {}); });
    suite.each(files.slice(0, 1))('rows %s', (file) => { test('of ' + file, () => {}); });
    while (counter++ < 2) test('while', () => {});
    readdirSync(import.meta.dirname).forEach(() => {});
    withEach({ a: 1 }, (value) => { test('by a library ' + value, () => {}); });
    const filled: string[] = [];
    const fill = (list: string[]) => { list.push('x'); };
    fill(filled);
    test.each(filled)('filled %s', () => {});
    const it = Reflect.get({ wrap: (fn: typeof test) => fn }, 'wrap')(test);
    it('by a wrapper', () => {});
    it.skip('left out by a wrapper', () => {});
    outer: for (const a of [1, 2]) {
      for (const b of [1, 2]) {
        if (b === 2) continue outer;
        test(a + '_' + b, () => {});
      }
    }
    var twice = 'one';
    test(twice, () => {});
    var twice = 'two';
    test(twice, () => {});
    enum Merged { A = 'a' }
    enum Merged { B = 'b' }
    test(Merged.A + Merged.B, () => {});
    test('known', () => {});
  `,
};
