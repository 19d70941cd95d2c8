import { spawnSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';

const passing = `import { test } from 'ztest';\ntest('a', () => {});\n`;

function rowsOf(project: Project, query: string): readonly Record<string, unknown>[] {
  using db = new DatabaseSync(path.join(project.directory, '.ztest/history.db'));
  return db.prepare(query).all();
}

function git(project: Project, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: project.directory });
  if (status !== 0) throw new Error(String(stderr));
}

suite('the history of runs', { timeout: '60s' }, () => {
  test('holds each run with its results, and says nothing', async () => {
    using project = createProject({
      'a.test.ts': `import { expect, test } from 'ztest';
test('passes', () => {});
test('fails', () => { expect(1).toBe(2); });
test.skip('later', () => {});
test('not in every attempt', { retry: 1 }, ({ attempt }) => { expect(attempt).toBe(2); });
`,
    });
    const { stderr } = await project.run([]);
    expect(stderr).toBe('');
    await project.run(['-t', 'passes']);
    expect(
      rowsOf(project, 'select id, scope, outcome, passed, failed, skipped, flaky from runs'),
    ).toEqual([
      { id: 1, scope: 'all', outcome: 'failed', passed: 1, failed: 2, skipped: 1, flaky: 0 },
      { id: 2, scope: 'tests', outcome: 'passed', passed: 1, failed: 0, skipped: 0, flaky: 0 },
    ]);
    expect(
      rowsOf(
        project,
        'select run, name, outcome, attempts from results join tests on id = test order by run, test',
      ),
    ).toEqual([
      { run: 1, name: 'passes', outcome: 0, attempts: 1 },
      { run: 1, name: 'fails', outcome: 1, attempts: 1 },
      { run: 1, name: 'later', outcome: 2, attempts: 1 },
      { run: 1, name: 'not in every attempt', outcome: 1, attempts: 2 },
      { run: 2, name: 'passes', outcome: 0, attempts: 1 },
    ]);
  });

  test('knows the commit, and whether it ran as it was committed', async () => {
    using project = createProject({ 'a.test.ts': passing });
    await project.run([]);
    git(project, 'init', '-q', '-b', 'trunk');
    await project.run([]);
    git(project, 'add', '.');
    git(project, 'commit', '-q', '-m', 'one');
    await project.run([]);
    git(project, 'checkout', '-q', '--detach');
    project.write({ 'b.ts': '' });
    await project.run([]);
    const runs = rowsOf(project, 'select commit_hash as hash, branch, is_dirty from runs');
    const commit = runs[2]?.['hash'];
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(runs).toEqual([
      { hash: null, branch: null, is_dirty: null },
      { hash: null, branch: 'trunk', is_dirty: 1 },
      { hash: commit, branch: 'trunk', is_dirty: 0 },
      { hash: commit, branch: null, is_dirty: 1 },
    ]);
  });

  test('goes on when files, suites and tests are renamed, as git sees it', async () => {
    const source = (
      suite: string,
      title: string,
    ): string => `import { expect, suite, test } from 'ztest';
suite('${suite}', () => {
  test('${title}', () => {});
  test('another one that stays as it is', () => { expect(1).toBe(1); });
});
`;
    using project = createProject({ 'src/cart.test.ts': source('cart', 'adds') });
    git(project, 'init', '-q');
    git(project, 'add', '.');
    git(project, 'commit', '-q', '-m', 'one');
    const namesAfter = async (): Promise<unknown> => {
      await project.run([]);
      return rowsOf(
        project,
        `select path || '#' || name as id, count(*) as runs from results join tests on tests.id = test
         join files on files.id = file group by test order by test`,
      ).map(({ id, runs }) => `${String(id)} ${String(runs)}`);
    };
    await namesAfter();
    git(project, 'mv', 'src/cart.test.ts', 'src/basket.test.ts');
    expect(await namesAfter()).toEqual([
      'src/basket.test.ts#cart>adds 2',
      'src/basket.test.ts#cart>another one that stays as it is 2',
    ]);
    git(project, 'commit', '-q', '-m', 'two');
    await namesAfter();
    project.write({ 'src/basket.test.ts': source('cart', 'adds an item') });
    expect(await namesAfter()).toContain('src/basket.test.ts#cart>adds an item 4');
    git(project, 'commit', '-q', '-a', '-m', 'three');
    await namesAfter();
    project.write({ 'src/basket.test.ts': source('basket', 'adds an item') });
    expect(await namesAfter()).toEqual([
      'src/basket.test.ts#basket>adds an item 6',
      'src/basket.test.ts#basket>another one that stays as it is 6',
    ]);
    git(project, 'commit', '-q', '-a', '-m', 'four');
    git(project, 'mv', 'src/basket.test.ts', 'src/bag.test.ts');
    await namesAfter();
    project.write({ 'src/bag.test.ts': source('basket', 'adds one more item') });
    git(project, 'commit', '-q', '-a', '-m', 'both at once');
    expect(await namesAfter()).toContain('src/bag.test.ts#basket>adds one more item 8');
  });

  test('has another closure for a change of what a test reaches, and for nothing else', async () => {
    const files = {
      'src/a.ts': `import data from './data.json';\nexport const a: number = data.n;\n`,
      'src/data.json': '{ "n": 1 }',
      'src/other.ts': 'export {};',
      'a.test.ts': `import { test } from 'ztest';\nimport './src/a.ts';\ntest('a', () => {});\n`,
      'b.test.ts': passing,
    };
    using project = createProject(files);
    const changed = async (more: Record<string, string>, ...args: string[]): Promise<string> => {
      project.write(more);
      await project.run(args);
      return rowsOf(
        project,
        'select path from closures join files on id = file where run = (select max(id) from runs) order by path',
      )
        .map((row) => String(row['path']))
        .join(' ');
    };
    expect(await changed({})).toBe('a.test.ts b.test.ts');
    expect(await changed({ 'src/other.ts': 'export const x = 1;' })).toBe('');
    expect(await changed({}, '--shuffle', '--workers=1', '--retry=2')).toBe('');
    expect(await changed({ 'src/a.ts': `${files['src/a.ts']}// more` })).toBe('a.test.ts');
    expect(await changed({ 'src/data.json': '{ "n": 2 }' })).toBe('a.test.ts');
    expect(await changed({}, '--timeout=2s')).toBe('a.test.ts b.test.ts');
  });

  test('has another closure when a file or variable has changed that a test has read', async () => {
    using project = createProject({
      'data/a.txt': '1',
      'a.test.ts': `import fs from 'node:fs';
import { test } from 'ztest';
test('reads', async () => {
  fs.readFileSync('data/a.txt');
  fs.existsSync('data/b.txt');
  await fs.promises.readFile(new URL('./data/c.txt', import.meta.url)).catch(() => {});
  void process.env.PRICE;
  fs.writeFileSync('own.txt', String(Math.random()));
  fs.readFileSync('own.txt');
});
`,
    });
    const hashAfter = async (files: Record<string, string>, PRICE?: string): Promise<unknown> => {
      project.write(files);
      await project.run([], { env: { PRICE } });
      return rowsOf(project, 'select hash from closures order by run desc limit 1')[0]?.['hash'];
    };
    const first = await hashAfter({});
    expect(await hashAfter({ 'data/unread.txt': '' })).toBe(first);
    const hashes = [
      first,
      await hashAfter({ 'data/a.txt': '2' }),
      await hashAfter({ 'data/b.txt': '' }),
      await hashAfter({ 'data/c.txt': 'c' }),
      await hashAfter({}, '5'),
    ];
    expect(new Set(hashes).size).toBe(5);
    expect(await hashAfter({})).toBe(hashes[3]);
  });

  test('begins anew where the file is broken, and says so once', async () => {
    using project = createProject({ 'a.test.ts': passing });
    await project.run([]);
    for (const name of fs.readdirSync(path.join(project.directory, '.ztest')))
      if (name.startsWith('history.db')) fs.rmSync(path.join(project.directory, '.ztest', name));
    project.write({ '.ztest/history.db': 'no database '.repeat(1000) });
    const { exitCode, stderr } = await project.run([]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^warning ZT2201: The history was broken and begins anew/);
    expect(project.has('.ztest/history-broken.db')).toBe(true);
    expect((await project.run([])).stderr).toBe('');
    expect(rowsOf(project, 'select id from runs')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test('leaves what a newer ztest has written alone', async () => {
    using project = createProject({ 'a.test.ts': passing });
    await project.run([]);
    rowsOf(project, 'pragma user_version = 99');
    const { exitCode, stderr } = await project.run([]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^warning ZT2202: /);
    expect((await project.run(['history'], { records: false })).stderr).toMatch(/ZT2202/);
    expect(rowsOf(project, 'select count(*) as n from runs')).toEqual([{ n: 1 }]);
  });

  test('is no harm to the run where it cannot be written', async () => {
    using project = createProject({ 'a.test.ts': passing });
    fs.mkdirSync(path.join(project.directory, '.ztest/history.db'), { recursive: true });
    const { exitCode, stderr } = await project.run([]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^warning ZT2203: The history cannot be written/);
  });

  test('is written when a test asks for a file whose name no file can have', async () => {
    using project = createProject({
      'a.test.ts': `import { readFileSync } from 'node:fs';
import { expect, test } from 'ztest';
test('asks', () => { expect(() => readFileSync('a\\0b')).toThrow('null bytes'); });
`,
    });
    const { stderr, exitCode } = await project.run([]);
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(rowsOf(project, 'select passed from runs')).toEqual([{ passed: 1 }]);
  });

  test('holds both of two runs at a time', async () => {
    using project = createProject({ 'a.test.ts': passing });
    const runs = await Promise.all(Array.from({ length: 6 }, () => project.run([])));
    expect(runs.map(({ stderr }) => stderr)).toEqual(Array(6).fill(''));
    expect(rowsOf(project, 'select count(*) as n from runs')).toEqual([{ n: 6 }]);
  });

  test('keeps the order of runs when the clock jumps back', async () => {
    using project = createProject({ 'a.test.ts': passing });
    await project.run([]);
    rowsOf(project, 'update runs set at = at + 100000000000');
    await project.run([]);
    const { stdout } = await project.run(['history', '--trend', '--json'], { records: false });
    expect(JSON.parse(stdout).runs.map(({ run }: { run: number }) => run)).toEqual([1, 2]);
  });

  test('takes titles that hold anything', async () => {
    const titles = [String.raw`a\ud800b`, String.raw`x\u0000y`, 'ü', `'; drop table runs; --`];
    using project = createProject({
      'a.test.ts': `import { test } from 'ztest';\n${titles.map((title) => `test("${title}", () => {});`).join('\n')}\n`,
    });
    expect((await project.run([])).stderr).toBe('');
    expect((await project.run([])).stderr).toBe('');
    expect(rowsOf(project, 'select count(*) as n from tests')).toEqual([{ n: 4 }]);
    expect(rowsOf(project, 'select count(*) as n from results')).toEqual([{ n: 8 }]);
  });
});
