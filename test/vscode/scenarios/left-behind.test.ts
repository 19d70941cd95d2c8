/** An editor that is killed while tests run leaves nothing behind: no server, no host, nothing that a test has started. */
import { randomUUID } from 'node:crypto';
import { expect, suite, test } from 'ztest';
import { MARK_VARIABLE } from '../../support/processes.ts';
import { processesOf, stillThere, type EditorProcess } from '../support/editor-processes.ts';
import { openProject, type OpenProject } from '../support/open-project.ts';

const FILES = {
  'loop.test.ts': `import { test } from 'ztest';
test('loops', { timeout: 0 }, () => {
  for (;;);
});
`,
  'children.test.ts': `import { spawn } from 'node:child_process';
import { test } from 'ztest';
test('has children', { timeout: 0 }, async () => {
  const code = "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)//grand' + 'child'], { stdio: 'ignore' });setInterval(() => {}, 1e3)//child";
  spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
  await new Promise(() => setInterval(() => {}, 1000));
});
`,
};

interface RunningTests extends AsyncDisposable {
  readonly opened: OpenProject;
  /** All of ztest and its tests. */
  readonly ours: readonly EditorProcess[];
  readonly mark: string;
}

/** Both tests are in their endless middle. */
async function runBoth(): Promise<RunningTests> {
  const mark = randomUUID();
  const opened = await openProject(FILES, { env: { [MARK_VARIABLE]: mark } });
  const { workbench } = opened;
  await workbench.ready();
  await workbench.showTests();
  await workbench.testRows('loop.test.ts').waitFor();
  await workbench.command('Test: Run All Tests');
  await expect.poll(() => processesOf(mark, '//grandchild').length, { timeout: 20_000 }).toBe(1);
  await expect
    .poll(() => processesOf(mark, 'bin/host.cjs').length, { timeout: 20_000 })
    .toBeGreaterThan(1);
  await workbench.page.waitForTimeout(500);
  const ours = [
    ...processesOf(mark, 'dist/server.cjs'),
    ...processesOf(mark, 'bin/host.cjs'),
    ...processesOf(mark, '//child'),
    ...processesOf(mark, '//grandchild'),
    ...processesOf(mark, 'ztest-guard'),
  ];
  expect(ours.length).toBeGreaterThan(5);
  return {
    opened,
    ours,
    mark,
    [Symbol.asyncDispose]: async () => {
      for (const { pid } of await stillThere(ours, 0)) process.kill(pid, 'SIGKILL');
      await opened[Symbol.asyncDispose]();
    },
  };
}

suite('leaves nothing behind when', () => {
  test('its extension host is killed', async () => {
    await using running = await runBoth();
    const [host] = processesOf(running.mark, '--type=extensionHost');
    process.kill(host?.pid ?? 0, 'SIGKILL');
    expect(await stillThere(running.ours, 5000)).toEqual([]);
  });

  test('the whole of it is killed', async () => {
    await using running = await runBoth();
    running.opened.vscode.server.kill('SIGKILL');
    expect(await stillThere(running.ours, 5000)).toEqual([]);
  });

  test('its window is left', async () => {
    await using running = await runBoth();
    await running.opened.vscode.page.goto('about:blank');
    expect(await stillThere(running.ours, 5000)).toEqual([]);
  });
});
