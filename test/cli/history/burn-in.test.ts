import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';

const steady = `import { test } from 'ztest';\ntest('steady', () => {});\n`;
/** Passes when the file runs in its own order, and in most others not. */
const ordered = `import { expect, test } from 'ztest';
let last = 0;
for (const n of [1, 2, 3]) test('number ' + n, () => { expect(++last).toBe(n); });
`;

suite('--burn-in', { timeout: '60s' }, () => {
  test('repeats what is new or has changed, and nothing else', async () => {
    using project = createProject({ 'a.test.ts': steady });
    const first = await project.run(['--burn-in=3']);
    expect(first.stderr).toBe('Burn-in: 1 new or changed test ran 3 more times: all passed.\n');
    expect((await project.run(['--burn-in'])).stderr).toBe(
      'Burn-in: no test is new or has changed.\n',
    );
    project.write({ 'b.test.ts': steady });
    expect((await project.run(['--burn-in', '2'])).stderr).toBe(
      'Burn-in: 1 new or changed test ran 2 more times: all passed.\n',
    );
  });

  test('fails the command where a repeat fails, and the history knows', async () => {
    using project = createProject({ 'a.test.ts': ordered });
    const { exitCode, stderr } = await project.run(['--burn-in']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^Burn-in: 3 new or changed tests ran 10 more times: 3 failed.\n {2}a.test.ts › number \d {2}failed \d+ of 10\n/,
    );
    const { stdout } = await project.run(['history'], { records: false });
    expect(stdout).toMatch(/^11 runs remembered[^]*\nFlaky \(\d\)\n/);
  });
});

test('--fail-on-flaky fails the command for a pass in a later attempt', async () => {
  const again = 'globalThis.n = (globalThis.n ?? 0) + 1; expect(globalThis.n).toBe(2);';
  using project = createProject({
    'a.test.ts': `import { expect, test } from 'ztest';\ntest('a', { retry: 1 }, () => { ${again} });\n`,
  });
  expect((await project.run([])).exitCode).toBe(0);
  const { exitCode, stderr } = await project.run(['--fail-on-flaky']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^error ZT2213: 1 test passed in a later attempt only/);
});
