/** Databases of `node:sqlite`: which file a test reads there, past the functions of `fs`. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';
import { affectedIn } from './support.ts';

function testOf(body: string): string {
  return `import { DatabaseSync } from 'node:sqlite'; import { expect, test } from 'ztest';\ntest('one', () => { ${body} });`;
}

function projectWithDatabase(): Project {
  const project = createProject({
    'reads.test.ts': testOf(
      `const db = new DatabaseSync('data.db'); expect(db.prepare('select n from t').get()?.n).toBe(1); db.close();`,
    ),
    'memory.test.ts': testOf(
      `const db = new DatabaseSync(':memory:'); db.exec('create table t (n)'); db.close();`,
    ),
    'attaches.test.ts': testOf(
      `const db = new DatabaseSync(':memory:'); db.exec("attach 'data.db' as other"); db.close();`,
    ),
    'other.ts': 'export const other = 1;',
  });
  write(project, 'create table t (n); insert into t values (1)');
  return project;
}

function write(project: Project, sql: string): void {
  const db = new DatabaseSync(path.join(project.directory, 'data.db'));
  db.exec(sql);
  db.close();
}

test('what a test reads there affects it, and nothing else', { timeout: '60s' }, async () => {
  using project = projectWithDatabase();
  expect((await project.run()).exitCode).toBe(0);
  expect(await affectedIn(project)).toEqual([]);
  project.write({ 'other.ts': 'export const other = 2;' });
  expect(await affectedIn(project)).toEqual([expect.stringContaining('attaches.test.ts')]);
  await project.run();
  write(project, 'insert into t values (2)');
  expect(await affectedIn(project)).toEqual([
    expect.stringContaining('attaches.test.ts'),
    expect.stringMatching(/^reads\.test\.ts: .*data\.db/),
  ]);
});

test('a test that writes to one is never taken from the cache', { timeout: '60s' }, async () => {
  using project = createProject({
    'writes.test.ts': testOf(
      `const db = new DatabaseSync('out.db'); db.exec('create table if not exists t (n); insert into t values (1)'); db.close();`,
    ),
  });
  await project.run();
  await project.run();
  expect((await project.run(['--cached'])).stdout).not.toContain('cached');
});
