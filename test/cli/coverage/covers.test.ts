import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';

const files = {
  'src/sign.ts': `import { log } from './log.ts';
export function sign(n: number): string {
  if (n < 0) {
    log('minus');
    return 'minus';
  }
  return n === 0
    ? 'zero'
    : 'plus';
}

export const far = (n: number) => n * 2;
`,
  'src/log.ts':
    'export const lines: string[] = [];\nexport const log = (line: string) => lines.push(line);\n',
  'sign.test.ts': `import { beforeAll, beforeEach, expect, test } from 'ztest';
import { far, sign } from './src/sign.ts';
beforeAll(() => { far(1); });
test('plus', () => { expect(sign(1)).toBe('plus'); });
test('zero', async () => { await Promise.resolve(); expect(sign(0)).toBe('zero'); });
test('minus', () => { expect(sign(-1)).toBe('minus'); });
test('nothing', () => {});
`,
};

const OTHER = "import { test } from 'ztest';\ntest('other', () => {});\n";

async function coversOf(project: Project, place: string): Promise<string> {
  const { stdout } = await project.run(['covers', place], { records: false });
  return stdout;
}

suite('ztest covers', { timeout: '60s' }, () => {
  test('names the tests that run a line', async () => {
    using project = createProject(files);
    await project.run(['--coverage']);
    expect(await coversOf(project, 'src/sign.ts:3')).toBe(
      'sign.test.ts › plus\nsign.test.ts › zero\nsign.test.ts › minus\n',
    );
    expect(await coversOf(project, 'src/sign.ts:4')).toBe('sign.test.ts › minus\n');
    // A line in the middle of a statement is part of it.
    expect(await coversOf(project, 'src/sign.ts:8')).toBe(
      'sign.test.ts › plus\nsign.test.ts › zero\n',
    );
    expect(await coversOf(project, 'src/sign.ts:12')).toBe(
      'sign.test.ts (while it is loaded)\nsign.test.ts (hooks of its suites)\n',
    );
  });

  test('keeps what did not run again, and forgets what is gone', async () => {
    using project = createProject({
      ...files,
      'other.test.ts': `import { test } from 'ztest';\nimport { sign } from './src/sign.ts';\ntest('other', () => { sign(-2); });\n`,
    });
    await project.run(['--coverage']);
    await project.run(['--coverage', '-t', 'plus']);
    expect(await coversOf(project, 'src/sign.ts:4')).toBe(
      'other.test.ts › other\nsign.test.ts › minus\n',
    );
    project.write({
      'sign.test.ts': files['sign.test.ts'].replace("'minus', () =>", "'less', () =>"),
    });
    await project.run(['--coverage', 'sign']);
    expect(await coversOf(project, 'src/sign.ts:4')).toBe(
      'other.test.ts › other\nsign.test.ts › less\n',
    );
  });

  suite('what a file has run again as before is not written again', () => {
    const project = (): Project =>
      createProject({
        ...files,
        'sign.test.ts': files['sign.test.ts'].replace(
          'sign(-1)',
          'sign(Number(process.env.SIGN ?? -1))',
        ),
        'other.test.ts': `import { test } from 'ztest';\nimport { sign } from './src/sign.ts';\ntest('other', () => { sign(-2); });\n`,
      });
    const both = 'other.test.ts › other\nsign.test.ts › minus\n';

    test('what is known stays as it is', async () => {
      using own = project();
      await own.run(['--coverage']);
      const kept = own.read('.ztest/coverage.bin');
      await own.run(['--coverage']);
      expect(own.read('.ztest/coverage.bin')).toBe(kept);
      expect(await coversOf(own, 'src/sign.ts:4')).toBe(both);
    });

    test('but when a test ran otherwise meanwhile, alone', async () => {
      using own = project();
      await own.run(['--coverage']);
      await own.run(['--coverage', '-t', 'minus'], { env: { SIGN: '1' } });
      expect(await coversOf(own, 'src/sign.ts:4')).toBe('other.test.ts › other\n');
      await own.run(['--coverage']);
      expect(await coversOf(own, 'src/sign.ts:4')).toBe(both);
    });

    test('but when its code was other code meanwhile', async () => {
      using own = project();
      await own.run(['--coverage']);
      for (const text of [`${files['src/sign.ts']}far(0);\n`, files['src/sign.ts']]) {
        own.write({ 'src/sign.ts': text });
        await own.run(['--coverage', 'other']);
        expect(await coversOf(own, 'src/sign.ts:4')).toMatch(/^other.test.ts › other\n(?!sign)/);
      }
      await own.run(['--coverage', 'sign']);
      expect(await coversOf(own, 'src/sign.ts:4')).toBe(both);
    });
  });

  test('a module that a test is the first to load is loaded for the file', async () => {
    using project = createProject({
      'src/lazy.ts': `import { log } from './log.ts';
log('loaded');
export function lazy(): number {
  return log('called');
}
await Promise.resolve();
log('late');
`,
      'src/log.ts': files['src/log.ts'],
      'a.test.ts': `import { test } from 'ztest';
test('first', async () => { (await import('./src/lazy.ts')).lazy(); });
test('second', async () => { (await import('./src/lazy.ts')).lazy(); });
`,
    });
    await project.run(['--coverage']);
    for (const line of [2, 7])
      expect(await coversOf(project, `src/lazy.ts:${line}`)).toBe(
        'a.test.ts (while it is loaded)\n',
      );
    expect(await coversOf(project, 'src/lazy.ts:4')).toBe(
      'a.test.ts › first\na.test.ts › second\n',
    );
  });

  test('says so when it does not know', async () => {
    using project = createProject(files);
    const ask = async (place: string): Promise<readonly [number | null, string]> => {
      const { exitCode, stderr } = await project.run(['covers', place], { records: false });
      return [exitCode, stderr.split('\n')[0] ?? ''];
    };
    expect(await ask('src/sign.ts:3')).toEqual([
      3,
      'warning ZT2102: No run has counted yet which code the tests run.',
    ]);
    await project.run(['--coverage']);
    expect(await ask('src/sign.ts:11')).toEqual([
      3,
      'warning ZT2102: Nothing on src/sign.ts:11 is counted.',
    ]);
    project.write({ 'src/idle.ts': 'export const idle = 1;\n' });
    expect(await ask('src/idle.ts:1')).toEqual([
      3,
      'warning ZT2102: No test has run any code of the file in src/idle.ts:1.',
    ]);
    expect(await ask('src/none.ts:1')).toEqual([2, 'error ZT1036: There is no file src/none.ts.']);
    expect(await ask('src/sign.ts')).toEqual([
      2,
      'error ZT1019: ztest covers needs one line of one file.',
    ]);
    project.write({ 'src/sign.ts': `\n${files['src/sign.ts']}` });
    expect(await ask('src/sign.ts:3')).toEqual([
      0,
      'warning ZT2103: src/sign.ts has changed since it was counted: other tests may run the line by now.',
    ]);
  });

  test('knows of them also when no test has run the code since', async () => {
    using project = createProject({ ...files, 'other.test.ts': OTHER });
    await project.run(['--coverage']);
    project.write({ 'src/sign.ts': files['src/sign.ts'].replace("log('minus')", "log('less')") });
    await project.run(['other', '--coverage.include', 'src/**']);
    const { stdout, stderr } = await project.run(['covers', 'src/sign.ts:4'], { records: false });
    expect(stdout).toBe('No test runs src/sign.ts:4.\n');
    expect(stderr).toContain('have been counted since: sign.test.ts.');
  });

  test('names test files that have not run since the code changed', async () => {
    using project = createProject({
      ...files,
      'other.test.ts': `import { test } from 'ztest';\nimport { sign } from './src/sign.ts';\ntest('other', () => { sign(-2); });\n`,
    });
    await project.run(['--coverage']);
    project.write({ 'src/sign.ts': files['src/sign.ts'].replace("log('minus')", "log('less')") });
    await project.run(['--coverage', 'sign.test']);
    const { stdout, stderr } = await project.run(['covers', 'src/sign.ts:4'], { records: false });
    expect([stdout, stderr.split('\n').slice(0, 2)]).toEqual([
      'sign.test.ts › minus\n',
      [
        'warning ZT2107: src/sign.ts has changed, and not all tests that ran it have been counted since: other.test.ts.',
        '  Run them again with: ztest --coverage other.test.ts',
      ],
    ]);
    await project.run(['--coverage', 'other']);
    expect(await coversOf(project, 'src/sign.ts:4')).toBe(
      'other.test.ts › other\nsign.test.ts › minus\n',
    );
  });

  test('follows lines that have moved since, and says which are new', async () => {
    using project = createProject(files);
    await project.run(['--coverage']);
    const before = files['src/sign.ts'];
    project.write({
      'src/sign.ts': `// one\n// two\n${before.replace("    return 'minus';", '    log(String(n));\n$&')}`,
    });
    expect(await coversOf(project, 'src/sign.ts:6')).toBe('sign.test.ts › minus\n');
    // New, in the function that three tests run.
    expect(await coversOf(project, 'src/sign.ts:7')).toBe(
      'sign.test.ts › plus\nsign.test.ts › zero\nsign.test.ts › minus\n',
    );
    const { exitCode, stderr } = await project.run(['covers', 'src/sign.ts:1'], { records: false });
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      3,
      'warning ZT2102: src/sign.ts:1 is new or has changed since the file was counted.',
    ]);
  });

  test('knows of each test what it knows of that test run alone', async () => {
    const titles = ['plus', 'zero', 'minus', 'nothing'];
    const linesOf = async (project: Project, title: string): Promise<readonly string[]> => {
      const lines: string[] = [];
      for (const place of ['src/sign.ts:2', 'src/sign.ts:4', 'src/sign.ts:7', 'src/log.ts:2'])
        if ((await coversOf(project, place)).includes(`› ${title}\n`)) lines.push(place);
      return lines;
    };
    using together = createProject(files);
    await together.run(['--coverage']);
    for (const title of titles) {
      using alone = createProject(files);
      await alone.run(['--coverage', '-t', `^${title}$`]);
      expect([title, await linesOf(alone, title)]).toEqual([title, await linesOf(together, title)]);
    }
  });
});
