import { expect, suite, test } from 'ztest';
import { commitAll } from '../../support/repository.ts';
import { createProject, type Project } from '../../support/run-project.ts';

const files = {
  '.gitignore': '.ztest\nnode_modules\n',
  'one.ts': 'export const one = 1;\n',
  'other.ts': 'export const other = 1;\n',
  'data.json': '{ "is": 1 }\n',
  'a.test.ts': `import fs from 'node:fs';
import { expect, test } from 'ztest';
import { one } from './one.ts';
test('adds', () => { expect(one).toBe(JSON.parse(fs.readFileSync('data.json', 'utf8')).is); });
`,
};

const history = async (project: Project, ...args: readonly string[]): Promise<string> =>
  (await project.run(['history', 'adds', ...args], { records: false })).stdout;

suite('a test that fails', { timeout: '60s' }, () => {
  test('says at which commit it passed, and what has changed of what it runs', async () => {
    using project = createProject(files);
    commitAll(project);
    await project.run([]);
    project.write({ 'one.ts': 'export const one = 2;\n', 'other.ts': 'export const other = 2;\n' });
    commitAll(project);
    const first = await project.run([]);
    expect(first.stdout).toMatch(
      /1\) a.test.ts › adds\n {3}passed last in run 1 \(commit [0-9a-f]{9}\); what has changed since: npx ztest history 'a.test.ts › adds'\n/,
    );
    const again = await project.run([]);
    expect(again.stdout).toMatch(
      /\n {3}failing since run 2 \(commit [0-9a-f]{9}\), passed last in run 1 \(commit [0-9a-f]{9}\); what has changed: npx/,
    );
    const text = await history(project);
    expect(text).toMatch(
      /\n {2}passed last in run 1 at [0-9a-f]{9}\n {2}what it runs was changed by 1 commit:\n {4}[0-9a-f]+ first\n {4}diff --git a\/one.ts b\/one.ts\n[^]*\n {4}-export const one = 1;\n {4}\+export const one = 2;\n$/,
    );
    expect(text).not.toContain('other.ts');
    const [{ changes }] = JSON.parse(await history(project, '--json')).tests;
    expect(changes).toMatchObject({ files: ['one.ts'], commits: [{ subject: 'first' }] });
  });

  test('compares with the files where nothing was committed, data files too', async () => {
    using project = createProject(files);
    commitAll(project);
    await project.run([]);
    project.write({ 'data.json': '{ "is": 2 }\n' });
    await project.run([]);
    expect(await history(project)).toMatch(
      /what it runs was changed by what is not committed:\n {4}diff --git a\/data.json/,
    );
  });
});
