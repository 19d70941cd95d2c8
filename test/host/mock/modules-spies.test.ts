import { suite, test } from 'ztest';
import { expectPasses } from '../loader/passing-project.ts';

suite('spies on namespaces', () => {
  test('of modules of the project are seen by all importers, and end with the test', async () => {
    await expectPasses({
      'math.ts': `export const add = (a: number, b: number): number => a + b; export function twice(n: number): number { return n * 2; } export let level = 1; export const setLevel = (n: number): void => { level = n; }; export default () => 'default'; export class Thing { go(): string { return 'real'; } }`,
      'uses.ts': `import { add, twice } from './math.ts'; import run, * as ns from './math.ts'; export const sum = (): number => add(1, 2); export const viaNs = (): number => ns.twice(2) + twice(1); export const viaDefault = (): string => run();`,
      'index.ts': `export * from './math.ts'; export { add as plus } from './math.ts';`,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import * as math from './math.ts'; import { sum, viaNs, viaDefault } from './uses.ts'; import { add } from './math.ts'; import * as index from './index.ts';
        test('first', async () => {
          const spy = mock.spyOn(math, 'add').mockReturnValue(42);
          mock.spyOn(math, 'twice').mockReturnValue(10);
          mock.spyOn(math, 'default').mockReturnValue('spied');
          expect([sum(), add(1, 1), viaNs(), viaDefault(), index.add(1, 1), index.plus(1, 1)]).toEqual([42, 42, 20, 'spied', 42, 42]);
          expect((await import('./math.ts')).add(0, 0)).toBe(42);
          expect(spy).toHaveBeenCalledTimes(5);
          math.setLevel(2);
          expect(math.level).toBe(2);
        });
        test('second', () => { expect([sum(), viaNs(), viaDefault(), math.level]).toEqual([3, 6, 'default', 2]); math.setLevel(3); expect(math.level).toBe(3); });
        test('replaces values', () => { mock.replaceProperty(math, 'level', 9); expect(math.level).toBe(9); });
        test('ends that too', () => { expect(math.level).toBe(3); });`,
    });
  });

  test('of an exported variable may be those of an accessor', async () => {
    await expectPasses({
      'rate.ts': `export const rate = 3; export let base = 1; export const total = (): number => rate * base;`,
      'uses.ts': `import { base, rate } from './rate.ts'; export const both = (): number[] => [rate, base];`,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import * as rates from './rate.ts'; import { both } from './uses.ts';
        test('while it lasts', () => {
          const spy = mock.spyOn(rates, 'rate', 'get').mockReturnValue(7);
          mock.spyOn(rates, 'base', 'get').mockReturnValue(8);
          expect([both(), rates.rate, spy.mock.calls.length]).toEqual([[7, 8], 7, 2]);
          expect(mock.spyOn(rates, 'rate', 'get')).toBe(spy);
        });
        test('ends with the test', () => { expect(both()).toEqual([3, 1]); expect(Object.keys(rates)).toEqual(['base', 'rate', 'total']); });`,
    });
  });

  test('of CommonJS and builtin modules are seen through every way to import them', async () => {
    await expectPasses(
      {
        'script.cjs': `exports.run = () => 'real'; exports.viaExports = () => exports.run(); exports.fs = require('fs');`,
        'uses.ts': `import { readFileSync } from 'node:fs'; import fs from 'fs'; import * as ns from 'node:fs'; export const reads = (): unknown[] => [readFileSync('x'), fs.readFileSync('x'), ns.readFileSync('x'), ns.default.readFileSync('x')]; export { run } from './script.cjs';`,
        'node_modules/pkg/index.js': `const fs = require('fs'); exports.read = () => fs.readFileSync('x'); exports.own = () => 'own';`,
        'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import fs from 'node:fs'; import * as fsNs from 'node:fs'; import { reads, run } from './uses.ts'; import * as script from './script.cjs'; import scriptDefault from './script.cjs'; import pkg, { read } from 'pkg'; import * as pkgNs from 'pkg';
        const all = (value: unknown) => [value, value, value, value];
        test('by the default', () => { mock.spyOn(fs, 'readFileSync').mockReturnValue('default'); expect([reads(), read(), script.fs.readFileSync('x')]).toEqual([all('default'), 'default', 'default']); });
        test('by the namespace', () => { mock.spyOn(fsNs, 'readFileSync').mockReturnValue('namespace'); expect([reads(), read()]).toEqual([all('namespace'), 'namespace']); });
        test('of a script', () => { mock.spyOn(script, 'run').mockReturnValue('spied'); expect([run(), scriptDefault.run(), script.viaExports()]).toEqual(['spied', 'spied', 'spied']); });
        test('of a package', () => { mock.spyOn(pkgNs, 'own').mockReturnValue('spied'); expect(pkg.own()).toBe('spied'); });
        test('ends with the test', () => { expect(() => reads()).toThrow('ENOENT'); expect([run(), pkg.own()]).toEqual(['real', 'own']); });`,
        'b.test.ts': `import { expect, mock, test } from 'ztest'; import fs from 'node:fs'; mock.spyOn(fs, 'existsSync').mockReturnValue(true); test('a spy outside a test lives as long as the file', () => { expect(fs.existsSync('nowhere')).toBe(true); });`,
        'c.test.ts': `import { expect, test } from 'ztest'; import fs from 'node:fs'; test('and no longer', () => { expect(fs.existsSync('nowhere')).toBe(false); });`,
      },
      ['--workers', '1'],
    );
  });
});
