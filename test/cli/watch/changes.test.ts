import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';
import { watchProject } from '../../support/watch-project.ts';

const files = {
  'src/lexer.ts': `export function parse(text: string): string[] { return text.split(' '); }\n`,
  'src/lexer.test.ts': `import { expect, test } from 'ztest';
import { parse } from './lexer.ts';
test('parses', () => { expect(parse('a b')).toEqual(['a', 'b']); });
`,
  'src/other.test.ts': `import { test } from 'ztest';\ntest('other', () => {});\n`,
};
const broken = files['src/lexer.ts'].replace(`' '`, `','`);
const waiting = 'Waiting for changes';

suite('watch mode', { timeout: '2m' }, () => {
  test('runs all, then what a change affects, and says why', async () => {
    using watch = watchProject(files);
    expect(await watch.until(waiting)).toContain('Tests: 2 passed, 0 failed');
    watch.project.write({ 'src/lexer.ts': broken });
    expect(await watch.until(waiting)).toMatch(
      /\n1 test, because `parse\(\)` in src\/lexer\.ts changed[^]*Tests: 0 passed, 1 failed/,
    );
    watch.project.write({ 'src/lexer.ts': files['src/lexer.ts'] });
    expect(await watch.until(waiting)).toMatch(/1 test, because [^]*Tests: 1 passed, 0 failed/);
    watch.kill('SIGTERM');
    expect(await watch.ended).toEqual({ exitCode: 130, left: [] });
  });

  test('files that somebody makes for a moment are no reason', async () => {
    using watch = watchProject(files);
    await watch.until(waiting);
    const at = (name: string): string => join(watch.project.directory, 'src', name);
    // As `sed -i` and many editors do it.
    writeFileSync(at('sedTmp1'), broken);
    renameSync(at('sedTmp1'), at('lexer.ts'));
    expect(await watch.until(waiting)).toContain(
      '1 test, because `parse()` in src/lexer.ts changed\n',
    );
  });

  test('follows test files that come, move and go', async () => {
    using watch = watchProject(files);
    await watch.until(waiting);
    watch.project.write({
      'src/new.test.ts': `import { test } from 'ztest';\ntest('new', () => {});\ntest('newer', () => {});\n`,
    });
    expect(await watch.until(waiting)).toMatch(/src\/new\.test\.ts \(2 tests\)[^]*Files: 1\n/);
    const at = (name: string): string => join(watch.project.directory, 'src', name);
    renameSync(at('new.test.ts'), at('renamed.test.ts'));
    expect(await watch.until(waiting)).toMatch(/src\/renamed\.test\.ts \(2 tests\)[^]*Files: 1\n/);
    rmSync(at('renamed.test.ts'));
    watch.project.write({ 'src/lexer.ts': broken });
    expect(await watch.until(waiting)).not.toContain('renamed.test.ts (');
  });

  test('runs what failed first', async () => {
    const source = (title: string, body: string): string =>
      `import { expect, test } from 'ztest';\nimport { n } from './n.ts';\ntest('${title}', () => { ${body} });\n`;
    using watch = watchProject(
      {
        'n.ts': 'export const n: number = 1;\n',
        'a.test.ts': source('a', 'void n;'),
        'z.test.ts': source('z', 'expect(n).toBe(2)'),
      },
      ['--workers=1'],
    );
    await watch.until(waiting);
    watch.project.write({ 'n.ts': 'export const n: number = 3;\n' });
    const output = await watch.until(waiting);
    expect(output.indexOf('z.test.ts (')).toBeLessThan(output.indexOf('a.test.ts ('));
  });

  test('ends a run that is stale, and what it has not run runs with what the change affects', async () => {
    using watch = watchProject(
      {
        ...files,
        'slow.test.ts': `import { spawn } from 'node:child_process';
import { test } from 'ztest';
test('waits', { timeout: '1h' }, async () => {
  spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e8)']);
  process.stdout.write('started\\n');
  if (globalThis.process.env.FAST === undefined) await new Promise(() => {});
});
`,
      },
      ['--workers=2', '-t', 'waits|parses'],
    );
    await watch.until('started');
    watch.project.write({ 'src/lexer.ts': broken });
    const output = await watch.until('started');
    expect(output).toMatch(/because .*src\/lexer\.ts changed/);
    expect(output).not.toContain('Tests:');
    watch.kill('SIGINT');
    watch.kill('SIGINT');
    expect((await watch.ended).left).toEqual([]);
  });

  test('starts anew with the settings of a changed configuration, and survives a broken one', async () => {
    using watch = watchProject({
      ...files,
      'ztest.config.ts': `export default { env: { GREETING: 'hello' } };\n`,
      'env.test.ts': `import { test } from 'ztest';\ntest('says', () => { console.log('it says', process.env.GREETING); });\n`,
    });
    await watch.until('it says hello');
    await watch.until(waiting);
    watch.project.write({ 'ztest.config.ts': `export default { env: { GREETING: 'bye' } };\n` });
    await watch.until('All tests, because ztest.config.ts changed');
    await watch.until('it says bye');
    await watch.until(waiting);
    watch.project.write({ 'ztest.config.ts': `export default { env: {` });
    await watch.until(/error ZT\d+/);
    watch.project.write({ 'ztest.config.ts': `export default { env: { GREETING: 'again' } };\n` });
    await watch.until('it says again');
  });

  test('--changed begins with what has changed since the tests ran last, or since a commit', async () => {
    using project = createProject(files);
    await project.run([]);
    project.write({ 'src/lexer.ts': broken });
    using watch = watchProject({}, ['--changed'], { project });
    expect(await watch.until(waiting)).toMatch(/Tests: 0 passed, 1 failed/);
    watch.project.write({ 'src/lexer.ts': files['src/lexer.ts'] });
    expect(await watch.until(waiting)).toMatch(/Tests: 1 passed, 0 failed/);
  });

  test('says when a change affects nothing', async () => {
    using watch = watchProject({ ...files, 'src/unused.ts': '' });
    await watch.until(waiting);
    watch.project.write({ 'src/unused.ts': 'export {};' });
    await watch.until('src/unused.ts changed: no test is affected.');
  });

  test('follows modules of other packages of a workspace', async () => {
    using watch = watchProject(
      {
        'package.json': '{ "workspaces": ["packages/*"], "type": "module" }',
        'packages/b/package.json': '{ "name": "b", "type": "module" }',
        'packages/b/src/b.ts': 'export const b: number = 1;\n',
        'packages/a/package.json': '{ "name": "a", "type": "module" }',
        'packages/a/ztest.config.ts': 'export default {};\n',
        'packages/a/a.test.ts': `import { expect, test } from 'ztest';
import { b } from '../b/src/b.ts';
test('a', () => { expect(b).toBe(1); });
`,
      },
      [],
      { cwd: 'packages/a' },
    );
    await watch.until(waiting);
    watch.project.write({ 'packages/b/src/b.ts': 'export const b: number = 2;\n' });
    await watch.until('Tests: 0 passed, 1 failed');
  });

  test('what is run part by part is one run of the history', async () => {
    using watch = watchProject(files);
    await watch.until(waiting);
    for (const more of ['.slice()', '.slice(0)', '.concat()']) {
      watch.project.write({ 'src/lexer.ts': files['src/lexer.ts'].replace(`' ')`, `' ')${more}`) });
      await watch.until(waiting);
    }
    watch.kill('SIGTERM');
    await watch.ended;
    const { stdout } = await watch.project.run(['history', '--trend', '--json'], {
      records: false,
    });
    const { runs } = JSON.parse(stdout) as { runs: readonly { scope: string }[] };
    expect(runs.map(({ scope }) => scope)).toEqual(['all', 'files']);
  });

  test('warm processes follow imports that lead elsewhere, nowhere, or have to be waited for', async () => {
    using watch = watchProject({
      'money/index.ts': 'export const money: number = 1;\n',
      'a.test.ts': `import { expect, test } from 'ztest';
import { money } from './money';
test('a', async () => {
  const { rate } = await import('./rate.ts').catch(() => ({ rate: 0 }));
  expect([money, rate]).toEqual([1, 0]);
});
`,
    });
    const { project, until } = watch;
    const at = (name: string): string => join(project.directory, name);
    await until('Tests: 1 passed');
    await until(waiting);
    project.write({ 'money.ts': 'export const money: number = 2;\n' });
    expect(await until(waiting)).toContain('Tests: 0 passed, 1 failed');
    rmSync(at('money.ts'));
    expect(await until(waiting)).toContain('Tests: 1 passed');
    project.write({ 'money/index.ts': 'export const money: number = await Promise.resolve(1);\n' });
    expect(await until(waiting)).toContain('Tests: 1 passed');
    project.write({ 'rate.ts': 'export const rate: number = 1;\n' });
    expect(await until(waiting)).toContain('Tests: 0 passed, 1 failed');
    rmSync(at('rate.ts'));
    expect(await until(waiting)).toContain('Tests: 1 passed');
    rmSync(at('money/index.ts'));
    expect(await until(waiting)).toContain('Files: 1 (1 failed)');
  });

  test('what could not be loaded runs again when the edit is taken back', async () => {
    using watch = watchProject(files);
    await watch.until(waiting);
    for (const file of ['src/lexer.ts', 'src/lexer.test.ts'] as const) {
      watch.project.write({ [file]: `${files[file]} {{{` });
      expect(await watch.until(waiting)).toContain('Files: 1 (1 failed)');
      watch.project.write({ [file]: files[file] });
      expect(await watch.until(waiting)).toContain('Tests: 1 passed, 0 failed');
    }
  });
});
