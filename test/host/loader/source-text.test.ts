import { suite, test } from 'ztest';
import { expectPasses, testFile } from './passing-project.ts';

suite('source files', () => {
  test('may have a hashbang, a byte order mark and Windows line ends', async () => {
    await expectPasses({
      'bang.ts': `#!/usr/bin/env node\nexport const bang = new Error('x').stack;`,
      'bang.cjs': `#!/usr/bin/env node\nexports.bang = 'cjs';`,
      'bang.mjs': `#!/usr/bin/env node\nexport const bang = await 'awaited';`,
      'bom.ts': `\uFEFFexport const bom: string = 'bom'; export const where = new Error('x').stack;`,
      'bom.cjs': `\uFEFFexports.bom = 'bom cjs';`,
      'windows.ts': `export const text = \`a\r\nb\`;\r\n\r\nexport const where = (): string | undefined =>\r\n  new Error('x').stack;\r\n`,
      'a.test.ts': testFile(
        `import { bang } from './bang.ts'; import cjs from './bang.cjs'; import { bang as esm } from './bang.mjs'; import { bom, where as bomWhere } from './bom.ts'; import bomCjs from './bom.cjs'; import { text, where } from './windows.ts';`,
        `expect(bang).toMatch(/bang\\.ts:2:21/);
         expect([cjs.bang, esm, bom, bomCjs.bom, text]).toEqual(['cjs', 'awaited', 'bom', 'bom cjs', 'a\\nb']);
         expect(where()).toMatch(/windows\\.ts:5:3/);
         expect(bomWhere).toMatch(/bom\\.ts:1:57/);`,
      ),
    });
  });

  test('may be huge', async () => {
    const many = Array.from(
      { length: 10_000 },
      (_, i) => `export function f${i}(a: number): number { return a + ${i}; }`,
    );
    await expectPasses(
      {
        'huge.ts': many.join('\n'),
        'data.js': `export default ${JSON.stringify(Array.from({ length: 10_000 }, (_, i) => ({ id: i, name: `item ${i}` })))};`,
        'a.test.ts': testFile(
          `import { f0, f9999 } from './huge.ts'; import data from './data.js';`,
          `expect([f0(1), f9999(1), data.length]).toEqual([1, 10000, 10000]);`,
        ),
      },
      ['--timeout', '30s'],
    );
  });

  test('may use any name of the wrapper for their own', async () => {
    await expectPasses({
      'names.ts': `const module = 'm'; const exports = 'e'; const require = (x: string): string => 'r' + x; const __filename = 'f'; const __dirname = 'd'; export const all = [module, exports, require('x'), __filename, __dirname];
        export class Buffer {} export function setTimeout(): string { return 't'; } const global = 'g'; const process = 'p'; export const more = [global, process, setTimeout()];`,
      'place.mjs': `import path from 'node:path'; import { fileURLToPath } from 'node:url'; import { createRequire } from 'node:module';\nconst __filename = fileURLToPath(import.meta.url);\nconst __dirname = path.dirname(__filename); const require = createRequire(import.meta.url); export { __filename as file, __dirname as directory }; export const os = require('node:os').EOL; function exports() {} export { exports };`,
      'a.test.ts': testFile(
        `import { all, more } from './names.ts'; import { file, directory, os, exports as taken } from './place.mjs'; import path from 'node:path';`,
        `expect([...all, ...more]).toEqual(['m', 'e', 'rx', 'f', 'd', 'g', 'p', 't']);
         expect([file, directory, os, taken.name]).toEqual([path.resolve('place.mjs'), process.cwd(), '\\n', 'exports']);`,
      ),
    });
  });

  test('may be in folders with odd names', async () => {
    await expectPasses({
      'ä ö/[id] (x)/#1 %20/mod.ts': `export const where = import.meta.url; export const self = import.meta.filename;`,
      'ä ö/[id] (x)/#1 %20/a.test.ts': testFile(
        `import { where, self } from './mod.ts'; import { fileURLToPath } from 'node:url';`,
        `expect(fileURLToPath(where)).toBe(self); expect((await import(where)).self).toBe(self);`,
      ),
    });
  });
});
