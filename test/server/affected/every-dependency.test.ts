/** What the outcome of a test may depend on, edited one after the other after a run. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'ztest';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';
import { askFrom } from './ask-from.ts';

const OTHER = `import { test } from 'ztest'; test('is another', () => {});`;

function testOf(body: string, imports = ''): string {
  return `import fs from 'node:fs'; import { expect, test } from 'ztest'; ${imports}\ntest('one', async () => { ${body} });`;
}

/** By the name of its test file: the files of one project, and an edit. */
const CASES: Readonly<
  Record<
    string,
    { readonly files: ProjectFiles; readonly edit: ProjectFiles; readonly why: string }
  >
> = {
  'imported data': {
    files: {
      'json.test.ts': testOf('expect(data.a).toBe(1);', `import data from './data.json';`),
      'data.json': '{ "a": 1 }',
    },
    edit: { 'data.json': '{ "a": 2 }' },
    why: 'json.test.ts: reads data.json, which has changed',
  },
  'a file that only the run knows to be read': {
    files: {
      'reads.test.ts': testOf(`fs.readFileSync(['da', 'ta.txt'].join(''));`),
      'data.txt': 'a',
    },
    edit: { 'data.txt': 'b' },
    why: 'reads.test.ts: reads data.txt, which has changed',
  },
  'a new file in a folder that is listed': {
    files: {
      'lists.test.ts': testOf(`fs.readdirSync(['li', 'st'].join(''));`),
      'list/a.txt': 'a',
    },
    edit: { 'list/b.txt': 'b' },
    why: 'lists.test.ts: reads list/, which has changed',
  },
  'code that is read as text, where comments count': {
    files: {
      'text.test.ts': testOf(`fs.readFileSync('code.ts');`),
      'code.ts': 'export const a = 1;',
    },
    edit: { 'code.ts': '// More.\nexport const a = 1;' },
    why: 'text.test.ts: reads code.ts, which has changed',
  },
  'a snapshot': {
    files: {
      'snap.test.ts': testOf(`expect(1).toMatchSnapshot();`),
      '__snapshots__/snap.test.ts.snap': snapshot('1'),
    },
    edit: { '__snapshots__/snap.test.ts.snap': snapshot('2') },
    why: 'snap.test.ts: reads __snapshots__/snap.test.ts.snap, which has changed',
  },
  'a new file that shadows another one': {
    files: {
      'shadow.test.ts': testOf('expect(shadow).toBe(1);', `import { shadow } from './shadow';`),
      'shadow/index.ts': 'export const shadow = 1;',
    },
    edit: { 'shadow.ts': 'export const shadow = 2;' },
    why: 'shadow.test.ts: depends on shadow.ts, which it has not run with',
  },
  'a manual mock that is new': {
    files: {
      'mock.test.ts': testOf(
        'expect(one).toBeDefined();',
        `import { jest } from 'ztest/jest'; import { one } from './mocked.ts'; jest.mock('./mocked.ts');`,
      ),
      'mocked.ts': 'export const one = 1;',
    },
    edit: { '__mocks__/mocked.ts': 'export const one = 2;' },
    why: 'mock.test.ts: reads __mocks__/mocked.ts, which has changed',
  },
  'a module behind a re-export': {
    files: {
      'behind.test.ts': testOf('expect(one()).toBe(1);', `import { one } from './all.ts';`),
      'all.ts': `export * from './behind.ts';`,
      'behind.ts': 'export function one() { return 1; }',
    },
    edit: { 'behind.ts': 'export function one() { return 2; }' },
    why: 'behind.test.ts: may run `one()`, which changed in behind.ts',
  },
  'a function that runs while a module is loaded': {
    files: {
      'loads.test.ts': testOf('expect(one).toBe(1);', `import { one } from './loads.ts';`),
      'loads.ts': 'function make() { return 1; }\nexport const one = make();',
    },
    edit: { 'loads.ts': 'function make() { return 2; }\nexport const one = make();' },
    why: 'loads.test.ts: may run `make()`, which changed in loads.ts',
  },
  'a method that is inherited': {
    files: {
      'method.test.ts': testOf(
        'expect(new B().go()).toBe(1);',
        `import { B } from './derived.ts';`,
      ),
      'derived.ts': `import { A } from './base.ts';\nexport class B extends A {}`,
      'base.ts': 'export class A { go() { return 1; } }',
    },
    edit: { 'base.ts': 'export class A { go() { return 2; } }' },
    why: 'method.test.ts: may run `A.go()`, which changed in base.ts',
  },
  'an enum': {
    files: {
      'enum.test.ts': testOf('expect(E.A).toBe(1);', `import { E } from './enum.ts';`),
      'enum.ts': 'export enum E { A = 1 }',
    },
    edit: { 'enum.ts': 'export enum E { A = 2 }' },
    why: 'enum.test.ts: loads enum.ts, whose module level has changed',
  },
  'a new file that a computed path may name': {
    files: {
      'names.test.ts': testOf(
        "const name = 'rate'; await import(`./rates/${name}.ts`).catch(() => {});",
      ),
      'rates/other.ts': 'export const other = 1;',
    },
    edit: { 'rates/rate.ts': 'export const rate = 1;' },
    why: 'names.test.ts: reads rates/rate.ts, which has changed',
  },
  'a computed import': {
    files: {
      'computed.test.ts': testOf(`const name = ['./late', 'ts'].join('.'); await import(name);`),
      'late.ts': 'export const late = 1;',
    },
    edit: { 'late.ts': 'export const late = 2;' },
    why: 'computed.test.ts: loads late.ts, whose module level has changed',
  },
  'a function that what a computed import leads to runs': {
    files: {
      'leads.test.ts': testOf(
        `const name = ['./fixture', 'ts'].join('.'); expect((await import(name)).value).toBe(other());`,
        `import { other } from './lib.ts';`,
      ),
      'fixture.ts': `import { one } from './lib.ts'; import { two } from './deep.ts'; export const value = one() + two();`,
      'lib.ts': 'export function one() { return 1; }\nexport function other() { return 3; }',
      'deep.ts': 'export function two() { return 2; }',
    },
    edit: {
      'lib.ts': 'export function one() { return 2; }\nexport function other() { return 3; }',
    },
    why: 'leads.test.ts: may run `one()`, which changed in lib.ts',
  },
  'a function of a file that only a computed path leads to': {
    files: {
      'far.test.ts': testOf(
        `const name = ['./far', 'ts'].join('.'); expect(await import(name)).toBeDefined();`,
      ),
      'far.ts': `import { two } from './farther.ts'; export const value = two();`,
      'farther.ts': 'export function two() { return 2; }',
    },
    edit: { 'farther.ts': 'export function two() { return 1; }' },
    why: 'far.test.ts: may run `two()`, which changed in farther.ts',
  },
  'a comment in code that only a computed path leads to, and the function beside it': {
    files: {
      'beside.test.ts': testOf(
        `const name = ['./beside', 'js'].join('.'); expect(require(name).value).toBe(1);`,
      ),
      'beside.js': 'exports.value = 1;',
    },
    edit: { 'beside.js': '// A comment.\nexports.value = 1;\nexports.more = () => 1;' },
    why: 'beside.test.ts: loads beside.js, whose module level has changed',
  },
};

function snapshot(value: string): string {
  return `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[\`one 1\`] = \`${value}\`;\n`;
}

test('each of them affects the test that depends on it, and no other', async () => {
  const files = Object.values(CASES).map((one) => one.files);
  using project = createProject({ 'b.test.ts': OTHER, ...Object.assign({}, ...files) });
  await project.run();
  await project.run(); // with all modules stored
  await using asked = await askFrom(project);
  const found: Record<string, readonly string[]> = { nothing: await asked.affected() };
  for (const [what, one] of Object.entries(CASES)) {
    project.write(one.edit);
    found[what] = await asked.affected(Object.keys(one.edit));
    for (const file of Object.keys(one.edit)) {
      const before = one.files[file];
      if (before === undefined) fs.rmSync(path.join(project.directory, file));
      else project.write({ [file]: before });
    }
    await asked.tell(Object.keys(one.edit));
  }
  const expected = Object.entries(CASES).map(([what, { why }]) => [what, [why]] as const);
  expect(found).toEqual({ nothing: [], ...Object.fromEntries(expected) });
});
