import { expect, suite, test } from 'ztest';
import { runProject } from '../../support/run-project.ts';
import { expectPasses } from '../loader/passing-project.ts';

suite('a module mock without a factory', () => {
  test('is made from the exports of the module', async () => {
    await expectPasses({
      'service.ts': `export const find = (id: number): string => 'real ' + id; export async function load(): Promise<number> { return 1; } export class Store { items = [1]; get(): number { return 1; } static open(): Store { return new Store(); } } export const config = { depth: 2, list: [1, 2], nested: { run(): string { return 'run'; } } }; export default function main(): string { return 'main'; }`,
      'uses.ts': `import main, { find, Store } from './service.ts'; export const use = (): unknown[] => [find(1), new Store().get(), main()];`,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import main, { find, load, Store, config } from './service.ts'; import { use } from './uses.ts';
        mock.module('./service.ts');
        test('is automatic', async () => {
          expect(use()).toEqual([undefined, undefined, undefined]);
          expect(find).toHaveBeenCalledWith(1);
          mock.mocked(find).mockReturnValue('told');
          expect(use()[0]).toBe('told');
          expect([load(), Store.open(), config.depth, config.list, config.nested.run()]).toEqual([undefined, undefined, 2, [], undefined]);
          expect(new Store()).toBeInstanceOf(Store);
          expect(main).toHaveBeenCalledTimes(2);
        });`,
    });
  });

  test('is the file in __mocks__ beside the module, or beside node_modules', async () => {
    await expectPasses({
      'src/user.ts': `export const user = 'real'; export const other = 'real';`,
      'src/__mocks__/user.ts': `import { mock } from 'ztest'; export const user = 'manual'; export const spy = mock.fn(() => 'spied'); const actual = mock.requireActual<{ other: string }>('../user.ts'); export const other = 'actual ' + actual.other;`,
      'src/folder/index.ts': `export default 'real';`,
      'src/folder/__mocks__/index.ts': `export default 'manual folder';`,
      'src/uses.ts': `export { user } from './user.ts';`,
      'node_modules/pkg/index.js': `module.exports = { name: 'real' };`,
      'node_modules/@scope/deep/lib/x.js': `module.exports = 'real';`,
      '__mocks__/pkg.js': `export const name = 'manual pkg';`,
      '__mocks__/@scope/deep/lib/x.ts': `export default 'manual scoped';`,
      '__mocks__/fs.ts': `import { mock } from 'ztest'; export const readFileSync = mock.fn(() => 'manual fs');`,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import { user, other } from './src/user.ts'; import { user as used } from './src/uses.ts'; import folder from './src/folder'; import { name } from 'pkg'; import deep from '@scope/deep/lib/x.js'; import { readFileSync } from 'node:fs';
        mock.module('./src/user.ts'); mock.module('./src/folder'); mock.module('pkg'); mock.module('@scope/deep/lib/x.js'); mock.module('node:fs');
        test('is manual', async () => {
          expect([user, used, other, folder, name, deep]).toEqual(['manual', 'manual', 'actual real', 'manual folder', 'manual pkg', 'manual scoped']);
          expect(readFileSync('x')).toBe('manual fs');
          expect((await mock.importMock<{ spy(): string }>('./src/user.ts')).spy()).toBe('spied');
          expect((await mock.importActual<{ user: string }>('./src/user.ts')).user).toBe('real');
        });`,
      'b.test.ts': `
        import { expect, test } from 'ztest'; import { user } from './src/user.ts'; import { name } from 'pkg'; import { existsSync } from 'node:fs';
        test('nothing is mocked without being asked', () => { expect([user, name, existsSync('b.test.ts')]).toEqual(['real', 'real', true]); });`,
    });
  });

  test('that has to be a file in __mocks__ fails without one', async () => {
    using run = await runProject({
      'a.ts': `export const a = 1;`,
      'a.test.ts': `import { mock, test } from 'ztest'; import { a } from './a.ts'; mock.module('./a.ts', { manual: true }); test('never', () => { void a; });`,
      'b.test.ts': `import { mock, test } from 'ztest'; mock.module('./nowhere.ts'); test('never', () => {});`,
    });
    const codes = run.events.flatMap((event) =>
      event.type === 'file-finished' ? event.errors.map(({ code }) => code) : [],
    );
    expect(codes.sort()).toEqual(['ZT1201', 'ZT1206']);
  });

  test('works for builtins and packages, of both kinds', async () => {
    await expectPasses({
      'node_modules/cjs/index.js': `exports.run = () => 'real'; exports.value = 1; exports.Class = class { go() { return 'real'; } };`,
      'node_modules/esm/package.json': `{ "name": "esm", "type": "module", "exports": "./index.js" }`,
      'node_modules/esm/index.js': `export const run = () => 'real'; export default class { go() { return 'real'; } }`,
      'tla.ts': `export const run = (): string => 'real'; export const ready = await true;`,
      'a.test.ts': `
        import { expect, mock, test } from 'ztest'; import cjs, { run, Class } from 'cjs'; import Esm, { run as esm } from 'esm'; import { hostname } from 'node:os'; import path from 'path'; import { run as tla, ready } from './tla.ts';
        mock.module('cjs'); mock.module('esm'); mock.module('node:os'); mock.module('node:path'); mock.module('./tla.ts');
        test('is automatic', async () => {
          expect([run(), cjs.value, new Class().go(), esm(), new Esm().go(), hostname(), path.join('a'), tla(), ready]).toEqual([undefined, 1, undefined, undefined, undefined, undefined, undefined, undefined, true]);
          expect(run).toHaveBeenCalledTimes(1);
          mock.mocked(path.join).mockReturnValue('joined');
          expect(path.join('x', 'y')).toBe('joined');
          expect((await mock.importActual<typeof import('node:os')>('node:os')).hostname()).not.toBe(undefined);
        });`,
    });
  });
});
