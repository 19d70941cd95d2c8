/** A workspace that its user has not said to trust: tests are shown, nothing is executed. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

const leavesTrace = `import { writeFileSync } from 'node:fs';
writeFileSync('ran.txt', '');
`;

suite('in a workspace that is not trusted', () => {
  const opened = useProject(
    {
      'ztest.config.ts': `${leavesTrace}export default {};\n`,
      'a.test.ts': `${leavesTrace}import { test } from 'ztest';\ntest('a', () => {});\n`,
    },
    { asksForTrust: true },
  );

  test('tests are shown, and nothing of it is executed', async () => {
    const { workbench, project } = opened;
    await workbench.screenshot('untrusted/opened');
    const no = workbench.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'No, I' });
    if (await no.isVisible()) await no.click();
    await workbench.showTests();
    await workbench.testRows('a.test.ts').waitFor();
    await workbench.open('a.test.ts');
    await workbench.glyphs.first().waitFor();
    const status = workbench.statusThatSays('ztest').locator('a');
    expect(await status.getAttribute('aria-label')).toContain(
      'you have not said that you trust it',
    );
    expect(project.has('ran.txt')).toBe(false);
  });

  test('a run asks for trust, and begins without a reload when it is given', async () => {
    const { workbench, project } = opened;
    await workbench.glyphs.first().click();
    const trust = workbench.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Trust' });
    await trust.first().waitFor();
    await workbench.screenshot('untrusted/asks');
    expect(project.has('ran.txt')).toBe(false);
    await trust.first().click();
    await workbench.glyphsThatShow('passed').first().waitFor();
    expect(project.has('ran.txt')).toBe(true);
  });
});
