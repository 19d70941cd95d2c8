/** Runs as somebody starts them by hand, ends them, and leaves them on. */
import { expect, suite, test } from 'ztest';
import { isAlive } from '../../support/processes.ts';
import { useProject } from '../support/use-project.ts';

suite('a run', () => {
  const opened = useProject({
    'src/sum.ts': `export const sum = (a: number, b: number): number => a + b;\n`,
    'src/sum.test.ts': `import fs from 'node:fs';
import { test, expect } from 'ztest';
import { sum } from './sum.ts';
test('adds', () => {
  fs.appendFileSync('ran', 'sum ');
  expect(sum(1, 2)).toBe(3);
});
`,
    'src/other.test.ts': `import fs from 'node:fs';
import { test } from 'ztest';
test('other', () => {
  fs.appendFileSync('ran', 'other ');
});
`,
    'src/loop.test.ts': `import fs from 'node:fs';
import { test } from 'ztest';
test('loops', () => {
  fs.writeFileSync('looping', String(process.pid));
  while (true) {}
}, 600_000);
`,
    'src/slow.test.ts': `import fs from 'node:fs';
import { test, expect } from 'ztest';
test('is there at once', () => {});
test('waits', { timeout: '10m' }, async () => {
  while (!fs.existsSync('go')) await new Promise((done) => setTimeout(done, 20));
  expect('came').toBe('expected');
});
`,
  });

  test('that loops for ever is cancelled, and its process is gone', async () => {
    const { workbench, project } = opened;
    await workbench.open('loop.test.ts');
    await workbench.glyphs.first().click();
    await expect.poll(() => project.has('looping'), { timeout: 60_000 }).toBe(true);
    await workbench.glyphThatRuns().waitFor();
    await workbench.screenshot('running/loops');
    await workbench.command('Test: Cancel Test Run');
    await workbench.glyphThatRuns().waitFor({ state: 'hidden' });
    const pid = Number(project.read('looping'));
    await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false);
  });

  test('whose file is edited meanwhile tells its results at the tests that they belong to', async () => {
    const { workbench, project } = opened;
    await workbench.open('slow.test.ts');
    await workbench.command('Test: Run Tests in Current File');
    await workbench.glyphsThatShow('passed').first().waitFor();
    await workbench.glyphThatRuns().waitFor();
    await workbench.type('Control+Home', 'void 0;\n');
    await workbench.page.keyboard.press('Control+s');
    await workbench.screenshot('running/edited');
    project.write({ go: '' });
    await workbench.glyphsThatShow('failed').first().waitFor();
    await workbench.errorAt("expect('came')", 'came != expected');
  });

  test('that is left on runs after a save what the save can have changed, and nothing else', async () => {
    const { workbench, project } = opened;
    await workbench.showTests();
    await workbench.expandRow('src');
    for (const file of ['sum.test.ts', 'other.test.ts']) {
      await workbench.testRows(file).hover();
      await workbench
        .testRows(file)
        .locator('.action-label[aria-label^="Turn on Continuous Run"]')
        .click();
    }
    await workbench.open('sum.ts');
    await workbench.type('Control+End', '// changed\n');
    await workbench.page.keyboard.press('Control+s');
    await workbench.rowThatShows('sum.test.ts', 'passed').waitFor();
    await workbench.screenshot('running/one-of-two');
    expect(project.read('ran')).toBe('sum ');
    await workbench.open('other.test.ts');
    await workbench.type('Control+End', '// changed\n');
    await workbench.page.keyboard.press('Control+s');
    await workbench.rowThatShows('other.test.ts', 'passed').waitFor();
    expect(project.read('ran')).toBe('sum other ');
  });
});
