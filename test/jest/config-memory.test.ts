import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { createProject, type Project } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };
const logging = `require('node:fs').appendFileSync(__dirname + '/evaluated.log', 'x');`;

async function evaluations(
  project: Project,
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const before = project.has('evaluated.log') ? project.read('evaluated.log').length : 0;
  const run = await project.run([], { env });
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(0);
  return project.read('evaluated.log').length - before;
}

test('a configuration is evaluated again when what it has read is another', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.ts': `
      import fs from 'node:fs';
      import { names } from './names.ts';
      ${logging}
      const file = fs.existsSync(__dirname + '/names.json') ? 'is there' : 'is not';
      export default { testMatch: names, globals: { file, stage: process.env.STAGE, packages: fs.readdirSync(__dirname + '/packages') } };`,
    'names.ts': `export const names: string[] = ['**/*.check.js'];`,
    'packages/a/b.js': ``,
    'a.check.js': `test('a', () => { expect(packages).toContain('a'); });`,
  });
  expect(await evaluations(project)).toBe(1);
  expect(await evaluations(project)).toBe(0);
  expect(await evaluations(project, { STAGE: 'late' })).toBe(1);
  expect(await evaluations(project, { STAGE: 'late' })).toBe(0);
  project.write({ 'names.ts': `export const names: string[] = ['**/*.check.js', '**/a.js'];` });
  expect(await evaluations(project, { STAGE: 'late' })).toBe(1);
  project.write({ 'names.json': '{}' });
  expect(await evaluations(project, { STAGE: 'late' })).toBe(1);
  project.write({ 'packages/c/d.js': '' });
  expect(await evaluations(project, { STAGE: 'late' })).toBe(1);
  expect(await evaluations(project, { STAGE: 'late' })).toBe(0);
});

test('one that asks another program, and one without the cache, is always evaluated', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `
      ${logging}
      const { execFileSync } = require('node:child_process');
      module.exports = { globals: { node: String(execFileSync(process.execPath, ['--version'])) } };`,
    'a.test.js': `test('a', () => { expect(node).toContain(process.version); });`,
  });
  expect(await evaluations(project)).toBe(1);
  expect(await evaluations(project)).toBe(1);
  project.write({
    'jest.config.js': `${logging} module.exports = {};`,
    'a.test.js': `test('a', () => {});`,
  });
  expect(await evaluations(project)).toBe(1);
  const before = project.read('evaluated.log').length;
  await project.run(['--no-cache']);
  expect(project.read('evaluated.log').length - before).toBe(1);
});

test('variables that configurations set hold in every run', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `process.env.TZ = 'Pacific/Auckland'; module.exports = { projects: ['./one', './two'] };`,
    'one/jest.config.js': `process.env.ONE = '1'; module.exports = {};`,
    'one/a.test.js': `test('a', () => {
      expect([process.env.TZ, process.env.ONE, process.env.TWO]).toEqual(['Pacific/Auckland', '1', '2']);
    });`,
    'two/jest.config.js': `process.env.TWO = '2'; module.exports = {};`,
  });
  for (const when of ['evaluated', 'remembered']) {
    const run = await project.run();
    expect({ when, ...testOutcomes(run.events) }).toEqual({ when, a: 'passed' });
  }
});

test('after a run, a list knows what the code of a configuration says', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `const ending = ['check', 'js'].map((part) => '.' + part).join('');
      module.exports = { testMatch: ['**/*' + ending] };`,
    'a.check.js': `test('a', () => {});`,
    'b.test.js': `test('b', () => {});`,
  });
  await project.run();
  const list = await project.run(['list'], { records: false });
  expect(list.stderr).toBe('');
  expect(list.stdout).toContain('a.check.js');
  expect(list.stdout).not.toContain('b.test.js');
});

test('a list is that of Jest when it is asked for', async () => {
  using project = createProject({
    ...manifest,
    'jest.config.js': `module.exports = { testRegex: 'jests' };`,
    'ztest.config.js': `module.exports = { include: ['**/ours.js'] };`,
    'jests.js': `test('of Jest', () => {});`,
    'ours.js': `const { test } = require('ztest'); test('of ztest', () => {});`,
  });
  const ours = await project.run(['list'], { records: false });
  expect(ours.stdout).toContain('of ztest');
  expect(ours.stdout).not.toContain('of Jest');
  const theirs = await project.run(['list', '--compat', 'jest'], { records: false });
  expect(theirs.stdout).toContain('of Jest');
  expect(theirs.stdout).not.toContain('of ztest');
});
