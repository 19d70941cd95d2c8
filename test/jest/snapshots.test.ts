import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

test.each([
  ['29.7.0', '"outer"'],
  ['30.0.0', '"outer\\nCause: inner"'],
])('snapshots of errors in Jest %s: %s', async (version, text) => {
  using run = await runProject({
    'package.json': '{ "name": "project" }',
    'node_modules/jest/package.json': JSON.stringify({ name: 'jest', version }),
    'jest.config.js': `module.exports = {};`,
    'a.test.js': `test('a', () => {
      const fail = () => { throw new Error('outer', { cause: new Error('inner') }); };
      expect(fail).toThrowErrorMatchingSnapshot();
    });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
  const written = run.project
    .read('__snapshots__/a.test.js.snap')
    .replaceAll(/\n(?=Cause)/g, '\\n');
  expect(written).toContain(text);
});
