/** Runs the real command on a project, and expects what must hold of every run, whatever it is given. */
import { expect } from 'ztest';
import {
  createProject,
  type Project,
  type ProjectFiles,
  type ProjectRun,
  type RunOptions,
  type RunResult,
} from '../support/run-project.ts';

/** A test file whose tests pass, to stand beside the one that does not. */
export const good = `import { test } from 'ztest';\ntest('good', () => {});\n`;

export interface EndedRun extends RunResult {
  /** Standard output and standard error. */
  readonly output: string;
}

/** The run ends, and no process is left of it. */
export async function runIn(
  project: Project,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<EndedRun> {
  const run = await project.run(args, options);
  expect(run.leftProcesses).toEqual([]);
  return { ...run, output: run.stdout + run.stderr };
}

/** The same for a project that is run once. */
export async function run(
  files: ProjectFiles,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<EndedRun & Pick<ProjectRun, 'project' | typeof Symbol.dispose>> {
  const project = createProject(files);
  try {
    const ended = await runIn(project, args, options);
    return { ...ended, project, [Symbol.dispose]: project.dispose };
  } catch (error) {
    project.dispose();
    throw error;
  }
}
