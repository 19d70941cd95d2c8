import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject, type Project, type RunOptions } from '../../support/run-project.ts';

const bisect = async (
  project: Project,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ text: string; exitCode: number | null }> => {
  const { stdout, stderr, exitCode } = await project.run(['bisect', '--git', ...args], {
    records: false,
    ...options,
  });
  return { text: stdout + stderr, exitCode };
};

function git(project: Project, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=ann', '-c', 'user.email=a@example.com'];
  const own = [...identity, '-c', 'commit.gpgsign=false'];
  const options = { cwd: project.directory, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync('git', [...own, ...args], options);
}

function commit(project: Project, subject: string, files: Readonly<Record<string, string>>): void {
  project.write(files);
  git(project, 'add', '.');
  git(project, 'commit', '-q', '-m', subject);
}

const base = {
  '.gitignore': '.ztest\nnode_modules\n',
  'one.ts': 'export const one = 1;\n',
  'a.test.ts': `import { expect, test } from 'ztest';
import { one } from './one.ts';
test('adds', () => { expect(one).toBe(1); });
test('fine', () => {});
`,
};

/** The fifth of eight further commits breaks the test; the others change another file. */
function repository(files: Readonly<Record<string, string>> = {}): Project {
  const project = createProject({ ...base, ...files });
  git(project, 'init', '-q', '-b', 'main');
  commit(project, 'begin', {});
  return project;
}

function eightCommits(project: Project, special: Readonly<Record<number, string>> = {}): void {
  for (let n = 1; n <= 8; n++) {
    const one = special[n] ?? (n === 5 ? 'export const one = 2;\n' : undefined);
    commit(project, `change ${n}`, {
      'other.ts': `${n}`,
      ...(one !== undefined && { 'one.ts': one }),
    });
  }
}

suite('ztest bisect --git', { timeout: '240s' }, () => {
  test('finds the commit since which a test fails, and leaves everything as it was', async () => {
    using project = repository();
    await project.run([]);
    eightCommits(project);
    project.write({ 'untracked.txt': 'mine', 'other.ts': 'changed' });
    const before = [git(project, 'status', '--porcelain'), git(project, 'rev-parse', 'HEAD')];
    const { text, exitCode } = await bisect(project, ['a.test.ts:3']);
    expect(text).toMatch(
      /^a.test.ts › adds fails since:\n {2}[0-9a-f]{12} change 5\n {2}ann, \d{4}-\d\d-\d\d\n\n {2}What it changed of what the test runs:\n {4}diff --git a\/one.ts b\/one.ts\n[^]*\n {4}-export const one = 1;\n {4}\+export const one = 2;\n\nFound in [56] runs, in a working tree of its own; yours is as it was.\n/,
    );
    expect(text).toMatch(/\n {2}✗ [0-9a-f]{9} change 8\n {2}✓ [0-9a-f]{9} begin\n/);
    expect(text).not.toMatch(/\+5$/m);
    expect(exitCode).toBe(0);
    const after = [git(project, 'status', '--porcelain'), git(project, 'rev-parse', 'HEAD')];
    expect(after).toEqual(before);
    expect(git(project, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(git(project, 'for-each-ref', 'refs/bisect')).toBe('');
  });

  test('passes over commits at which the test cannot run', async () => {
    using project = repository();
    eightCommits(project, { 3: 'export const = ;\n', 4: 'export const one = 1; // mended\n' });
    const { text } = await bisect(project, ['adds', '--good', 'HEAD~8', '--json']);
    const answer = JSON.parse(text.slice(text.indexOf('{\n'), text.lastIndexOf('}') + 1));
    expect(answer).toMatchObject({ found: true, subject: 'change 5', author: 'ann' });
    using broken = repository();
    eightCommits(broken, { 4: 'export const = ;\n' });
    const skipped = await bisect(broken, ['adds', '--good', 'HEAD~8']);
    expect(skipped.text).toMatch(
      / cannot be run at the commits that are left:\n( {2}[0-9a-f]{9}\n){2}/,
    );
    expect(skipped.text).toMatch(/○ [0-9a-f]{9} change 4 {2}cannot be told: /);
    expect(skipped.exitCode).toBe(1);
  });

  test('takes packages of the workspace from the same commit, all others as they are installed', async () => {
    using project = repository({
      'packages/own/package.json': '{ "name": "own", "type": "module", "exports": "./one.js" }',
      'packages/own/one.js': 'export const one = 1;\n',
      'a.test.ts': base['a.test.ts'].replace('./one.ts', 'own'),
    });
    project.write({
      'node_modules/pack/package.json': '{ "name": "pack", "main": "i.js" }',
      'node_modules/pack/i.js': '',
    });
    symlinkSync('../packages/own', path.join(project.directory, 'node_modules', 'own'), 'dir');
    for (let n = 1; n <= 3; n++)
      commit(project, `change ${n}`, {
        'packages/own/one.js': `export const one = ${n < 2 ? 1 : 2}; // ${n}\n`,
      });
    const { text } = await bisect(project, ['adds', '--good=HEAD~3']);
    expect(text).toMatch(/ fails since:\n {2}[0-9a-f]{12} change 2\n/);
  });

  test('says what is missing, and what to do', async () => {
    using project = createProject(base);
    expect((await bisect(project, ['adds'])).text).toMatch(/ZT2410/);
    git(project, 'init', '-q', '-b', 'main');
    expect((await bisect(project, ['adds'])).text).toMatch(/ZT2411: The repository has no commits/);
    commit(project, 'first', {});
    expect((await bisect(project, ['adds'])).text).toMatch(/ZT2414: It is not remembered/);
    await project.run([]);
    expect((await bisect(project, ['adds'])).text).toMatch(/ZT2414: No commit at which/);
    commit(project, 'second', { 'other.ts': '' });
    expect((await bisect(project, ['adds', '--good=nowhere'])).text).toMatch(/ZT2411.*"nowhere"/);
    expect((await bisect(project, ['adds', '--good=HEAD', '--bad=HEAD~1'])).text).toMatch(/ZT2413/);
    expect((await bisect(project, ['nobody'])).text).toMatch(/ZT2313/);
    expect((await bisect(project, [])).text).toMatch(/ZT2209/);
    project.write({ 'one.ts': 'export const one = 2;\n' });
    expect((await bisect(project, ['adds'])).text).toMatch(
      / passes at the last commit: what makes it fail is not committed/,
    );
    commit(project, 'third', {});
    expect((await bisect(project, ['adds', '--good=HEAD~1', '--bad=HEAD'])).text).toMatch(/third/);
    commit(project, 'fourth', { 'other.ts': '4' });
    expect((await bisect(project, ['adds', '--good=HEAD~1'])).text).toMatch(
      / fails at the good commit, too/,
    );
  });

  test('says that a clone is a shallow one', async () => {
    using origin = repository();
    eightCommits(origin);
    using clone = createProject({});
    for (const name of readdirSync(clone.directory)) rmSync(path.join(clone.directory, name));
    git(clone, 'clone', '-q', '--depth=2', `file://${origin.directory}`, '.');
    const first = git(origin, 'rev-parse', 'HEAD~8').trim();
    expect((await bisect(clone, ['adds', '--good', first])).text).toMatch(/ZT2412.*shallow/);
  });

  test('leaves nothing behind when it is interrupted', async () => {
    using project = repository({
      'a.test.ts': `import { test } from 'ztest';
test('adds', { timeout: 0 }, async () => { await new Promise((done) => setTimeout(done, 1e6)); });
`,
    });
    commit(project, 'second', { 'other.ts': '' });
    const running = project.run(['bisect', '--git', 'adds', '--good=HEAD~1'], { records: false });
    const list = (): string => git(project, 'worktree', 'list');
    while (!list().includes('ztest-bisect-')) await new Promise((done) => setTimeout(done, 50));
    const [, pid = ''] = /ztest-bisect-(\d+)-/.exec(list()) ?? [];
    process.kill(Number(pid), 'SIGINT');
    const { exitCode, leftProcesses } = await running;
    expect(exitCode).toBe(130);
    expect(leftProcesses).toEqual([]);
    expect(list()).not.toContain('ztest-bisect-');
  });
});
