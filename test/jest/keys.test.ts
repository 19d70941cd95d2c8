import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { createProject, runProject } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };

test('projects: folders, globs of configurations and objects, each with its own settings', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { projects: [
      '<rootDir>/packages/*/jest.config.js',
      '<rootDir>/plain',
      { displayName: 'inline', rootDir: '<rootDir>/inline', globals: { where: 'inline' }, testRegex: 'check\\\\.js$' },
    ] };`,
    'packages/a/jest.config.js': `module.exports = { globals: { where: 'a' }, moduleNameMapper: { '^it$': '<rootDir>/it.js' } };`,
    'packages/a/it.js': `module.exports = 'it of a';`,
    'packages/a/a.test.js': `test('a', () => { expect([where, require('it')]).toEqual(['a', 'it of a']); });`,
    'packages/b/jest.config.js': `module.exports = { globals: { where: 'b' }, moduleNameMapper: { '^it$': ['./nowhere', '<rootDir>/it.js'] } };`,
    'packages/b/it.js': `module.exports = 'it of b';`,
    'packages/b/b.test.js': `test('b', () => { expect([where, require('it')]).toEqual(['b', 'it of b']); });`,
    'plain/c.test.js': `test('c', () => { expect(typeof where).toBe('undefined'); });`,
    'inline/d.check.js': `test('d', () => { expect(where).toBe('inline'); });`,
    'other/e.test.js': `test('e', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed', c: 'passed', d: 'passed' });
});

test('<rootDir> needs no slash behind it', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {
      roots: ['<rootDir>tests'], setupFiles: ['<rootDir>set-up.js'], moduleNameMapper: { '^it$': '<rootDir>it.js' },
    };`,
    'set-up.js': `globalThis.isSetUp = true;`,
    'it.js': `module.exports = 'it';`,
    'tests/a.test.js': `test('a', () => { expect([isSetUp, require('it')]).toEqual([true, 'it']); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('presets are joined with what the configuration says', async () => {
  using run = await runProject({
    ...manifest,
    'node_modules/my-preset/package.json': '{ "name": "my-preset" }',
    'node_modules/my-preset/jest-preset.js': `module.exports = {
      testRegex: 'check', globals: { a: 1, b: 1 }, setupFiles: [require.resolve('./first.js')],
    };`,
    'node_modules/my-preset/first.js': `globalThis.order = ['preset'];`,
    'jest.config.js': `module.exports = {
      preset: 'my-preset', globals: { b: 2 }, setupFiles: ['./second.js'], setupFilesAfterEnv: ['<rootDir>/third'],
    };`,
    'second.js': `order.push('configuration');`,
    'third.js': `beforeEach(() => { order.push('hook'); });`,
    'a.check.js': `test('a', () => { expect([a, b, order]).toEqual([1, 2, ['preset', 'configuration', 'hook']]); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

const rejections = {
  'early.test.js': `
    const { setTimeout: wait } = require('timers/promises');
    beforeAll(async () => { const late = Promise.reject(new Error('hook')); await wait(5); await late.catch(() => {}); });
    test('handled late', async () => {
      const late = Promise.reject(new Error('LATE'));
      await wait(5);
      await expect(late).rejects.toThrow('LATE');
    });
    test('never handled', () => { Promise.reject(new Error('NEVER')); });
    test('never handled, and goes on', async () => { Promise.reject(new Error('NEVER')); await wait(5); });`,
};

test('waitForUnhandledRejections: a rejection may be handled until its test is over', async () => {
  using waits = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { waitForUnhandledRejections: true };`,
    ...rejections,
  });
  expect(testOutcomes(waits.events)).toEqual({
    'handled late': 'passed',
    'never handled': 'failed unhandled',
    'never handled, and goes on': 'failed unhandled',
  });
  using counts = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    ...rejections,
  });
  expect(testOutcomes(counts.events)).toMatchObject({ 'handled late': 'failed hook' });
});

test('globalSetup and globalTeardown run once around everything', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { globalSetup: './setup.js', globalTeardown: './teardown.js' };`,
    'setup.js': `module.exports = async ({ rootDir }) => { process.env.SERVER = 'up'; globalThis.server = rootDir; };`,
    'teardown.js': `module.exports = async () => { require('fs').writeFileSync(__dirname + '/down.txt', String(globalThis.server)); };`,
    'a.test.js': `test('a', () => { expect(process.env.SERVER).toBe('up'); });`,
    'b.test.js': `test('b', () => { expect(process.env.SERVER).toBe('up'); });`,
  });
  const run = await project.run();
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
  expect(project.read('down.txt')).toBe(project.directory);
});

test('a resolver that is another affects all tests', async () => {
  const resolver = (file: string): string =>
    `module.exports = (path, options) => path === 'virtual' ? require.resolve('./${file}') : options.defaultResolver(path, options);`;
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { resolver: './resolver.js' };`,
    'resolver.js': resolver('one.js'),
    'one.js': 'module.exports = 1;',
    'two.js': 'module.exports = 2;',
    'a.test.js': `test('a', () => { expect(require('virtual')).toBe(1); });`,
  });
  expect((await project.run()).exitCode).toBe(0);
  const affected = async (): Promise<string> =>
    (await project.run(['affected'], { records: false })).stdout;
  expect(await affected()).toContain('No test is affected.');
  project.write({ 'resolver.js': resolver('two.js') });
  expect(await affected()).toContain('a.test.js');
  expect((await project.run(['--cached'])).exitCode).toBe(1);
});

test('modules are found where moduleDirectories, modulePaths and the resolver say', async () => {
  const files = {
    ...manifest,
    'src/helper.js': `module.exports = 'helper';`,
    'lib/extra.js': `module.exports = 'extra';`,
    'a.test.js': `test('a', () => { expect([require('helper'), require('extra')]).toEqual(['helper', 'extra']); });`,
  };
  using directories = await runProject({
    ...files,
    'jest.config.js': `module.exports = { moduleDirectories: ['node_modules', 'src'], modulePaths: ['<rootDir>/lib'] };`,
  });
  expect(testOutcomes(directories.events)).toEqual({ a: 'passed' });
  using resolver = await runProject({
    ...files,
    'jest.config.js': `module.exports = { resolver: './resolver.js' };`,
    'resolver.js': `module.exports = (path, options) =>
      path === 'helper' ? __dirname + '/src/helper.js'
        : options.defaultResolver(path === 'extra' ? './lib/extra' : path, options);`,
  });
  expect(testOutcomes(resolver.events)).toEqual({ a: 'passed' });
});

test('a file in a __mocks__ folder of the root stands for its package', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'node_modules/pkg/index.js': `module.exports = 'actual';`,
    'node_modules/user/index.js': `module.exports = 'user of ' + require('pkg');`,
    '__mocks__/pkg.js': `module.exports = 'mock of ' + jest.requireActual('pkg');`,
    'a.test.js': `test('mocked', () => {
      expect(require('pkg')).toBe('mock of actual');
      expect(require('user')).toBe('user of mock of actual');
    });`,
    'b.test.js': `jest.unmock('pkg');
      test('actual', () => { expect(require('pkg')).toBe('actual'); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ mocked: 'passed', actual: 'passed' });
});

test('resetModules makes packages anew, too', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { resetModules: true };`,
    'node_modules/counter/index.js': `let count = 0; module.exports = () => ++count;`,
    'a.test.js': `
      test('first', () => { expect(require('counter')()).toBe(1); expect(require('counter')()).toBe(2); });
      test('second', () => { expect(require('counter')()).toBe(1); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ first: 'passed', second: 'passed' });
});

test('automock mocks modules and packages, but what is exempt', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { automock: true, unmockedModulePathPatterns: ['/kept/'] };`,
    'own.js': `exports.name = () => 'own';`,
    'kept/own.js': `exports.name = () => 'kept';`,
    'node_modules/pkg/index.js': `exports.name = () => 'pkg';`,
    'a.test.js': `test('a', () => {
      expect(require('./own').name()).toBe(undefined);
      expect(require('pkg').name()).toBe(undefined);
      expect(require('./kept/own').name()).toBe('kept');
      expect(require('path').basename('/a/b')).toBe('b');
    });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('snapshots: serializers, format and place', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = {
      snapshotSerializers: ['./serializer.js'],
      snapshotFormat: { escapeString: true },
      snapshotResolver: './resolver.js',
    };`,
    'serializer.js': `module.exports = { test: (value) => value instanceof Map, serialize: () => 'a map' };`,
    'resolver.js': `module.exports = {
      resolveSnapshotPath: (file, extension) => file.replace('.test.js', extension),
      resolveTestPath: (file, extension) => file.replace(extension, '.test.js'),
      testPathForConsistencyCheck: 'a.test.js',
    };`,
    'a.test.js': `test('a', () => { expect([new Map(), '"']).toMatchSnapshot(); });`,
  });
  const run = await project.run([], { env: { CI: undefined } });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
  expect(project.read('a.snap')).toContain('a map');
  expect(project.read('a.snap')).toContain(String.raw`\\"`);
});

test('coverage is counted as the configuration says', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {
      collectCoverage: true,
      collectCoverageFrom: ['src/**/*.js', '!src/left/**'],
      coveragePathIgnorePatterns: ['/ignored/'],
      coverageReporters: ['text', ['json', { file: 'x.json' }], 'my-reporter'],
      coverageThreshold: { global: { statements: 90 } },
    };`,
    'src/a.js': `module.exports = () => 1;`,
    'src/never.js': `module.exports = () => 1;`,
    'src/left/b.js': `module.exports = 1;`,
    'src/ignored/c.js': `module.exports = 1;`,
    'a.test.js': `test('a', () => { expect(require('./src/a')()).toBe(1); });`,
  });
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toContain('never.js');
  expect(run.stdout).not.toContain('b.js');
  expect(run.stdout).not.toContain('c.js');
});

test('every module is CommonJS in the end, and code sees what its mocks throw', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'b.js': `module.exports = 'b';`,
    'a.test.ts': `
      import { basename } from 'node:path';
      jest.mock('optional', () => { throw Object.assign(new Error('gone'), { code: 'MODULE_NOT_FOUND' }); }, { virtual: true });
      test('names', () => {
        expect([basename(require.resolve('./b')), basename(__filename), typeof module]).toEqual(['b.js', 'a.test.ts', 'object']);
      });
      test('a module that is missing', () => {
        let code;
        try { require('optional'); } catch (error) { code = error.code; }
        expect(code).toBe('MODULE_NOT_FOUND');
      });
      test('an assertion that nobody awaits', () => { expect(Promise.resolve(1)).resolves.toBe(1); });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    names: 'passed',
    'a module that is missing': 'passed',
    'an assertion that nobody awaits': 'passed',
  });
});

test('until Jest 26 suites are taken as Jasmine takes them', async () => {
  const files = (version: string): Record<string, string> => ({
    ...manifest,
    'jest.config.js': `module.exports = { testEnvironment: 'node' };`,
    'node_modules/jest/package.json': `{ "name": "jest", "version": "${version}" }`,
    'a.test.js': `
      const order = [];
      it([1, 2], () => { expect(jest.genMockFunction()).not.toBeCalled(); });
      describe('promised', async () => { it('is there', () => {}); });
      it('first', () => { afterEach(() => { order.push('after'); }); });
      it('second', () => { expect(order).toEqual([]); });
      it('third', () => { expect(order).toEqual(['after']); });`,
  });
  using old = await runProject(files('26.6.3'));
  expect(testOutcomes(old.events)).toEqual({
    '1,2': 'passed',
    'promised > is there': 'passed',
    first: 'passed',
    second: 'passed',
    third: 'passed',
  });
  using younger = await runProject(files('27.0.0'));
  expect(younger.stdout).toContain('ZT1304');
  using strict = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'a.test.js': `describe('a', () => { it('b', () => {}); return 42; });`,
  });
  expect(strict.stdout).toContain('ZT1303');
});

test('snapshots keep the first line that the version of Jest gives them', async () => {
  const text = (link: string): string =>
    `// Jest Snapshot v1, ${link}\n\nexports[\`a 1\`] = \`1\`;\n`;
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'node_modules/jest/package.json': `{ "name": "jest", "version": "29.7.0" }`,
    '__snapshots__/a.test.js.snap': text('https://goo.gl/fbAQLP'),
    'a.test.js': `test('a', () => { expect(1).toMatchSnapshot(); });`,
    'b.test.js': `test('a', () => { expect(1).toMatchSnapshot(); });`,
  });
  const ci = await project.run(['a.test.js'], { env: { CI: '1' } });
  expect(ci.stderr + ci.stdout).not.toContain('ZT1611');
  await project.run([], { env: { CI: undefined } });
  expect(project.read('__snapshots__/a.test.js.snap')).toBe(text('https://goo.gl/fbAQLP'));
  expect(project.read('__snapshots__/b.test.js.snap')).toBe(text('https://goo.gl/fbAQLP'));
});

test('a file of several projects is run in each of them', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { projects: [
      { displayName: 'node', globals: { where: 'node' } },
      { displayName: { name: 'browser' }, globals: { where: 'browser' }, testMatch: ['**/src/*.test.js'] },
    ] };`,
    'src/a.test.js': `test('a', () => { expect(where).toBe('node'); expect(1).toMatchSnapshot(); });`,
    'b.test.js': `test('b', () => { expect(where).toBe('node'); });`,
  });
  const run = await project.run(['--report', 'terminal,json=results.json'], {
    env: { CI: undefined },
  });
  expect(run.stdout).toContain('src/a.test.js (browser)');
  const { files } = JSON.parse(project.read('results.json')) as {
    files: { path: string; project?: string; outcome: string }[];
  };
  expect(
    files.map(({ path, project: name = '', outcome }) => `${path} ${name} ${outcome}`).sort(),
  ).toEqual(['b.test.js  passed', 'src/a.test.js  passed', 'src/a.test.js browser failed']);
  const one = await project.run(['src/a.test.js', '--last-failed']);
  expect(one.events.filter(({ type }) => type === 'file-started')).toHaveLength(1);
  const both = await project.run(['src']);
  expect(both.events.filter(({ type }) => type === 'file-started')).toHaveLength(2);
});

test('until Jest 29 toContain looks into what only looks like a list', async () => {
  const files = (version: string): Record<string, string> => ({
    ...manifest,
    'jest.config.js': 'module.exports = {};',
    'node_modules/jest/package.json': `{ "name": "jest", "version": "${version}" }`,
    'a.test.js': `
      const style = { 0: 'display', 1: { a: 1 }, length: 2 };
      test('toContain', () => { expect(style).toContain('display'); expect(style).not.toContain('color'); });
      test('toContainEqual', () => { expect(style).toContainEqual({ a: 1 }); });`,
  });
  using old = await runProject(files('29.7.0'));
  expect(testOutcomes(old.events)).toEqual({ toContain: 'passed', toContainEqual: 'passed' });
  using later = await runProject(files('30.0.0'));
  expect(testOutcomes(later.events)).toEqual({ toContain: 'failed', toContainEqual: 'failed' });
});
