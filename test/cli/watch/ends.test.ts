import { expect, suite, test } from 'ztest';
import { runProject } from '../../support/run-project.ts';
import { watchProject } from '../../support/watch-project.ts';

const files = { 'a.test.ts': `import { test } from 'ztest';\ntest('a', () => {});\n` };
const waiting = 'Waiting for changes';

suite('watch mode without a terminal', { timeout: '2m' }, () => {
  test('says that there are no keys, and ends when its input is closed', async () => {
    using watch = watchProject(files);
    expect(await watch.until(waiting)).toContain('warning ZT1052: Watching without keys');
    watch.closeInput();
    expect(await watch.ended).toEqual({ exitCode: 0, left: [] });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with %s while tests run',
    async (signal) => {
      using watch = watchProject({
        'a.test.ts': `import { spawn } from 'node:child_process';
import { test } from 'ztest';
test('hangs', { timeout: '1h' }, () => {
  spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e8)']);
  process.stdout.write('started\\n');
  for (;;);
});
`,
      });
      await watch.until('started');
      watch.kill(signal);
      expect(await watch.ended).toEqual({ exitCode: 130, left: [] });
    },
  );

  test('leaves nothing behind when it is killed', async () => {
    using watch = watchProject(files);
    await watch.until(waiting);
    watch.kill('SIGKILL');
    expect((await watch.ended).left).toEqual([]);
  });

  test('is refused in CI, where it would never end', async () => {
    using run = await runProject(files, ['watch'], { env: { CI: 'true' } });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/^error ZT1051: Watch mode does not end by itself/);
  });

  test('begins although the project has no test yet', async () => {
    using watch = watchProject({ 'src/a.ts': '' });
    await watch.until(waiting);
    watch.project.write({ 'src/a.test.ts': files['a.test.ts'] });
    await watch.until('Tests: 1 passed');
  });
});
