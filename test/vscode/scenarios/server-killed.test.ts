/** What somebody sees when something goes wrong. */
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
      'bank/a.test.ts': passing('pays'),
    },
    { workspaceFile: 'all.code-workspace', hasOwnServer: true },
  );

  test('a server that is killed is back, with the tree as it was', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    const before = await workbench.testRows().allTextContents();
    const killed = serverOf(opened);
    if (killed === undefined) throw new Error('No server is there');
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => serverOf(opened) ?? killed, { timeout: 60_000 }).not.toBe(killed);
    expect(await workbench.testRows().allTextContents()).toEqual(before);
    await workbench.open('shop/a.test.ts');
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('passed').first().waitFor();
  });
});
