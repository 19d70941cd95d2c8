import { expect, test } from 'ztest';
import { fileOutcomes, testOutcomes } from '../../support/outcomes.ts';
import { good, run } from '../run.ts';

test('an error after the end of its test fails the file and names the test', async () => {
  using ended = await run({
    'rejects.test.ts': `
      import { test } from 'ztest';
      test('starts', () => { setTimeout(() => { void Promise.reject(new Error('too late')); }, 20); });
      test('innocent', async () => { await new Promise((r) => setTimeout(r, 60)); });
    `,
    'throws.test.ts': `
      import { test } from 'ztest';
      test('starts a timer', () => { setTimeout(() => { throw new Error('thrown late'); }, 20); });
      test('innocent too', async () => { await new Promise((r) => setTimeout(r, 60)); });
    `,
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({
    starts: 'passed',
    innocent: 'passed',
    'starts a timer': 'passed',
    'innocent too': 'passed',
    good: 'passed',
  });
  expect(fileOutcomes(ended.events)).toEqual({
    'rejects.test.ts': expect.stringMatching(/^failed/),
    'throws.test.ts': expect.stringMatching(/^failed/),
    'good.test.ts': 'passed',
  });
  expect(ended.output).toContain(
    'ZT1332 After "starts" had finished, something that it had started failed: too late',
  );
  expect(ended.output).toContain(
    'ZT1332 After "starts a timer" had finished, something that it had started failed: thrown late',
  );
  expect(ended.output).toContain('at Timeout._onTimeout (rejects.test.ts:3:');
});

test('a rejection that nobody awaits fails the test that made it, also the last of its file', async () => {
  using ended = await run({
    'a.test.ts': `
      import { test } from 'ztest';
      test('first', async () => { void Promise.reject(new Error('one')); await new Promise((r) => setTimeout(r, 20)); });
      test('between', () => {});
      test('last', () => { void (async () => { await new Promise((r) => setImmediate(r)); throw new Error('two'); })(); });
    `,
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({
    first: 'failed unhandled',
    between: 'passed',
    last: 'failed unhandled',
  });
});

test('what is thrown need not be an error', async () => {
  using ended = await run(
    {
      'a.test.ts': `
        import { test } from 'ztest';
        test('undefined', () => { throw undefined; });
        test('text', () => { throw 'a text'; });
        test('object', () => { throw { a: 1 }; });
        test('no prototype', () => { throw Object.create(null); });
        test('rejects with nothing', async () => { await Promise.reject(undefined); });
      `,
    },
    [],
    { records: false },
  );
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('Tests: 0 passed, 5 failed');
  expect(ended.output).toContain('thrown: undefined');
  expect(ended.output).toContain('thrown: "a text"');
  expect(ended.output).toContain('thrown: { a: 1 }');
  expect(ended.output).toContain(`❯ 4 │ test('text'`);
});

test('an error that reaches the process while a file is loaded fails the file, and no test', async () => {
  const a = `test('a', () => {});\n`;
  const later = 'await new Promise((r) => setTimeout(r, 50));';
  using ended = await run({
    'rejects.test.ts': `import { test } from 'ztest';\nPromise.reject(new Error('at the top'));\n${a}`,
    'suite.test.ts': `import { suite, test } from 'ztest';\nsuite('s', () => { Promise.reject(new Error('in a suite')); ${a} });\n`,
    'waits.test.ts': `import { test } from 'ztest';\nPromise.reject(new Error('before an await'));\n${later}\n${a}`,
    'throws.test.ts': `import { test } from 'ztest';\nsetTimeout(() => { throw new Error('in a timer'); }, 5);\n${later}\n${a}`,
    'exits.test.ts': `import { test } from 'ztest';\ntry { process.exit(3); } catch {}\n${a}`,
    'own.test.ts': `import { test } from 'ztest';\ntest('own', () => { Promise.reject(new Error('of a test')); });\n`,
    'hook.test.ts': `import { beforeAll, test } from 'ztest';\nbeforeAll(() => { Promise.reject(new Error('of a hook')); });\n${a}`,
  });
  expect(ended.exitCode).toBe(1);
  expect(fileOutcomes(ended.events)).toEqual({
    'rejects.test.ts': 'failed',
    'suite.test.ts': 'failed',
    'waits.test.ts': 'failed',
    'throws.test.ts': 'failed',
    'exits.test.ts': 'failed',
    'own.test.ts': 'failed',
    'hook.test.ts': 'failed',
  });
  const errors = new Map(
    ended.events.flatMap((event) =>
      event.type === 'file-finished' ? [[event.file, event.errors.map((e) => e.message)]] : [],
    ),
  );
  expect(Object.fromEntries(errors)).toEqual({
    'rejects.test.ts': ['at the top'],
    'suite.test.ts': ['in a suite'],
    'waits.test.ts': ['before an await'],
    'throws.test.ts': ['in a timer'],
    'exits.test.ts': ['process.exit(3) was called.'],
    'own.test.ts': [],
    'hook.test.ts': [],
  });
  const failed = ended.events.flatMap((event) =>
    event.type === 'test-finished' && event.outcome !== 'passed'
      ? [`${event.id} ${event.reason}`]
      : [],
  );
  expect(failed.toSorted()).toEqual(['hook.test.ts#a hook', 'own.test.ts#own unhandled']);
});

test.each([
  ['rejects', `Promise.reject(new Error('unheard'));\nexport default {};\n`],
  [
    'throws later',
    `setTimeout(() => { throw new Error('unheard'); });\nawait new Promise((r) => setTimeout(r, 50));\nexport default {};\n`,
  ],
])('a configuration that %s with nobody to catch it is refused', async (_, text) => {
  using ended = await run({ 'ztest.config.ts': text, 'a.test.ts': good }, [], { records: false });
  expect(ended.exitCode).toBe(2);
  expect(ended.output).toContain('ZT1022: ztest.config.ts could not be loaded: unheard');
});

test('a global set-up that leaves a rejection fails; what it has started and fails later is printed', async () => {
  const setUp = (text: string): Readonly<Record<string, string>> => ({
    'ztest.config.ts': `export default { globalSetup: ['./set-up.ts'] };\n`,
    'set-up.ts': `export default () => { ${text} };\n`,
    'a.test.ts': `import { test } from 'ztest';\ntest('waits', async () => { await new Promise((r) => setTimeout(r, 300)); });\n`,
  });
  using rejects = await run(setUp(`Promise.reject(new Error('unheard'));`));
  expect(rejects.exitCode).toBe(1);
  expect(rejects.output).toContain('ZT1340 The global setup in set-up.ts failed: unheard');
  using later = await run(setUp(`setTimeout(() => { throw new Error('later'); }, 50);`));
  expect(later.exitCode).toBe(0);
  expect(later.output).toContain('Error: later\n    at set-up.ts:1:');
});
