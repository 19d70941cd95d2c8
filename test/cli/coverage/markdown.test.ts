import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';
import { commitAll } from '../../support/repository.ts';

const files = {
  '.gitignore': '.ztest\ncoverage\n',
  'src/a|b.ts': `export function sign(n: number): string {
  if (n < 0) {
    return 'minus';
  }
  return n === 0 ? 'zero' : 'plus';
}
`,
  'src/whole.ts': 'export const whole = 1;\n',
  'src/idle.ts': 'export function idle(): number {\n  const one = 1;\n  return one;\n}\n',
  'a.test.ts': `import { test } from 'ztest';
import { sign } from './src/a|b.ts';
import './src/whole.ts';
import './src/idle.ts';
test('plus', () => { sign(1); });
`,
};

async function markdownOf(project: Project, ...args: readonly string[]): Promise<string> {
  await project.run(['--coverage.report', 'markdown', ...args]);
  return project.read('coverage/coverage.md');
}

suite('the coverage report markdown', { timeout: '60s' }, () => {
  test('has the shares, and the worst files first', async () => {
    using project = createProject(files);
    expect(await markdownOf(project)).toBe(`## ✅ Coverage: 50% of the lines

| | ran | of | |
| :-- | --: | --: | --: |
| statements | 3 | 6 | 50% |
| branches | 2 | 4 | 50% |
| functions | 1 | 2 | 50% |
| lines | 3 | 6 | 50% |

<details><summary>2 of 3 files are not covered wholly</summary>

| file | lines | branches | functions | lines that did not run | and branches on |
| :-- | --: | --: | --: | :-- | :-- |
| src/idle.ts | 0% |  | 0% | 2-3 |  |
| src/a&#124;b.ts | 66.66% | 50% | 100% | 3 | 2, 5 |

</details>
`);
  });

  test('begins with the changed lines, and with what is below its threshold', async () => {
    using project = createProject(files);
    commitAll(project);
    project.write({
      'src/idle.ts': files['src/idle.ts'].replace('const one = 1', 'const one = 2'),
      'ztest.toml': '[coverage.thresholds]\nlines = 90\n',
    });
    expect(await markdownOf(project, '--coverage.changed', 'main')).toContain(
      `## ❌ Coverage: 50% of the lines

**Changed lines** since main: 0 of 1 ran (0%)

| file | changed lines that did not run |
| :-- | :-- |
| src/idle.ts | 2 |

- Too little of all files ran: 50% of the lines, and 90% must (3 more).

| | ran`,
    );
  });

  test('is added to the summary of a step where failures are reported to GitHub', async () => {
    using project = createProject({ ...files, 'summary.md': 'before\n' });
    const env = { GITHUB_STEP_SUMMARY: `${project.directory}/summary.md` };
    const flags = ['--coverage.report', 'markdown'];
    await project.run(flags, { env });
    expect(project.read('summary.md')).toBe('before\n');
    await project.run([...flags, '--report', 'github'], { env });
    expect(project.read('summary.md')).toContain('## ✅ Tests: 1 passed');
    expect(project.read('summary.md')).toContain('## ✅ Coverage: 50% of the lines');
  });

  test('is short enough for a comment, and says what it leaves out', async () => {
    const names = Array.from({ length: 1500 }, (_, i) => `src/a-long-name-of-a-file-${i}.ts`);
    using project = createProject({
      ...Object.fromEntries(names.map((name) => [name, 'export const f = () => 1;\n'])),
      'a.test.ts': `import { test } from 'ztest';\ntest('nothing', () => {});\n`,
    });
    const text = await markdownOf(project, '--coverage.include', 'src/**');
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.length).toBeGreaterThan(60_000);
    expect(text).toMatch(/\n\d+ more files: no room here\.\n\n<\/details>\n$/);
  });
});
