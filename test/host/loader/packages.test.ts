import { expect, suite, test } from 'ztest';
import { runProject } from '../../support/run-project.ts';
import { expectPasses, testFile } from './passing-project.ts';

suite('packages', () => {
  test('offer what their exports say, by the conditions of the importer', async () => {
    await expectPasses({
      'node_modules/dual/package.json': JSON.stringify({
        name: 'dual',
        exports: {
          '.': {
            types: './index.d.ts',
            import: { node: './esm.mjs', default: './wrong.js' },
            require: './cjs.cjs',
          },
          './sub': [{ unknown: './wrong.js' }, './sub.cjs'],
          './files/*': './lib/*.js',
          './files/*.txt': './lib/*.text.js',
          './files/private/*': null,
          './dir/*': { import: './lib/*.mjs', default: './lib/*.js' },
          './package.json': './package.json',
        },
      }),
      'node_modules/dual/index.d.ts': `export const kind: string;`,
      'node_modules/dual/esm.mjs': `export const kind = 'esm'; export default 'esm default';`,
      'node_modules/dual/cjs.cjs': `exports.kind = 'cjs';`,
      'node_modules/dual/sub.cjs': `exports.sub = 'sub';`,
      'node_modules/dual/lib/a.js': `exports.a = 'a.js';`,
      'node_modules/dual/lib/a.mjs': `export const a = 'a.mjs';`,
      'node_modules/dual/lib/b.text.js': `exports.b = 'text';`,
      'node_modules/dual/lib/private/c.js': `exports.c = 'c';`,
      'script.cjs': `exports.kind = require('dual').kind; exports.a = require('dual/dir/a').a;`,
      'a.test.ts': testFile(
        `import d, { kind } from 'dual'; import { sub } from 'dual/sub'; import { a } from 'dual/files/a'; import { b } from 'dual/files/b.txt'; import { a as dir } from 'dual/dir/a'; import manifest from 'dual/package.json' with { type: 'json' }; import script from './script.cjs';`,
        `expect([d, kind, sub, a, b, dir, manifest.name]).toEqual(['esm default', 'esm', 'sub', 'a.js', 'text', 'a.mjs', 'dual']);
         expect(script).toEqual({ kind: 'cjs', a: 'a.js' });
         await expect(import('dual/files/private/c')).rejects.toThrow('dual/files/private/c');
         await expect(import('dual/lib/a.js')).rejects.toThrow('dual/lib/a.js');`,
      ),
    });
  });

  test('are found by main, index, or in a scope, from the nearest node_modules', async () => {
    await expectPasses({
      'node_modules/main/package.json': `{ "name": "main", "main": "./lib" }`,
      'node_modules/main/lib/index.js': `module.exports = 'main';`,
      'node_modules/main/extra.js': `module.exports = 'extra';`,
      'node_modules/bare/index.js': `module.exports = 'outer';`,
      'node_modules/@scope/pkg/package.json': `{ "name": "@scope/pkg", "main": "a.js", "module": "never.mjs" }`,
      'node_modules/@scope/pkg/a.js': `module.exports = 'scoped';`,
      'node_modules/single.js': `module.exports = 'single';`,
      'inner/node_modules/bare/index.js': `module.exports = 'inner';`,
      'inner/uses.ts': `import bare from 'bare'; export default bare;`,
      'a.test.ts': testFile(
        `import main from 'main'; import extra from 'main/extra.js'; import extraless from 'main/extra'; import bare from 'bare'; import inner from './inner/uses.ts'; import scoped from '@scope/pkg'; import single from 'single';`,
        `expect([main, extra, extraless, bare, inner, scoped, single]).toEqual(['main', 'extra', 'extra', 'outer', 'inner', 'scoped', 'single']);`,
      ),
    });
  });

  test('may be ES modules only, and import each other', async () => {
    await expectPasses({
      'node_modules/esm/package.json': `{ "name": "esm", "type": "module", "exports": "./index.js" }`,
      'node_modules/esm/index.js': `import { word } from 'other'; import fs from 'node:fs'; export let n = 0; export const add = () => { n++; }; export { word }; export default class Thing {} export const url = import.meta.url; export const has = typeof fs.readFileSync;`,
      'node_modules/other/package.json': `{ "name": "other", "type": "module", "exports": "./index.js" }`,
      'node_modules/other/index.js': `export const word = 'word'; export * from './more.js';`,
      'node_modules/other/more.js': `export const more = 'more';`,
      'script.cjs': `exports.viaRequire = require('esm').word; exports.same = () => require('esm');`,
      'a.test.ts': testFile(
        `import Thing, { n, add, word, url, has } from 'esm'; import * as ns from 'esm'; import { more } from 'other'; import script from './script.cjs';`,
        `add();
         expect([n, ns.n, word, more, has, Thing.name]).toEqual([1, 1, 'word', 'more', 'function', 'Thing']);
         expect(url).toMatch(/^file:.*esm\\/index\\.js$/);
         expect([script.viaRequire, script.same().n]).toEqual(['word', 1]);
         expect((await import('esm')).default).toBe(Thing);`,
      ),
    });
  });

  test('are the project itself, by its name and by # imports', async () => {
    await expectPasses({
      'package.json': JSON.stringify({
        name: 'me',
        type: 'module',
        exports: {
          '.': './src/index.ts',
          './deep/*': './src/deep/*.ts',
          './built': './src/built.js',
        },
        imports: {
          '#lib/*': './src/lib/*.ts',
          '#one': './src/one.ts',
          '#builtin': 'node:path',
          '#dep': 'dep',
          '#by': { node: './src/one.ts', default: './no.ts' },
          '#js/*': './src/*',
        },
      }),
      'src/index.ts': `export const index = 'index';`,
      'src/deep/a.ts': `export const a = 'a';`,
      'src/built.ts': `export const built = 'from source';`,
      'src/lib/x.ts': `export const x = 'x';`,
      'src/one.ts': `export const one = 'one'; export { x } from '#lib/x';`,
      'node_modules/dep/index.js': `module.exports = 'dep';`,
      'a.test.ts': testFile(
        `import { index } from 'me'; import { a } from 'me/deep/a'; import { built } from 'me/built'; import { x } from '#lib/x'; import { one, x as through } from '#one'; import path from '#builtin'; import dep from '#dep'; import { one as by } from '#by'; import { one as js } from '#js/one.js';`,
        `expect([index, a, built, x, one, through, path.sep, dep, by, js]).toEqual(['index', 'a', 'from source', 'x', 'one', 'x', '/', 'dep', 'one', 'one']);
         expect((await import('#lib/' + 'x')).x).toBe('x');
         await expect(import('#none')).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });`,
      ),
    });
  });

  test('may hold TypeScript, and are then made anew for each file', async () => {
    const uses = testFile(
      `import { n, add } from 'typed'; import { view } from 'typed/view';`,
      `add(); expect([n, view]).toEqual([1, 'view']);`,
    );
    await expectPasses(
      {
        'node_modules/typed/package.json': `{ "name": "typed", "type": "module", "exports": { ".": "./src/index.ts", "./view": "./src/view.tsx" } }`,
        'node_modules/typed/src/index.ts': `export let n: number = 0; export const add = (): void => { n++; };`,
        'node_modules/typed/src/view.tsx': `export const view: string = 'view';`,
        'a.test.ts': uses,
        'b.test.ts': uses,
      },
      ['--workers', '1'],
    );
  });

  test('that add to globals when they are loaded do so for every file of a process', async () => {
    const uses = (n: number): string =>
      testFile(
        `import 'polyfill'; import extend from 'extends-builtin'; import 'esm-polyfill';`,
        `expect([Reflect.defineMetadata('x'), [1, 2].lastOne(), globalThis.polyfilled, process.polyfilled, extend, String.dedent\`a\`]).toEqual(['x', 2, true, true, 'loaded', 'a']);
       delete globalThis.polyfilled; delete Reflect.defineMetadata; Array.prototype.lastOne = () => 'broken ${n}';`,
      );
    await expectPasses(
      {
        'node_modules/polyfill/index.js': `Reflect.defineMetadata ??= (x) => x; globalThis.polyfilled = true; process.polyfilled = true;`,
        'node_modules/extends-builtin/index.js': `Object.defineProperty(Array.prototype, 'lastOne', { value() { return this.at(-1); }, configurable: true, writable: true }); module.exports = 'loaded';`,
        'node_modules/esm-polyfill/package.json': `{ "type": "module", "exports": "./index.js" }`,
        'node_modules/esm-polyfill/index.js': `await null; String.dedent = (parts) => parts[0];`,
        'a.test.ts': uses(1),
        'b.test.ts': uses(2),
        'c.test.ts': uses(3),
      },
      ['--workers', '1'],
    );
  });

  test.each(['partial', 'none', 'full'])(
    'that use the test API when they are loaded do so for every file of a process (%s)',
    async (level) => {
      const usesIt = testFile(
        `import '@scope/own-matchers'; import 'esm-matchers';`,
        `expect('a').toBeA(); expect('b').toBeB(); expect('c').toBeC(); expect(Reflect.get(globalThis, 'hooks')).toBe(1);`,
      );
      await expectPasses(
        {
          'ztest.config.ts': `export default { globals: true, setupFiles: ['./setup.ts'], isolation: '${level}' };`,
          'setup.ts': `import 'global-matchers';`,
          'node_modules/global-matchers/package.json': `{ "name": "global-matchers" }`,
          'node_modules/global-matchers/index.js': `require('./lib/extend'); beforeEach(() => { globalThis.hooks = 1; });`,
          'node_modules/global-matchers/lib/extend.js': `expect.extend({ toBeA: (value) => ({ pass: value === 'a', message: () => 'not a' }) });`,
          'node_modules/@scope/own-matchers/package.json': `{ "name": "@scope/own-matchers" }`,
          'node_modules/@scope/own-matchers/index.js': `const { expect } = require('@jest/globals'); expect.extend({ toBeB: (value) => ({ pass: value === 'b', message: () => 'not b' }) });`,
          'node_modules/esm-matchers/package.json': `{ "name": "esm-matchers", "type": "module", "exports": "./index.js" }`,
          'node_modules/esm-matchers/index.js': `import { expect } from 'ztest'; expect.extend({ toBeC: (value) => ({ pass: value === 'c', message: () => 'not c' }) });`,
          'a.test.ts': usesIt,
          'b.test.ts': usesIt,
          'c.test.ts': usesIt,
        },
        ['--workers', '1'],
      );
    },
  );

  test('that are not there are named, with what may have been meant', async () => {
    using run = await runProject({
      'node_modules/lodash/index.js': ``,
      'a.test.ts': testFile(`import _ from 'loadsh';`, `expect(_).toBeDefined();`),
    });
    expect(run.stdout).toContain(`ZT1201 Cannot find module 'loadsh'`);
    expect(run.stdout).toContain(`Did you mean 'lodash'?`);
    expect(run.stdout).toContain('a.test.ts:2');
  });
});

test('packages that are written for tools load, where Node itself refuses them', async () => {
  await expectPasses({
    'node_modules/loose/package.json': `{ "name": "loose", "type": "module", "exports": "./index.js" }`,
    'node_modules/loose/index.js': `import { part } from './part'; import data from './data.json'; export const all = part + data.n;`,
    'node_modules/loose/part/index.js': `export const part = 'part';`,
    'node_modules/loose/data.json': `{ "n": 1 }`,
    'node_modules/broken/package.json': `{ "name": "broken", "type": "module", "exports": "./index.js" }`,
    'node_modules/broken/index.js': `import { part } from './not-there'; export const all = part;`,
    'a.test.ts': `import { expect, test } from 'ztest';
      import { all } from 'loose';
      test('static', () => { expect(all).toBe('part1'); });
      test('dynamic', async () => { expect((await import('loose')).all).toBe('part1'); });
      test('broken', async () => { await expect(import('broken')).rejects.toThrow(/not-there' imported from/); });`,
  });
});
