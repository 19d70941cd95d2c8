import { expect, test } from 'ztest';
import { fileOutcomes, testOutcomes } from '../../support/outcomes.ts';
import { good, run } from '../run.ts';

test('process.exit in a test fails it, also when it is swallowed, and the others run', async () => {
  using ended = await run({
    'a.test.ts': `
      import { test } from 'ztest';
      test('before', () => {});
      test('exits', () => { process.exit(0); });
      test('swallows', () => { try { process.exit(3); } catch {} });
      test('after', () => {});
    `,
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({
    before: 'passed',
    exits: 'failed process-exit',
    swallows: 'failed process-exit',
    after: 'passed',
    good: 'passed',
  });
  expect(ended.output).toContain('ZT1702 process.exit(0) was called.');
  expect(ended.output).toContain(`❯ 4 │ test('exits', () => { process.exit(0); });`);
  expect(ended.output).toContain("→ Mock it: mock.spyOn(process, 'exit')");
});

test('process.exit in a hook is blamed on the hook', async () => {
  using ended = await run({
    'a.test.ts': `
      import { afterAll, beforeAll, beforeEach, suite, test } from 'ztest';
      suite('s', () => { beforeAll(() => { process.exit(1); }); test('in', () => {}); });
      suite('t', () => { beforeEach(() => { process.exit(1); }); test('in', () => {}); });
      suite('u', () => { afterAll(() => { process.exit(1); }); test('in', () => {}); });
      test('after', () => {});
    `,
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({
    's > in': expect.stringMatching(/^(failed|errored) hook$/),
    't > in': 'failed process-exit',
    'u > in': 'passed',
    after: 'passed',
  });
  expect(ended.output).toContain('a.test.ts › s › beforeAll\n');
  expect(ended.output).toContain('a.test.ts › u › afterAll\n');
});

test('process.exit at the top of a file is an error of the file', async () => {
  using ended = await run({
    'a.test.ts': `import { test } from 'ztest';\nprocess.exit(0);\ntest('never', () => {});\n`,
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(1);
  expect(fileOutcomes(ended.events)).toEqual({
    'a.test.ts': 'errored load',
    'good.test.ts': 'passed',
  });
  expect(ended.output).toContain('at a.test.ts:2:9');
});

test('process.exit in a timer is blamed on the test that set it, also when that is over', async () => {
  using ended = await run({
    'a.test.ts': `
      import { test } from 'ztest';
      test('waits for it', async () => {
        setTimeout(() => process.exit(0), 10);
        await new Promise((r) => setTimeout(r, 60));
      });
      test('leaves it', () => { setTimeout(() => process.exit(0), 10); });
      test('innocent', async () => { await new Promise((r) => setTimeout(r, 60)); });
    `,
  });
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({
    'waits for it': 'failed process-exit',
    'leaves it': 'passed',
    innocent: 'passed',
  });
  const ofFile = ended.events.flatMap((event) =>
    event.type === 'file-finished' ? event.errors : [],
  );
  expect(ofFile).toEqual([
    expect.objectContaining({
      code: 'ZT1332',
      message: expect.stringContaining('After "leaves it" had finished'),
    }),
  ]);
});

test('a process.exitCode that is set does not change the exit code of the run', async () => {
  using ended = await run({
    'a.test.ts': `import { test } from 'ztest';\ntest('a', () => { process.exitCode = 7; });\n`,
  });
  expect(ended.exitCode).toBe(0);
});
