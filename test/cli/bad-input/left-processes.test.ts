import { expect, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { run } from '../run.ts';

/** A child that ignores every signal that can be ignored, and a child of a child that does. */
const stubborn = `
  import { spawn } from 'node:child_process';
  const ignore = "for (const s of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(s, () => {}); setInterval(() => {}, 1000); console.log('up');";
  export async function startStubborn(): Promise<void> {
    const child = spawn(process.execPath, ['-e', ignore], { stdio: ['ignore', 'pipe', 'ignore'] });
    spawn('sh', ['-c', 'trap "" TERM INT HUP; sh -c "trap \\\\"\\\\" TERM INT HUP; sleep 100" & sleep 100'], { stdio: 'ignore' });
    await new Promise((resolve) => child.stdout.once('data', resolve));
  }
`;

test.skipIf(process.platform === 'win32')(
  'children that ignore signals are gone after the run',
  async () => {
    using ended = await run({
      'stubborn.ts': stubborn,
      'a.test.ts': `
      import { test } from 'ztest';
      import { startStubborn } from './stubborn.ts';
      test('starts them', startStubborn);
    `,
    });
    expect(ended.exitCode).toBe(0);
  },
);

test.skipIf(process.platform === 'win32').each([
  ['it crashes', 'process.abort();'],
  ['it loops', 'while (true) {}'],
])('children are gone also when %s', async (_how, what) => {
  using ended = await run(
    {
      'stubborn.ts': stubborn,
      'a.test.ts': `
        import { test } from 'ztest';
        import { startStubborn } from './stubborn.ts';
        test('starts them', async () => { await startStubborn(); ${what} });
      `,
    },
    ['--timeout', '2s'],
  );
  expect(ended.exitCode).toBe(1);
  expect(testOutcomes(ended.events)).toEqual({
    'starts them': expect.stringMatching(/^failed (host-exit|loop)$/),
  });
});

test.skipIf(process.platform === 'win32').each([
  ['a Ctrl-C', 'SIGINT', 130],
  ['SIGKILL of the command', 'SIGKILL', null],
] as const)('children are gone after %s', async (_how, signal, exitCode) => {
  using ended = await run(
    {
      'stubborn.ts': stubborn,
      'a.test.ts': `
        import { test } from 'ztest';
        import { startStubborn } from './stubborn.ts';
        test('starts them', async () => { await startStubborn(); console.log('started'); while (true) {} });
      `,
    },
    ['--timeout', '60s'],
    {
      onOutput: (output, kill) => {
        if (output.includes('started')) kill(signal);
      },
    },
  );
  expect(ended.exitCode).toBe(exitCode);
});
