import { execFileSync } from 'node:child_process';
import { expect, test } from 'ztest';
import { commitAll } from '../../support/repository.ts';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';
import { affectedIn, askAffected, edit } from './support.ts';

const FILES: ProjectFiles = {
  'one.ts': 'export function one() { return 1; }\nexport function two() { return 2; }',
  'one.test.ts': `import { expect, test } from 'ztest'; import { one } from './one.ts'; test('one', () => { expect(one()).toBe(1); });`,
  'two.test.ts': `import { expect, test } from 'ztest'; import { two } from './one.ts'; test('two', () => { expect(two()).toBe(2); });`,
  '.gitignore': '.ztest\n',
};

test('since a commit, whether anything has run or not', async () => {
  using project = createProject(FILES);
  commitAll(project);
  expect(await affectedIn(project, ['--since', 'HEAD'])).toEqual([]);
  edit(project, 'one.ts', ['return 2', 'return 2 + 0']);
  project.write({ 'new.test.ts': `import { test } from 'ztest'; test('new', () => {});` });
  const affected = ['new.test.ts: is new', 'two.test.ts: may run `two()`, which changed in one.ts'];
  expect(await affectedIn(project, ['--since', 'HEAD'])).toEqual(affected);
  // Nothing has run here: the last commit is all that there is to compare with.
  expect(await affectedIn(project)).toEqual(affected);
  const { stderr, events } = await project.run(['--changed=main']);
  expect(stderr).toContain('Affected: 2 of 3 test files; 2 files changed since main.');
  const ran = events.flatMap((event) => (event.type === 'test-finished' ? event.id : []));
  expect(ran.toSorted()).toEqual(['new.test.ts#new', 'two.test.ts#two']);
  expect((await askAffected(project, ['--since', 'main'])).changes).toEqual([
    { file: 'one.ts', what: 'two()' },
    { file: 'new.test.ts', what: 'new' },
  ]);
});

test('a branch is compared with where it left the other one', async () => {
  using project = createProject(FILES);
  commitAll(project);
  const git = (...args: readonly string[]): void => {
    const own = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...own, ...args], { cwd: project.directory, stdio: 'ignore' });
  };
  git('checkout', '-q', '-b', 'mine');
  edit(project, 'one.ts', ['return 1', 'return 1 + 0']);
  git('commit', '-q', '-am', 'mine');
  git('checkout', '-q', 'main');
  edit(project, 'one.ts', ['return 2', 'return 2 + 0']);
  git('commit', '-q', '-am', 'theirs');
  git('checkout', '-q', 'mine');
  expect(await affectedIn(project, ['--since', 'main'])).toEqual([
    'one.test.ts: may run `one()`, which changed in one.ts',
  ]);
});

test('the lock file affects who loads a package that is another one', async () => {
  const lock = (version: string): string =>
    JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/one': { version } } });
  using project = createProject({
    ...FILES,
    'package-lock.json': lock('1.0.0'),
    'node_modules/one/package.json': '{ "name": "one", "version": "1.0.0", "main": "index.js" }',
    'node_modules/one/index.js': 'module.exports = 1;',
    'three.test.ts': `import { test } from 'ztest'; import one from 'one'; test('three', () => {});`,
    '.gitignore': '.ztest\nnode_modules\n',
  });
  commitAll(project);
  project.write({ 'package-lock.json': lock('1.0.1') });
  expect(await affectedIn(project, ['--since', 'HEAD'])).toEqual([
    'three.test.ts: loads the package one, and other packages are installed',
  ]);
});

test('with filters, titles and tags', async () => {
  using project = createProject(FILES);
  commitAll(project);
  edit(project, 'one.ts', ['export function one', 'export const x = 1; export function one']);
  const run = await project.run(['--changed=HEAD', 'two.test.ts', '-t', 'two']);
  expect(run.stderr).toContain(
    'Affected: 1 of 1 test file; one.ts (module level) changed since HEAD.',
  );
  expect(run.events.filter(({ type }) => type === 'test-finished')).toHaveLength(1);
});

test.each([
  [
    'no repository',
    [],
    'error ZT2801: What has changed since main is not known: git says "fatal: not a git repository',
  ],
  [
    'a commit that is not there',
    ['nowhere'],
    'error ZT2802: What has changed since nowhere is not known: there is no such commit.',
  ],
])('%s', async (_what, [ref], message) => {
  using project = createProject(FILES);
  if (ref !== undefined) commitAll(project);
  const run = await project.run([`--changed=${ref ?? 'main'}`], {
    records: false,
    env: { GIT_CEILING_DIRECTORIES: '/' },
  });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain(message);
});

test('a repository without commits', async () => {
  using project = createProject(FILES);
  execFileSync('git', ['init', '-q'], { cwd: project.directory });
  expect(await affectedIn(project)).toEqual([
    'one.test.ts: has not run yet',
    'two.test.ts: has not run yet',
  ]);
  const run = await project.run(['--changed=HEAD'], { records: false });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('ZT2802');
});

test('where nothing has run, whoever may read a file that has changed', async () => {
  const reads = `import fs from 'node:fs'; import { test } from 'ztest';
const named = (name: string) => fs.readFileSync(['data', name].join('/'));
test('reads', () => { named('a.txt'); });`;
  using project = createProject({
    ...FILES,
    'data/a.txt': 'a',
    'reads.test.ts': reads,
    'node_modules/one/package.json': '{ "name": "one", "version": "1.0.0", "main": "index.js" }',
    'node_modules/one/index.js': 'module.exports = 1;',
    'packaged.test.ts': `import { test } from 'ztest'; import one from 'one'; test('packaged', () => {});`,
    '.gitignore': '.ztest\nnode_modules\n',
  });
  commitAll(project);
  const may = (file: string, changed: string): string =>
    `${file}: has not run here, and may read ${changed}, which has changed`;
  project.write({ 'data/a.txt': 'b' });
  expect((await affectedIn(project, ['--since', 'HEAD'])).toSorted()).toEqual([
    may('packaged.test.ts', 'data/a.txt'),
    may('reads.test.ts', 'data/a.txt'),
  ]);
  project.write({ 'data/a.txt': 'a' });
  edit(project, 'one.ts', ['return 2', 'return 2 + 0']);
  const two = 'two.test.ts: may run `two()`, which changed in one.ts';
  expect((await affectedIn(project, ['--since', 'HEAD'])).toSorted()).toEqual([
    may('reads.test.ts', 'one.ts'),
    two,
  ]);
  // Who has run is known.
  await project.run([]);
  expect(await affectedIn(project, ['--since', 'HEAD'])).toEqual([two]);
  project.write({ 'data/a.txt': 'b' });
  expect((await affectedIn(project, ['--since', 'HEAD'])).toSorted()).toEqual([
    'reads.test.ts: reads data/a.txt, which has changed',
    two,
  ]);
});
