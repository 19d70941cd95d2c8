import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };
const passing = { 'a.test.js': `test('a', () => {});` };

test.for([
  ['that throws', `throw new Error('so broken');`, 'ZT2503', 'so broken'],
  ['that is no object', `module.exports = 5;`, 'ZT2503', 'must be an object'],
  [
    'with a preset that is not there',
    `module.exports = { preset: 'nope' };`,
    'ZT2504',
    'npm install -D nope',
  ],
  [
    'with a set-up file that is not there',
    `module.exports = { setupFiles: ['./nope.js'] };`,
    'ZT2506',
    './nope.js',
  ],
  [
    'with a serializer that is not there',
    `module.exports = { snapshotSerializers: ['@a/b/c'] };`,
    'ZT2506',
    'npm install -D @a/b',
  ],
  [
    'with a transformer that is not there',
    `module.exports = { transform: { x: 'nope' } };`,
    'ZT2506',
    'npm install -D nope',
  ],
  ['with a broken expression', `module.exports = { testRegex: '(' };`, 'ZT2511', '"("'],
  [
    'with a value of the wrong type',
    `module.exports = { testTimeout: 'long' };`,
    'ZT2510',
    'testTimeout',
  ],
  [
    'with a project that is not there',
    `module.exports = { projects: ['packages/*'] };`,
    'ZT2514',
    'packages/*',
  ],
] as const)('a configuration %s is said, and nothing runs', async ([, text, code, words]) => {
  using run = await runProject({ ...manifest, ...passing, 'jest.config.js': text });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain(code);
  expect(run.stderr).toContain(words);
});

test('keys without effect, unknown ones and foreign runners are said, and the tests run', async () => {
  using run = await runProject({
    ...manifest,
    ...passing,
    'jest.config.js': `module.exports = {
      clearMock: true,
      testNamePattern: 'a',
      verbose: true,
      projects: [
        '<rootDir>/lint',
        { testRegex: 'a.test', globals: { make: () => 1 } },
      ],
    };`,
    'lint/jest.config.js': `module.exports = { runner: 'jest-runner-eslint' };`,
    'lint/b.test.js': `test('b', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
  expect(run.stderr).toContain('Did you mean "clearMocks"?');
  expect(run.stderr).toContain('"testNamePattern" of jest.config.js has no effect');
  expect(run.stderr).toContain('jest-runner-eslint');
  expect(run.stderr).not.toContain('verbose');
});

test('a preset that names another says that Jest does not follow it', async () => {
  using run = await runProject({
    ...manifest,
    ...passing,
    'jest.config.js': `module.exports = { preset: './one' };`,
    'one/jest-preset.json': '{ "preset": "./two" }',
    'two/jest-preset.json': '{ "preset": "./one" }',
  });
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toContain('ZT2505');
});

test('of several configurations the first counts, and the others are named', async () => {
  using run = await runProject({
    ...manifest,
    ...passing,
    'jest.config.js': `module.exports = {};`,
    'jest.config.json': '{ "testRegex": "nothing" }',
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
  expect(run.stderr).toContain('jest.config.json');
});

test('a project that is all for a custom runner has no tests; one that runs tests is replaced', async () => {
  using skipped = await runProject({
    'package.json': '{ "name": "project", "jest": { "runner": "jest-runner-eslint" } }',
    'a.test.js': `test('a', () => {});`,
  });
  expect(skipped.exitCode).not.toBe(0);
  expect(testOutcomes(skipped.events)).toEqual({});
  expect(skipped.stderr).toContain('The runner "jest-runner-eslint" of package.json is skipped');
  using replaced = await runProject({
    'package.json': '{ "name": "project", "jest": { "runner": "jest-light-runner" } }',
    'a.test.js': `test('a', () => {});`,
  });
  expect(testOutcomes(replaced.events)).toEqual({ a: 'passed' });
  expect(replaced.stderr).toContain('ZT2513');
});

test.for([
  [
    'a transformer without functions',
    { 'tool.js': `module.exports = {};` },
    `transform: { '\\\\.js$': './tool.js' }`,
    'ZT1212',
    'tool.js is no transformer',
  ],
  [
    'a transformer that only waits',
    { 'tool.js': `module.exports = { processAsync: async (code) => ({ code }) };` },
    `transform: { '\\\\.txt$': './tool.js' }`,
    'ZT1213',
    'late.txt is needed at once, but tool.js transforms only asynchronously',
  ],
  [
    'a transformer that gives nothing',
    { 'tool.js': `module.exports = { process: () => ({}) };` },
    `transform: { '\\\\.js$': './tool.js' }`,
    'ZT1214',
    'The transformer tool.js returned no code',
  ],
  [
    'an environment that is none',
    { 'tool.js': `module.exports = {};` },
    `testEnvironment: './tool.js'`,
    'ZT1215',
    'tool.js exports no test environment',
  ],
  [
    'a resolver that is none',
    { 'tool.js': `module.exports = {};` },
    `resolver: './tool.js'`,
    'ZT1216',
    'tool.js exports no resolver',
  ],
] as const)('%s is named, and fails the file', async ([, files, setting, code, words]) => {
  using run = await runProject({
    ...manifest,
    ...files,
    'late.txt': 'module.exports = 1;',
    'jest.config.cjs': `module.exports = { ${setting} };`,
    'a.test.js': `test('a', () => { require(['.', 'late.txt'].join('/')); require('./b.js'); });`,
    'b.js': '',
  });
  expect(run.exitCode).toBe(1);
  const told = run.stdout + run.stderr;
  expect(told).toContain(code);
  expect(told).toContain(words);
  expect(told).not.toMatch(/[\\/]tool\.js (?:is|exports|returned|transforms)/);
});

test('a file that takes away what errors are made with fails by its tests', async () => {
  using run = await runProject({
    'package.json':
      '{ "name": "project", "jest": { "runner": ["jest-light-runner", { "a": 1 }] } }',
    'a.test.js': `Error.captureStackTrace = undefined;\ntest('a', () => { expect(1).toBe(2); });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'failed' });
  expect(run.stderr).toContain('The runner "jest-light-runner"');
});
