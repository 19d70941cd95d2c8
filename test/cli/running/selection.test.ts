import { expect, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { createProject } from '../../support/run-project.ts';
import { run, runIn, type EndedRun } from '../run.ts';

const files = {
  'src/cart.test.ts': `import { expect, suite, test } from 'ztest';
suite('cart', () => {
  test('adds', { tags: ['fast'] }, () => {});
  test('removes', { tags: ['db', 'slow'] }, () => {});

  suite('when empty', () => {
    test('is 0', { tags: ['db'] }, () => { expect(0).toBe(0); });
  });
});
`,
  'src/user.test.ts': `import { test } from 'ztest';
test('Adds a user', { tags: ['db'] }, () => {});
`,
};

const ran = ({ events }: EndedRun): string[] =>
  Object.entries(testOutcomes(events))
    .filter(([, outcome]) => !outcome.startsWith('skipped'))
    .map(([title]) => title)
    .sort();

test.each([
  [[], ['Adds a user', 'cart > adds', 'cart > removes', 'cart > when empty > is 0']],
  [['src/user'], ['Adds a user']],
  [['user.test.ts'], ['Adds a user']],
  [['src/*r.test.ts'], ['Adds a user']],
  [
    ['-t', 'adds'],
    ['Adds a user', 'cart > adds'],
  ],
  [['-t', '/adds/'], ['cart > adds']],
  [['-t', 'cart when empty'], ['cart > when empty > is 0']],
  [
    ['--tags', 'db && !slow'],
    ['Adds a user', 'cart > when empty > is 0'],
  ],
  [['--tags', 'fast || slow', '-t', 'removes'], ['cart > removes']],
  [['src/cart.test.ts:4'], ['cart > removes']],
  [['src/cart.test.ts:5'], ['cart > removes']],
  [['src/cart.test.ts:3-4'], ['cart > adds', 'cart > removes']],
  [['src/cart.test.ts:6'], ['cart > when empty > is 0']],
  [
    ['src/cart.test.ts:3', 'user'],
    ['Adds a user', 'cart > adds'],
  ],
])('%j runs just %j', async (args, titles) => {
  using ended = await run(files, args);
  expect(ended.exitCode).toBe(0);
  expect(ran(ended)).toEqual(titles);
});

test('each line of a table, and of its title, selects its rows', async () => {
  using project = createProject({
    'a.test.ts': `import { test } from 'ztest';
test('before', () => {});
test.each([
  [1],
  [2],
])('row %i', () => {});
test.each\`
  a
  \${3}
\`('named $a', () => {});
`,
  });
  for (const line of ['a.test.ts:3', 'a.test.ts:4', 'a.test.ts:6'])
    expect(ran(await runIn(project, [line]))).toEqual(['row 1', 'row 2']);
  expect(ran(await runIn(project, ['a.test.ts:7']))).toEqual(['named 3']);
});

test('a filter works from a folder below', async () => {
  using project = createProject(files);
  const ended = await runIn(project, ['user.test.ts:2'], { cwd: 'src' });
  expect(ended.exitCode).toBe(0);
  expect(ran(ended)).toEqual(['Adds a user']);
});

test('--last-failed runs what failed, until nothing does', async () => {
  using project = createProject({
    'a.test.ts': `import { test } from 'ztest';\ntest('fails', () => { throw new Error('x'); });\ntest('passes', () => {});\n`,
    'b.test.ts': `import { test } from 'ztest';\ntest('other', () => {});\n`,
  });
  const before = await runIn(project, ['--last-failed']);
  expect(before.exitCode).toBe(3);
  expect(before.stderr).toContain('ZT1011: There is no earlier run');
  expect((await runIn(project)).exitCode).toBe(1);
  const again = await runIn(project, ['--last-failed']);
  expect(again.exitCode).toBe(1);
  expect(ran(again)).toEqual(['fails']);
  project.write({
    'a.test.ts': `import { test } from 'ztest';\ntest('fails', () => {});\ntest('passes', () => {});\n`,
  });
  const fixed = await runIn(project, ['--last-failed']);
  expect(fixed.exitCode).toBe(0);
  expect(ran(fixed)).toEqual(['fails']);
  const nothing = await runIn(project, ['--last-failed']);
  expect(nothing.exitCode).toBe(0);
  expect(nothing.stderr).toContain('warning ZT1012: Nothing failed in the last run');
});

test('--last-failed runs a file again that could not be loaded', async () => {
  using project = createProject({
    'a.test.ts': `import { test } from 'ztest';\ntest('a', () => {}\n`,
  });
  expect((await runIn(project)).exitCode).toBe(1);
  project.write({ 'a.test.ts': `import { test } from 'ztest';\ntest('a', () => {});\n` });
  const fixed = await runIn(project, ['--last-failed']);
  expect(fixed.exitCode).toBe(0);
  expect(ran(fixed)).toEqual(['a']);
});

test('list shows a test a line, with place and tags, and runs nothing', async () => {
  using project = createProject({
    ...files,
    'src/z.test.ts': `import { test } from 'ztest';\ntest('would fail', () => { throw new Error('it ran'); });\n`,
  });
  const listed = await runIn(project, ['list'], { records: false });
  expect(listed.exitCode).toBe(0);
  expect(listed.stdout).toBe(
    [
      'src/cart.test.ts:3  cart > adds @fast',
      'src/cart.test.ts:4  cart > removes @db @slow',
      'src/cart.test.ts:7  cart > when empty > is 0 @db',
      'src/user.test.ts:2  Adds a user @db',
      'src/z.test.ts:2  would fail',
      '',
    ].join('\n'),
  );
});

test('list --json is JSON and nothing else, and obeys filters', async () => {
  using project = createProject(files);
  const listed = await runIn(project, ['list', '--json', '--tags', 'slow'], { records: false });
  expect(listed.exitCode).toBe(0);
  const { version, files: found } = JSON.parse(listed.stdout);
  expect(version).toBe(1);
  expect(
    found.flatMap((file: { nodes: { kind: string; title: string }[] }) =>
      file.nodes.filter(({ kind }) => kind === 'test').map(({ title }) => title),
    ),
  ).toEqual(['removes']);
});

test('list names a file that cannot be loaded, lists the others, and exits with 1', async () => {
  using project = createProject({ ...files, 'broken.test.ts': 'const = 1;\n' });
  const listed = await runIn(project, ['list'], { records: false });
  expect(listed.exitCode).toBe(1);
  expect(listed.stderr).toContain('ZT2001');
  expect(listed.stderr).toContain('at broken.test.ts:1:7');
  expect(listed.stdout).toContain('Adds a user');
  const loaded = await runIn(project, ['list', '--loaded'], { records: false });
  expect(loaded.exitCode).toBe(1);
  expect(loaded.stderr).toContain('ZT1202: Syntax error');
  expect(loaded.stderr).toContain('at broken.test.ts:1:7');
  expect(loaded.stdout).toBe(listed.stdout);
});
