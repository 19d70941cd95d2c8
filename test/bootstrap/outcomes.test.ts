/**
 * The first thing that is proved, by another runner: ztest calls a failure a failure and a pass a pass.
 * A runner that is broken could otherwise pass its own tests.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProject } from '../support/run-project.ts';
import { check } from './check.ts';

test('a failing test is reported failed and the command exits with 1', () =>
  check(
    {
      'sum.test.ts': `
        import { expect, test } from 'ztest';
        test('is right', () => { expect(1 + 1).toBe(2); });
        test('is wrong', () => { expect(1 + 1).toBe(3); });
        test('throws', () => { throw new Error('thrown on purpose'); });
        test('rejects', async () => { await Promise.reject(new Error('rejected on purpose')); });
      `,
    },
    {
      exitCode: 1,
      tests: { 'is right': 'passed', 'is wrong': 'failed', throws: 'failed', rejects: 'failed' },
      output: [/is wrong/, /sum\.test\.ts:4/, /thrown on purpose/, /rejected on purpose/],
    },
  ));

test('a project whose tests pass exits with 0, and they have really run', async () => {
  using project = createProject({
    'a.test.ts': `
      import { suite, test } from 'ztest';
      import { appendFileSync } from 'node:fs';
      suite('outer', () => { test('inner', () => { appendFileSync('ran.txt', 'inner '); }); });
      test('last', async () => { await null; appendFileSync('ran.txt', 'last'); });
    `,
  });
  const { exitCode, stdout, stderr, leftProcesses } = await project.run();
  assert.equal(exitCode, 0, stdout + stderr);
  assert.equal(project.read('ran.txt'), 'inner last');
  assert.deepEqual(leftProcesses, []);
});

test('a hook that throws fails the tests that it was for', () =>
  check(
    {
      'hooks.test.ts': `
        import { afterEach, beforeEach, suite, test } from 'ztest';
        suite('before', () => { beforeEach(() => { throw new Error('no set-up'); }); test('a', () => {}); });
        suite('after', () => { afterEach(() => { throw new Error('no clean-up'); }); test('b', () => {}); });
        test('c', () => {});
      `,
    },
    {
      exitCode: 1,
      tests: {
        'before > a': /^(failed|errored)\b/,
        'after > b': /^(failed|errored)\b/,
        c: 'passed',
      },
      output: [/no set-up/, /no clean-up/],
    },
  ));

test('a rejection that nobody handles fails the test that caused it', () =>
  check(
    {
      'rejection.test.ts': `
        import { test } from 'ztest';
        test('forgets', async () => {
          void Promise.reject(new Error('left alone'));
          await new Promise((resolve) => { setTimeout(resolve, 20); });
        });
        test('is fine', () => {});
      `,
    },
    {
      exitCode: 1,
      tests: { forgets: /^(failed|errored)\b/, 'is fine': 'passed' },
      output: [/left alone/],
    },
  ));
