/** What Vitest has besides functions that ztest has, too. */
import { expect, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { createProject, runProject } from '../../support/run-project.ts';

test('modules are mocked by what an import names', async () => {
  using run = await runProject({
    'mail.ts': `export const send = () => 'sent';\n`,
    'a.test.ts': `
import { expect, test, vi } from 'vitest';
import { send } from './mail.ts';
vi.mock(import('./mail.ts'), async (importOriginal) => ({ ...(await importOriginal()), send: () => 'mocked' }));
test('mocked', () => { expect(send()).toBe('mocked'); });
`,
  });
  expect(testOutcomes(run.events)).toEqual({ mocked: 'passed' });
});

test('what is no object matches what it equals', async () => {
  using run = await runProject({
    'a.test.ts': `
import { expect, test } from 'vitest';
test('same', () => { expect('a').toMatchObject('a'); expect(undefined).not.toMatchObject('b'); });
test('other', () => { expect('a').toMatchObject('b'); });
test('negated', () => { expect('a').not.toMatchObject('a'); });
test('object', () => { expect({ a: 1, b: 2 }).toMatchObject({ a: 1 }); });
`,
  });
  expect(testOutcomes(run.events)).toEqual({
    same: 'passed',
    other: 'failed',
    negated: 'failed',
    object: 'passed',
  });
});

test('fixtures are made for whoever names them, and taken down in reverse', async () => {
  using run = await runProject({
    'a.test.ts': `
import { afterEach, expect, test as base } from 'vitest';
const log: string[] = [];
afterEach(() => { log.push('afterEach'); });
const test = base.extend<{ db: number; user: string; fixed: string; always: number }>({
  db: async ({}, use) => { log.push('db up'); await use(1); log.push('db down'); },
  user: async ({ db }, use) => { log.push('user up'); await use('user of ' + db); log.push('user down'); },
  fixed: 'value',
  always: [async ({}, use) => { log.push('always'); await use(0); }, { auto: true }],
});
test('uses', ({ user, fixed, task }) => {
  expect([user, fixed, task.name]).toEqual(['user of 1', 'value', 'uses']);
});
test('is over', () => {
  expect(log).toEqual(['always', 'db up', 'user up', 'afterEach', 'user down', 'db down', 'always']);
});
const more = test.extend({ db: async ({}, use) => { await use(2); } });
more.for([[1, 2]])('row %i', ([a, b], { user }) => { expect([a, b, user]).toEqual([1, 2, 'user of 2']); });
let made = 0;
const shared = base.extend('server', { scope: 'file' }, async ({}, { onCleanup }) => { onCleanup(() => {}); return ++made; });
shared('shared once', ({ server }) => { expect(server).toBe(1); });
shared('shared twice', ({ server }) => { expect(server).toBe(1); });
const broken = base.extend({ bad: async () => { throw new Error('no fixture'); } });
broken('broken', ({ bad }) => {});
`,
  });
  expect(testOutcomes(run.events)).toEqual({
    uses: 'passed',
    'is over': 'passed',
    'row 1': 'passed',
    'shared once': 'passed',
    'shared twice': 'passed',
    broken: 'failed',
  });
  expect(run.stdout).toContain('no fixture');
});

test('snapshots are those of Vitest', async () => {
  const stored = `// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[\`a > b > hint 1\`] = \`"text"\`;\n\nexports[\`a > b 1\`] = \`\n{\n  "x": 1,\n}\n\`;\n\nexports[\`a > b 2\`] = \`[Error: boom]\`;\n`;
  const file = '__snapshots__/a.test.ts.snap';
  using project = createProject({
    'a.test.ts': `
import { describe, expect, test } from 'vitest';
describe('a', () => {
  test('b', () => {
    expect({ x: 1 }).toMatchSnapshot();
    expect('text').toMatchSnapshot('hint');
    expect(() => { throw new Error('boom'); }).toThrowErrorMatchingSnapshot();
    expect('one').toMatchInlineSnapshot(\`
      "one"
    \`);
    expect(() => { throw new Error('boom'); }).toThrowErrorMatchingInlineSnapshot(\`[Error: boom]\`);
  });
  test.skip('later', () => {});
});
`,
  });
  expect((await project.run([], { env: { CI: undefined } })).exitCode).toBe(0);
  expect(project.read(file)).toBe(stored);
  const later = `${stored}\nexports[\`a > later 1\`] = \`1\`;\n`;
  project.write({ [file]: later });
  expect((await project.run(['--update'])).exitCode).toBe(0);
  expect(project.read(file)).toBe(later);
});

test('rows have the titles that Vitest gives them, before and after they ran', async () => {
  using project = createProject({
    'a.test.ts': `
import { describe, expect, test } from 'vitest';
test.each([{ input: ['/a'], out: '/b' }])('$input -> $out', (row) => { expect(row.out).toBe('/b'); });
test.each([[['x'], { a: { b: 1 } }]])('%o and %o', (a) => { expect(a).toEqual(['x']); });
test.for([[1, 2]])('%i + %i', ([a, b]) => { expect(a + b).toBe(3); });
test.each([])('nothing', () => {});
describe.each([1])('suite %s', (n) => { test('in', () => { expect(n).toBe(1); }); });
describe('with options', { shuffle: false }, () => { test('inner', () => {}); });
describe.shuffle('in any order', () => { test('any', () => {}); });
`,
  });
  const titles = [
    '1 + 2',
    "[ '/a' ] -> '/b'",
    "[ 'x' ] and { a: { b: 1 } }",
    'in any order > any',
    'suite 1 > in',
    'with options > inner',
  ];
  const run = await project.run();
  expect(Object.keys(testOutcomes(run.events)).toSorted()).toEqual(titles.toSorted());
  expect(run.exitCode).toBe(0);
  const { stdout } = await project.run(['list', '--json'], { records: false });
  for (const title of titles) expect(stdout).toContain(JSON.stringify(title.split(' > ').at(-1)));
});

test('import.meta has the environment of Vite, and tests in the source', async () => {
  using run = await runProject(
    {
      'ztest.config.ts': `export default { include: ['*.test.ts', 'add.ts'] };\n`,
      'add.ts': `
export const add = (a: number, b: number) => a + b;
export const mode = import.meta.env.MODE;
if (import.meta.vitest) {
  const { expect, test } = import.meta.vitest;
  test('in the source', () => { expect(add(1, 2)).toBe(3); });
}
`,
      'a.test.ts': `
import { expect, test, vi } from 'vitest';
import { add, mode } from './add.ts';
test('elsewhere', () => {
  expect([add(1, 1), mode, import.meta.env.DEV]).toEqual([2, 'test', true]);
  vi.stubEnv('STUBBED', 'yes');
  expect(import.meta.env.STUBBED).toBe('yes');
  expect([process.env.VITEST, process.env.TEST]).toEqual(['true', 'true']);
  expect({ a: 1 }).toEqual({ a: expect.oneOf([1, 2]) });
});
`,
      'bench.test.ts': `import { bench } from 'vitest';\nbench('fast', () => {});\n`,
    },
    [],
    { env: { MODE: undefined, DEV: undefined } },
  );
  expect(testOutcomes(run.events)).toEqual({ 'in the source': 'passed', elsewhere: 'passed' });
  expect(run.stdout).toContain('bench("fast") is run by "vitest bench"');
});

test("values that Vitest prints in a way of its own are printed in titles by the project's", async () => {
  using run = await runProject({
    'node_modules/vitest/package.json': '{ "name": "vitest" }',
    'node_modules/@vitest/utils/package.json': '{ "name": "@vitest/utils" }',
    'node_modules/@vitest/utils/index.js': `exports.objDisplay = () => 'by Vitest';\n`,
    'a.test.ts': `
import { test } from 'vitest';
const rows = [{ value: [1, { a: 'b' }] }, { value: { encode() {} } }, { value: new Map() }, { value: new (class A {})() }];
test.each(rows)('of $value', () => {});
`,
  });
  const titles = Object.keys(testOutcomes(run.events));
  expect(titles[0]).toBe("of [ 1, { a: 'b' } ]");
  expect(titles.slice(1).every((title) => title.startsWith('of by Vitest'))).toBe(true);
});

test('snapshots in files of their own are as Vitest has written them', async () => {
  using run = await runProject({
    'object.txt': '{\n  "a": 1,\n}',
    'text.txt': 'as it is\n',
    'a.test.ts': `
import { expect, test } from 'vitest';
test('object', async () => { await expect({ a: 1 }).toMatchFileSnapshot('./object.txt'); });
test('text', async () => { await expect('as it is\\n').toMatchFileSnapshot('./text.txt'); });
`,
  });
  expect(testOutcomes(run.events)).toEqual({ object: 'passed', text: 'passed' });
});

test('the callback of a suite may be asynchronous; suites stay in their order', async () => {
  using run = await runProject({
    'a.test.ts': `
import { describe, expect, test } from 'vitest';
const order: string[] = [];
describe('waits', async () => {
  const rows = await Promise.resolve([1, 2]);
  describe('inside', async () => {
    await null;
    test('deep', () => { order.push('deep'); });
  });
  for (const row of rows) test('row ' + row, () => { order.push('row ' + row); });
});
describe.each([['a']])('table %s', async (name) => {
  await null;
  test('in ' + name, () => { order.push(name); });
});
describe.for(['b'])('for %s', (name) => { test('in ' + name, () => { order.push(name); }); });
describe('plain', () => { test('last', () => { expect(order).toEqual(['deep', 'row 1', 'row 2', 'a', 'b']); }); });
`,
    'b.test.ts': `
import { describe, test } from 'vitest';
describe('breaks', async () => { await null; throw new Error('no rows'); });
test('beside', () => {});
`,
  });
  expect(testOutcomes(run.events)).toEqual({
    'waits > inside > deep': 'passed',
    'waits > row 1': 'passed',
    'waits > row 2': 'passed',
    'table a > in a': 'passed',
    'for b > in b': 'passed',
    'plain > last': 'passed',
  });
  expect(run.stdout).toContain('no rows');
});
