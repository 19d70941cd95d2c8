import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { createProject, runProject } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };
const unrecorded = { records: false };

/** Prints each call, and what of its arguments no clock decides. */
const reporter = `
  const tell = (name, ...words) => process.stdout.write([name, ...words].join(' ') + '\\n');
  module.exports = class {
    constructor(globalConfig, options) { tell('made', globalConfig.rootDir === __dirname, JSON.stringify(options)); }
    onRunStart(results) { tell('onRunStart', results.numTotalTestSuites); }
    onTestFileStart(test) { tell('onTestFileStart', test.path.slice(__dirname.length + 1), typeof test.context.config.rootDir); }
    onTestCaseStart(test, { fullName }) { tell('onTestCaseStart', fullName); }
    onTestCaseResult(test, { ancestorTitles, title, status }) { tell('onTestCaseResult', ancestorTitles, title, status); }
    onTestFileResult(test, result, { numPassedTests }) {
      tell('onTestFileResult', result.numPassingTests, result.numFailingTests, result.numPendingTests, result.numTodoTests, numPassedTests);
      tell('console', JSON.stringify(result.console));
      tell('failed', result.failureMessage);
      tell('statuses', result.testResults.map(({ fullName, status }) => fullName + '=' + status));
    }
    onRunComplete(contexts, results) { tell('onRunComplete', contexts.size, results.success, results.numTotalTests, results.snapshot.added); }
  };
`;

const suite = `
  describe('cart', () => {
    test('adds', () => { console.log('hi'); expect({ a: 1 }).toMatchSnapshot(); });
    test('fails', () => { throw new Error('no'); });
    test.skip('waits', () => {});
    test.todo('later');
  });
`;

test('a custom reporter is told what Jest tells, in its order, and stands alone when default is not named', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { reporters: [['<rootDir>/reporter.js', { level: 2 }]] };`,
    'reporter.js': reporter,
    'cart.test.js': suite,
  });
  const run = await project.run([], unrecorded);
  expect(run.exitCode).toBe(1);
  expect(run.stdout.split('\n        at ')[0]).toBe(
    `
made true {"level":2}
onRunStart 1
onTestFileStart cart.test.js string
onTestCaseStart cart adds
onTestCaseResult cart adds passed
onTestCaseStart cart fails
onTestCaseResult cart fails failed
onTestCaseResult cart later todo
onTestFileResult 1 1 1 1 1
console [{"message":"hi","origin":"","type":"log"}]
failed   ● cart › fails

    no
    `.trim(),
  );
  expect(run.stdout).toContain(
    'statuses cart adds=passed,cart fails=failed,cart waits=pending,cart later=todo\nonRunComplete 1 false 4 1\n',
  );
  expect(run.stderr).not.toContain('warning');
});

test('beside default the report of ztest is there; --report decides instead of the configuration', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { reporters: ['default', './reporter.js'] };`,
    'reporter.js': `module.exports = class { onRunComplete() { console.log('custom'); } };`,
    'a.test.js': `test('a', () => {});`,
  });
  const both = await project.run([], unrecorded);
  expect(both.stdout).toMatch(/custom\n[^]*Tests: 1 passed/);
  const ours = await project.run(['--report', 'terminal'], unrecorded);
  expect(ours.stdout).toContain('Tests: 1 passed');
  expect(ours.stdout).not.toContain('custom');
  const asked = await project.run(['--report', 'jest'], unrecorded);
  expect(asked.stdout).toBe('custom\n');
});

test('reporters of Jest 24, in TypeScript or as a default export; a file that does not load', async () => {
  using run = await runProject(
    {
      ...manifest,
      'jest.config.js': `module.exports = { reporters: ['./old.ts'] };`,
      'old.ts': `
        interface Result { readonly failureMessage: string | null; readonly testExecError?: { readonly message: string } }
        export default class Old {
          onTestStart(test: { path: string }): void { console.log('start', require('node:path').basename(test.path)); }
          onTestResult(_: unknown, result: Result): void { console.log(result.failureMessage?.split('\\n')[0], result.testExecError?.message); }
        }`,
      'a.test.js': `throw new Error('broken');`,
    },
    [],
    unrecorded,
  );
  expect(run.stdout).toBe('start a.test.js\n  ● Test suite failed to run broken\n');
  expect(run.exitCode).toBe(1);
});

test('testResultsProcessor gets the results', async () => {
  using run = await runProject(
    {
      ...manifest,
      'jest.config.js': `module.exports = { testResultsProcessor: './processor.js' };`,
      'processor.js': `module.exports = (results) => { console.log('passed', results.numPassedTests); return results; };`,
      'a.test.js': `test('a', () => {});`,
    },
    [],
    unrecorded,
  );
  expect(run.stdout).toContain('passed 1\n');
});

test.for([
  ['throws', `onTestFileResult() { throw new Error('full disk'); }`, 'full disk'],
  ['has an error at its end', `getLastError() { return new Error('too slow'); }`, 'too slow'],
  ['ends its process', `onRunComplete() { process.exit(3); }`, 'process.exit(3)'],
] as const)('a reporter that %s fails the command, and the tests run', async ([, body, words]) => {
  using run = await runProject(
    {
      ...manifest,
      'jest.config.js': `module.exports = { reporters: ['default', './reporter.js'] };`,
      'reporter.js': `module.exports = class { ${body} };`,
      'a.test.js': `test('a', () => {});`,
    },
    [],
    unrecorded,
  );
  expect(run.stdout).toContain('Tests: 1 passed');
  expect(run.stderr).toContain('ZT2516');
  expect(run.stderr).toContain(words);
  expect(run.exitCode).toBe(1);
  expect(run.leftProcesses).toEqual([]);
});

test('testSequencer orders the files, and may keep what became of them', async () => {
  using run = await runProject(
    {
      ...manifest,
      'jest.config.js': `module.exports = { testSequencer: './sequencer.js' };`,
      'sequencer.js': `module.exports = class {
        sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? 1 : -1)); }
        cacheResults(tests, results) { require('fs').writeFileSync(__dirname + '/kept', tests.length + ' ' + results.numPassedTests); }
      };`,
      'a.test.js': `test('a', () => {});`,
      'b.test.js': `/** @jest-environment node */ test('b', () => {});`,
      'c.test.js': `test('c', () => {});`,
    },
    ['--workers', '1'],
  );
  expect(run.events.flatMap((event) => (event.type === 'file-started' ? event.file : []))).toEqual([
    'c.test.js',
    'b.test.js',
    'a.test.js',
  ]);
  expect(run.project.read('kept')).toBe('3 3');
});

test('a sequencer that fails is said, and all files run', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { testSequencer: './sequencer.js' };`,
    'sequencer.js': `module.exports = class { sort() { throw new Error('lost'); } };`,
    'a.test.js': `test('a', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
  expect(run.stderr).toContain('ZT2517');
  expect(run.stderr).toContain('lost');
});

test("a sequencer's own shard deals out the parts; what it inherits from Jest is left to ztest", async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { testSequencer: './' + (process.env.SEQUENCER || 'own') + '.js' };`,
    'own.js': `module.exports = class {
      sort(tests) { return tests; }
      shard(tests, { shardIndex, shardCount }) { return tests.filter((test) => test.path.charCodeAt(test.path.length - 9) % shardCount === shardIndex - 1); }
    };`,
    'inherits.js': `class TestSequencer { shard() { throw new Error('asked'); } }
      module.exports = class extends TestSequencer { sort(tests) { return tests; } };`,
    'a.test.js': `test('a', () => {});`,
    'b.test.js': `test('b', () => {});`,
    'c.test.js': `test('c', () => {});`,
  });
  const first = await project.run(['--shard', '1/2']);
  const second = await project.run(['--shard', '2/2']);
  expect(testOutcomes(first.events)).toEqual({ b: 'passed' });
  expect(testOutcomes(second.events)).toEqual({ a: 'passed', c: 'passed' });
  const plans = [first, second].map(({ stdout }) => /plan (\w+)/.exec(stdout)?.[1]);
  expect(plans[0]).toBe(plans[1]);
  const inherited = await project.run(['--shard', '1/1'], { env: { SEQUENCER: 'inherits' } });
  expect(testOutcomes(inherited.events)).toEqual({ a: 'passed', b: 'passed', c: 'passed' });
});

test('one after the other, the order of a sequencer holds across projects', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = {
      maxWorkers: 1, testSequencer: './sequencer.js',
      projects: [{ displayName: 'x', testMatch: ['**/[ac].test.js'] }, { displayName: 'y', testMatch: ['**/b.test.js'] }],
    };`,
    'sequencer.js': `module.exports = class { sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); } };`,
    'a.test.js': `test('a', () => {});`,
    'b.test.js': `test('b', () => {});`,
    'c.test.js': `test('c', () => {});`,
  });
  const order = run.events.flatMap((event) => (event.type === 'file-started' ? [event.file] : []));
  expect(order).toEqual(['a.test.js', 'b.test.js', 'c.test.js']);
});

test.for([
  [
    'as until Jest 29',
    `async (paths) => ({ filtered: paths.filter((path) => /a\\.test/.test(path)).map((test) => ({ test })) })`,
  ],
  [
    'as from Jest 30 on',
    `(paths) => ({ filtered: paths.filter((path) => /a\\.test/.test(path)) })`,
  ],
] as const)('filter decides which files run, %s', async ([, text]) => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { filter: '<rootDir>/filter.js' };`,
    'filter.js': `module.exports = ${text};`,
    'a.test.js': `test('a', () => {});`,
    'b.test.js': `test('b', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('a filter that returns no list is said, and nothing runs', async () => {
  using run = await runProject({
    ...manifest,
    'jest.config.js': `module.exports = { filter: './filter.js' };`,
    'filter.js': `module.exports = () => [];`,
    'a.test.js': `test('a', () => {});`,
  });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('ZT2518');
});

test('those of a package are named when a run is of several', async () => {
  using run = await runProject({
    ...manifest,
    'one/package.json': '{ "jest": { "reporters": ["./reporter.js"] } }',
    'one/reporter.js': `module.exports = class {};`,
    'one/a.test.js': `test('a', () => {});`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
  expect(run.stderr).toContain('ZT2519');
});
