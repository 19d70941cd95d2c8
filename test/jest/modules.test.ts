import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };

test('require.main is the test file, also for modules that are made anew', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { setupFiles: ['./setup.js'] };`,
    'setup.js': `globalThis.early = require.main.filename;`,
    'own.js': `module.exports = () => [require.main === module, require.main.filename, require.main.require('./other')];`,
    'other.js': `module.exports = 'other';`,
    'a.test.js': `test('a', () => {
      expect(early).toBe(require.resolve('./setup'));
      expect(require.main === module).toBe(true);
      expect(require('./own')()).toEqual([false, __filename, 'other']);
      jest.resetModules();
      expect(require('./own')()).toEqual([false, __filename, 'other']);
    });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('a module that is required has a parent, and the jest object of a module is one', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { resetModules: true };`,
    'app.js': `module.exports = module.parent ? 'required' : 'started';`,
    'a.test.js': `
      test('app', () => { expect([require('./app'), module.parent]).toEqual(['required', null]); });
      test('main', () => { expect(require.main).toBe(module); });
      test('jest', () => { expect(require('@jest/globals').jest).toBe(jest); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ app: 'passed', main: 'passed', jest: 'passed' });
});

test('paths of require.resolve are relative to the module', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'dir/mod.js': ``,
    'node_modules/pkg/index.js': ``,
    'tests/a.test.js': `const path = require('path');
      const at = (name) => path.relative(path.dirname(__dirname), require.resolve(name, { paths: ['../dir'] }));
      test('a', () => {
        expect([at('./mod.js'), at('mod'), at('pkg')]).toEqual(['dir/mod.js', 'dir/mod.js', 'node_modules/pkg/index.js']);
        expect(require.resolve('fs', { paths: ['../dir'] })).toBe('fs');
        expect(require.resolve(__filename, { paths: [] })).toBe(__filename);
        expect(() => at('nothing')).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND' }));
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('a function that a set-up file exports is called and awaited', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { setupFiles: ['./setup.js'], setupFilesAfterEnv: ['./after.js'] };`,
    'setup.js': `module.exports = async () => { await new Promise((done) => setTimeout(done, 20)); globalThis.ready = true; };`,
    'after.js': `module.exports = () => { globalThis.called = true; };`,
    'a.test.js': `test('a', () => { expect([ready, typeof called]).toEqual([true, 'undefined']); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('a package that loads what the project transforms is loaded with it', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { transform: { '\\\\.js$': './transformer.js' }, transformIgnorePatterns: ['node_modules/(?!react-native|written)'] };`,
    'transformer.js': `module.exports = { process: (source) => ({ code: source.replace(/: Text/g, '') }) };`,
    'node_modules/written/index.js': `module.exports = (name: Text) => name;`,
    'node_modules/user/index.js': `module.exports = require('written');`,
    'a.test.js': `test('a', () => { expect(require('user')('x')).toBe('x'); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('a file that replaces Promise replaces it for its own code alone', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'a.test.js': `
      globalThis.Promise = function () { throw new Error('Mine'); };
      beforeEach(async () => {});
      test('first', (done) => { setTimeout(done, 10); });
      test('second', () => { expect(() => new Promise()).toThrow('Mine'); });`,
    'b.test.js': `test('third', async () => { expect(await Promise.resolve(1)).toBe(1); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ first: 'passed', second: 'passed', third: 'passed' });
});

test('exports of packages hold since Jest 28', async () => {
  const files = (version: string): Record<string, string> => ({
    'package.json': '{ "name": "project" }',
    'jest.config.js': `module.exports = {};`,
    'node_modules/jest/package.json': `{ "name": "jest", "version": "${version}" }`,
    'node_modules/dep/package.json': `{ "main": "./main.js", "exports": { ".": { "node": "./exported.js" } } }`,
    'node_modules/dep/main.js': `module.exports = 'main';`,
    'node_modules/dep/exported.js': `module.exports = 'exported';`,
    'node_modules/dep/inner.js': `module.exports = 'inner';`,
    'node_modules/only/package.json': `{ "exports": "./exported.js" }`,
    'node_modules/only/exported.js': `module.exports = 'only exported';`,
    'a.test.js': `
      const tryTo = (name) => { try { return require(name); } catch (error) { return error.code; } };
      test(tryTo('dep') + ', ' + tryTo('dep/inner') + ', ' + tryTo('only'), () => {});`,
  });
  using before = await runProject(files('27.5.1'));
  expect(testOutcomes(before.events)).toEqual({ 'main, inner, only exported': 'passed' });
  using since = await runProject(files('28.0.0'));
  expect(testOutcomes(since.events)).toEqual({
    'exported, MODULE_NOT_FOUND, only exported': 'passed',
  });
});

test('a module that is mapped to nothing says where it was mapped to', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1' } };`,
    'a.test.js': `require('@/gone.js');\ntest('a', () => {});`,
  });
  expect(JSON.stringify(run.events)).toContain(
    'moduleNameMapper turns it into src/gone.js, which is not there: mend the mapping, or create the file.',
  );
});

test('what a module and node:module are made from is as packages look for it', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'a.test.js': `
      const Module = require('module');
      test('constructor', () => { expect(module.constructor.length).toBeLessThan(2); });
      test('prototype', () => {
        expect(Object.getPrototypeOf(Module).createRequire(__filename)('fs')).toBe(require('fs'));
        expect(Object.getPrototypeOf(Module).createRequire).not.toBe(Module.createRequire);
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({ constructor: 'passed', prototype: 'passed' });
});

test('what the factory of a mock throws is thrown as it is', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'own.js': ``,
    'a.test.js': `
      const thrown = new TypeError('own words');
      jest.mock('./own', () => { throw mockThrown(); });
      const mockThrown = () => thrown;
      test('a', () => {
        let seen;
        try { require('./own'); } catch (error) { seen = error; }
        expect(seen).toBe(thrown);
      });`,
    'early.test.js': `
      jest.mock('./own', () => mockValue);
      require('./own');
      const mockValue = 1;
      test('early', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
  expect(run.stdout).toContain(`its factory uses 'mockValue' before it exists`);
});

test('a namespace that a compiler copies from a mock function has its calls', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'a.test.js': `
      test('a', () => {
        const f = jest.fn();
        const namespace = {};
        for (const key in f) Object.defineProperty(namespace, key, Object.getOwnPropertyDescriptor(f, key));
        namespace.default = f;
        f(1);
        expect(namespace.mock.calls).toEqual([[1]]);
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('packages come before paths of the tsconfig, which may say where types are', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        paths: { typed: ['./types/typed.d.ts'], known: ['./src/known.ts'], own: ['./src/own.ts'] },
      },
    }),
    'types/typed.d.ts': `export declare const a: number;`,
    'node_modules/typed/index.js': `module.exports = 'package';`,
    'node_modules/known/index.js': `module.exports = 'package';`,
    'src/known.ts': `module.exports = 'path';`,
    'src/own.ts': `module.exports = 'path';`,
    'a.test.js': `test('a', () => {
      expect(['typed', 'known', 'own'].map((name) => require(name))).toEqual(['package', 'package', 'path']);
    });`,
    'ztest/a.test.ts': `import { expect, test } from 'ztest';`,
  });
  expect(testOutcomes(run.events)).toMatchObject({ a: 'passed' });
});
