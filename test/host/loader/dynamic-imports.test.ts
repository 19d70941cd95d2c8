import { suite, test } from 'ztest';
import { expectPasses, testFile } from './passing-project.ts';

suite('import()', () => {
  test('takes literal and computed names, which it reads at once', async () => {
    await expectPasses({
      'src/one.ts': `export const name = 'one';`,
      'src/two.js': `export const name = 'two';`,
      'a.test.ts': testFile(
        `import { pathToFileURL } from 'node:url'; import path from 'node:path';`,
        `const names = ['one.ts', 'two.js'];
         const loading = [];
         for (let i = 0; i < names.length; ) loading.push(import('./src/' + names[i++]));
         expect((await Promise.all(loading)).map((m) => m.name)).toEqual(['one', 'two']);
         const next = async (): Promise<string> => './src/one.ts';
         expect((await import(await next())).name).toBe('one');
         expect((await import(pathToFileURL(path.resolve('src/two.js')).href)).name).toBe('two');
         expect((await import(path.resolve('src/two.js'))).name).toBe('two');
         expect((await import(/* a comment, import('./nowhere') */ './src/one.ts')).name).toBe('one');
         expect(await import('./src/one.ts')).toBe(await import('./src/one.ts'));
         expect("import('./x')").toHaveLength(13);`,
      ),
    });
  });

  test('runs the module later than the code that asks for it', async () => {
    await expectPasses({
      'module.ts': `globalThis.log.push('module');`,
      'a.test.ts': testFile(
        '',
        `globalThis.log = [];
         const loading = import('./module.ts');
         globalThis.log.push('after');
         await loading;
         expect(globalThis.log).toEqual(['after', 'module']);`,
      ),
    });
  });

  test('rejects when the module is missing or throws, and runs it again when asked again', async () => {
    await expectPasses({
      'throws.ts': `globalThis.times = (globalThis.times ?? 0) + 1; if (globalThis.times === 1) throw new Error('first'); export const times = globalThis.times;`,
      'a.test.ts': testFile(
        '',
        `await expect(import('./missing.ts')).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
         await expect(import('not-installed')).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
         await expect(import('./throws.ts')).rejects.toThrow('first');
         expect((await import('./throws.ts')).times).toBe(2);`,
      ),
    });
  });

  test('works in scripts, and finds what was written a moment ago', async () => {
    await expectPasses({
      'package.json': `{ "name": "project" }`,
      'script.js': `exports.load = (name) => import(name); exports.text = exports.load.toString();`,
      'node_modules/esm-only/package.json': `{ "name": "esm-only", "type": "module", "exports": { "import": "./index.js" } }`,
      'node_modules/esm-only/index.js': `export const kind = 'esm'; export default 'default';`,
      'a.test.ts': testFile(
        `import script from './script.js'; import { writeFileSync } from 'node:fs'; import path from 'node:path'; import d, { kind } from 'esm-only';`,
        `expect((await script.load('esm-only')).kind).toBe('esm');
         expect([d, kind]).toEqual(['default', 'esm']);
         await expect(import('./made.ts')).rejects.toThrow('made');
         writeFileSync('made.ts', 'export const n: number = 1;');
         expect((await import('./made.ts')).n).toBe(1);
         expect((await script.load('./made.ts')).n).toBe(1);
         writeFileSync('made.ts', 'export const n: number = 22;');
         expect((await import('./made.ts')).n).toBe(1);
         expect((await import('./made.ts?again')).n).toBe(22);
         expect((await import('./made.ts?again')).n).toBe(22);`,
      ),
    });
  });

  test('makes another instance of a module for another query', async () => {
    await expectPasses({
      'counter.ts': `export let count = 0; export const add = (): void => { count++; }; export const url = import.meta.url;`,
      'a.test.ts': testFile(
        `import * as plain from './counter.ts'; import * as query from './counter.ts?x=1';`,
        `plain.add();
         expect([plain.count, query.count]).toEqual([1, 0]);
         expect(await import('./counter.ts?x=1')).toBe(query);
         expect((await import('./counter.ts?x=2')).url).toMatch(/counter\\.ts\\?x=2$/);`,
      ),
    });
  });

  test('takes data: URLs and builtins', async () => {
    await expectPasses({
      'a.test.ts': testFile(
        `import value from 'data:text/javascript,export default 42'; import json from 'data:application/json,{"a":1}' with { type: 'json' };`,
        `expect([value, json]).toEqual([42, { a: 1 }]);
         expect((await import('data:text/javascript,export const a = await 1')).a).toBe(1);
         const fs = await import('node:fs');
         expect(fs.default.readFileSync).toBe(fs.readFileSync);
         expect((await import('fs')).readFileSync).toBe(fs.readFileSync);
         await expect(import('node:nothing')).rejects.toThrow('node:nothing');`,
      ),
    });
  });
});
