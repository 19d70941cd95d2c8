import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'ztest';
import { fileOutcomes, testOutcomes } from '../../support/outcomes.ts';
import { createProject } from '../../support/run-project.ts';
import { good, run, runIn } from '../run.ts';

const busy = {
  'loop.test.ts': `
    import { test } from 'ztest';
    test('before', () => {});
    test('spins', { timeout: '60s' }, () => { console.log('spinning'); while (true) {} });
    test('after', () => {});
  `,
  'slow.test.ts': `
    import fs from 'node:fs';
    import { afterAll, afterEach, test } from 'ztest';
    afterEach(() => { fs.appendFileSync('clean-up.txt', 'afterEach '); });
    afterAll(() => { fs.appendFileSync('clean-up.txt', 'afterAll'); });
    test('waits', { timeout: '60s' }, async () => { console.log('waiting'); await new Promise(() => {}); });
    test('after too', () => {});
  `,
};

/** Calls `act` once, when both tests of `busy` are running. */
function whenBusy(
  act: (kill: (signal: NodeJS.Signals) => void) => void,
): (output: string, kill: (signal: NodeJS.Signals) => void) => void {
  let isDone = false;
  return (output, kill) => {
    if (isDone || !output.includes('waiting') || !output.includes('spinning')) return;
    isDone = true;
    act(kill);
  };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s once ends the run with a report: 130',
  async (signal) => {
    using ended = await run(busy, ['--workers', '2'], {
      onOutput: whenBusy((kill) => kill(signal)),
    });
    expect(ended.exitCode).toBe(130);
    expect(testOutcomes(ended.events)).toEqual({
      before: 'passed',
      spins: 'skipped cancelled',
      after: 'skipped cancelled',
      waits: 'skipped cancelled',
      'after too': 'skipped cancelled',
    });
    expect(fileOutcomes(ended.events)).toEqual({
      'loop.test.ts': 'skipped cancelled',
      'slow.test.ts': expect.stringMatching(/^skipped/),
    });
    expect(ended.stderr).toContain('Press Ctrl-C again to stop at once.');
    expect(ended.stdout).toContain('The run was interrupted: what follows is incomplete.');
    expect(ended.stdout).toContain('Tests: 1 passed, 0 failed, 4 skipped');
    expect(ended.project.read('clean-up.txt')).toBe('afterEach afterAll');
  },
);

test('what failed before the interrupt is reported', async () => {
  using ended = await run(
    {
      ...busy,
      'a.test.ts': `import { test } from 'ztest';\ntest('fails', () => { throw new Error('on its own'); });\n`,
    },
    ['--workers', '3'],
    {
      onOutput: (output, kill) => {
        if (/a\.test\.ts \(1 test, 1 failed\)/.test(output) && output.includes('spinning'))
          kill('SIGINT');
      },
    },
  );
  expect(ended.exitCode).toBe(130);
  expect(testOutcomes(ended.events)).toMatchObject({ fails: 'failed' });
  expect(ended.stdout).toContain('Error: on its own');
});

test('Ctrl-C twice stops at once', async () => {
  let first = 0;
  using ended = await run(busy, ['--workers', '2'], {
    onOutput: (output, kill) => {
      if (first === 0 && output.includes('waiting') && output.includes('spinning')) {
        first = performance.now();
        kill('SIGINT');
      } else if (output.includes('Press Ctrl-C again')) kill('SIGINT');
    },
  });
  expect(ended.exitCode).toBe(130);
});

test('SIGKILL of the command leaves no process and no file behind', async () => {
  using project = createProject({ ...busy, 'temporary/.keep': '' });
  const temporary = join(project.directory, 'temporary');
  const ended = await runIn(project, ['--workers', '2'], {
    env: { TMPDIR: temporary },
    onOutput: whenBusy((kill) => kill('SIGKILL')),
  });
  expect(ended.exitCode).toBe(null);
  expect(ended.stdout).toContain('spinning');
  expect(readdirSync(temporary).filter((name) => name.endsWith('.events'))).toEqual([]);
});

test('Ctrl-C ends a global set-up that does not end', async () => {
  using ended = await run(
    {
      'ztest.config.mjs': `export default { globalSetup: ['./setup.ts'] };\n`,
      'setup.ts': `export default function setup(): void { console.log('setting up'); while (true) {} }\n`,
      'good.test.ts': good,
    },
    [],
    {
      onOutput: (output, kill) => {
        if (output.includes('setting up')) kill('SIGINT');
      },
    },
  );
  expect(ended.exitCode).toBe(130);
});
