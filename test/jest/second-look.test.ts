/** Packages are shared by the files of a process; with Jest each file has its own. */
import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { createProject } from '../support/run-project.ts';

const files = {
  'package.json': '{ "name": "project", "jest": { "maxWorkers": 1 } }',
  'node_modules/memory/package.json': '{ "name": "memory", "main": "index.js" }',
  'node_modules/memory/index.js': `let kept = 0; exports.next = () => ++kept;`,
};
const first = (file: string): string => `
  const { next } = require('memory');
  console.log('loads ${file}');
  test('prints', () => { console.log('runs ${file}'); });
  test('is first', () => { expect(next()).toBe(1); });
  test('is second', () => { expect(next()).toBe(2); });
  test.skip('waits', () => {});`;

test('a file that fails behind another begins anew in a process of its own, and each test is told once', async () => {
  using project = createProject({ ...files, 'a.test.js': first('a'), 'b.test.js': first('b') });
  const run = await project.run();
  expect(run.exitCode).toBe(0);
  const finished = run.events.filter(({ type }) => type === 'test-finished');
  expect(finished).toHaveLength(8);
  for (const type of ['file-started', 'file-collected', 'file-finished'] as const)
    expect(run.events.filter((event) => event.type === type)).toHaveLength(2);
  expect(run.stdout.match(/runs b/g)).toHaveLength(1);
  expect(run.stdout.match(/loads b/g)).toHaveLength(1);
});

test('what fails there, too, has failed; after a few looks in vain nothing begins anew', async () => {
  const failing = Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [
      `${name}.test.js`,
      `const fs = require('fs');
       test('fails', () => { fs.appendFileSync(__dirname + '/runs', '${name}'); expect(1).toBe(2); });`,
    ]),
  );
  using project = createProject({ ...files, ...failing });
  const run = await project.run();
  expect(run.exitCode).toBe(1);
  expect(Object.keys(testOutcomes(run.events))).toEqual(['fails']);
  expect(run.events.filter(({ type }) => type === 'test-finished')).toHaveLength(6);
  expect(project.read('runs')).toHaveLength(9);
});

test('a file that does not load behind another has a second look, too', async () => {
  using project = createProject({
    ...files,
    'a.test.js': first('a'),
    'b.test.js': `if (require('memory').next() > 1) throw new Error('late'); test('loads', () => {});`,
  });
  const run = await project.run();
  expect(run.exitCode).toBe(0);
  expect(testOutcomes(run.events)['loads']).toBe('passed');
});
