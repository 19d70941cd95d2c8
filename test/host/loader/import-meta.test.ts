import { suite, test } from 'ztest';
import { expectPasses, testFile } from './passing-project.ts';

suite('import.meta', () => {
  test('has the place of the module, as in Node', async () => {
    await expectPasses({
      'src/place.ts': `export const place = { url: import.meta.url, dirname: import.meta.dirname, filename: import.meta.filename, main: import.meta.main };
        const { url, dirname } = import.meta; export const taken = { url, dirname };`,
      'src/plain.mjs': `export const url = import.meta.url; export const has = 'resolve' in import.meta && typeof import.meta;`,
      'src/with space.ts': `export const url = import.meta.url;`,
      'a.test.ts': testFile(
        `import path from 'node:path'; import { pathToFileURL } from 'node:url'; import { readFileSync } from 'node:fs';
         import { place, taken } from './src/place.ts'; import { url as plain, has } from './src/plain.mjs'; import { url as spaced } from './src/with space.ts';`,
        `const root = process.cwd();
         expect(place).toEqual({ url: pathToFileURL(path.join(root, 'src/place.ts')).href, dirname: path.join(root, 'src'), filename: path.join(root, 'src/place.ts'), main: false });
         expect(taken).toEqual({ url: place.url, dirname: place.dirname });
         expect(plain).toBe(pathToFileURL(path.join(root, 'src/plain.mjs')).href);
         expect(has).toBe('object');
         expect(spaced).toMatch(/with%20space\\.ts$/);
         expect(readFileSync(new URL('./src/plain.mjs', import.meta.url), 'utf8')).toContain('import.meta.url');
         expect(import.meta.filename).toBe(path.join(root, 'a.test.ts'));`,
      ),
    });
  });

  test('resolves as Node does, and TypeScript besides', async () => {
    await expectPasses({
      'node_modules/dual/package.json': `{ "name": "dual", "exports": { ".": { "import": "./index.mjs", "require": "./index.cjs" }, "./package.json": "./package.json" } }`,
      'node_modules/dual/index.mjs': `export default 'esm';`,
      'node_modules/dual/index.cjs': `module.exports = 'cjs';`,
      'src/module.ts': `export {};`,
      'a.test.ts': testFile(
        '',
        `const here = (name: string): string => new URL(name, import.meta.url).href;
         expect(import.meta.resolve('./src/module.ts')).toBe(here('./src/module.ts'));
         expect(import.meta.resolve('./src/module.js')).toBe(here('./src/module.ts'));
         expect(import.meta.resolve('./not-there.js?x=1')).toBe(here('./not-there.js?x=1'));
         expect(import.meta.resolve('dual')).toBe(here('./node_modules/dual/index.mjs'));
         expect(import.meta.resolve('dual/package.json')).toBe(here('./node_modules/dual/package.json'));
         expect([import.meta.resolve('fs'), import.meta.resolve('node:fs'), import.meta.resolve('data:text/javascript,1')]).toEqual(['node:fs', 'node:fs', 'data:text/javascript,1']);
         expect(() => import.meta.resolve('not-installed')).toThrow(expect.objectContaining({ code: 'ERR_MODULE_NOT_FOUND' }));`,
      ),
    });
  });
});
