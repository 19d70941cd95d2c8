import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { configProject, problemsOf, readConfig } from './config-project.ts';

suite('the configuration file', () => {
  test('is the nearest one above, up to the root of the package', async () => {
    using project = configProject({ 'ztest.toml': 'bail = 4', 'src/deep/x': '' });
    const { config } = await project.read({ cwd: 'src/deep' });
    expect(config).toMatchObject({ rootDir: project.root, bail: 4 });
    expect(config?.configFile).toBe(path.join(project.root, 'ztest.toml'));
  });

  test('of a workspace counts for its members only', async () => {
    using project = configProject({
      'package.json': '{ "workspaces": ["packages/*", "!packages/odd"] }',
      'ztest.toml': 'bail = 4',
      'packages/a/package.json': '{}',
      'packages/odd/package.json': '{}',
      'examples/b/package.json': '{}',
    });
    const bails = [];
    for (const cwd of ['packages/a', 'packages/odd', 'examples/b']) {
      bails.push((await project.read({ cwd })).config?.bail);
    }
    expect(bails).toEqual([4, 0, 0]);
  });

  test('of a pnpm workspace counts too', async () => {
    const { config } = await readConfig(
      {
        'pnpm-workspace.yaml':
          'packages:\n  # all of them\n  - "packages/**"\n  - apps/*\ncatalog:\n  - x\n',
        'ztest.toml': 'bail = 4',
        'packages/group/a/package.json': '{}',
      },
      { cwd: 'packages/group/a' },
    );
    expect(config?.bail).toBe(4);
  });

  test('in a member wins over that of the workspace', async () => {
    using project = configProject({
      'package.json': '{ "workspaces": { "packages": ["packages/*"] } }',
      'ztest.toml': 'bail = 4',
      'packages/a/package.json': '{}',
      'packages/a/ztest.toml': 'bail = 5',
    });
    const { config } = await project.read({ cwd: 'packages/a' });
    expect(config).toMatchObject({ bail: 5, rootDir: path.join(project.root, 'packages/a') });
  });

  test.each(['ztest.config.ts', 'ztest.config.mts', 'ztest.config.mjs', 'ztest.config.js'])(
    'may be %s',
    async (name) => {
      const { config } = await readConfig({
        'package.json': '{ "type": "module" }',
        [name]: 'export default { timeout: "7s" }',
      });
      expect(config?.timeout).toBe(7000);
    },
  );

  test('must be the only one of its folder', async () => {
    const problems = await problemsOf({ 'ztest.toml': '', 'ztest.config.ts': '' });
    expect(problems).toEqual([
      'ZT1021 - There are 2 configuration files in this folder: ztest.config.ts, ztest.toml.',
    ]);
  });

  test('may be empty', async () => {
    expect((await readConfig({ 'ztest.toml': '' })).config).toBeDefined();
    expect((await readConfig({ 'ztest.config.ts': '' })).config).toBeDefined();
  });
});

suite('--config', () => {
  test('names a file anywhere in the project, whose root stays the same', async () => {
    using project = configProject({ 'ci/small.toml': 'bail = 1\noutputDir = "out"' });
    const { config } = await project.read({ configFile: 'ci/small.toml' });
    expect(config).toMatchObject({
      bail: 1,
      rootDir: project.root,
      outputDir: path.join(project.root, 'out'),
    });
  });

  test('with a file that is not there suggests a near one', async () => {
    const problems = await problemsOf({ 'ci/small.toml': '' }, { configFile: 'ci/smal.toml' });
    expect(problems).toEqual([
      'ZT1020 - There is no configuration file ci/smal.toml. → ci/small.toml?',
    ]);
  });

  test('with a kind of file that cannot be read says so', async () => {
    const problems = await problemsOf({ 'z.json': '{}' }, { configFile: 'z.json' });
    expect(problems[0]).toMatch(/^ZT1032/);
  });
});
