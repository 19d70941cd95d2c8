import { expect, suite, test } from 'ztest';
import { runProject, type ProjectFiles } from '../../support/run-project.ts';

/** Where the marks stand in the files, as `file:line:column` of what follows them. */
function marks(files: ProjectFiles, mark = '/*^*/'): string[] {
  return Object.entries(files).flatMap(([file, text]) =>
    text.split(/\r?\n/).flatMap((line, i) => {
      const at = line.indexOf(mark);
      return at < 0 ? [] : [`${file}:${i + 1}:${at + mark.length + 1}`];
    }),
  );
}

/** Runs the project, in which each test fails at a mark, and compares marks with the first frames of the failures. */
async function expectFailuresAtMarks(files: ProjectFiles): Promise<void> {
  using run = await runProject(files);
  const failures = run.events.flatMap((event) =>
    event.type === 'test-finished' || event.type === 'file-finished' ? event.errors : [],
  );
  const places = failures.map(
    ({ stack }) => `${stack[0]?.file}:${stack[0]?.line}:${stack[0]?.column}`,
  );
  expect(places.sort()).toEqual(marks(files).sort());
  expect(places).not.toHaveLength(0);
}

const fails = (imports: string, call: string, more = ''): string =>
  `import { test, expect } from 'ztest';\n${imports}\n${more}test('fails', async () => {\n  const unrelated: number = 1; ${call}\n});\n`;

suite('positions in failures', () => {
  test('are exact for assertions, errors and calls', async () => {
    await expectFailuresAtMarks({
      'src/thrower.ts': `import type { A } from './types';\n\ninterface Long { a: string;\n b: number }\nexport function fail(a: Long, ...rest: unknown[]): never {\n  const x = rest as A[]; void x; throw /*^*/new Error(a.a);\n}\n`,
      'src/property.ts': `export const read = (value: { a?: { b: number } } | undefined): number => {\n  return value!.a!./*^*/b;\n};\n`,
      'src/arrow.ts': `export const call = (fn?: unknown): unknown =>   (/*^*/fn as () => void)();\n`,
      'src/class.ts': `abstract class A<T> { constructor(readonly value: T) {} }\nexport class B extends A<string> {\n  private readonly extra?: number;\n  get broken(): string { return   null!./*^*/length + this.value; }\n}\n`,
      'a.test.ts': fails(`import { fail } from './src/thrower';`, `fail({ a: 'x', b: 1 });`),
      'b.test.ts': fails(`import { read } from './src/property';`, `read({});`),
      'c.test.ts': fails('', `expect(unrelated as number)./*^*/toBe(2);`),
      'd.test.ts': fails(`import { B } from './src/class';`, `void new B('').broken;`),
      'e.test.ts': fails(`import { call } from './src/arrow';`, `call();`),
      'f.test.ts': fails(
        '',
        `await /*^*/Promise.reject(new Error('x')).catch((e) => { throw e; });`,
      )
        .replace('/*^*/', '')
        .replace('new Error', '/*^*/new Error'),
    });
  });

  test('are exact in files with hoisted mocks', async () => {
    await expectFailuresAtMarks({
      'mailer.ts': `export const send = (): string => 'real';`,
      'a.test.ts': `import { send } from './mailer';\nimport { test, expect, mock } from 'ztest';\nimport path from 'node:path';\n\nconst mockSend = mock.fn();\n// a comment\nmock.module('./mailer', () => ({\n  send: mockSend,\n}));\n\ntest('fails', () => { send();\n  const long: string = path.join('a'); expect(long)./*^*/toBe('b');\n});\n`,
      'b.test.ts': `import { test, mock } from 'ztest';\nimport { send } from './mailer';\nmock.module('./mailer', () => ({\n  send: (): void => { throw /*^*/new Error('from the factory'); },\n}));\ntest('fails', () => { send(); });\n`,
    });
  });

  test('are exact in files with top-level await', async () => {
    await expectFailuresAtMarks({
      'value.ts': `type X = { a: 1 };\nexport const value: X = await Promise.resolve({ a: 1 });\n\nexport function fail(): void { const a: number = 1; throw /*^*/new Error(String(a)); }\n`,
      'through.ts': `import { fail } from './value'; export const call = (): void => {   fail(); };\n`,
      'a.test.ts': fails(`import { call } from './through';`, `call();`),
      'b.test.ts': fails(
        `const own = await Promise.resolve(1) as number;`,
        `expect<number>(own)./*^*/toBe(unrelated + 1);`,
      ),
      'c.test.ts': `import { test } from 'ztest';\nawait null as unknown;\nconst x: number = 1;   /*^*/undefinedFunction(x);\ntest('never', () => {});\n`,
    });
  });

  test('are exact in files with decorators, of both kinds', async () => {
    await expectFailuresAtMarks({
      'standard.ts': `const log = <T>(value: T, _context: unknown): T => value;\n@log export class A {\n  @log method(a?: string): number { return a!./*^*/length; }\n}\n`,
      'legacy/tsconfig.json': `{ "compilerOptions": { "experimentalDecorators": true, "strict": true } }`,
      'legacy/class.ts': `const D = (..._args: unknown[]): void => {};\n@D export class B {\n  @D field: string = '';\n  @D method(@D a?: string): number { return a!./*^*/length; }\n}\n`,
      'meta/tsconfig.json': `{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }`,
      'meta/class.ts': `const D = (..._args: unknown[]): void => {};\n@D export class C {\n  @D field: string = '';\n  constructor(private readonly name?: string) {}\n  @D method(@D a?: string): number {   return a!./*^*/length + this.name!.length; }\n}\n`,
      'a.test.ts': fails(`import { A } from './standard';`, `new A().method();`),
      'b.test.ts': fails(`import { B } from './legacy/class';`, `new B().method();`),
      'c.test.ts': fails(`import { C } from './meta/class';`, `new C().method();`),
    });
  });

  test('are exact in JSX, scripts, strict projects and after a byte order mark', async () => {
    await expectFailuresAtMarks({
      'tsconfig.json': `{ "compilerOptions": { "strict": true, "jsx": "react" } }`,
      'view.tsx': `const React = { createElement: (type: unknown, props: unknown, ...children: unknown[]) => typeof type === 'function' ? type(props ?? {}) : [type, props, children] };\nfunction Inner(props: { a?: string }): unknown { return props.a!./*^*/length; }\nexport const view = (): unknown => <div>\n  <Inner />\n</div>;\n`,
      'script.cjs': `// import\nexports.fail = function () { var x = 1;   throw /*^*/new Error('x' + x); };\n`,
      'plain.mjs': `import fs from 'node:fs'; export const fail = () => { void fs;  null./*^*/x; };\n`,
      'bom.ts':
        `\uFEFFexport const bom = (): void => { const a: string = 'a'; throw /*^*/new Error(a); };\n`.replace(
          '\uFEFF',
          '',
        ),
      'a.test.ts': fails(`import { view } from './view';`, `view();`),
      'b.test.ts': fails(`import { fail } from './script.cjs';`, `fail();`),
      'c.test.ts': fails(`import { fail } from './plain.mjs';`, `fail();`),
      'd.test.ts': fails(`import { bom } from './bom';`, `bom();`),
      'e.test.ts': `import { test, expect } from 'ztest'; test('fails', () => { const n: number = 1; expect(n)./*^*/toBe(2); });`,
    });
  });

  test('are exact where names were changed, in enums, namespaces and functions of the same name', async () => {
    await expectFailuresAtMarks({
      'names.ts': `export enum E { A = 1 }\nexport namespace N { export const n: number = 1; export function fail(): void { throw /*^*/new Error(String(E.A + n)); } }\n`,
      'shadow.ts': `export const outer = (x: number): void => { { const x = (): void => { function outer(): void { throw   /*^*/new Error('x'); } outer(); }; x(); } };\n`,
      'default.ts': `export default (a?: string): number =>    a!./*^*/length;\n`,
      'a.test.ts': fails(`import { N } from './names';`, `N.fail();`),
      'b.test.ts': fails(`import { outer } from './shadow';`, `outer(1);`),
      'c.test.ts': fails(`import fn from './default';`, `fn();`),
    });
  });

  test('are exact for what import() and the store do not know ahead', async () => {
    await expectFailuresAtMarks({
      'hidden/late.ts': `interface A { a: 1 }\nexport const fail = (): void => {   const a: A = { a: 1 }; throw /*^*/new Error(String(a)); };\n`,
      'a.test.ts': fails('', `const name = './hidden/' + 'late.ts'; (await import(name)).fail();`),
    });
  });
});
