/** A workspace of several folders. */
import { execFileSync } from 'node:child_process';
import { expect, suite, test } from 'ztest';
import type { OpenProject } from '../support/open-project.ts';
import { useProject } from '../support/use-project.ts';

const passing = (title: string): string =>
  `import { test } from 'ztest';\ntest('${title}', () => {});\n`;

/** Pid of the language server of this editor: it is in its process group. */
function serverOf({ vscode }: Pick<OpenProject, 'vscode'>): number | undefined {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,args='], { encoding: 'utf8' });
  const server = lines
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(
      ([, group, ...args]) =>
        group === String(vscode.server.pid) && args.some((arg) => arg.endsWith('dist/server.cjs')),
    );
  return server === undefined ? undefined : Number(server[0]);
}

suite('in a workspace of two folders', () => {
  const opened = useProject(
    {
      'all.code-workspace': `{ "folders": [{ "path": "shop" }, { "path": "bank" }] }`,
      'shop/a.test.ts': passing('sells'),
      'shop/wrong.test.ts': `import { test } from 'ztest';\ntest('is wrong', () => { throw new Error('no'); });\n`,
      'bank/a.test.ts': passing('pays'),
    },
    { workspaceFile: 'all.code-workspace', hasOwnServer: true },
  );

  test('each has a row, and a run goes over both', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.screenshot('two-folders/at-once');
    for (const folder of ['bank', 'shop']) await workbench.expandRow(folder);
    await workbench.testRows('a.test.ts').nth(1).waitFor();
    await workbench.command('Test: Run All Tests');
    await workbench.rowThatShows('bank', 'passed').waitFor();
    await workbench.rowThatShows('shop', 'failed').waitFor();
    await workbench.rowThatShows('wrong.test.ts', 'failed').waitFor();
  });

  test('a server that is killed is back, with the tree and its results as they were', async () => {
    const { workbench } = opened;
    const before = await workbench.rowTexts();
    const killed = serverOf(opened);
    if (killed === undefined) throw new Error('No server is there');
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => serverOf(opened) ?? killed, { timeout: 60_000 }).not.toBe(killed);
    expect(await workbench.rowTexts()).toEqual(before);
    await workbench.rowThatShows('bank', 'passed').waitFor();
    await workbench.open('shop/wrong.test.ts');
    await workbench.glyphsThatShow('failed').first().click();
    await workbench.statusThatSays('1 of 1 failed').waitFor();
  });
});
