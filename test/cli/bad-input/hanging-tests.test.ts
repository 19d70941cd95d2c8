import { expect, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { run } from '../run.ts';

test('a test that never resolves ends at its limit, is shown, and the next one runs', async () => {
  using ended = await run({
    'a.test.ts': `import { test } from 'ztest';\n\ntest('waits', { timeout: 200 }, () => new Promise(() => {}));\ntest('after', () => {});\n`,
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({ waits: 'failed timeout', after: 'passed' });
  expect(ended.output).toMatch(
    /ZT1320 "waits" .*did not finish within 200 ms: its promise has not settled\./,
  );
  expect(ended.output).toContain(`❯ 3 │ test('waits'`);
  expect(ended.output).toContain('give the test more time');
});

test('what never resolves is shown where it stands also when no report asks for places', async () => {
  using ended = await run(
    {
      'a.test.ts': `import { afterEach, test } from 'ztest';\n\nafterEach(() => new Promise(() => {}), 100);\ntest('in', () => {});\n`,
      'b.test.ts': `import { test } from 'ztest';\n\ntest('waits', { timeout: 100 }, () => new Promise(() => {}));\n`,
    },
    [],
    { records: false },
  );
  expect(ended.output).toContain('ZT1320 "waits" did not finish within 100 ms');
  expect(ended.output).toContain('at b.test.ts:3:');
  expect(ended.output).toContain('at a.test.ts:3:11');
});

test.each(['beforeAll', 'beforeEach', 'afterEach', 'afterAll'])(
  'a %s hook that never resolves ends at its limit and is shown',
  async (hook) => {
    using ended = await run({
      'a.test.ts': `import { suite, test, ${hook} } from 'ztest';\nsuite('s', () => {\n  ${hook}(() => new Promise(() => {}), 200);\n  test('in', () => {});\n});\ntest('after', () => {});\n`,
    });
    expect(ended.exitCode).toBe(1);
    expect(testOutcomes(ended.events)).toMatchObject({ after: 'passed' });
    expect(ended.output).toMatch(
      new RegExp(`ZT1321 An? ${hook} hook of "s" .*did not finish within 200 ms`),
    );
    expect(ended.output).toContain(`❯ 3 │   ${hook}(() => new Promise`);
  },
);

test(
  'a top-level await that never ends is an error of the file',
  async () => {
    using ended = await run(
      {
        'a.test.ts': `import { test } from 'ztest';\nawait new Promise(() => {});\ntest('a', () => {});\n`,
      },
      ['--timeout', '1s'],
    );
    expect(ended.exitCode).toBe(1);
    expect(ended.output).toContain('ZT1204 Loading the file did not end within');
  },
  '60s',
);

test('a test that waits for done() in vain is told so', async () => {
  using ended = await run({
    'a.test.ts': `import { test } from 'ztest';\ntest('calls back', { timeout: 100 }, (done) => { void done; });\n`,
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({ 'calls back': 'failed timeout' });
});
