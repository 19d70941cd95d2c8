/** Everything that the outcome of a test may depend on, edited between two runs. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'ztest';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';
import { affectedIn, edit } from './support.ts';

const OTHER = `import { test } from 'ztest'; test('is another', () => {});`;

function testOf(body: string, imports = ''): string {
  return `import fs from 'node:fs'; import { expect, test } from 'ztest'; ${imports}\ntest('one', async () => { ${body} });`;
}

test('what is of every test affects every test', async () => {
  using project = createProject({
    'a.test.ts': testOf('expect(Reflect.get(globalThis, "one")).toBe(1);'),
    'b.test.ts': OTHER,
    'setup.ts': 'Reflect.set(globalThis, "one", 1);',
    'ztest.toml': 'setupFiles = ["./setup.ts"]\n',
    'tsconfig.json': '{ "compilerOptions": { "target": "es2022" } }',
  });
  await project.run();
  const found: (readonly string[])[] = [];
  for (const change of [
    { 'setup.ts': 'Reflect.set(globalThis, "one", 2);' },
    { 'ztest.toml': 'setupFiles = ["./setup.ts"]\ntimeout = "3s"\n' },
    { 'tsconfig.json': '{ "compilerOptions": { "target": "es2020" } }' },
  ]) {
    const before = Object.keys(change).map((file) => [file, project.read(file)] as const);
    project.write(change);
    found.push(await affectedIn(project));
    project.write(Object.fromEntries(before));
  }
  expect(found).toEqual([
    [
      'a.test.ts: loads setup.ts, whose module level has changed',
      'b.test.ts: loads setup.ts, whose module level has changed',
    ],
    ['a.test.ts: the configuration has changed', 'b.test.ts: the configuration has changed'],
    ['a.test.ts: tsconfig.json has changed', 'b.test.ts: tsconfig.json has changed'],
  ]);
});

test('a variable of the environment', async () => {
  using project = createProject({
    'a.test.ts': testOf('expect(process.env.ONE).toBe("1");'),
    'b.test.ts': OTHER,
  });
  const ask = async (env: Record<string, string>): Promise<string> => {
    const { stdout } = await project.run(['affected', '--explain'], { env, records: false });
    return stdout;
  };
  await project.run([], { env: { ONE: '1' } });
  expect(await ask({ ONE: '1' })).toContain('No test is affected.');
  expect(await ask({ ONE: '2' })).toContain(
    'Affected (1):\n  a.test.ts  (reads the variable ONE, which has changed)',
  );
});

test('a module that is gone, and one that got another name', async () => {
  using project = createProject({
    'a.test.ts': testOf('expect(one).toBe(1);', `import { one } from './one.ts';`),
    'b.test.ts': OTHER,
    'one.ts': 'export const one = 1;',
  });
  await project.run();
  fs.renameSync(path.join(project.directory, 'one.ts'), path.join(project.directory, 'two.ts'));
  expect(await affectedIn(project)).toEqual(['a.test.ts: depended on one.ts, which is gone']);
  edit(project, 'a.test.ts', ['./one.ts', './two.ts']);
  expect(await affectedIn(project)).toEqual([
    expect.stringMatching(/^a\.test\.ts: (?:its file has changed|depend)/),
  ]);
});

test('packages that a test file reaches, as the lock file says', async () => {
  const lock = (one: string, two: string): string =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        'node_modules/one': { version: one },
        'node_modules/two': { version: '1.0.0', dependencies: { three: '1' } },
        'node_modules/three': { version: two },
      },
    });
  const packageOf = (name: string): ProjectFiles => ({
    [`node_modules/${name}/package.json`]: `{ "name": "${name}", "version": "1.0.0", "main": "index.js" }`,
    [`node_modules/${name}/index.js`]: 'module.exports = 1;',
  });
  using project = createProject({
    'one.test.ts': testOf('expect(one).toBe(1);', `import one from 'one';`),
    'two.test.ts': testOf('expect(two).toBe(1);', `import two from 'two';`),
    'b.test.ts': OTHER,
    ...packageOf('one'),
    ...packageOf('two'),
    'package-lock.json': lock('1.0.0', '1.0.0'),
  });
  await project.run();
  expect(await affectedIn(project)).toEqual([]);
  project.write({ 'package-lock.json': lock('1.0.1', '1.0.0') });
  expect(await affectedIn(project)).toEqual([
    'one.test.ts: loads the package one, and other packages are installed',
  ]);
  project.write({ 'package-lock.json': lock('1.0.0', '1.0.1') });
  expect(await affectedIn(project)).toEqual([
    'two.test.ts: loads the package two, and other packages are installed',
  ]);
});

test('what tests have run says more than what they may run', async () => {
  using project = createProject({
    'all.ts': `export function go(name: string) { return name === 'a' ? one() : two(); }
      function one() { return 1; }
      function two() { return 2; }
      export function load() { return three(); }
      function three() { return 3; }
      export const loaded = load();`,
    'a.test.ts': testOf(`expect(go('a')).toBe(1);`, `import { go } from './all.ts';`),
    'c.test.ts': testOf(`expect(go('c')).toBe(2);`, `import { go } from './all.ts';`),
    'b.test.ts': OTHER,
  });
  await project.run(['--coverage']);
  edit(project, 'all.ts', ['return 2;', 'return 2 + 0;']);
  expect(await affectedIn(project)).toEqual(['c.test.ts: runs `two()`, which changed in all.ts']);
  // Both load the module.
  edit(project, 'all.ts', ['return 3;', 'return 3 + 0;']);
  expect(await affectedIn(project)).toEqual([
    'a.test.ts: runs `three()`, which changed in all.ts',
    'c.test.ts: runs `three()`, which changed in all.ts',
  ]);
});

test('single tests of a file, where none can leave anything to another', async () => {
  const files = (top: string): ProjectFiles => ({
    'math.ts': `${top}
      export function add(a: number, b: number) { return a + b; }
      export function sub(a: number, b: number) { return a - b; }`,
    'math.test.ts': `import { expect, test } from 'ztest';
      import { add, sub } from './math.ts';
      test('adds', () => { expect(add(1, 2)).toBe(3); });
      test('subtracts', () => { expect(sub(1, 2)).toBe(-1); });`,
  });
  using project = createProject(files(''));
  const after = async (): Promise<readonly string[]> => {
    await project.run(['--coverage']);
    edit(project, 'math.ts', ['a + b', 'a + b + 0']);
    return await affectedIn(project);
  };
  expect(await after()).toEqual(['math.test.ts (adds): runs `add()`, which changed in math.ts']);
  // What one test has written, another one may read.
  project.write(
    files('const sums: number[] = []; export function keep(sum: number) { sums.push(sum); }'),
  );
  expect(await after()).toEqual(['math.test.ts: runs `add()`, which changed in math.ts']);
});

test('a test that names a function without running it', async () => {
  using project = createProject({
    'math.ts': `export function add(a: number, b: number) { return a + b; }
      export function sub(a: number, b: number) { return a - b; }`,
    'math.test.ts': `import { expect, test } from 'ztest';
      import { add, sub } from './math.ts';
      test('adds', () => { expect(add(1, 2)).toBe(3); });
      test('says so', () => { expect(add.toString()).toContain('+'); });
      test('subtracts', () => { expect(sub(1, 2)).toBe(-1); });`,
  });
  await project.run(['--coverage']);
  edit(project, 'math.ts', ['a + b', 'a - -b']);
  expect(await affectedIn(project)).toEqual([
    'math.test.ts (adds, says so): runs `add()`, which changed in math.ts',
  ]);
});

test('a file that did not load is affected until it has run', async () => {
  using project = createProject({
    'one.ts': 'export const one = 1;',
    'one.test.ts': testOf('expect(one).toBe(1);', `import { one } from './one.ts';`),
    'b.test.ts': OTHER,
  });
  await project.run();
  const from = path.join(project.directory, 'one.ts');
  fs.renameSync(from, `${from}.away`);
  await project.run();
  fs.renameSync(`${from}.away`, from);
  expect(await affectedIn(project)).toEqual([
    'one.test.ts: did not come to its end when it ran last',
  ]);
  await project.run(['--changed']);
  expect(await affectedIn(project)).toEqual([]);
});

test('tests that start processes are affected by all that these may use', async () => {
  using project = createProject({
    'one.ts': 'export function one() { return 1; }\nexport function two() { return 2; }',
    'a.test.ts': testOf(
      `const { execFileSync } = await import('node:child_process'); execFileSync('true'); expect(one()).toBe(1);`,
      `import { one } from './one.ts';`,
    ),
    'c.test.ts': testOf('expect(one()).toBe(1);', `import { one } from './one.ts';`),
  });
  await project.run(['--coverage']);
  expect(await affectedIn(project)).toEqual([]);
  edit(project, 'one.ts', ['return 2;', 'return 2 + 0;']);
  const byProcess = 'a.test.ts: starts processes, which may use one.ts, which has changed';
  expect(await affectedIn(project)).toEqual([byProcess]);
  edit(project, 'one.ts', ['return 1;', 'return 1 + 0;']);
  expect(await affectedIn(project)).toEqual([
    byProcess,
    'c.test.ts: runs `one()`, which changed in one.ts',
  ]);
});

test('what is written while tests run, that they may have seen before', async () => {
  const writes = `fs.writeFileSync('data.json', JSON.stringify({ runs: data.runs + 1 }));`;
  using project = createProject({
    'data.json': '{ "runs": 0 }',
    'writes.test.ts': testOf(writes, `import data from './data.json';`),
    'reads.test.ts': testOf(`expect(fs.readFileSync('data.json')).not.toBe('');`),
    'trip.test.ts': testOf(
      `fs.writeFileSync('trip.txt', String(Math.random())); expect(fs.readFileSync('trip.txt')).not.toBe('');`,
    ),
    'same.test.ts': testOf(
      `const before = fs.existsSync('same.txt'); fs.writeFileSync('same.txt', 'same'); expect(before).toBeTypeOf('boolean');`,
    ),
    'other.test.ts': OTHER,
  });
  await project.run();
  const unsure = (file: string, read: string): string =>
    `${file}: depends on ${read}, which was written while it ran`;
  const ofData = [unsure('reads.test.ts', 'data.json'), unsure('writes.test.ts', 'data.json')];
  expect((await affectedIn(project)).toSorted()).toEqual([
    ofData[0],
    unsure('same.test.ts', 'same.txt'),
    ofData[1],
  ]);
  await project.run();
  // The second time it was written as it was.
  expect((await affectedIn(project)).toSorted()).toEqual(ofData);
});
