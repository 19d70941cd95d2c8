import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };
/** As small as Jest's interface lets one be: a realm of its own, with a mark in it. */
const environment = `
  const vm = require('node:vm');
  module.exports = class {
    constructor({ projectConfig }, { testPath, docblockPragmas }) {
      this.context = vm.createContext();
      this.global = vm.runInContext('globalThis', this.context);
      this.options = projectConfig.testEnvironmentOptions;
      this.pragmas = docblockPragmas;
      this.testPath = testPath;
    }
    async setup() {
      Object.assign(this.global, { mark: this.options.mark, flavour: this.pragmas.flavour, Buffer, setTimeout });
    }
    async teardown() { console.log('torn down ' + require('path').basename(this.testPath)); }
    getVmContext() { return this.context; }
    exportConditions() { return ['node']; }
  };`;

test('modules stay isolated for as long as a promise of that realm takes', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { testEnvironment: './environment.js' };`,
    'environment.js': environment,
    'flag.js': `exports.flag = globalThis.FLAG;`,
    'a.test.js': `
      const fresh = async () => {
        let found;
        await jest.isolateModulesAsync(async () => { await null; found = (await import('./flag')).flag; });
        return found;
      };
      test('anew', async () => {
        globalThis.FLAG = 1;
        expect(await fresh()).toBe(1);
        globalThis.FLAG = 2;
        expect(await fresh()).toBe(2);
        globalThis.FLAG = 3;
        expect(require('./flag').flag).toBe(3);
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({ anew: 'passed' });
});

test('an environment of the project has a realm of its own, in which instances are what they seem', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {
      testEnvironment: './environment.js',
      testEnvironmentOptions: { mark: 'marked' },
      globals: { fromConfig: { a: 1 } },
    };`,
    'environment.js': environment,
    'node_modules/pkg/index.js': `exports.sees = () => mark; exports.list = [];`,
    'data.json': '{ "list": [1] }',
    'a.test.js': `/** @flavour sweet */
      const pkg = require('pkg');
      test('global object', () => {
        expect(globalThis.mark).toBe('marked');
        expect(flavour).toBe('sweet');
        expect(fromConfig).toEqual({ a: 1 });
        expect(globalThis.process).toBe(undefined);
      });
      test('packages are in it, too', () => {
        expect(pkg.sees()).toBe('marked');
        expect(pkg.list instanceof Array).toBe(true);
      });
      test('realms', async () => {
        expect(Buffer.from('a')).toBeInstanceOf(Uint8Array);
        expect(() => require('fs').readFileSync('/not/there')).toThrow(Error);
        expect(require('./data.json').list).toBeInstanceOf(Array);
        expect({ a: [1] }).toStrictEqual({ a: [1] });
        expect(() => { throw new TypeError('no'); }).toThrow(TypeError);
        expect(jest.fn()).toBeInstanceOf(Function);
        await expect(Promise.reject(new Error('no'))).rejects.toThrow('no');
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    'global object': 'passed',
    'packages are in it, too': 'passed',
    realms: 'passed',
  });
  expect(run.stdout).toContain('torn down a.test.js');
});

test('a file chooses its environment in its first comment', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { testEnvironmentOptions: { mark: 1 } };`,
    'environment.js': environment,
    'a.test.js': `/**
 * @jest-environment ./environment.js
 * @jest-environment-options {"mark": 2}
 */
test('own', () => { expect(globalThis.mark).toBe(2); });`,
    'b.test.js': `test('of Node', () => { expect(globalThis.mark).toBe(undefined); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ own: 'passed', 'of Node': 'passed' });
});

test('an environment that is not installed is named, with what to install', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { testEnvironment: 'jsdom' };`,
    'a.test.js': `test('a', () => {});`,
  });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('ZT2507');
  expect(run.stderr).toContain('npm install -D jest-environment-jsdom');
});

test('the failure in a realm is shown where it is', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { testEnvironment: './environment.js' };`,
    'environment.js': environment,
    'a.test.ts': `interface Unused { a: string }

      test('fails', () => {
        expect({ a: 1 } as object).toEqual({ a: 2 });
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({ fails: 'failed' });
  expect(run.stdout).toContain('a.test.ts:4:');
});

test('builtins of another realm mean the same to expect.any', async () => {
  using run = await runProject({
    'package.json': '{ "name": "project" }',
    'environment.js': `const vm = require('node:vm');
      module.exports = class {
        constructor() { this.context = vm.createContext(); this.global = vm.runInContext('globalThis', this.context); }
        async setup() {}
        async teardown() {}
        getVmContext() { return this.context; }
      };`,
    'jest.config.js': `module.exports = { testEnvironment: './environment.js' };`,
    'a.test.js': `test('any', () => {
      expect(['a', 1, () => {}, true, 1n, Symbol(), {}, []]).toEqual([
        expect.any(String), expect.any(Number), expect.any(Function), expect.any(Boolean),
        expect.any(BigInt), expect.any(Symbol), expect.any(Object), expect.any(Array),
      ]);
      expect('a').not.toEqual(expect.any(Number));
    });`,
  });
  expect(testOutcomes(run.events)).toEqual({ any: 'passed' });
});

test('an environment that waits for events of tests is told that there are none', async () => {
  using run = await runProject(
    {
      'package.json': '{ "name": "project" }',
      'environment.js': `module.exports = class {
      constructor() { this.global = globalThis; }
      runScript(script) { return script.runInThisContext(); }
      async setup() {}
      async teardown() {}
      handleTestEvent() { throw new Error('never'); }
    };`,
      'jest.config.js': `module.exports = { testEnvironment: './environment.js' };`,
      'a.test.js': `test('a', () => {});`,
      'b.test.js': `test('b', () => {});`,
    },
    ['--workers', '1'],
  );
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
  const problems = run.events.flatMap((event) => (event.type === 'problem' ? [event.problem] : []));
  expect(problems).toEqual([expect.objectContaining({ code: 'ZT1218', severity: 'warning' })]);
});

test('conditions that are asked for hold in the environment of Node, too', async () => {
  const options = { customExportConditions: ['special'] };
  using run = await runProject({
    'package.json': JSON.stringify({ name: 'project', jest: { testEnvironmentOptions: options } }),
    'node_modules/dual/package.json':
      '{ "exports": { "special": "./special.js", "default": "./index.js" } }',
    'node_modules/dual/special.js': `module.exports = 'special';`,
    'node_modules/dual/index.js': `module.exports = 'default';`,
    'a.test.js': `test('a', () => { expect(require('dual')).toBe('special'); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('an environment that throws fails the file, and says which one it is', async () => {
  using run = await runProject({
    'package.json': '{ "name": "project" }',
    'jest.config.js': `module.exports = { testEnvironment: './own.js' };`,
    'own.js': `module.exports = class { constructor() { throw new Error('I am broken'); } };`,
    'a.test.js': `test('a', () => {});`,
  });
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toContain('ZT1220 I am broken');
  expect(run.stdout).toContain('The test environment own.js threw this');
});

test('the code of an environment says which conditions hold', async () => {
  const extending = (more: string): string =>
    `const JsdomEnvironment = ${environment.slice(environment.indexOf('class')).replace("exportConditions() { return ['node']; }", '').replace('module.exports =', '')}
    module.exports = class extends JsdomEnvironment { ${more} }; // as jest-environment-jsdom does`;
  const vm = `const vm = require('node:vm');\n`;
  const conditions = (expected: string): string =>
    `test('${expected}', () => { expect(require('pkg')).toBe('${expected}'); });`;
  using run = await runProject({
    ...manifest,
    'node_modules/pkg/package.json': JSON.stringify({
      name: 'pkg',
      exports: {
        own: './own.js',
        browser: './browser.js',
        node: './node.js',
        default: './none.js',
      },
    }),
    ...Object.fromEntries(
      ['own', 'browser', 'node', 'none'].map((name) => [
        `node_modules/pkg/${name}.js`,
        `module.exports = '${name}';`,
      ]),
    ),
    'jest.config.js': `module.exports = { projects: ['a', 'b', 'c'].map((name) => ({ testEnvironment: '<rootDir>/' + name + '.js', testMatch: ['<rootDir>/' + name + '.test.js'] })) };`,
    'a.js': vm + extending(`exportConditions() { return ['own', 'node']; }`),
    'b.js':
      vm +
      extending(
        `constructor(...args) { super(...args); this.customExportConditions = args.customExportConditions || ['']; }`,
      ),
    'c.js': vm + extending(''),
    'a.test.js': conditions('own'),
    'b.test.js': conditions('none'),
    'c.test.js': conditions('browser'),
  });
  expect(testOutcomes(run.events)).toEqual({ own: 'passed', none: 'passed', browser: 'passed' });
});
