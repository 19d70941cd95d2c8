import { test } from 'node:test';
import { check } from './check.ts';

const good = `import { test } from 'ztest'; test('good', () => {});`;

test('a crash is blamed on the test that was running', () =>
  check(
    {
      'crash.test.ts': `
        import { test } from 'ztest';
        test('before', () => {});
        test('crashes', () => { process.abort(); });
        test('after', () => {});
      `,
      'good.test.ts': good,
    },
    {
      exitCode: 1,
      tests: {
        before: 'passed',
        crashes: /^(failed|errored) host-exit$/,
        after: /^(passed|errored host-exit)$/,
        good: 'passed',
      },
      output: [/crashes/, /SIGABRT/],
    },
  ));

test('a promise that never settles ends at the timeout of its test', () =>
  check(
    {
      'hang.test.ts': `
        import { test } from 'ztest';
        test('waits for ever', { timeout: 200 }, () => new Promise(() => {}));
        test('after', () => {});
      `,
    },
    {
      exitCode: 1,
      tests: { 'waits for ever': 'failed timeout', after: 'passed' },
      output: [/waits for ever/, /200 ?ms/],
    },
  ));

test('an endless loop ends at the timeout of its test', () =>
  check(
    {
      'loop.test.ts': `
        import { test } from 'ztest';
        test('before', () => {});
        test('spins', { timeout: 300 }, () => {
          while (true) {}
        });
      `,
      'good.test.ts': good,
    },
    {
      exitCode: 1,
      tests: { before: 'passed', spins: /^(failed|errored) (loop|timeout)$/, good: 'passed' },
      output: [/spins/, /loop\.test\.ts:5/],
    },
  ));

test('an endless loop at the top of a file ends too', () =>
  check(
    { 'top.test.ts': `import { test } from 'ztest'; while (true) {}`, 'good.test.ts': good },
    {
      exitCode: 1,
      tests: { good: 'passed' },
      output: [/top\.test\.ts/],
      args: ['--timeout', '500ms'],
    },
  ));

test('process.exit in a test fails that test', () =>
  check(
    {
      'exit.test.ts': `
        import { test } from 'ztest';
        test('exits', () => { process.exit(0); });
      `,
      'good.test.ts': good,
    },
    {
      exitCode: 1,
      tests: { exits: /^(failed|errored) process-exit$/, good: 'passed' },
      output: [/process\.exit/],
    },
  ));
