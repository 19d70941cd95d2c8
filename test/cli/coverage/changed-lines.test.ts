import { expect, suite, test } from 'ztest';
import { commitAll } from '../../support/repository.ts';
import { createProject } from '../../support/run-project.ts';

const before = `export function sign(n: number): string {
  if (n < 0) {
    return 'minus';
  }
  return 'plus';
}
`;
const after = before.replace(
  "    return 'minus';\n",
  "    const minus = 'minus';\n    return minus;\n",
);

suite('--coverage.changed', { timeout: '60s' }, () => {
  const files = {
    '.gitignore': '.ztest\n',
    'src/sign.ts': before,
    'a.test.ts': `import { test } from 'ztest';\nimport { sign } from './src/sign.ts';\ntest('plus', () => { sign(1); });\n`,
  };

  test('tells which of the changed lines did not run', async () => {
    using project = createProject(files);
    commitAll(project);
    project.write({
      'src/sign.ts': after,
      'src/new.ts': 'export const a = 1;\nexport const b = () => 2;\n',
      'b.test.ts': `import { test } from 'ztest';\nimport './src/new.ts';\ntest('loads', () => {});\n`,
    });
    const { stdout, exitCode } = await project.run(['--coverage.changed', 'main']);
    expect(stdout).toContain(
      'Changed lines since main: 2 of 4 ran (50%), not these:\n  src/sign.ts: 3-4\n',
    );
    expect(exitCode).toBe(0);
    project.write({ 'ztest.toml': '[coverage.thresholds]\nchanged = 80\n' });
    const failing = await project.run(['--coverage']);
    expect(failing.exitCode).toBe(1);
    expect(failing.stderr).toContain('ZT2104: 50% of the changed lines ran, and 80% must.');
  });

  test('says so when git knows no such commit', async () => {
    using project = createProject(files);
    const { stderr, exitCode } = await project.run(['--coverage.changed=nowhere']);
    expect(stderr).toContain('ZT2105: Which lines have changed since nowhere cannot be told');
    expect(exitCode).toBe(1);
  });
});
