/** Suites inside the real extension host, beside the packed extension: each of their tests is one here. */
import { afterAll, beforeAll, expect, suite, test } from 'ztest';
import { expectExtensionHost, type ExtensionHost } from '../../../scripts/vscode/extension-host.ts';
import { isOnDesktop, openOnDesktop } from '../support/desktop-vscode.ts';
import { openProject } from '../support/open-project.ts';
import { SUITES } from './suites.ts';

const FILES = {
  'src/sum.ts': 'export const sum = (a: number, b: number): number => a + b;\n',
  'src/sum.test.ts': `import { expect, suite, test } from 'ztest';
import { sum } from './sum.ts';
suite('sum', () => {
  test('adds', { tags: ['unit'] }, () => expect(sum(1, 2)).toBe(3));
  test('is wrong', () => expect(sum(1, 2)).toBe(4));
});
test('alone', () => {});
`,
  'src/rows.test.ts': `import { test } from 'ztest';
test.each([1, 2])('row %d', () => {});
test.each((process.env.ROWS ?? '1 2').split(' ').map(Number))('of the environment %d', () => {});
`,
  'broken.test.ts': `import { test } from 'ztest';
test('broken', () => }{);
`,
  'many.test.ts': `import { test } from 'ztest';
for (let index = 0; index < 20_001; index++) test(\`no. \${index}\`, () => {});
`,
  'loop.test.ts': `import { test } from 'ztest';
test('loops', () => {
  while (true);
});
`,
};

const MODULE = 'test/vscode/host/suites.ts';

let host: ExtensionHost | undefined;
let opened: AsyncDisposable | undefined;
beforeAll(async () => {
  host = await expectExtensionHost();
  opened = isOnDesktop() ? openOnDesktop(FILES, host) : await openProject(FILES, host.launch);
});
afterAll(async () => {
  host?.[Symbol.dispose]();
  await opened?.[Symbol.asyncDispose]();
});

for (const [name, tests] of Object.entries(SUITES)) {
  suite(name, () => {
    for (const title of Object.keys(tests)) {
      test(title, async () => {
        const note = await host?.call(MODULE, 'runTest', name, title);
        if (typeof note === 'string') console.log(note);
      });
    }
  });
}

test('an extension host that dies fails its test', async () => {
  await expect(host?.call(MODULE, 'die')).rejects.toThrow('The extension host has ended.');
});
