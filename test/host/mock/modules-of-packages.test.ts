import { suite, test } from 'ztest';
import { expectPasses } from '../loader/passing-project.ts';

const packages = {
  'node_modules/reader/package.json': `{ "name": "reader", "main": "index.js" }`,
  'node_modules/reader/index.js': `const { read } = require('./lib/read'); const inner = require('inner'); exports.read = read; exports.inner = () => inner.name();`,
  'node_modules/reader/lib/read.js': `const fs = require('fs'); exports.read = (f) => fs.readFileSync(f, 'utf8');`,
  'node_modules/inner/index.js': `exports.name = () => 'real inner';`,
  'node_modules/esm-reader/package.json': `{ "name": "esm-reader", "type": "module", "exports": "./index.js" }`,
  'node_modules/esm-reader/index.js': `import { readFileSync } from 'node:fs'; import inner from 'inner'; import { more } from './more.js'; export const read = (f) => readFileSync(f, 'utf8'); export const name = () => inner.name() + more; export default import.meta.url;`,
  'node_modules/esm-reader/more.js': `export const more = '!';`,
  'node_modules/unrelated/index.js': `exports.state = { n: 0 };`,
};

suite('mocks reach what packages load', () => {
  test('a builtin that a package requires or imports', async () => {
    await expectPasses(
      {
        ...packages,
        'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import { read } from 'reader'; import esm, { read as readEsm } from 'esm-reader'; import { state } from 'unrelated';
        mock.module('node:fs', async (original) => { const actual = await original<typeof import('node:fs')>(); const readFileSync = mock.fn(() => 'mocked file'); return { ...actual, readFileSync, default: { ...actual.default, readFileSync } }; });
        test('is mocked', () => { expect([read('nowhere'), readEsm('nowhere')]).toEqual(['mocked file', 'mocked file']); expect(esm).toMatch(/^file:.*esm-reader/); state.n++; });`,
        'b.test.ts': `
        import { expect, test } from 'ztest'; import { read } from 'reader'; import { read as readEsm } from 'esm-reader'; import fs from 'node:fs'; import { state } from 'unrelated';
        test('is real elsewhere', () => { expect(read(import.meta.filename)).toBe(fs.readFileSync(import.meta.filename, 'utf8')); expect(() => readEsm('nowhere')).toThrow('ENOENT'); expect(state).toBeDefined(); });`,
      },
      ['--workers', '1'],
    );
  });

  test('a file in __mocks__ gets the package that it stands for', async () => {
    await expectPasses({
      ...packages,
      '__mocks__/inner.js': `const inner = require('inner'); exports.name = () => 'more than ' + inner.name();`,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import { inner } from 'reader';
        mock.module('inner', () => mock.requireActual('./__mocks__/inner.js'));
        test('is mocked', () => { expect(inner()).toBe('more than real inner'); });`,
    });
  });

  test('a package that a package loads', async () => {
    await expectPasses({
      ...packages,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import { inner } from 'reader'; import { name } from 'esm-reader'; import { state } from 'unrelated'; import { createRequire } from 'node:module';
        mock.module('inner', () => ({ name: () => 'mocked inner' }));
        test('is mocked', () => { expect([inner(), name()]).toEqual(['mocked inner', 'mocked inner!']); expect(createRequire(import.meta.url)('unrelated').state).toBe(state); });`,
      'b.test.ts': `
        import { expect, mock, test } from 'ztest'; import { inner } from 'reader';
        test('in a test, for what is loaded after it', async () => {
          expect(inner()).toBe('real inner');
          mock.doModule('inner', () => ({ name: () => 'late' }));
          expect(inner()).toBe('real inner');
          mock.resetModules();
          expect((await import('reader')).inner()).toBe('late');
          mock.doUnmock('inner');
          mock.resetModules();
          expect((await import('reader')).inner()).toBe('real inner');
        });`,
    });
  });

  test('a package itself, by either of its files', async () => {
    await expectPasses({
      'node_modules/dual/package.json': `{ "name": "dual", "exports": { ".": { "import": "./index.mjs", "require": "./index.cjs" }, "./sub": "./sub.cjs" } }`,
      'node_modules/dual/index.mjs': `export const kind = () => 'esm';`,
      'node_modules/dual/index.cjs': `exports.kind = () => 'cjs';`,
      'node_modules/dual/sub.cjs': `exports.sub = 'sub';`,
      'script.cjs': `exports.kind = () => require('dual').kind();`,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import { kind } from 'dual'; import script from './script.cjs'; import { sub } from 'dual/sub';
        mock.module('dual', () => ({ kind: () => 'mocked' }));
        test('is mocked for both', async () => { expect([kind(), script.kind(), (await import('dual')).kind(), sub]).toEqual(['mocked', 'mocked', 'mocked', 'sub']); });`,
    });
  });
});
