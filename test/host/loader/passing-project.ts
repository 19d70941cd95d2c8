import { expect } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject, type ProjectFiles, type RunOptions } from '../../support/run-project.ts';

/** Runs a project whose tests check what they load; each has to pass, and there has to be one. */
export async function expectPasses(
  files: ProjectFiles,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<void> {
  using run = await runProject(files, args, options);
  const outcomes = testOutcomes(run.events);
  const failed = Object.entries(outcomes).filter(([, outcome]) => outcome !== 'passed');
  if (run.exitCode !== 0 || failed.length > 0) throw new Error(`${run.stdout}\n${run.stderr}`);
  expect(Object.keys(outcomes)).not.toHaveLength(0);
}

/** A test file of one project: imports on top, then the body of its only test. */
export function testFile(imports: string, body: string): string {
  return `import { test, expect } from 'ztest';\n${imports}\ntest('loads', async () => {\n${body}\n});\n`;
}
