import { spawn, spawnSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import {
  COMMAND,
  commandEnvironment,
  createProject,
  type Project,
} from '../../support/run-project.ts';

const passing = `import { test } from 'ztest';\ntest('a', () => {});\n`;
const many = `import { test } from 'ztest';
for (let i = 0; i < 3000; i++) test(\`a test of a rather long name, so that it takes some room: \${i}\`, () => {});
`;

function database(project: Project): DatabaseSync {
  return new DatabaseSync(path.join(project.directory, '.ztest/history.db'));
}

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder });
  if (status !== 0) throw new Error(String(stderr));
  return String(stdout).trim();
}

/** `file runs` of every test that has results. */
function testsIn(project: Project): readonly string[] {
  using db = database(project);
  return db
    .prepare(
      `select path, count(*) as runs from results join tests on tests.id = test
       join files on files.id = file group by path order by path`,
    )
    .all()
    .map((row) => `${String(row['path'])} ${String(row['runs'])}`);
}

suite('the history', { timeout: '2m' }, () => {
  test.skipIf(process.platform === 'win32')(
    'keeps what it has where the disk is full',
    async () => {
      using project = createProject({ 'a.test.ts': passing });
      await project.run([]);
      project.write({ 'a.test.ts': many });
      // No file may grow beyond 150 KB: for SQLite the same as a disk that is full.
      const { status, stderr } = spawnSync(
        '/bin/sh',
        ['-c', 'ulimit -f 300; exec "$0" "$@"', process.execPath, COMMAND],
        { cwd: project.directory, env: commandEnvironment({}), encoding: 'utf8' },
      );
      expect(stderr).toMatch(/^warning ZT2203: The history cannot be written/);
      expect(status).toBe(0);
      const { stdout } = await project.run(['history'], { records: false });
      expect(stdout).toMatch(/^1 run remembered/);
      expect((await project.run([])).stderr).toBe('');
    },
  );

  test('loses no more than the run that was killed while it was written', async () => {
    using project = createProject({ 'a.test.ts': many });
    for (let delay = 0; delay <= 40; delay += 5) {
      const child = spawn(process.execPath, [COMMAND], {
        cwd: project.directory,
        env: commandEnvironment({}),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((done) => {
        child.on('close', done);
        // The last line is followed by the history: a few milliseconds, then a few more.
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          if (text.includes('Time:')) setTimeout(() => child.kill('SIGKILL'), delay);
        });
      });
    }
    expect((await project.run([])).stderr).toBe('');
    using db = database(project);
    expect(db.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const counts = db
      .prepare('select passed, (select count(*) from results where run = id) as results from runs')
      .all();
    expect(counts.length).toBeGreaterThan(0);
    for (const { passed, results } of counts) expect([passed, results]).toEqual([3000, 3000]);
  });

  test('that is damaged within begins anew', async () => {
    using project = createProject({ 'a.test.ts': many });
    await project.run([]);
    {
      using db = database(project);
      db.exec('pragma wal_checkpoint(truncate)');
    }
    const file = path.join(project.directory, '.ztest/history.db');
    const bytes = fs.readFileSync(file);
    bytes.fill(0x5a, 8192, bytes.length - 4096);
    fs.writeFileSync(file, bytes);
    const { exitCode, stderr } = await project.run([]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^warning ZT2201: The history was broken and begins anew/);
    expect((await project.run([])).stderr).toBe('');
  });

  test('says that it was damaged when a test fails, too, which asks it', async () => {
    using project = createProject({ 'a.test.ts': passing });
    await project.run([]);
    for (const end of ['-wal', '-shm'])
      fs.rmSync(path.join(project.directory, `.ztest/history.db${end}`), { force: true });
    project.write({
      '.ztest/history.db': 'no database',
      'a.test.ts': `import { test } from 'ztest';\ntest('a', () => { throw new Error('no'); });\n`,
    });
    const { exitCode, stderr } = await project.run([]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/warning ZT2201: The history was broken and begins anew/);
    expect(testsIn(project)).toEqual(['a.test.ts 1']);
  });

  test('does without git', async () => {
    using project = createProject({ 'a.test.ts': passing });
    git(project.directory, 'init', '-q');
    const { stderr } = await project.run([], { env: { PATH: path.dirname(process.execPath) } });
    expect(stderr).toBe('');
    expect(testsIn(project)).toEqual(['a.test.ts 1']);
  });

  test('knows the commit of a shallow clone', async () => {
    using origin = createProject({ 'a.test.ts': passing, '.gitignore': '.ztest\n' });
    git(origin.directory, 'init', '-q', '-b', 'main');
    for (const message of ['one', 'two']) {
      git(origin.directory, 'add', '.');
      git(origin.directory, 'commit', '-q', '--allow-empty', '-m', message);
    }
    using project = createProject({});
    fs.rmSync(path.join(project.directory, 'package.json'));
    git(project.directory, 'clone', '-q', '--depth', '1', `file://${origin.directory}`, '.');
    const head = git(project.directory, 'rev-parse', 'HEAD');
    for (const _ of [1, 2]) expect((await project.run([])).stderr).toBe('');
    using db = database(project);
    expect(db.prepare('select commit_hash, branch from runs').all()).toEqual(
      Array(2).fill({ commit_hash: head, branch: 'main' }),
    );
  });

  test('goes on when the commit of the last run is gone', async () => {
    using project = createProject({ 'a.test.ts': passing, '.gitignore': '.ztest\n' });
    const { directory } = project;
    git(directory, 'init', '-q');
    git(directory, 'add', '.');
    git(directory, 'commit', '-q', '-m', 'one');
    await project.run([]);
    git(directory, 'mv', 'a.test.ts', 'b.test.ts');
    git(directory, 'commit', '-q', '--amend', '-m', 'other');
    git(directory, 'reflog', 'expire', '--expire=now', '--all');
    git(directory, 'gc', '-q', '--prune=now');
    expect((await project.run([])).stderr).toBe('');
    expect(testsIn(project)).toEqual(['a.test.ts 1', 'b.test.ts 1']);
  });

  test('follows a file that has another name on another branch, there and back', async () => {
    using project = createProject({ 'cart.test.ts': passing, '.gitignore': '.ztest\n' });
    const { directory } = project;
    git(directory, 'init', '-q', '-b', 'main');
    git(directory, 'add', '.');
    git(directory, 'commit', '-q', '-m', 'one');
    await project.run([]);
    git(directory, 'checkout', '-q', '-b', 'renaming');
    git(directory, 'mv', 'cart.test.ts', 'basket.test.ts');
    git(directory, 'commit', '-q', '-m', 'two');
    await project.run([]);
    expect(testsIn(project)).toEqual(['basket.test.ts 2']);
    git(directory, 'checkout', '-q', 'main');
    await project.run([]);
    expect(testsIn(project)).toEqual(['cart.test.ts 3']);
  });
});

test('a run in which a test looked for a file of an impossible name is recorded', async () => {
  using project = createProject({
    'a.test.ts': `import fs from 'node:fs';
import { test } from 'ztest';
test('a', () => { fs.existsSync('x'.repeat(300)); });
`,
  });
  const run = await project.run([]);
  expect(run.stderr).not.toContain('ZT2203');
  expect(testsIn(project)).toEqual(['a.test.ts 1']);
});
