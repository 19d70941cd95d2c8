/** Tests that only a run knows: shown where they are announced, and kept. */
import { suite, test } from 'ztest';
import { expectCount } from '../support/expect-count.ts';
import { useProject } from '../support/use-project.ts';

suite('a table that only a run knows', () => {
  const opened = useProject({
    'rows.test.ts': `import { test, expect } from 'ztest';
const rows = Array.from({ length: Number(process.env.ROWS ?? 3) }, (_, i) => i);
test.each(rows)('row %d', (row) => expect(row).toBeLessThan(2));
`,
  });

  test('shows its rows once they have run', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.open('rows.test.ts');
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('failed').first().waitFor();
    await workbench.expandRow('rows.test.ts');
    await workbench.expandRow('row %d');
    await workbench.screenshot('tables-rows');
    await workbench.testRows('row 2').waitFor();
    await expectCount(workbench.testRows(/row \d/), 3);
  });
});
