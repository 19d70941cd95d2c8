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
  'src/unused.ts': 'export const unused = () => 1;\n',
  'src/types.ts': 'export interface Only { readonly types: true }\n',
  'sign.test.ts': `import { expect, test } from 'ztest';
import { sign } from './src/sign.ts';
test('plus', () => { expect(sign(1)).toBe('plus'); });
test('zero', () => { expect(sign(0)).toBe('zero'); });
`,
};

suite('--coverage', { timeout: '60s' }, () => {
  test('shows what ran of the files that tests load', async () => {
    using project = createProject(files);
    const { stdout, exitCode } = await project.run(['--coverage']);
    expect(stdout).toMatch(/sign\.ts +\| +66\.66 +\| +75 +\| +100 +\| +66\.66 +\| 3/);
    expect(stdout).not.toContain('unused.ts');
    expect(stdout).not.toMatch(/sign\.test\.ts +\|/);
    expect(exitCode).toBe(0);
  });

  test('shows files that no test loads, where globs name them', async () => {
    using project = createProject({ ...files, 'ztest.toml': '[coverage]\ninclude = ["src/**"]\n' });
    const { stdout } = await project.run(['--coverage']);
    expect(stdout).toMatch(/unused\.ts +\| +0 +\| +100 +\| +0 +\| +0 +\| 1/);
    expect(stdout).not.toContain('types.ts');
  });

  test('writes the reports that machines read', async () => {
    using project = createProject({
      ...files,
      'ztest.toml': `[coverage]
enabled = true
report = ["lcov", "json", "json-summary", "cobertura", "clover", "html", "text-summary", "teamcity"]
`,
    });
    const { stdout } = await project.run();
    expect(stdout).toContain('Statements   : 66.66% ( 2/3 )');
    expect(stdout).toContain('##teamcity[');
    expect(project.read('coverage/lcov.info')).toContain('DA:3,0\nDA:5,1\n');
    const json: unknown = JSON.parse(project.read('coverage/coverage-final.json'));
    expect(Object.values(Object(json))).toEqual([
      expect.objectContaining({ s: { 0: 1, 1: 0, 2: 1 } }),
    ]);
    for (const file of [
      'coverage-summary.json',
      'cobertura-coverage.xml',
      'clover.xml',
      'index.html',
      'base.css',
    ])
      expect(project.has(`coverage/${file}`)).toBe(true);
  });

  test('fails below a threshold, and says what is missing', async () => {
    using project = createProject({
      ...files,
      'ztest.toml':
        '[coverage.thresholds]\nlines = 90\nfunctions = 100\n[coverage.thresholds."src/far/**"]\nbranches = -1\n',
      'src/far/away.ts': 'export const away = () => (Math.random() > 2 ? 1 : 2);\n',
      'far.test.ts': `import './src/far/away.ts';\nimport { test } from 'ztest';\ntest('far', () => {});\n`,
    });
    const { stderr, exitCode } = await project.run(['--coverage']);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(`error ZT2101: 66.66% of the lines of all files ran, and 90% must.
  Most is missing in src/sign.ts (1 of 3).
error ZT2101: 2 branches of src/far/** did not run, and at most 1 may.
  Most is missing in src/far/away.ts (2 of 2).
`);
  });

  test('positions of failures are those of the source', async () => {
    using project = createProject({
      'src/fails.ts': `export const fails = (a: number, b = a || 1) => { if (a) { throw new Error(\`\${a && b}\`); } };\n`,
      'a.test.ts': `import { test } from 'ztest';
import { fails } from './src/fails.ts';
test('a', () => { fails(1); });
`,
    });
    const stackOf = async (args: readonly string[]): Promise<unknown> =>
      (await project.run(args)).events.flatMap((event) =>
        event.type === 'test-finished' ? event.errors.map(({ stack }) => stack) : [],
      );
    expect(await stackOf(['--coverage'])).toEqual(await stackOf([]));
  });
});
