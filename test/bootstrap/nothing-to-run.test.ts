import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runProject } from '../support/run-project.ts';
import { check } from './check.ts';

const good = `import { test } from 'ztest'; test('good', () => {});`;

test('a project without test files exits with 3', async () => {
  using run = await runProject({ 'index.ts': 'export const a = 1;' });
  assert.equal(run.exitCode, 3, run.stdout + run.stderr);
});

test('a filter that matches nothing exits with 3', async () => {
  using run = await runProject({ 'good.test.ts': good }, ['no-such-file']);
  assert.equal(run.exitCode, 3, run.stdout + run.stderr);
});

test('a file that cannot be parsed is an error with file and line', () =>
  check(
    {
      'broken.test.ts': `import { test } from 'ztest';\ntest('a', () => {\n  const = 1;\n});\n`,
      'good.test.ts': good,
    },
    {
      exitCode: 1,
      tests: { good: 'passed' },
      files: { 'broken.test.ts': 'errored load' },
      output: [/broken\.test\.ts:3/],
    },
  ));

test('an import that throws is an error of the file, with its message and line', () =>
  check(
    {
      'settings.ts': `export const port = 80;\nthrow new Error('no settings here');\n`,
      'server.test.ts': `import { test } from 'ztest';\nimport { port } from './settings.ts';\ntest('a', () => { void port; });\n`,
      'good.test.ts': good,
    },
    {
      exitCode: 1,
      tests: { good: 'passed' },
      files: { 'server.test.ts': 'errored load' },
      output: [/no settings here/, /settings\.ts:2/],
    },
  ));

test('an import of a missing module is an error that names it', () =>
  check(
    {
      'missing.test.ts': `import { test } from 'ztest';\nimport { gone } from './gone.ts';\ntest('a', () => { void gone; });\n`,
    },
    {
      exitCode: 1,
      tests: {},
      files: { 'missing.test.ts': 'errored load' },
      output: [/\.\/gone\.ts/, /missing\.test\.ts:2/],
    },
  ));
