/** A Jest of our own stands for the real one: it takes the flags, the reporter and the filter that ztest gives to it. */
import { expect, suite, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { createProject, type Project, type ProjectFiles } from '../support/run-project.ts';

const jest = `
const fs = require('node:fs');
const path = require('node:path');
const flag = (name) => process.argv.find((one) => one.startsWith('--' + name + '='))?.slice(name.length + 3);
const reporter = new (require(flag('reporters')))();
const files = fs.readdirSync('.').filter((file) => file.endsWith('.test.js')).map((file) => path.resolve(file));
let isFine = true;
let runs = 0;
(async () => {
  const { filtered } = await require(flag('filter'))(files);
  const { projects = [{}] } = JSON.parse(fs.readFileSync('package.json', 'utf8')).jest;
  for (const file of projects.flatMap(() => filtered)) {
    const { displayName } = projects[runs++ % projects.length];
    const context = { config: { displayName: displayName && { name: displayName } } };
    reporter.onTestStart({ path: file, context });
    delete require.cache[file];
    const testResults = [];
    globalThis.isJest = true;
    globalThis.it = (title, body) => {
      const test = { ancestorTitles: [], title, status: 'passed', duration: 1, failureMessages: [] };
      try { body(); } catch (error) { isFine = false; Object.assign(test, { status: 'failed', failureMessages: [error.stack] }); }
      testResults.push(test);
    };
    require(file);
    const console = [{ type: 'log', message: 'said by Jest' }];
    reporter.onTestResult({ path: file, context }, { testResults, console, snapshot: {}, perfStats: { start: 1, end: 3 } });
  }
  const folder = flag('coverageDirectory');
  if (folder) {
    const one = { path: path.resolve('only-jest.js'), statementMap: { 0: { start: { line: 1, column: 0 }, end: { line: 1, column: 5 } } }, fnMap: {}, branchMap: {}, s: { 0: 1 }, f: {}, b: {} };
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'coverage-final.json'), JSON.stringify({ [one.path]: one }));
  }
  reporter.onRunComplete();
  process.exit(isFine ? 0 : 1);
})();
`;

const installed: ProjectFiles = {
  'node_modules/jest/package.json': '{ "name": "jest", "version": "30.0.0", "bin": "jest.js" }',
  'node_modules/jest/jest.js': jest,
};
const manifest = JSON.stringify({
  name: 'project',
  scripts: { test: 'jest' },
  devDependencies: { jest: '^30' },
  jest: {},
});

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function projectOf(files: ProjectFiles = {}): Project {
  const tests = names.map((name) => [
    `${name}.test.js`,
    `it('${name}', () => { if (global.isJest) global.ranOnJest = true; });\n`,
  ]);
  return createProject({
    'package.json': manifest,
    ...installed,
    ...Object.fromEntries(tests),
    ...files,
  });
}

const own = { env: { CI: undefined, GITHUB_ACTIONS: undefined } };

function filesOnZtest(events: readonly { type: string }[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'file-started' && 'host' in event && event.host !== 0 && 'file' in event
      ? [String(event.file)]
      : [],
  );
}

test('a share runs on ztest, the others on Jest, and the result is one', async () => {
  using project = projectOf();
  const run = await project.run(['--hybrid', '25%'], own);
  expect(run.exitCode).toBe(0);
  expect(testOutcomes(run.events)).toEqual(
    Object.fromEntries(names.map((name) => [name, 'passed'])),
  );
  expect(filesOnZtest(run.events)).toHaveLength(2);
  expect(run.stdout).toContain('2 of 8 files ran on ztest (a share of 25 %), 6 on Jest 30.0.0');
  expect(run.stdout).toContain('On ztest 2 of 2 pass. Go on with ztest --hybrid 50%.');
  expect(run.events.filter(({ type }) => type === 'run-finished')).toHaveLength(1);
});

test('a larger share holds all of a smaller one, and --hybrid alone remembers it', async () => {
  using project = projectOf();
  const first = filesOnZtest((await project.run(['--hybrid=25%'], own)).events);
  const second = filesOnZtest((await project.run(['--hybrid', '50%'], own)).events);
  expect(second).toHaveLength(4);
  expect(second).toEqual(expect.arrayContaining([...first]));
  expect(JSON.parse(project.read('ztest.hybrid.json'))).toEqual({ share: 50, different: [] });
  const remembered = await project.run(['--hybrid'], own);
  expect(new Set(filesOnZtest(remembered.events))).toEqual(new Set(second));
  const all = await project.run(['--hybrid', '100%'], own);
  expect(all.stdout).toContain('go on with ztest migrate');
});

test('a test that fails with Jest fails the run, with its error', async () => {
  using project = projectOf({ 'a.test.js': `it('a', () => { throw new TypeError('oh no'); });\n` });
  const run = await project.run(['--hybrid', '0%'], own);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toContain('TypeError: oh no');
  expect(run.stdout).toContain('a.test.js:1:');
  const again = await project.run(['--hybrid', '--last-failed'], own);
  expect(testOutcomes(again.events)).toEqual({ a: 'failed' });
});

test('a file that fails on ztest only is left to Jest from then on', async () => {
  using project = projectOf({
    'a.test.js': `it('a', () => { if (!global.isJest) throw new Error('not here'); });\n`,
  });
  const first = await project.run(['--hybrid', '100%'], own);
  expect(first.exitCode).toBe(1);
  expect(first.stderr).toContain('ZT2712');
  expect(JSON.parse(project.read('ztest.hybrid.json'))).toMatchObject({ different: ['a.test.js'] });
  const second = await project.run(['--hybrid', '75%'], own);
  expect(second.exitCode).toBe(0);
  expect(filesOnZtest(second.events)).not.toContain('a.test.js');
});

test('CI writes nothing', async () => {
  using project = projectOf();
  const run = await project.run(['--hybrid', '25%'], { env: { CI: '1' } });
  expect(run.exitCode).toBe(0);
  expect(project.has('ztest.hybrid.json')).toBe(false);
});

test('filters and titles hold for both', async () => {
  using project = projectOf();
  const run = await project.run(['--hybrid', '50%', 'a.test.js', 'b.test.js', '-t', 'A'], own);
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
  const line = await project.run(['--hybrid', '0%', 'a.test.js:1'], own);
  expect(line.exitCode).toBe(2);
  expect(line.stderr).toContain('ZT2705');
});

test('a file of several projects is run by one of the two in all of them', async () => {
  const projects = ['one', 'two'].map((displayName) => ({ displayName }));
  using project = projectOf({
    'package.json': JSON.stringify({ ...JSON.parse(manifest), jest: { projects } }),
  });
  const jest = await project.run(['--hybrid', '0%', 'a.test.js'], own);
  expect(jest.events.filter(({ type }) => type === 'file-finished')).toMatchObject([
    { file: 'a.test.js', outcome: 'passed' },
    { file: '(two)/../a.test.js', outcome: 'passed' },
  ]);
  const both = await project.run(['--hybrid', '10%'], own);
  expect(filesOnZtest(both.events)).toHaveLength(2);
});

test('files that import from ztest are never left to Jest', async () => {
  using project = projectOf({ 'a.test.js': `require('ztest').test('a', () => {});\n` });
  const run = await project.run(['--hybrid', '0%'], own);
  expect(run.exitCode).toBe(0);
  expect(filesOnZtest(run.events)).toEqual(['a.test.js']);
});

test('beside a configuration of ztest Jest runs what that leaves out', async () => {
  using project = projectOf({
    'ztest.config.ts': `export default { include: ['a.test.js'], globals: true };\n`,
  });
  const run = await project.run(['--hybrid', '10%'], own);
  expect(run.exitCode).toBe(0);
  expect(filesOnZtest(run.events)).toEqual(['a.test.js']);
  expect(testOutcomes(run.events)).toMatchObject({ a: 'passed', h: 'passed' });
});

test('what either counts is in one coverage report', async () => {
  using project = projectOf({
    'only-jest.js': '1 + 1;\n',
    'own.js': 'exports.one = 1;\n',
    'a.test.js': `it('a', () => { require('./own.js'); });\n`,
  });
  const ztest = `require('ztest').test('a', () => { require('./own.js'); });\n`;
  project.write({ 'a.test.js': ztest });
  const run = await project.run(['--hybrid', '0%', '--coverage', '--coverage.report', 'text'], own);
  expect(run.stdout).toMatch(/only-jest\.js\s*\|\s*100/);
  expect(run.stdout).toMatch(/own\.js\s*\|\s*100/);
});

suite('nothing runs', () => {
  test.each([
    ['where there is no Jest', 'ZT2701', ['--hybrid', '10%'], { 'package.json': '{}' }],
    ['with a wrong share', 'ZT2702', ['--hybrid'], { 'ztest.hybrid.json': '{ "share": 200 }' }],
    ['with a broken file', 'ZT2702', ['--hybrid'], { 'ztest.hybrid.json': '{' }],
    ['without a share', 'ZT2703', ['--hybrid'], {}],
    ['with a debugger', 'ZT2706', ['--hybrid', '10%', '--debug'], {}],
  ])('%s', async (_, code, args, files) => {
    using project = projectOf();
    if ('package.json' in files) project.write({ 'node_modules/jest/package.json': '{' });
    project.write(files);
    const run = await project.run(args, own);
    expect(run.stderr).toContain(code);
    expect(run.exitCode).toBe(2);
    expect(run.events).toEqual([]);
  });

  test('where Jest is not installed, unless ztest runs everything', async () => {
    using project = projectOf({ 'node_modules/jest/package.json': '{' });
    const run = await project.run(['--hybrid', '10%'], own);
    expect(run.stderr).toContain('ZT2704');
    expect(run.exitCode).toBe(2);
    expect((await project.run(['--hybrid', '100%'], own)).exitCode).toBe(0);
  });
});

test('when Jest crashes, its tests have no result and the others have theirs', async () => {
  using project = projectOf({
    'node_modules/jest/jest.js': `console.error('out of luck'); process.exit(7);\n`,
  });
  const run = await project.run(['--hybrid', '50%'], own);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toContain('ZT2708');
  expect(run.stdout).toContain('out of luck');
  expect(Object.keys(testOutcomes(run.events))).toHaveLength(4);
});

test('when Jest falls silent it is ended', async () => {
  using project = projectOf({
    'node_modules/jest/jest.js': `setInterval(() => {}, 1000);\n`,
  });
  const run = await project.run(['--hybrid', '0%', '--timeout', '20ms'], own);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toContain('ZT2709');
  expect(run.leftProcesses).toEqual([]);
});

test('an interruption ends Jest with all that it started', async () => {
  using project = projectOf({
    'node_modules/jest/jest.js': `
      const loop = require('node:child_process').spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
      console.log('up ' + loop.pid);
      setInterval(() => {}, 1000);
    `,
  });
  const run = await project.run(['--hybrid', '0%'], {
    ...own,
    onOutput: (output, kill) => {
      if (/up \d/.test(output)) kill('SIGINT');
    },
  });
  expect(run.exitCode).toBe(130);
  expect(run.leftProcesses).toEqual([]);
});
