import { suite, test } from 'ztest';
import { expectPasses, testFile } from './passing-project.ts';

suite('TypeScript', () => {
  test('enums, const enums and namespaces are what the compiler makes of them', async () => {
    await expectPasses({
      'enums.ts': `
        export enum Level { Low, High = 5, Higher, Text = 'text', Computed = 'abc'.length }
        export const enum Flag { A = 1 << 0, B = 1 << 1, Both = A | B }
        enum Merged { One = 1 } enum Merged { Two = 2 } export { Merged };
        export namespace Shapes { export const sides = 3; export namespace Inner { export const deep = sides * 2; } export function area(): number { return Inner.deep; } export type T = number; }
        export class Box { static size = 1; } export namespace Box { export const label = 'box'; }
        export namespace Types { export interface Only { a: 1 } }
        export declare const ambient: string;`,
      'a.test.ts': testFile(
        `import { Level, Flag, Merged, Shapes, Box } from './enums.ts'; import { Flag as F } from './enums.ts';`,
        `expect([Level.Low, Level.High, Level.Higher, Level.Text, Level.Computed, Level[5]]).toEqual([0, 5, 6, 'text', 3, 'High']);
         expect([Flag.Both, F.A, Merged.One, Merged.Two]).toEqual([3, 1, 1, 2]);
         expect([Shapes.sides, Shapes.Inner.deep, Shapes.area(), Box.size, Box.label]).toEqual([3, 6, 6, 1, 'box']);`,
      ),
    });
  });

  test('what static fields call can import their class, where the compiler assigns them behind it', async () => {
    await expectPasses({
      'tsconfig.json': `{ "compilerOptions": { "target": "es2018" } }`,
      'registry.ts': `
        import { Box } from './box.ts';
        export class Registry {
          /** Of all boxes. */
          static boxes: Box[] = [];
          static first = new Box();
          static add(box: Box): void { Registry.boxes.push(box); }
        }`,
      'box.ts': `
        import { Registry } from './registry.ts';
        export class Box { constructor() { Registry.add(this); } }`,
      'a.test.ts': testFile(
        `import { Registry } from './registry.ts';`,
        `expect(Registry.boxes).toEqual([Registry.first]);`,
      ),
    });
  });

  test('import = require, export = and import aliases work', async () => {
    await expectPasses({
      'legacy.cts': `import fs = require('node:fs'); import path = require('path'); class Legacy { static read = fs.readFileSync; join(...p: string[]): string { return path.join(...p); } } namespace Legacy { export const version = 2; } export = Legacy;`,
      'fn.cts': `export = function make(): string { return 'made'; };`,
      'plain.cts': `const os = require('node:os') as typeof import('node:os'); export const eol = os.EOL; export default 'cts default'; export const dir = __dirname;`,
      'module.mts': `export const kind: string = 'mts'; export default class {}`,
      'uses.ts': `import Legacy = require('./legacy.cts'); import Version = Legacy.version; export { Version, Legacy };`,
      'a.test.ts': testFile(
        `import Legacy from './legacy.cjs'; import make from './fn.cjs'; import plain, { eol, dir } from './plain.cjs'; import { kind } from './module.mjs'; import { Version, Legacy as Again } from './uses'; import extensionless from './module';`,
        `expect([new Legacy().join('a', 'b'), Legacy.version, make(), Version, kind]).toEqual(['a/b', 2, 'made', 2, 'mts']);
         expect(Again).toBe(Legacy);
         expect([eol, dir, plain]).toEqual(['\\n', import.meta.dirname, 'cts default']);
         expect(extensionless.name).toBe('default');`,
      ),
    });
  });

  test('syntax of all versions is taken', async () => {
    await expectPasses({
      'syntax.ts': `
        export abstract class Base<T extends object = {}> { declare kind: string; #secret = 1; constructor(protected readonly value: T, public opt?: number) {} abstract run(): void; get secret(): number { return this.#secret; } static { Base.made = true; } static made = false; }
        export class Impl extends Base<{ a: 1 }> { override run(): void {} accessor count = 1; }
        export const value = { a: 1 } satisfies Record<string, number> as const;
        export function over(a: string): string; export function over(a: number): number; export function over(a: unknown): unknown { return a; }
        export const generic = <T,>(x: T): T => x; export const cast = <unknown>'x' as string; export const sure = value!.a;
        export function assertIt(x: unknown): asserts x is string { if (typeof x !== 'string') throw new TypeError('no'); }
        export type { Base as BaseType }; export import type Q = Base;
        export const using_ = (): string[] => { const log: string[] = []; { using held = { [Symbol.dispose]() { log.push('released'); } }; log.push(typeof held); } return log; };
        export const big = 1_000n ** 2n; export const regex = /(?<y>\\d{4})/v; export const opt = (value as { b?: { c: number } }).b?.c ?? 'none';
        export let assigned: number | undefined; assigned ??= 4;
        label: for (const i of [1]) { continue label; }`,
      'a.test.ts': testFile(
        `import * as s from './syntax.ts'; import { Impl, over, using_ } from './syntax.ts';`,
        `const impl = new Impl({ a: 1 }, 2);
         expect([impl.secret, impl.opt, impl.count, 'kind' in impl, s.Base.made]).toEqual([1, 2, 1, false, false]);
         expect([over('x'), over(1), s.generic(1), s.cast, s.sure, s.big, s.opt, s.assigned, s.regex.exec('2024')?.groups?.y]).toEqual(['x', 1, 1, 'x', 1, 1000000n, 'none', 4, '2024']);
         expect(using_()).toEqual(['object', 'released']);
         expect(() => s.assertIt(1)).toThrow(TypeError);`,
      ),
    });
  });

  test('files find each other by the names that compilers and bundlers know', async () => {
    await expectPasses({
      'src/ts.ts': `export const n = 'ts';`,
      'src/tsx.tsx': `export const n = 'tsx';`,
      'src/mts.mts': `export const n = 'mts';`,
      'src/cts.cts': `export const n = 'cts';`,
      'src/both.js': `export const n = 'js';`,
      'src/both.ts': `export const n = 'ts';`,
      'src/dir/index.ts': `export const n = 'dir';`,
      'src/dir.thing.ts': `export const n = 'dotted';`,
      'src/index.ts': `export const n = 'index';`,
      'src/nested/up.ts': `export { n } from '..'; export { n as here } from '.';`,
      'src/nested/index.ts': `export const n = 'nested';`,
      'a.test.ts': testFile(
        [
          'ts',
          'ts.js',
          'tsx',
          'tsx.js',
          'mts.mjs',
          'cts.cjs',
          'both.js',
          'both.ts',
          'both',
          'dir',
          'dir/',
          'dir/index.js',
          'dir.thing',
          'nested/up',
          '',
        ]
          .map((name, i) => `import { n as n${i} } from './src/${name}';`)
          .join('\n') + `import { here } from './src/nested/up';`,
        `expect([n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, here]).toEqual(['ts', 'ts', 'tsx', 'tsx', 'mts', 'cts', 'js', 'ts', 'ts', 'dir', 'dir', 'dir', 'dotted', 'index', 'index', 'nested']);`,
      ),
    });
  });
});
