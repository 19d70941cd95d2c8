import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';
import { runIn } from '../run.ts';
import { testOutcomes } from '../../support/outcomes.ts';

const static_ = { records: false } as const;
const slow = `await new Promise((resolve) => setTimeout(resolve, 200));`;

/** A workspace whose packages are configured each by itself. */
const workspace = {
  'ztest.config.ts': `export default { timeout: 100, env: { WHO: 'root' } };`,
  'own.test.ts': `import { test } from 'ztest';
    test('root: ' + process.env.WHO, async () => { ${slow} });`,
  'packages/a/ztest.config.ts': `export default {
    include: ['**/*.check.ts'], timeout: 1000, setupFiles: ['./setup.ts'], globals: true, env: { A: '1' },
  };`,
  'packages/a/setup.ts': `globalThis.fromSetup = 'set up';`,
  'packages/a/one.check.ts': `
    test('a: ' + [globalThis.fromSetup, process.env.A, process.env.WHO], async () => { ${slow} });`,
  'packages/a/not-here.test.ts': `throw new Error('not included');`,
  'packages/b/ztest.toml': `exclude = ["old/**"]`,
  'packages/b/two.test.ts': `import { test } from 'ztest';
    test('b: ' + [globalThis.fromSetup, process.env.A, process.env.WHO], () => {});`,
  'packages/b/old/three.test.ts': `throw new Error('excluded');`,
};

suite('folders with a configuration of their own', () => {
  test('are run by it', async () => {
    using project = createProject(workspace);
    const { events } = await runIn(project, ['run']);
    expect(testOutcomes(events)).toEqual({
      'root: root': 'failed timeout',
      'a: set up,1,': 'passed',
      'b: ,,': 'passed',
    });
  });

  test('have the tests that list shows', async () => {
    using project = createProject(workspace);
    const files = async (...flags: string[]): Promise<string[]> =>
      JSON.parse((await runIn(project, ['list', '--json', ...flags], static_)).stdout).files.map(
        ({ file }: { file: string }) => file,
      );
    const listed = await files();
    expect(listed).toEqual(['own.test.ts', 'packages/a/one.check.ts', 'packages/b/two.test.ts']);
    expect(await files('--loaded')).toEqual(listed);
  });

  test('are left alone where the root does not look for tests', async () => {
    using project = createProject({
      ...workspace,
      'ztest.config.ts': `export default { exclude: ['packages/a/**'] };`,
    });
    const { events } = await runIn(project, ['run']);
    expect(Object.keys(testOutcomes(events))).toEqual(['root: undefined', 'b: ,,']);
    const { stdout } = await runIn(project, ['list'], static_);
    expect(stdout).not.toContain('packages/a');
  });

  test('stop the run when it cannot be read', async () => {
    using project = createProject({ ...workspace, 'packages/b/ztest.toml': 'timeout = "long"' });
    const { exitCode, stderr } = await runIn(project, ['run']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('timeout');
  });
});
