import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { createProject, runProject } from '../support/run-project.ts';

const sum = { 'sum.js': `module.exports = (a, b) => a + b;` };
const manifest = { 'package.json': '{ "name": "project" }' };
const passing = `test('adds', () => { expect(require('../sum')(1, 2)).toBe(3); });`;

test('a project with a Jest configuration runs without a change', async () => {
  using run = await runProject({
    ...manifest,
    ...sum,
    'jest.config.js': `module.exports = { clearMocks: true };`,
    '__tests__/adds.js': passing,
    'other/sum.spec.jsx': `it('is a test, too', () => { expect(jest.fn()).not.toHaveBeenCalled(); });`,
    'other/helper.js': `throw new Error('not a test');`,
  });
  expect(testOutcomes(run.events)).toEqual({ adds: 'passed', 'is a test, too': 'passed' });
  expect(run.exitCode).toBe(0);
});

test.for([
  [
    'jest.config.ts',
    `const config: object = { testMatch: ['**/*.check.js'] }; export default config;`,
  ],
  ['jest.config.mjs', `export default async () => ({ testMatch: ['<rootDir>/**/*.check.js'] });`],
  ['jest.config.cjs', `module.exports = { testRegex: '\\\\.check\\\\.js$' };`],
  ['jest.config.json', `{ "testRegex": ["\\\\.check\\\\.js$"] }`],
  ['package.json', `{ "name": "project", "jest": { "testMatch": ["**/*.check.js"] } }`],
] as const)('%s says which files are tests', async ([name, text]) => {
  using run = await runProject({
    ...manifest,
    'a.check.js': `test('a', () => {});`,
    'b.test.js': `test('b', () => {});`,
    [name]: text,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('a project that depends on Jest and has a script for it needs no configuration', async () => {
  using run = await runProject({
    'package.json': `{
      "name": "project",
      "scripts": { "test": "TZ=UTC jest --config=other/settings.json" },
      "devDependencies": { "jest": "^29.0.0" }
    }`,
    'other/settings.json': `{ "rootDir": "..", "testRegex": "check\\\\.js$" }`,
    'a.check.js': `test('a', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('what a script sets for Jest holds, unless somebody says otherwise', async () => {
  using project = createProject({
    'package.json': `{
      "name": "project",
      "scripts": { "lint": "TZ=UTC eslint .", "test": "npm run lint && cross-env TZ='Asia/Tokyo' MODE=\\"a b\\" npx jest -i --coverage" },
      "jest": {}
    }`,
    'a.test.js': `test('a', () => { expect([process.env.TZ, process.env.MODE, new Date(0).getHours()]).toEqual(['Asia/Tokyo', 'a b', 9]); });`,
    'b.test.js': `test('b', () => {});`,
    'c.test.js': `test('c', () => {});`,
  });
  const run = await project.run([], { env: { TZ: undefined } });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed', c: 'passed' });
  expect(run.events.find(({ type }) => type === 'run-started')).toMatchObject({ workers: 1 });
  const other = await project.run([], { env: { TZ: 'UTC' } });
  expect(testOutcomes(other.events)).toEqual({ a: 'failed', b: 'passed', c: 'passed' });
});

test('a configuration of ztest wins, unless Jest is asked for', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { testRegex: 'jests' };`,
    'ztest.config.js': `module.exports = { include: ['**/ours.js'] };`,
    'jests.js': `test('of Jest', () => {});`,
    'ours.js': `const { test } = require('ztest'); test('of ztest', () => {});`,
  });
  const ours = await project.run();
  expect(testOutcomes(ours.events)).toEqual({ 'of ztest': 'passed' });
  const jests = await project.run(['--compat', 'jest']);
  expect(testOutcomes(jests.events)).toEqual({ 'of Jest': 'passed' });
});

test('roots, ignored paths and extensions are those of Jest, and .gitignore means nothing', async () => {
  using run = await runProject({
    ...manifest,
    '.gitignore': 'src/generated\n',
    'jest.config.js': `module.exports = {
      roots: ['<rootDir>/src', 'more'],
      testPathIgnorePatterns: ['/fixtures/', '<rootDir>/src/old'],
      moduleFileExtensions: ['js'],
    };`,
    'a.test.js': `test('outside of the roots', () => {});`,
    'src/a.test.js': `test('a', () => {});`,
    'src/generated/b.test.js': `test('ignored by Git', () => {});`,
    'src/fixtures/c.test.js': `test('fixture', () => {});`,
    'src/old/d.test.js': `test('old', () => {});`,
    'src/e.test.ts': `test('no such extension', () => {});`,
    'more/f.test.js': `test('f', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual({
    a: 'passed',
    f: 'passed',
    'ignored by Git': 'passed',
  });
});

test('mocks stay as they are after a test, unless the configuration says otherwise', async () => {
  const files = {
    ...manifest,
    'a.test.js': `
      const target = { name: () => 'real' };
      const send = jest.fn();
      test('first', () => {
        jest.spyOn(target, 'name').mockReturnValue('mocked');
        send();
      });
      test('name', () => { expect(target.name()).toBe('mocked'); });
      test('calls', () => { expect(send).toHaveBeenCalledTimes(1); });`,
  };
  using kept = await runProject({ ...files, 'jest.config.js': `module.exports = {};` });
  expect(testOutcomes(kept.events)).toEqual({ first: 'passed', name: 'passed', calls: 'passed' });
  using restored = await runProject({
    ...files,
    'jest.config.js': `module.exports = { restoreMocks: true, clearMocks: true };`,
  });
  expect(testOutcomes(restored.events)).toEqual({
    first: 'passed',
    name: 'failed',
    calls: 'failed',
  });
});

test('a helper that mocks does so relative to itself', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { setupFilesAfterEnv: ['./setup/mocks.js'] };`,
    'setup/mocks.js': `jest.mock('../clock', () => () => 'mocked');`,
    'clock.js': `module.exports = () => 'real';`,
    'test/deep/a.test.js': `
      const clock = require('../../clock');
      test('is mocked', () => { expect(clock()).toBe('mocked'); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ 'is mocked': 'passed' });
});

test('what a hook returns is not called, and no names of ztest are among the globals', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'a.test.js': `
      let calls = 0;
      beforeEach(() => () => { calls++; });
      test('first', () => {});
      test('second', () => {
        expect(calls).toBe(0);
        expect([typeof suite, typeof mock]).toEqual(['undefined', 'undefined']);
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({ first: 'passed', second: 'passed' });
});

test('test and describe have the members that packages copy, and let go of them', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {};`,
    'a.test.js': `
      const { test: imported } = require('@jest/globals');
      const names = (object) => Object.keys(object).sort().join(' ');
      test('names', () => {
        expect(names(test)).toBe('concurrent each failing only skip todo');
        expect(names(imported.only)).toBe('each failing');
        expect(names(describe)).toBe('each only skip');
        expect({ ...describe }.skip).toBe(describe.skip);
      });
      const original = it.each;
      it.each = (rows) => original(rows.map((row) => row + 1));
      it.each([1])('is %i', (value) => { expect(value).toBe(2); });
      it.each = original;
      it.failing.each([1])('fails %i', () => { throw new Error('always'); });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    names: 'passed',
    'is 2': 'passed',
    'fails 1': 'passed expected-failure',
  });
});

test('packages with Jest in a folder without are run as they are configured', async () => {
  using project = createProject({
    'package.json': '{ "name": "root", "workspaces": ["packages/*"] }',
    'packages/a/package.json': '{ "name": "a" }',
    'packages/a/jest.config.js': `module.exports = { globals: { where: 'a' }, testRegex: 'check' };`,
    'packages/a/one.check.js': `test('of a', () => { expect(where).toBe('a'); });`,
    'packages/a/one.test.js': `throw new Error('no test');`,
    'packages/b/package.json': '{ "name": "b", "jest": { "globals": { "where": "b" } } }',
    'packages/b/two.test.js': `test('of b', () => { expect(where).toBe('b'); });`,
    'packages/c/package.json':
      '{ "name": "c", "scripts": { "test": "jest" }, "devDependencies": { "jest": "^30.0.0" } }',
    'packages/c/three.test.js': `test('of c', () => { expect(typeof where).toBe('undefined'); });`,
    'packages/d/package.json': '{ "name": "d" }',
    'packages/d/four.test.js': `const { test } = require('ztest'); test('of d', () => {});`,
  });
  const run = await project.run();
  expect(testOutcomes(run.events)).toEqual({
    'of a': 'passed',
    'of b': 'passed',
    'of c': 'passed',
    'of d': 'passed',
  });
  const one = await project.run(['packages/a']);
  expect(testOutcomes(one.events)).toEqual({ 'of a': 'passed' });
  const inside = await project.run([], { cwd: 'packages/b' });
  expect(testOutcomes(inside.events)).toEqual({ 'of b': 'passed' });
});

test.for([
  ['29', { b: 'passed' }, 'ZT1303'],
  ['26', { 'waits > a': 'passed', b: 'passed' }, 'ZT1303'],
  ['23', { 'waits > a': 'passed', b: 'passed' }, undefined],
] as const)('a suite that returns a promise, with Jest %s', async ([version, outcomes, code]) => {
  using run = await runProject({
    'package.json': '{ "name": "project", "jest": { "testEnvironment": "node" } }',
    'node_modules/jest/package.json': `{ "name": "jest", "version": "${version}.0.0" }`,
    'a.test.js': `describe('waits', async () => { test('a', () => {}); });`,
    'b.test.js': `test('b', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual(outcomes);
  expect(run.exitCode).toBe('waits > a' in outcomes ? 0 : 1);
  const all = run.stdout + run.stderr;
  if (code === undefined) expect(all).not.toContain('ZT1303');
  else expect(all).toContain(code);
});

test('each of the processes that run at a time has a number of its own', async () => {
  const slow = `test(process.env.JEST_WORKER_ID, () => new Promise((done) => setTimeout(done, 500)));`;
  using run = await runProject(
    {
      'package.json': '{ "name": "project" }',
      'jest.config.js': `module.exports = {};`,
      'a.test.js': slow,
      'b.test.js': slow,
    },
    ['--workers', '2', '--isolation', 'full'],
  );
  expect(testOutcomes(run.events)).toEqual({ 1: 'passed', 2: 'passed' });
});
