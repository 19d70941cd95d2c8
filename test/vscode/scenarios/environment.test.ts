/** What tests run on, and what they find in their environment. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

const PRINTING = `import { writeFileSync } from 'node:fs';
import { test } from 'ztest';
test('prints', () => {
  writeFileSync('environment.json', JSON.stringify({ env: process.env, args: process.execArgv, node: process.execPath }));
});
`;

suite('a Node and variables of the settings', () => {
  const opened = useProject(
    { 'a.test.ts': PRINTING },
    {
      env: { OF_THE_USER: 'mine' },
      settings: {
        'ztest.env': { ADDED: 'by the setting', NODE_OPTIONS: '--max-old-space-size=2048' },
        'ztest.nodeExecutable': '/gone/node',
      },
    },
  );

  test('a Node of the settings that is not there is told, with what runs instead', async () => {
    const { workbench } = opened;
    const toast = workbench.page.locator('.notification-toast', { hasText: '/gone/node' });
    await toast.waitFor();
    await workbench.page.waitForTimeout(500); // it slides in
    await workbench.screenshot('environment/setting');
    expect(await toast.textContent()).toContain('Tests run on Node');
    await workbench.command('ztest: Show Log');
    const line = workbench.page.locator('.panel .view-line', { hasText: 'Tests run on Node' });
    await line.first().waitFor();
  });

  test("tests find the user's variables and none of the editor", async () => {
    const { workbench, project } = opened;
    await workbench.open('a.test.ts');
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('passed').first().waitFor();
    const { env } = JSON.parse(project.read('environment.json')) as {
      readonly env: Readonly<Record<string, string>>;
    };
    expect(env).toMatchObject({
      OF_THE_USER: 'mine',
      ADDED: 'by the setting',
      NODE_OPTIONS: '--max-old-space-size=2048',
      NODE_ENV: 'test',
    });
    expect(Object.keys(env).filter((name) => /^(?:VSCODE|ELECTRON)_|^BROWSER$/.test(name))).toEqual(
      [],
    );
  });
});
