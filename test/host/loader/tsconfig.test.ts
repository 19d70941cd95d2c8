import { expect, suite, test } from 'ztest';
import { createProject, runProject } from '../../support/run-project.ts';
import { expectPasses, testFile } from './passing-project.ts';

const config = (compilerOptions: object, more: object = {}): string =>
  JSON.stringify({ compilerOptions, ...more });

suite('tsconfig', () => {
  test('an option that is another compiles anew what has not changed', async () => {
    const fields = (useDefineForClassFields: boolean): Record<string, string> => ({
      'base.json': config({ target: 'ES2022', useDefineForClassFields }),
    });
    using project = createProject({
      'tsconfig.json': config({}, { extends: './base.json' }),
      ...fields(false),
      'a.test.ts': testFile(
        `class A { constructor() { (this as any).x = 1; } } class B extends A { x: any; }`,
        `expect(new B().x).toBe(1);`,
      ),
    });
    const ends = async (): Promise<number | null> => (await project.run()).exitCode;
    expect([await ends(), await ends()]).toEqual([0, 0]);
    project.write(fields(true));
    expect(await ends()).toBe(1);
    project.write(fields(false));
    expect(await ends()).toBe(0);
  });

  test('paths and baseUrl lead to modules, also in mocks, import() and re-exports', async () => {
    await expectPasses({
      'tsconfig.json': `// comments and trailing commas are fine
        { "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"], "exact": ["src/exact.ts"], "many/*": ["nowhere/*", "src/*"], "*.ext": ["src/*.ts"] }, } }`,
      'src/lib/util.ts': `export const util = 'util';`,
      'src/exact.ts': `export * from '@/lib/util'; export const exact = 'exact';`,
      'src/folder/index.ts': `export const folder = 'folder';`,
      'shared/base.ts': `export const base = 'base';`,
      'a.test.ts': `import { test, expect, mock } from 'ztest';
        import { util } from '@/lib/util'; import { util as js } from '@/lib/util.js'; import { exact, util as again } from 'exact'; import { folder } from 'many/folder'; import { base } from 'shared/base'; import { exact as ext } from 'exact.ext';
        mock.module('@/mocked', () => ({ mocked: 'mocked' }), { virtual: true });
        test('finds them', async () => {
          expect([util, js, exact, again, folder, base, ext]).toEqual(['util', 'util', 'exact', 'util', 'folder', 'base', 'exact']);
          expect((await import('@/lib/' + 'util')).util).toBe('util');
          expect((await import('@/mocked')).mocked).toBe('mocked');
          expect(import.meta.resolve('@/lib/util')).toMatch(/src\\/lib\\/util\\.ts$/);
        });`,
    });
  });

  test('extends another file, a package, or several', async () => {
    await expectPasses({
      'configs/jsx.json': config({ jsx: 'react', jsxFactory: 'first' }),
      'configs/factory.json': config({ jsxFactory: 'make' }),
      'node_modules/@acme/tsconfig/package.json': `{ "name": "@acme/tsconfig" }`,
      'node_modules/@acme/tsconfig/base.json': config({
        experimentalDecorators: true,
        paths: { 'pkg/*': ['./inside/*'] },
      }),
      'node_modules/@acme/tsconfig/inside/x.ts': `export const x = 'inside';`,
      'one/tsconfig.json': config(
        {},
        { extends: ['../configs/jsx.json', '../configs/factory.json'] },
      ),
      'one/a.test.tsx': testFile(
        `const make = (type: string): string => 'made ' + type;`,
        `expect(<p />).toBe('made p');`,
      ),
      'two/tsconfig.base.json': config({ paths: { '~/*': ['./src/*'] } }),
      'two/tsconfig.json': config({}, { extends: './tsconfig.base' }),
      'two/src/y.ts': `export const y = 'y';`,
      'two/deep/a.test.ts': testFile(`import { y } from '~/y';`, `expect(y).toBe('y');`),
      'three/tsconfig.json': config({}, { extends: '@acme/tsconfig/base.json' }),
      'three/a.test.ts': testFile(
        `import { x } from 'pkg/x'; const seen: unknown[] = []; const D = (...args: unknown[]): void => { seen.push(args.length); }; class A { @D m(): void {} } void A;`,
        `expect([x, seen]).toEqual(['inside', [3]]);`,
      ),
    });
  });

  test('is the referenced one that includes the file', async () => {
    await expectPasses({
      'tsconfig.json': JSON.stringify({
        files: [],
        references: [{ path: './tsconfig.app.json' }, { path: './tests' }],
      }),
      'tsconfig.app.json': config(
        { composite: true, paths: { '@/*': ['./src/*'] }, jsx: 'react', jsxFactory: 'app' },
        { include: ['src'] },
      ),
      'tests/tsconfig.json': config(
        {
          composite: true,
          paths: { '@/*': ['../src/*'], '#t/*': ['./*'] },
          jsx: 'react',
          jsxFactory: 'spec',
        },
        { include: ['.'], references: [{ path: '../tsconfig.app.json' }] },
      ),
      'src/view.tsx': `const app = (type: string): string => 'app ' + type; export const view = <p />;`,
      'src/uses.ts': `import { view } from '@/view'; export const used = view;`,
      'src/inside.test.tsx': testFile(
        `import { used } from '@/uses'; const app = (type: string): string => 'app ' + type;`,
        `expect([used, <b />]).toEqual(['app p', 'app b']);`,
      ),
      'tests/helper.ts': `export const helper = 'helper';`,
      'tests/a.test.tsx': testFile(
        `import { used } from '@/uses'; import { helper } from '#t/helper'; const spec = (type: string): string => 'spec ' + type;`,
        `expect([used, helper, <i />]).toEqual(['app p', 'helper', 'spec i']);`,
      ),
    });
  });

  test('decides how class fields are made', async () => {
    const fields = `class Base { constructor() { this.set(); } set(): void {} } class Derived extends Base { value?: string; override set(): void { this.value = 'set'; } }`;
    await expectPasses({
      'define/tsconfig.json': config({ target: 'ES2022' }),
      'define/a.test.ts': testFile(fields, `expect(new Derived().value).toBe(undefined);`),
      'assign/tsconfig.json': config({ target: 'ES2020' }),
      'assign/a.test.ts': testFile(fields, `expect(new Derived().value).toBe('set');`),
      'said/tsconfig.json': config({ target: 'ESNext', useDefineForClassFields: false }),
      'said/a.test.ts': testFile(fields, `expect(new Derived().value).toBe('set');`),
    });
  });

  test('keeps or drops imports that only look unused', async () => {
    await expectPasses({
      'side.ts': `globalThis.sides = (globalThis.sides ?? 0) + 1; export interface Type { a: 1 } export class Class {}`,
      'kept/tsconfig.json': config({ verbatimModuleSyntax: true, strict: true }),
      'kept/a.test.ts': testFile(
        `import { Class } from '../side.ts'; import type { Type } from '../side.ts'; let x: Class & Type;`,
        `expect([globalThis.sides, x]).toEqual([1, undefined]);`,
      ),
      'dropped/a.test.ts': testFile(
        `import { Class, Type } from '../side.ts'; let x: Class & Type;`,
        `expect([globalThis.sides, x]).toEqual([undefined, undefined]);`,
      ),
      'typed/tsconfig.json': config({ verbatimModuleSyntax: true }),
      'typed/a.test.ts': testFile(
        `import { type Type } from '../side.ts'; let x: Type;`,
        `expect([globalThis.sides, x]).toEqual([1, undefined]);`,
      ),
    });
  });

  test('that changes is read again', async () => {
    using run = await runProject(
      {
        'tsconfig.json': config({ paths: { x: ['./one.ts'] } }),
        'one.ts': `export const n = 1;`,
        'two.ts': `export const n = 2;`,
        'a.test.ts': testFile(
          `import { n } from 'x';`,
          `expect(n).toBe(Number(process.env.WANTED));`,
        ),
      },
      [],
      { env: { WANTED: '1' } },
    );
    expect(run.exitCode).toBe(0);
    run.project.write({ 'tsconfig.json': config({ paths: { x: ['./two.ts'] } }) });
    const again = await run.project.run([], { env: { WANTED: '2' } });
    expect(again.exitCode).toBe(0);
  });

  test('that is broken is a warning that names the file', async () => {
    const oneTest = testFile('', 'expect(1).toBe(1);');
    using run = await runProject({
      'cut/tsconfig.json': `{ "compilerOptions": { "strict": `,
      'cut/a.test.ts': oneTest,
      'lost/tsconfig.json': `{ "extends": "./nowhere.json" }`,
      'lost/a.test.ts': oneTest,
    });
    expect(run.exitCode).toBe(0);
    const problems = run.events.flatMap((event) =>
      event.type === 'problem' ? [event.problem] : [],
    );
    expect(problems.map(({ code, message }) => `${code} ${message}`).sort()).toEqual([
      expect.stringMatching(/^ZT1203 .*cut\/tsconfig\.json cannot be read/),
      expect.stringMatching(
        /^ZT1203 .*lost\/tsconfig\.json cannot be read: File '\.\/nowhere\.json' not found/,
      ),
    ]);
    expect(run.stdout + run.stderr).toContain('ZT1203');
  });
});
