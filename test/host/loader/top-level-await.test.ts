import { suite, test } from 'ztest';
import { expectPasses, testFile } from './passing-project.ts';

const slow = `const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));`;

suite('top-level await', () => {
  test('works in tests, set-up files and modules, near and far', async () => {
    await expectPasses({
      'ztest.config.ts': `import { defineConfig } from 'ztest/config'; export default defineConfig({ setupFiles: ['./setup.ts'] });`,
      'setup.ts': `globalThis.setUp = await Promise.resolve('done');`,
      'value.ts': `${slow} await wait(5); export const value = await Promise.resolve(1); export default async () => value;`,
      'near.ts': `import { value } from './value.ts'; export const near = value + 1;`,
      'far.ts': `export { near as far } from './near.ts'; export * from './value.ts'; export * as all from './value.ts';`,
      'loop.mjs': `export const seen = []; for await (const n of [Promise.resolve(1), 2]) seen.push(n);`,
      'scoped.ts': `export const log: string[] = [];
        { await using held = { async [Symbol.asyncDispose]() { log.push('released'); } }; log.push('held'); void held; }`,
      'a.test.ts': testFile(
        `import { far, value, all } from './far.ts'; import getValue from './value.ts'; import { seen } from './loop.mjs'; import { log } from './scoped.ts';
         const own = await Promise.resolve('own');
         const { near } = await import('./near.ts');`,
        `expect([far, value, all.value, near, await getValue()]).toEqual([2, 1, 1, 2, 1]);
         expect([own, globalThis.setUp]).toEqual(['own', 'done']);
         expect(seen).toEqual([1, 2]);
         expect(log).toEqual(['held', 'released']);
         expect(getValue.name).toBe('default');`,
      ),
    });
  });

  test('keeps the order in which modules are evaluated', async () => {
    await expectPasses({
      'log.ts': `export const log: string[] = [];`,
      'first.ts': `import { log } from './log.ts'; log.push('first');`,
      'second.ts': `import { log } from './log.ts'; log.push('second starts'); await null; log.push('second ends');`,
      'third.ts': `import { log } from './log.ts'; log.push('third');`,
      'fourth.ts': `import { log } from './log.ts'; import './second.ts'; log.push('fourth');`,
      'a.test.ts': testFile(
        `import './first.ts'; import './second.ts'; import { log } from './log.ts'; import './third.ts'; import './fourth.ts';
         log.push('test');`,
        `expect(log).toEqual(['first', 'second starts', 'third', 'second ends', 'fourth', 'test']);`,
      ),
    });
  });

  test('works in cycles', async () => {
    await expectPasses({
      'main.ts': `import { value } from './helped.ts'; export function help(n: number): number { return n * 2; } export const doubled = value * 10;`,
      'helped.ts': `import { help } from './main.ts'; export const value = await Promise.resolve(help(21)); export let late = 0; export const setLate = (): void => { late = 1; };`,
      'ring-a.ts': `import { b } from './ring-b.ts'; export const a = (await b()) + 'a'; export const nameA = 'A';`,
      'ring-b.ts': `import { c } from './ring-c.ts'; import { nameA } from './ring-a.ts'; export async function b(): Promise<string> { return c; } export const later = (): string => nameA;`,
      'ring-c.ts': `import { later } from './ring-b.ts'; export const c = await Promise.resolve('c'); export const fromB = (): string => later();`,
      'a.test.ts': testFile(
        `import { doubled } from './main.ts'; import { value, late, setLate } from './helped.ts';
         import { a } from './ring-a.ts'; import { fromB } from './ring-c.ts';`,
        `expect([value, doubled]).toEqual([42, 420]);
         setLate();
         expect(late).toBe(1);
         expect(a).toBe('ca');
         expect(fromB()).toBe('A');`,
      ),
    });
  });

  test('waits for what import() reaches, once for all who ask', async () => {
    await expectPasses({
      'value.ts': `globalThis.runs = (globalThis.runs ?? 0) + 1; export const value = await new Promise((resolve) => setTimeout(resolve, 5, 'there'));`,
      'through.ts': `import { value } from './value.ts'; export { value };`,
      'a.test.ts': testFile(
        '',
        `const name = './through.ts';
         const [one, two, three] = await Promise.all([import('./through.ts'), import('./value.ts'), import(name)]);
         expect([one.value, two.value, three.value, globalThis.runs]).toEqual(['there', 'there', 'there', 1]);
         expect(three).toBe(one);`,
      ),
    });
  });

  test('hands its error to all importers', async () => {
    await expectPasses({
      'broken.ts': `await null; throw new Error('broken');`,
      'through.ts': `import './broken.ts'; export const never = 1;`,
      'a.test.ts': testFile(
        '',
        `const errors = await Promise.allSettled([import('./through.ts'), import('./broken.ts')]);
         expect(errors.map((e) => e.reason.message)).toEqual(['broken', 'broken']);`,
      ),
    });
  });

  test('works in packages, and loads nothing twice for it', async () => {
    await expectPasses({
      'node_modules/awaits/package.json': `{ "name": "awaits", "type": "module", "exports": "./index.js" }`,
      'node_modules/awaits/index.js': `export const value = await Promise.resolve('package'); export default value;`,
      'node_modules/uses/package.json': `{ "name": "uses", "type": "module", "exports": "./index.js" }`,
      'node_modules/uses/index.js': `export * from 'awaits';`,
      'counted.ts': `globalThis.counted = (globalThis.counted ?? 0) + 1; export const count = globalThis.counted;`,
      'through.ts': `import './counted.ts'; import { value } from 'uses'; export const seen = value;`,
      'ring-a.ts': `import { b } from './ring-b.ts'; import { value } from 'awaits'; export const a = (): string => b() + value;`,
      'ring-b.ts': `import { a } from './ring-a.ts'; export const b = (): string => typeof a;`,
      'a.test.ts': testFile(
        `import { count } from './counted.ts'; import { seen } from './through.ts'; import value from 'awaits'; import { a } from './ring-a.ts';`,
        `expect([count, seen, value, globalThis.counted]).toEqual([1, 'package', 'package', 1]);
         expect((await import('uses')).value).toBe('package');
         expect(a()).toBe('functionpackage');`,
      ),
    });
  });

  test('cannot be required, and says so', async () => {
    await expectPasses({
      'value.ts': `export const value = await 1;`,
      'a.test.ts': testFile(
        `import { createRequire } from 'node:module';`,
        `const require = createRequire(import.meta.url);
         expect(() => require('./value.ts')).toThrow('top-level await');
         expect((await import('./value.ts')).value).toBe(1);`,
      ),
    });
  });

  test('leaves a module variables named require and exports', async () => {
    await expectPasses({
      'a.test.ts': testFile(
        `import { createRequire } from 'node:module';
         import { other, require as theirs } from './names.mts';
         const require = createRequire(import.meta.url);
         const holder = { require, inner: { require: 1 }, exports: 2 };
         const exports = { x: 1, ...holder };
         await null;
         const { require: again = 5 } = holder;
         class Asker { require() { return require.resolve('node:fs'); } }
         const named = (require: string) => ({ require, kind: typeof require });
         const taken = ({ exports, ...rest }: { exports: number; a: number }) => [exports, rest];`,
        `expect(holder.require('node:path').sep).toBe('/');
         expect([again === require, exports.exports, holder.inner.require]).toEqual([true, 2, 1]);
         expect(new Asker().require()).toBe('node:fs');
         expect(named('x')).toEqual({ require: 'x', kind: 'string' });
         expect(taken({ exports: 1, a: 2 })).toEqual([1, { a: 2 }]);
         expect([other, theirs('node:os').EOL]).toEqual(['mine', '\\n']);`,
      ),
      'names.mts': `import { createRequire } from 'node:module';
        export const require = createRequire(import.meta.url);
        const exports = await Promise.resolve('mine');
        export { exports as other };`,
    });
  });
});
