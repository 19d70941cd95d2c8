import { suite, test } from 'ztest';
import { expectPasses, testFile } from './passing-project.ts';

suite('CommonJS', () => {
  test('is imported by Node’s rule from ES modules: the default is module.exports', async () => {
    await expectPasses({
      'plain.cjs': `exports.a = 1; exports.fn = function () { return this === exports; };`,
      'fn.cjs': `module.exports = function make() { return 'made'; }; module.exports.extra = 2;`,
      'class.cjs': `module.exports = class Thing { static of() { return new this(); } };`,
      'babel.cjs': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'inner'; exports.named = 'named';`,
      'value.cjs': `module.exports = 'just a string';`,
      'nothing.cjs': `module.exports = null;`,
      'a.test.ts': testFile(
        `import plain, { a, fn } from './plain.cjs'; import * as plainNs from './plain.cjs';
         import make, { extra } from './fn.cjs'; import Thing from './class.cjs'; import * as babelNs from './babel.cjs'; import babel, { named } from './babel.cjs';
         import value from './value.cjs'; import nothing from './nothing.cjs';`,
        `expect([plain, a, plainNs.a, plainNs.default]).toEqual([{ a: 1, fn: expect.any(Function) }, 1, 1, plain]);
         expect(plain.fn()).toBe(true);
         expect([make(), extra, make.extra]).toEqual(['made', 2, 2]);
         expect(Thing.of()).toBeInstanceOf(Thing);
         expect(babel).toEqual({ default: 'inner', named: 'named' });
         expect([babelNs.default, named]).toEqual([babel, 'named']);
         expect([value, nothing]).toEqual(['just a string', null]);`,
      ),
    });
  });

  test('is imported by __esModule from files that Node takes for CommonJS', async () => {
    await expectPasses({
      'package.json': `{ "name": "project" }`,
      'tsconfig.json': `{ "compilerOptions": { "module": "commonjs", "esModuleInterop": true } }`,
      'babel.js': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'inner'; exports.named = 'named';`,
      'plain.js': `module.exports = { a: 1 };`,
      'esm.ts': `export default 'default'; export const named = 'named';`,
      'require.js': `const esm = require('./esm'); exports.esm = esm; exports.keys = Object.keys(esm).sort(); exports.marked = esm.__esModule;`,
      'node_modules/babel-package/package.json': `{ "name": "babel-package" }`,
      'node_modules/babel-package/index.js': `exports.__esModule = true; exports.default = () => 'called'; exports.other = 1;`,
      'a.test.ts': testFile(
        `import babel, { named } from './babel'; import plain from './plain'; import { esm, keys, marked } from './require'; import call, { other } from 'babel-package'; import * as everything from './babel';`,
        `expect([babel, named, plain, call(), other]).toEqual(['inner', 'named', { a: 1 }, 'called', 1]);
         expect([esm.default, esm.named, keys, marked]).toEqual(['default', 'named', ['default', 'named'], true]);
         expect(everything.default).toBe('inner');`,
      ),
    });
  });

  test('may be written with imports', async () => {
    await expectPasses({
      'package.json': `{ "name": "project" }`,
      'value.js': `export const value = 1;`,
      'assigns.js': `import { value } from './value'; exports.value = value; exports.twice = () => value * 2;`,
      'replaces.js': `import { value } from './value'; module.exports = { value };`,
      'silent.js': `import './value';`,
      'a.test.js': testFile(
        `import assigns, { twice } from './assigns'; import * as namespace from './assigns'; import replaces from './replaces'; import * as silent from './silent';`,
        `expect(assigns).toEqual({ value: 1, twice });
         expect([twice(), namespace.value, namespace.default]).toEqual([2, 1, assigns]);
         expect(replaces).toEqual({ value: 1 });
         expect(Object.keys(silent)).toEqual([]);`,
      ),
    });
  });

  test('has what Node gives it', async () => {
    await expectPasses({
      'package.json': `{ "name": "project" }`,
      'lib/module.js': `
        exports.thisIsExports = this === module.exports;
        exports.isSloppy = (function () { return this === globalThis; })();
        exports.names = [__filename, __dirname, module.id, module.filename, module.path];
        exports.resolved = [require.resolve('./other'), require.resolve('fs'), require.resolve('dep')];
        exports.isMain = require.main === module;
        exports.kinds = [typeof require.cache, typeof require.extensions, typeof module.paths[0], typeof module.require, Array.isArray(module.children)];
        exports.loadedInside = module.loaded;
        exports.other = module.require('./other');
        const ofModule = module.require;
        exports.again = ofModule('./other');
        try { require('./absent'); } catch (error) { exports.code = error.code; }
        try { require.resolve('./absent'); } catch (error) { exports.resolveCode = error.code; }
        exports.module = module;
        exports.json = require('./data');
        exports.index = require('.');
        return;`,
      'lib/other.js': `module.exports = 'other';`,
      'lib/data.json': `{ "a": [1] }`,
      'lib/index.js': `module.exports = 'index';`,
      'node_modules/dep/index.js': `module.exports = 'dep';`,
      'a.test.js': `const { test, expect } = require('ztest'); const path = require('node:path'); const m = require('./lib/module');
        test('has it', () => {
          const at = (name) => path.join(__dirname, name);
          expect([m.thisIsExports, m.isSloppy, m.isMain, m.loadedInside, m.module.loaded]).toEqual([true, true, false, false, true]);
          expect(m.names).toEqual([at('lib/module.js'), at('lib'), at('lib/module.js'), at('lib/module.js'), at('lib')]);
          expect(m.resolved).toEqual([at('lib/other.js'), 'fs', at('node_modules/dep/index.js')]);
          expect(m.kinds).toEqual(['object', 'object', 'string', 'function', true]);
          expect([m.other, m.again, m.json, m.index, m.code, m.resolveCode]).toEqual(['other', 'other', { a: [1] }, 'index', 'MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);
          expect(require('./lib/data')).toBe(m.json);
        });`,
    });
  });

  test('stays as it is written', async () => {
    await expectPasses({
      'package.json': `{ "name": "project" }`,
      'lib.js': `// to import it, export it: <b>this</b> @param
exports.fn   =   function ( a,b ) { /* kept */ return a+b };
var shadowed = 1; exports.name = (function () { var x = 1; { let x = function () {}; return x.name } })();
exports.octal = 010; with ({ inWith: 1 }) { exports.inWith = inWith; }
exports.load = async () => (await import('./esm.mjs')).default;
exports.position = new Error('x').stack.split('\\n')[1];`,
      'esm.mjs': `export default 'esm';`,
      'a.test.ts': testFile(
        `import lib from './lib.js';`,
        `expect(lib.fn.toString()).toBe('function ( a,b ) { /* kept */ return a+b }');
         expect([lib.name, lib.octal, lib.inWith, await lib.load()]).toEqual(['x', 8, 1, 'esm']);
         expect(lib.position).toMatch(/lib\\.js:6:20/);`,
      ),
    });
  });

  test('may be in a cycle, with ES modules too', async () => {
    await expectPasses({
      'a.cjs': `exports.early = 1; const b = require('./b.cjs'); exports.late = 2; exports.seen = b.seen;`,
      'b.cjs': `const a = require('./a.cjs'); exports.seen = Object.keys(a); exports.later = () => a.late;`,
      'c.cjs': `exports.c = 'c'; const d = require('./d.ts'); exports.fromD = d.fromC;`,
      'd.ts': `import * as ns from './c.cjs'; import c from './c.cjs'; export const fromC = c.c + Object.keys(ns).length; export const later = (): unknown => (ns as Record<string, unknown>).fromD;`,
      'a.test.ts': testFile(
        `import { seen, late } from './a.cjs'; import { later } from './b.cjs'; import { fromD } from './c.cjs'; import { later as laterNs } from './d.ts';`,
        `expect([seen, late, later()]).toEqual([['early'], 2, 2]);
         expect([fromD, laterNs()]).toEqual(['c2', 'c2']);`,
      ),
    });
  });

  test('is reached by createRequire, with fresh modules and by its own conditions', async () => {
    await expectPasses({
      'node_modules/dual/package.json': `{ "name": "dual", "exports": { "import": "./index.mjs", "require": "./index.cjs" } }`,
      'node_modules/dual/index.mjs': `export const kind = 'import';`,
      'node_modules/dual/index.cjs': `exports.kind = 'require';`,
      'state.ts': `export const state = { n: 0 };`,
      'data.json': `{ "a": 1 }`,
      'a.test.ts': testFile(
        `import { createRequire } from 'node:module'; import Module from 'module'; import { kind } from 'dual'; import { state } from './state.ts'; import path from 'node:path';`,
        `const require = createRequire(import.meta.url);
         expect([kind, require('dual').kind, (await import('dual')).kind]).toEqual(['import', 'require', 'import']);
         expect(require('./state.ts').state).toBe(state);
         expect(require('./data.json')).toEqual({ a: 1 });
         expect(require('fs')).toBe(require('node:fs'));
         expect(require.resolve('./state')).toBe(path.resolve('state.ts'));
         expect(Module.createRequire(path.resolve('x.js'))('./state').state).toBe(state);
         expect(Module.isBuiltin('fs')).toBe(true);
         expect(() => require('./nowhere')).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND' }));`,
      ),
    });
  });
});

test('a file without an extension is JavaScript, and ES modules have the members of require', async () => {
  await expectPasses({
    'no-extension': `module.exports = 7;`,
    'a.test.ts': `import path from 'node:path';
      import { expect, test } from 'ztest';
      test('a', () => {
        expect(require('./no-extension')).toBe(7);
        expect(path.basename(require.resolve('./no-extension'))).toBe('no-extension');
      });`,
  });
});
