import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';
import { good, runIn, type EndedRun } from '../run.ts';

async function runWithOwnCache(project: Project): Promise<EndedRun> {
  const NODE_COMPILE_CACHE = join(project.directory, 'cache');
  return await runIn(project, [], { env: { NODE_COMPILE_CACHE } });
}

/** Files with V8's code of bundles, without the stamp that is in their names. */
function kept({ directory }: Project, name: string): readonly string[] {
  return globSync(`cache/*/ztest-${name}-*`, { cwd: directory });
}

test('what three runs have called of the command and of a host is kept for the next ones', async () => {
  using project = createProject({ 'good.test.ts': good });
  for (const end of [/\.1$/, /\.2$/, /-[\w-]+$/, /-[\w-]+$/]) {
    const { exitCode } = await runWithOwnCache(project);
    expect(exitCode).toBe(0);
    for (const name of ['cli', 'host', 'history'])
      expect(kept(project, name)).toEqual([expect.stringMatching(end)]);
  }
});

test('kept code that somebody has written to is not used', async () => {
  using project = createProject({ 'good.test.ts': good });
  for (let i = 0; i < 3; i++) await runWithOwnCache(project);
  const files = ['cli', 'host'].map((name) =>
    join(project.directory, kept(project, name)[0] ?? ''),
  );
  for (const file of files) {
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xff, bytes.length / 2));
  }
  const { exitCode, output } = await runWithOwnCache(project);
  expect(exitCode).toBe(0);
  expect(output).toContain('1 passed');
  const made = ['cli', 'host'].flatMap((name) => kept(project, name));
  expect(made.map((file) => statSync(join(project.directory, file)).size)).not.toContain(0);
  expect(made.filter((file) => file.endsWith('.1'))).toHaveLength(2);
});

test('without a folder for code everything is as it is', async () => {
  using project = createProject({ 'good.test.ts': good });
  const { exitCode } = await runIn(project, [], { env: { NODE_DISABLE_COMPILE_CACHE: '1' } });
  expect(exitCode).toBe(0);
});
