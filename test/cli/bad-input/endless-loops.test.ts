import { expect, test } from 'ztest';
import { fileOutcomes, testOutcomes } from '../../support/outcomes.ts';
import { good, run } from '../run.ts';

const drain = `interface Queue { items: number[] }
export function drain(queue: Queue): void {
  while (queue.items.length > 0) {
    queue.items.push(1);
    queue.items.shift();
  }
}
`;

test('a loop in a test is ended near its limit, with the stack of the loop', async () => {
  using ended = await run(
    {
      'drain.ts': drain,
      'a.test.ts': `import { test } from 'ztest';\nimport { drain } from './drain.ts';\ntest('before', () => {});\ntest('spins', () => {\n  drain({ items: [1] });\n});\ntest('after', () => {});\n`,
      'good.test.ts': good,
    },
    ['--timeout', '1000'],
  );
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({
    before: 'passed',
    spins: 'failed loop',
    after: 'errored host-exit',
    good: 'passed',
  });
  expect(ended.output).toContain(
    'ZT1701 The test never gave the thread back within 1 s and was ended.',
  );
  expect(ended.output).toMatch(/at drain \(drain\.ts:[345]:\d+\)\n\s+at a\.test\.ts:5:3/);
  expect(ended.output).toMatch(/❯ [345] │/);
  expect(ended.output).toContain('The same stopped another test:\n     after');
  expect(ended.output).not.toMatch(/debugger/i);
});

test('a test that waits for a process that never ends is ended, and told what may hold it up', async () => {
  using ended = await run(
    {
      'a.test.ts': `import { execFileSync } from 'node:child_process';\nimport { test } from 'ztest';\ntest('waits', () => {\n  execFileSync(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);\n});\n`,
      'good.test.ts': good,
    },
    ['--timeout', '500'],
  );
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({ waits: 'failed loop', good: 'passed' });
  expect(ended.output).toContain('or a call that waits, such as execFileSync');
});

test.each([
  ['beforeAll', { before: 'passed', 's > in': 'errored host-exit', after: 'errored host-exit' }],
  ['beforeEach', { before: 'passed', 's > in': 'failed loop', after: 'errored host-exit' }],
  ['afterEach', { before: 'passed', 's > in': 'failed loop', after: 'errored host-exit' }],
  ['afterAll', { before: 'passed', 's > in': 'passed', after: 'errored host-exit' }],
])('a loop in a %s hook is ended at its limit and blamed on the hook', async (hook, outcomes) => {
  using ended = await run({
    'a.test.ts': `import { suite, test, ${hook} } from 'ztest';\ntest('before', () => {});\nsuite('s', () => {\n  ${hook}(() => { while (true) {} }, 500);\n  test('in', () => {});\n});\ntest('after', () => {});\n`,
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({ ...outcomes, good: 'passed' });
  expect(ended.output).toContain(
    `ZT1701 The ${hook} hook never gave the thread back within 500 ms and was ended.`,
  );
  expect(ended.output).toMatch(
    hook.endsWith('All') ? `a.test.ts › s › ${hook}\n` : 'a.test.ts › s › in\n',
  );
  expect(ended.output).toMatch(/at a\.test\.ts:4:\d+/);
  expect(ended.output).toContain(`give the hook more time: ${hook}(fn, 60_000)`);
});

test(
  'a loop at the top of a file is ended, and the other files run',
  async () => {
    using ended = await run(
      {
        'drain.ts': drain,
        'a.test.ts': `import { test } from 'ztest';\nimport { drain } from './drain.ts';\ninterface Unused { a: 1 }\ndrain({ items: [1] });\ntest('never', () => {});\n`,
        'good.test.ts': good,
      },
      ['--timeout', '1000'],
    );
    expect(ended.exitCode).toBe(1);
    expect(fileOutcomes(ended.events)).toEqual({
      'a.test.ts': 'errored loop',
      'good.test.ts': 'passed',
    });
    expect(ended.output).toContain(
      'ZT1701 Loading the file never gave the thread back within 10 s and was ended.',
    );
    expect(ended.output).toMatch(/at drain \(drain\.ts:[345]:\d+\)\n\s+at a\.test\.ts:4:1/);
  },
  '120s', // a machine without time for it gives a host up to three more limits
);

test('a loop that prints is ended too, and what it printed is shown', async () => {
  using ended = await run(
    {
      'a.test.ts': `import { test } from 'ztest';\ntest('prints', () => { while (true) console.log('again'); });\n`,
    },
    ['--timeout', '500'],
  );
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({ prints: 'failed loop' });
  expect(ended.output).toContain('again\n');
  expect(ended.output.length).toBeLessThan(1_000_000);
});

test('a loop that began after an await is blamed on its test', async () => {
  using ended = await run(
    {
      'a.test.ts': `import { test } from 'ztest';\ntest('later', async () => {\n  await new Promise((r) => setTimeout(r, 50));\n  for (;;) {}\n});\n`,
    },
    ['--timeout', '500'],
  );
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({ later: 'failed loop' });
  expect(ended.output).toContain('at a.test.ts:4:');
});

test.each([
  ['awaits', 'for (;;) await null;'],
  ['promises', 'const f = (): Promise<void> => Promise.resolve().then(f); await f();'],
  ['microtasks', 'const f = (): void => queueMicrotask(f); f(); await new Promise(() => {});'],
  ['ticks', 'const f = (): void => process.nextTick(f); f(); await new Promise(() => {});'],
])('a loop of %s is ended, with the line of the loop', async (_, loop) => {
  using ended = await run(
    {
      'a.test.ts': `import { test } from 'ztest';\ninterface Unused { a: 1 }\ntest('spins', async () => {\n  ${loop}\n});\n`,
    },
    ['--timeout', '500'],
  );
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({ spins: 'failed loop' });
  expect(ended.output).toMatch(/at (?:f \()?a\.test\.ts:4:\d+/);
});

test('the stack of a loop is in the words of the source, also in a module that nobody could foresee', async () => {
  using ended = await run(
    {
      'drain.ts': `interface Unused { a: 1 }\n\n\n${drain}`,
      'a.test.ts': `import { test } from 'ztest';\ntest('spins', async () => {\n  const name = ['./dr', 'ain.ts'].join('');\n  const { drain } = await import(name);\n  drain({ items: [1] });\n});\n`,
    },
    ['--timeout', '500'],
  );
  expect(ended.output).toMatch(/at drain \(drain\.ts:[678]:\d+\)\n\s+at a\.test\.ts:5:3/);
});
