import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';

const files = {
  'src/sign.ts': `export function sign(n: number): string {
  if (n < 0) {
    return 'minus';
  }
  return n === 0 ? 'zero' : 'plus';
}
`,
  'src/far/away.ts': `export const away = () => (Math.random() > 2 ? 1 : 2);
export function parse(text: string): string {
  const trimmed = text.trim();

  // What is no code parts nothing.
  return trimmed;
}
`,
  'sign.test.ts': `import { expect, test } from 'ztest';
import { sign } from './src/sign.ts';
import './src/far/away.ts';
test('plus', () => { expect(sign(1)).toBe('plus'); });
test('zero', () => { expect(sign(0)).toBe('zero'); });
`,
};

suite('coverage.thresholds', { timeout: '60s' }, () => {
  test('say what is missing, and where most of it is', async () => {
    using project = createProject({
      ...files,
      'ztest.toml':
        '[coverage.thresholds]\nlines = 90\nfunctions = 100\n[coverage.thresholds."src/far/**"]\nbranches = -1\nstatements = 60\n',
    });
    const { stderr, exitCode } = await project.run(['--coverage']);
    expect(exitCode).toBe(1);
    expect(stderr)
      .toBe(`error ZT2101: Too little of all files ran: 66.66% of the lines, and 90% must (1 more).
  Most is missing in:
  src/sign.ts: 1 of 3 lines
    line 3
error ZT2101: Too little of src/far/** ran: 25% of the statements, and 60% must (2 more); 2 branches did not, and at most 1 may.
  Most is missing in:
  src/far/away.ts: 3 of 4 statements, 2 of 2 branches
    away (1), parse (2-7)
`);
  });

  test('of a glob that matches no file are a mistake, which is said', async () => {
    using project = createProject({
      ...files,
      'ztest.toml': '[coverage.thresholds."src/fra/**"]\nlines = 1\n',
    });
    const { stderr, exitCode } = await project.run(['--coverage']);
    expect(stderr).toContain('warning ZT2120: No file that is counted matches "src/fra/**"');
    expect(exitCode).toBe(0);
    // Of a part of the tests it says nothing.
    expect((await project.run(['--coverage', '-t', 'plus'])).stderr).toBe('');
  });

  test('hold of nothing, which is said, where coverage.include matches no file', async () => {
    using project = createProject({
      ...files,
      'ztest.toml': '[coverage]\ninclude = ["source/**"]\nthresholds = { lines = 90 }\n',
    });
    const { stderr, exitCode } = await project.run(['--coverage']);
    expect(stderr).toContain('warning ZT2124: No source file matches "source/**"');
    expect(exitCode).toBe(0);
  });

  test('that are misspelt are named', async () => {
    const messageOf = async (thresholds: string): Promise<string> => {
      using project = createProject({ ...files, 'ztest.toml': thresholds });
      const { stderr, exitCode } = await project.run(['--coverage'], { records: false });
      expect(exitCode).toBe(2);
      return stderr;
    };
    expect(await messageOf('[coverage.thresholds]\nlinse = 80\n')).toContain(
      'error ZT1023: Unknown key "coverage.thresholds.linse" in ztest.toml.\n  at ztest.toml:2:1\n  Did you mean "lines"?',
    );
    expect(await messageOf('[coverage.thresholds."src/**"]\nlinse = 80\n')).toContain(
      'Did you mean "lines"?',
    );
    expect(await messageOf('[coverage.thresholds]\nlines = 101\n')).toContain(
      '"coverage.thresholds.lines" must be a number up to 100, but it is 101.',
    );
  });

  test('of a kind of test count what its tests run alone', async () => {
    const config = `[types.unit]\nfolder = "unit"\ncoverage = { lines = 60 }\n[types.e2e]\nfolder = "e2e"\ncoverage = { lines = 60 }\n`;
    using project = createProject({
      'src/two.ts':
        'export function a(): number {\n  return 1;\n}\nexport function b(): number {\n  return 2;\n}\n',
      'unit/two.test.ts': `import { test } from 'ztest';\nimport { a, b } from '../src/two.ts';\ntest('both', () => { a(); b(); });\n`,
      'e2e/two.test.ts': `import { test } from 'ztest';\nimport { a } from '../src/two.ts';\ntest('one', () => { a(); });\n`,
      'ztest.toml': config,
    });
    const { stdout, stderr, exitCode } = await project.run(['--coverage']);
    expect(stdout).toMatch(/two\.ts +\| +100 +\|/);
    expect(stderr).toContain(
      'error ZT2101: Too little of all files, by the tests of the kind "e2e" alone, ran: 50% of the lines, and 60% must (1 more).\n  Most is missing in:\n  src/two.ts: 1 of 2 lines\n    b (4-6)\n',
    );
    expect(stderr).not.toContain('"unit"');
    expect(exitCode).toBe(1);

    const others = await project.run(['--coverage', 'unit']);
    expect([others.exitCode, others.stderr]).toEqual([0, '']);

    project.write({ 'ztest.toml': config.replace('folder = "e2e"\n', '') });
    const unknown = await project.run(['--coverage']);
    expect(unknown.stderr).toContain(
      'warning ZT2121: Which tests are of the kind "e2e" is not known',
    );
    expect(unknown.exitCode).toBe(0);
    project.write({ 'ztest.toml': config.replace('"e2e"\n', '"e2"\n') });
    const misspelt = await project.run(['--coverage']);
    expect(misspelt.stderr).toContain(
      '  There is no folder e2; name the one that they are in: types',
    );
  });
});
