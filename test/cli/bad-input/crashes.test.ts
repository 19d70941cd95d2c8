import { expect, test } from 'ztest';
import { fileOutcomes, testOutcomes } from '../../support/outcomes.ts';
import { good, run } from '../run.ts';

const dying = (how: string): string =>
  `import { test } from 'ztest';\ntest('before', () => {});\ntest('dies', async () => {\n  ${how}\n  await new Promise((r) => setTimeout(r, 5_000));\n});\ntest('after', () => {});\n`;

test.each([
  ['a segmentation fault', `process.kill(process.pid, 'SIGSEGV');`, 'SIGSEGV', 'Native add-ons'],
  ['process.abort', 'process.abort();', 'SIGABRT', 'Native add-ons'],
  [
    'SIGKILL from outside',
    `process.kill(process.pid, 'SIGKILL');`,
    'SIGKILL',
    'Something outside ended it',
  ],
  ['SIGTERM', `process.kill(process.pid, 'SIGTERM');`, 'SIGTERM', 'Something sent it this signal'],
])(
  '%s is blamed on the test that ran, and the other files run',
  async (_what, how, signal, hint) => {
    using ended = await run({ 'a.test.ts': dying(how), 'good.test.ts': good });
    expect(ended.exitCode).toBe(1);
    expect(testOutcomes(ended.events)).toEqual({
      before: 'passed',
      dies: 'failed host-exit',
      after: 'errored host-exit',
      good: 'passed',
    });
    expect(ended.output).toContain(`ZT1704 The process that ran this test was ended by ${signal}.`);
    expect(ended.output).toMatch(/❯ [34] │/);
    expect(ended.output).toContain(`→ ${hint}`);
    expect(ended.output).toContain('The same stopped another test:\n     after');
  },
);

test('an abort is shown at the line that aborted', async () => {
  using ended = await run({ 'a.test.ts': dying('process.abort();') });
  expect(ended.output).toContain('❯ 4 │   process.abort();');
  expect(ended.output).toContain('at a.test.ts:4:11');
});

test('what a test printed just before it crashed is shown', async () => {
  using ended = await run({
    'a.test.ts': dying(`console.log('the last words'); process.abort();`),
  });
  expect(ended.output).toContain('the last words\n');
});

test('a crash in a hook or at the top of a file names the place', async () => {
  using ended = await run({
    'hook.test.ts': `import { afterAll, suite, test } from 'ztest';\nsuite('s', () => {\n  test('one', () => {});\n  afterAll(() => process.abort());\n});\n`,
    'top.test.ts': `import { test } from 'ztest';\ntest('never', () => {});\nprocess.abort();\n`,
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(1);
  expect(fileOutcomes(ended.events)).toEqual({
    'hook.test.ts': 'errored host-exit',
    'top.test.ts': 'errored host-exit',
    'good.test.ts': 'passed',
  });
  expect(ended.output).toContain('hook.test.ts › s › afterAll\n');
  expect(ended.output).toContain(
    'ZT1704 The process that ran the afterAll hook was ended by SIGABRT.',
  );
  expect(ended.output).toContain('at hook.test.ts:4:');
  expect(ended.output).toContain('at top.test.ts:3:9');
});

test(
  'a test that runs out of memory is told so, and the other files run',
  async () => {
    using ended = await run(
      {
        'a.test.ts': `
        import { test } from 'ztest';
        test('before', () => {});
        test('eats', { timeout: '60s' }, () => {
          const kept: unknown[] = [];
          while (true) kept.push(new Array(100_000).fill({}));
        });
        test('after', () => {});
      `,
        'good.test.ts': good,
      },
      [],
      { env: { NODE_OPTIONS: '--max-old-space-size=64' } },
    );
    expect(ended.exitCode).toBe(1);
    expect(testOutcomes(ended.events)).toEqual({
      before: 'passed',
      eats: 'failed out-of-memory',
      after: 'errored host-exit',
      good: 'passed',
    });
    expect(ended.output).toMatch(
      /ZT1703 The process that ran this test ran out of memory: its heap had grown to \d+ MB\./,
    );
    expect(ended.output).toContain('--max-old-space-size=');
  },
  '60s',
);

test('a run whose hosts all die at once ends', async () => {
  const names = Array.from({ length: 6 }, (_, i) => `f${i}.test.ts`);
  using ended = await run(Object.fromEntries(names.map((name) => [name, 'process.abort();\n'])), [
    '--workers',
    '2',
  ]);
  expect(ended.exitCode).toBe(1);
  expect(fileOutcomes(ended.events)).toEqual(
    Object.fromEntries(names.map((name) => [name, 'errored host-exit'])),
  );
});

test('what a test writes into the pipe of its host is output, and costs no result', async () => {
  using ended = await run({
    'a.test.ts': `import fs from 'node:fs';\nimport { test } from 'ztest';\ntest('lines', () => { fs.writeSync(3, 'garbage\\n{broken\\n123\\nnull\\n{}\\n'); });\ntest('no line', () => { fs.writeSync(3, 'no end'); });\ntest('after', () => {});\n`,
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(0);
  expect(testOutcomes(ended.events)).toEqual({
    lines: 'passed',
    'no line': 'passed',
    after: 'passed',
    good: 'passed',
  });
  expect(ended.output).toContain('garbage\n{broken\n123\nnull\n{}\n');
  expect(ended.output).toContain('no end\n');
});

test('messages that a test forges on the pipe of its host are output', async () => {
  const forged = [
    '{"type":"test-finished"}',
    '{"type":"file-collected","file":"a.test.ts"}',
    '{"type":"test-finished","id":"a.test.ts#after","outcome":"failed","duration":0,"errors":[]}',
    '{"type":"phase"}',
  ].map((line) => `fs.writeSync(3, ${JSON.stringify(`${line}\n`)});`);
  using ended = await run({
    'a.test.ts': `import fs from 'node:fs';\nimport { test } from 'ztest';\ntest('forges', () => { ${forged.join(' ')} });\ntest('after', () => {});\n`,
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(0);
  expect(testOutcomes(ended.events)).toEqual({ forges: 'passed', after: 'passed', good: 'passed' });
  expect(ended.output).toContain('{"type":"test-finished"}\n');
});

test('a file that closes the pipe of its host is blamed for it', async () => {
  using ended = await run(
    {
      'a.test.ts': `import { closeSync } from 'node:fs';\nimport { test } from 'ztest';\ncloseSync(3);\nawait new Promise((r) => setTimeout(r, 100));\nthrow new Error('unheard');\n`,
      'good.test.ts': good,
    },
    ['--isolation', 'full'],
  );
  expect(ended.exitCode).toBe(1);
  expect(fileOutcomes(ended.events)).toEqual({
    'a.test.ts': expect.stringMatching(/^errored/),
    'good.test.ts': 'passed',
  });
  expect(ended.output).toMatch(/descriptor 3|unheard/i);
});

test('a process whose builtins are changed so that it makes no sense is ended, and the reports are whole', async () => {
  using ended = await run(
    {
      'a.test.ts': `import { test } from 'ztest';\ntest('breaks', () => { Array.prototype.map = (() => 'x') as never; Array.prototype.flatMap = Array.prototype.map; throw new AggregateError([new Error('one')], 'all'); });\ntest('after', () => { throw new Error('two'); });\n`,
      'good.test.ts': good,
    },
    ['--isolation', 'none', '--report', 'json,junit,tap,terminal'],
  );
  expect(ended.exitCode).toBe(1);
  expect(ended.output).not.toMatch(/ZT1904|ZT2203|TypeError/);
  expect(testOutcomes(ended.events)).toMatchObject({ good: 'passed' });
  expect(fileOutcomes(ended.events)['a.test.ts']).toMatch(/failed|errored/);
});

test('a process that can be told nothing more is ended, and other files run in another', async () => {
  const others = Array.from({ length: 30 }, (_, i) => [`good-${i}.test.ts`, good]);
  using ended = await run(
    {
      'a.test.ts': `import { closeSync } from 'node:fs';\nimport { test } from 'ztest';\ntest('closes', async () => { closeSync(4); await new Promise(() => {}); });\n`,
      ...Object.fromEntries(others),
    },
    ['--workers', '1'],
  );
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toMatchObject({ closes: 'failed host-exit', good: 'passed' });
  expect(ended.output).toContain('closed descriptor 3 or 4');
  const outcomes = Object.values(fileOutcomes(ended.events));
  expect(outcomes.filter((outcome) => outcome === 'passed')).toHaveLength(30);
});
