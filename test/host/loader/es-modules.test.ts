import { suite, test } from 'ztest';
import { expectPasses, testFile } from './passing-project.ts';

suite('modules of the project', () => {
  test('may have any name', async () => {
    const names = ['with space', 'hash#tag', 'per%20cent', '100%', '[id]', '(group)', 'é 日本 😀'];
    const files = names.flatMap((name): [string, string][] => [
      [`${name}/${name}.ts`, 'export const path = import.meta.filename;'],
      [
        `${name}/${name}.test.ts`,
        testFile(
          `import { path } from './${name}.ts';`,
          `expect(path.endsWith(${JSON.stringify(`/${name}/${name}.ts`)})).toBe(true);
           expect((await import(${JSON.stringify(`./${name}.ts`)})).path).toBe(path);`,
        ),
      ],
    ]);
    await expectPasses(Object.fromEntries(files));
  });

  test('show importers each update of an exported variable', async () => {
    await expectPasses({
      'count.ts': `
        export let count = 0;
        export const add = (): void => { count++; };
        let hidden = 'a';
        export { hidden as shown };
        export function show(value: string): void { hidden = value; }
        export default count;
      `,
      'through.ts': `export { count as total } from './count.ts'; export * from './count.ts'; export * as all from './count.ts';`,
      'a.test.ts': testFile(
        `import first, { count, add, shown, show } from './count.ts';
         import * as ns from './count.ts';
         import { total, all } from './through.ts';
         import * as through from './through.ts';`,
        `add();
         show('b');
         expect([count, ns.count, total, all.count, through.count, through.total]).toEqual([1, 1, 1, 1, 1, 1]);
         expect([shown, ns.shown, all.shown]).toEqual(['b', 'b', 'b']);
         expect(first).toBe(0);
         expect(ns.default).toBe(0);
         expect('default' in through).toBe(false);`,
      ),
    });
  });

  test('export what never changes as plain properties, in the order of an ES module', async () => {
    await expectPasses({
      'all.ts': `export let live = 1; export function set(value: number): void { live = value; }
        export const kept = 'k'; export class Shape {} export default () => 'd'; export const toString = (): string => 'own';`,
      'a.test.ts': testFile(
        `import * as all from './all.ts';`,
        `all.set(5);
         expect(Object.entries(all).map(([name]) => name)).toEqual(['Shape', 'default', 'kept', 'live', 'set', 'toString']);
         expect(all.live).toBe(5);
         expect([all.kept, all.default(), all.toString()]).toEqual(['k', 'd', 'own']);
         const plain = Object.entries(Object.getOwnPropertyDescriptors(all)).filter(([, one]) => one.writable);
         expect(plain.map(([name]) => name)).toEqual(['Shape', 'default', 'kept', 'set', 'toString']);`,
      ),
    });
  });

  test('may import each other in a cycle', async () => {
    await expectPasses({
      'even.ts': `import { isOdd } from './odd.ts';
        export function isEven(n: number): boolean { return n === 0 || isOdd(n - 1); }
        export const evenName = 'even';`,
      'odd.ts': `import { isEven, evenName } from './even.ts';
        export function isOdd(n: number): boolean { return n !== 0 && isEven(n - 1); }
        export const early = isEven(0);
        export const other = (): string => evenName;`,
      'self.ts': `import * as self from './self.ts'; export const a = 1; export const viaSelf = (): number => self.a;`,
      'a.test.ts': testFile(
        `import { isEven } from './even.ts'; import { early, other } from './odd.ts'; import { viaSelf } from './self.ts';`,
        `expect(isEven(10)).toBe(true); expect(early).toBe(true); expect(other()).toBe('even'); expect(viaSelf()).toBe(1);`,
      ),
    });
  });

  test('say which binding a cycle reads too early', async () => {
    await expectPasses({
      'a.ts': `import { b } from './b.ts'; export const a = 'a' + b;`,
      'b.ts': `import { a } from './a.ts'; export const b = 'b' + a;`,
      'c.ts': `import d from './d.ts'; export default { name: 'c', d };`,
      'd.ts': `import c from './c.ts'; export default { name: 'd', c: c.name };`,
      'e.ts': `import { f } from './f.ts'; export class E { f = f }`,
      'f.ts': `import { E } from './e.ts'; export class F extends E {} export const f = 1;`,
      'a.test.ts': testFile(
        '',
        `await expect(import('./a.ts')).rejects.toThrow(new ReferenceError("Cannot access 'a' before initialization"));
         await expect(import('./c.ts')).rejects.toThrow(ReferenceError);
         await expect(import('./e.ts')).rejects.toThrow(new ReferenceError("Cannot access 'E' before initialization"));`,
      ),
    });
  });

  test('re-export everything, also in cycles of re-exports', async () => {
    await expectPasses({
      'index.ts': `export * from './left.ts'; export * from './right.ts'; export const own = 'index';`,
      'left.ts': `export * from './index.ts'; export const l = 'l'; export const own = 'left';
        import * as index from './index.ts';
        export const seen = (): string[] => [index.l, index.r, index.own, index.deep];`,
      'right.ts': `export * from './left.ts'; export * from './deep.ts'; export const r = 'r'; export default 'never';`,
      'deep.ts': `export let deep = 'deep'; export const sink = (): void => { deep = 'deeper'; };`,
      'a.test.ts': testFile(
        `import * as index from './index.ts'; import * as left from './left.ts'; import * as right from './right.ts';
         import { deep, sink } from './left.ts';`,
        `expect(index.seen()).toEqual(['l', 'r', 'index', 'deep']);
         expect([left.r, left.deep, left.own, deep]).toEqual(['r', 'deep', 'left', 'deep']);
         expect([right.l, right.deep, right.r]).toEqual(['l', 'deep', 'r']);
         expect(Object.keys(index).sort()).toEqual(['deep', 'l', 'own', 'r', 'seen', 'sink']);
         sink();
         expect([index.deep, left.deep, right.deep, deep]).toEqual(['deeper', 'deeper', 'deeper', 'deeper']);`,
      ),
    });
  });

  test('are strict, and have no this', async () => {
    await expectPasses({
      'module.ts': `export const self: unknown = this; export const called = (function (this: unknown) { return this; })();`,
      'script.mjs': `export const self = this; export const called = (function () { return this; })();`,
      'side.mjs': `globalThis.sideThis = this; globalThis.sideCalled = (function () { return this; })();`,
      'a.test.ts': testFile(
        `import * as ts from './module.ts'; import * as js from './script.mjs'; import './side.mjs';`,
        `expect([ts.self, ts.called, js.self, js.called]).toEqual([undefined, undefined, undefined, undefined]);
         expect([globalThis.sideThis, globalThis.sideCalled]).toEqual([undefined, undefined]);
         expect(typeof this).toBe('undefined');`,
      ),
    });
  });

  test('run once a file, in the order of their imports', async () => {
    await expectPasses(
      {
        'log.ts': `export const log: string[] = [];`,
        'one.ts': `import { log } from './log.ts'; import './two.ts'; log.push('one');`,
        'two.ts': `import { log } from './log.ts'; log.push('two');`,
        'three.ts': `import { log } from './log.ts'; import './one.ts'; log.push('three');`,
        'a.test.ts': testFile(
          `import './one.ts'; import { log } from './log.ts'; import './three.ts'; import './two.ts';`,
          `expect(log).toEqual(['two', 'one', 'three']);
         await import('./one.ts');
         expect(log).toHaveLength(3);`,
        ),
        'b.test.ts': testFile(
          `import './three.ts'; import { log } from './log.ts';`,
          `expect(log).toEqual(['two', 'one', 'three']);`,
        ),
      },
      ['--workers', '1'],
    );
  });

  test('keep the names of their functions and classes', async () => {
    await expectPasses({
      'names.ts': `
        export default class {}
        export class Shape { static make = class Shape {}; static own = this.name; }
        export const Again = class Again {};
        export const arrow = () => {};
        export const outer = (x: unknown) => { function x2() {} { function arrow() {} const Shape = class {}; return [arrow.name, Shape.name, x2.name, typeof x]; } };
        const local = function () {};
        export { local as renamed };
        export const forms = () => { const a = () => {}, b = (x: unknown, y: unknown) => [x, y], c = (x = 1) => x, d = ({ x }: any) => x, e = (...x: unknown[]) => x, f = async (x: unknown) => x;
          { const a = () => {}, b = (x: unknown, y: unknown) => [x, y], c = (x = 1) => x, d = ({ x }: any) => x, e = (...x: unknown[]) => x, f = async (x: unknown) => x;
            return [a, b, c, d, e, f].map((g) => g.name).join(''); } };
        export function require2() { return [function require() {}, class module {}].map((f) => f.name); }
      `,
      'function.ts': `export default function () {}`,
      'arrow.ts': `export default () => {};`,
      'named.ts': `export default class Named {}`,
      'a.test.ts': testFile(
        `import Default, { Shape, Again, arrow, forms, outer, renamed, require2 } from './names.ts';
         import fn from './function.ts'; import lambda from './arrow.ts'; import Named from './named.ts';`,
        `expect([Shape.name, Shape.make.name, Shape.own, Again.name, arrow.name, renamed.name]).toEqual(['Shape', 'Shape', 'Shape', 'Again', 'arrow', 'local']);
         expect(outer(1)).toEqual(['arrow', 'Shape', 'x2', 'number']);
         expect([Default.name, fn.name, lambda.name, Named.name]).toEqual(['default', 'default', 'default', 'Named']);
         expect(forms()).toBe('abcdef');
         expect(require2()).toEqual(['require', 'module']);`,
      ),
    });
  });
});
