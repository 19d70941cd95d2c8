import { chmodSync, statSync } from 'node:fs';
import path from 'node:path';
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
  'sign.test.ts': `import { test } from 'ztest';
import { sign } from './src/sign.ts';
test('plus', () => { sign(1); });
test('zero', () => { sign(0); });
`,
};

const script = `import { defineConfig } from 'ztest/config';

// lines: 10 is not what is meant
export default defineConfig({
  coverage: {
    enabled: true,
    thresholds: {
      autoUpdate: true,
      lines: 10, // for now
      'branches': -5,
      functions: 100,
      "src/**": { statements: 1_0.5 },
    },
  },
  profiles: { ci: { coverage: { thresholds: { autoUpdate: true, lines: 20 } } } },
});
`;

suite('coverage.thresholds.autoUpdate', { timeout: '60s' }, () => {
  test('raises the numbers of a program, and nothing else of it', async () => {
    using project = createProject({ ...files, 'src/b.ts': '', 'ztest.config.ts': script });
    const file = path.join(project.directory, 'ztest.config.ts');
    chmodSync(file, 0o640);
    const { stdout, exitCode } = await project.run();
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'Thresholds raised in ztest.config.ts: src/** statements from 10.5 to 66\n',
    );
    expect(project.read('ztest.config.ts')).toBe(script.replace('1_0.5', '66'));
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect((await project.run()).stdout).not.toContain('raised');
  });

  test('raises those of the profile that is used, and counts down what may be missing', async () => {
    const global = script.replace('      "src/**": { statements: 1_0.5 },\n', '');
    using project = createProject({ ...files, 'ztest.config.ts': global });
    expect((await project.run()).stdout).toContain(
      'raised in ztest.config.ts: branches from -5 to -1, lines from 10 to 66\n',
    );
    const raised = global.replace('10, // for', '66, // for').replace('-5', '-1');
    expect(project.read('ztest.config.ts')).toBe(raised);
    await project.run(['--profile', 'ci']);
    expect(project.read('ztest.config.ts')).toBe(raised.replace('lines: 20', 'lines: 66'));
  });

  test('raises those of a ztest.toml, in any of its forms', async () => {
    const forms = [
      '# kept\n[coverage.thresholds]\nautoUpdate = true\nlines = 10 # for now\n',
      'coverage.thresholds.autoUpdate = true\r\ncoverage . thresholds . "lines" = 10\r\n',
      '[coverage]\nthresholds = { lines = 10, autoUpdate = true }\n',
    ];
    for (const form of forms) {
      using project = createProject({ ...files, 'ztest.toml': form });
      await project.run(['--coverage']);
      expect(project.read('ztest.toml')).toBe(form.replace('10', '66'));
    }
  });

  test('changes nothing when a threshold, a test or a part is missing, or in CI', async () => {
    using project = createProject({ ...files, 'ztest.config.ts': script });
    const isUnchanged = async (...run: Parameters<typeof project.run>): Promise<boolean> => {
      const before = project.read('ztest.config.ts');
      await project.run(...run);
      return project.read('ztest.config.ts') === before;
    };
    expect(await isUnchanged(['sign.test.ts'])).toBe(false); // all that there is
    project.write({ 'ztest.config.ts': script });
    expect(await isUnchanged(['-t', 'plus'])).toBe(true);
    expect(await isUnchanged([], { env: { CI: 'true' } })).toBe(true);
    project.write({ 'b.test.ts': `import { test } from 'ztest';\ntest('b', () => { throw 1; });` });
    expect(await isUnchanged()).toBe(true);
    project.write({ 'b.test.ts': `import { test } from 'ztest';\ntest('b', () => {});` });
    project.write({ 'ztest.config.ts': script.replace('1_0.5', '1_0.5, lines: 90') });
    expect(await isUnchanged()).toBe(true);
    project.write({ 'ztest.config.ts': script });
    const asked = ['--coverage.thresholds.autoUpdate'];
    expect(await isUnchanged(asked, { env: { CI: 'true' } })).toBe(false);
  });

  test('changes nothing where a number is not written as one', async () => {
    const computed = script
      .replace('export default', 'const low = 10;\nexport default')
      .replace('1_0.5', 'low');
    using project = createProject({ ...files, 'ztest.config.ts': computed });
    const { stderr, exitCode } = await project.run();
    expect(stderr).toContain(
      'warning ZT2123: The thresholds in ztest.config.ts could not be raised: "src/**.statements" is not written there as a plain number.',
    );
    expect(project.read('ztest.config.ts')).toBe(computed);
    expect(exitCode).toBe(0);
  });
});
