/** A file that two projects of Jest test: an item for each, and one click in the editor runs both. */
import { suite, test } from 'ztest';
import { expectCount } from '../support/expect-count.ts';
import { useProject } from '../support/use-project.ts';

suite('a file of two Jest projects', () => {
  const opened = useProject({
    'package.json': JSON.stringify({
      devDependencies: { jest: '30' },
      jest: {
        projects: [
          { displayName: 'one', globals: { WHICH: 1 } },
          { displayName: 'two', globals: { WHICH: 2 } },
        ],
      },
    }),
    'which.test.js': `test('is one', () => {\n  expect(WHICH).toBe(1);\n});\n`,
  });

  test('shows an item for each, and runs both from the editor', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.open('which.test.js');
    await workbench.testRows('which.test.js (two)').waitFor();
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('failed').first().waitFor();
    await workbench.expandRow(/which.test.js\d/);
    await workbench.expandRow('which.test.js (two)');
    await workbench.screenshot('jest-projects');
    await expectCount(workbench.testRows('is one'), 2);
  });
});
