/** A project for the tests of a suite, in a window of its own. Each test leaves a picture in `test-results/vscode/`. */
import path from 'node:path';
import { afterAll, afterEach, beforeAll, type TestContext } from 'ztest';
import type { ProjectFiles } from '../../support/run-project.ts';
import { openProject, type OpenOptions, type OpenProject } from './open-project.ts';

/** Called where a suite is declared; what it returns is there while its tests run. */
export function useProject(
  files: ProjectFiles,
  options?: OpenOptions,
): Pick<OpenProject, 'project' | 'vscode' | 'workbench'> {
  let opened: OpenProject | undefined;
  const found = (): OpenProject => {
    if (opened === undefined) throw new Error('The project is opened before the first test.');
    return opened;
  };
  beforeAll(async () => {
    opened = await openProject(files, options);
    await opened.workbench.ready();
  });
  afterEach(async ({ task }) => await opened?.workbench.screenshot(pictureOf(task)));
  afterAll(async () => await opened?.[Symbol.asyncDispose]());
  return {
    get project() {
      return found().project;
    },
    get vscode() {
      return found().vscode;
    },
    get workbench() {
      return found().workbench;
    },
  };
}

function pictureOf({ file, name }: TestContext['task']): string {
  const title = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return path.join(path.basename(file, '.test.ts'), title);
}
