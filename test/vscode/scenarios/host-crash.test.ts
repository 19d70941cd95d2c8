/** What somebody sees when the process of their tests dies: who did it, and that the others did not run. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

const dying = (how: string): string => `import { test } from 'ztest';
test('before', () => {});
test('dies', async () => {
  ${how}
});
test('behind', () => {});
`;

const FILES = {
  'killed.test.ts': dying(`process.kill(process.pid, 'SIGKILL');`),
  'segfault.test.ts': dying(`process.kill(process.pid, 'SIGSEGV');`),
  'abort.test.ts': dying(`process.abort();`),
  'memory.test.ts': dying(
    `const kept: number[][] = [];
  for (;;) {
    kept.push(new Array<number>(1e6).fill(1.5));
    if (kept.length > 200) throw new Error(\`no limit: \${process.env.NODE_OPTIONS} \${process.execArgv}\`);
  }`,
  ),
  'fine.test.ts': `import { test } from 'ztest';\ntest('is fine', () => {});\n`,
};

suite('a host that dies', () => {
  const opened = useProject(FILES, {
    settings: { 'ztest.env': { NODE_OPTIONS: '--max-old-space-size=256' } },
  });

  test.each([
    ['killed.test.ts', /SIGKILL/],
    ['segfault.test.ts', /SIGSEGV/],
    ['abort.test.ts', /SIGABRT|abort/],
    ['memory.test.ts', /memory/],
  ])('%s: blames the test that ran, and errors the one behind it', async (file, message) => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open(file);
    await workbench.glyphs.nth(2).waitFor();
    await workbench.command('Test: Run Tests in Current File');
    const states = page.locator('.testing-run-glyph');
    const drawn = () =>
      states.evaluateAll((glyphs) =>
        glyphs.map((glyph) => /codicon-testing-(\w+)-icon/.exec(glyph.className)?.[1]),
      );
    const all = ['passed', 'failed', 'error']; // VS Code draws them again while results come in
    await expect.poll(drawn, { timeout: 60_000 }).toEqual(all);
    await page.locator('.test-error-content-widget', { hasText: message }).first().waitFor();
  });

  test('the next run has another host', async () => {
    const { workbench } = opened;
    await workbench.open('fine.test.ts');
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('passed').first().waitFor();
  });
});
