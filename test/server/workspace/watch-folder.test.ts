import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'ztest';
import { watchFolder } from '../../../server/workspace/watch-folder.ts';
import { createProject, type Project, type ProjectFiles } from '../../support/run-project.ts';

interface Watching extends Disposable {
  readonly project: Project;
  /** What was reported so far, a list each time: `kind path`. */
  readonly reports: readonly (readonly string[])[];
  /** Fulfilled when a path was reported, or a whole line. */
  readonly until: (path: string) => Promise<void>;
}

function watching(files: ProjectFiles): Watching {
  const project = createProject(files);
  const reports: string[][] = [];
  let look = (): void => {};
  const watcher = watchFolder(project.directory, (events) => {
    reports.push(
      events.map((event) =>
        'path' in event ? `${event.kind} ${event.path.slice(project.directory.length + 1)}` : '',
      ),
    );
    look();
  });
  return {
    project,
    reports,
    until: (path) =>
      new Promise((fulfil) => {
        look = () => {
          if (reports.flat().some((line) => line === path || line.endsWith(` ${path}`))) fulfil();
        };
        look();
      }),
    [Symbol.dispose]: () => {
      watcher[Symbol.dispose]();
      project.dispose();
    },
  };
}

test('what Git ignores and what is no part of a project is not watched', async () => {
  using watched = watching({
    '.gitignore': 'build/\n*.log\n',
    'src/.gitignore': '/generated\n',
    'src/generated/a.ts': '',
    'build/deep/a.ts': '',
    'node_modules/a/index.js': '',
  });
  const { project, reports } = watched;
  project.write({
    'build/deep/b.ts': '',
    'node_modules/a/b.js': '',
    'src/generated/b.ts': '',
    'src/x.log': '',
    '.ztest/x': '',
  });
  project.write({ 'src/last.ts': '' });
  await watched.until('src/last.ts');
  expect(reports.flat()).toEqual(['created src/last.ts']);
});

test('what is ignored no longer is watched from then on', async () => {
  using watched = watching({ '.gitignore': 'build/\n', 'build/deep/a.ts': '' });
  watched.project.write({ '.gitignore': '' });
  await watched.until('.gitignore');
  watched.project.write({ 'build/deep/b.ts': '' });
  await watched.until('build/deep/b.ts');
});

test('folders that come, move and go are followed, links are not', async () => {
  using watched = watching({ 'a/x.ts': '' });
  const { directory } = watched.project;
  symlinkSync(directory, join(directory, 'loop'));
  await watched.until('loop');
  renameSync(join(directory, 'a'), join(directory, 'b'));
  await watched.until('b');
  watched.project.write({ 'b/y.ts': '' });
  await watched.until('b/y.ts');
  rmSync(join(directory, 'b'), { recursive: true });
  await watched.until('deleted b');
  expect(watched.reports.flat().some((line) => line.includes('loop/'))).toBe(false);
});

test('many changes in a row are few reports', async () => {
  using watched = watching({});
  const many = Array.from({ length: 500 }, (_, i) => [`d${i % 10}/t${i}.ts`, '']);
  for (const [index, [file = '', text = '']] of many.entries()) {
    watched.project.write({ [file]: text });
    // A report needs a turn of the event loop: so few turns there are, however long the writing takes.
    if (index % 50 === 0) await new Promise((resume) => setImmediate(resume));
  }
  watched.project.write({ 'last.ts': '' });
  await watched.until('last.ts');
  expect(watched.reports.length).toBeLessThan(20);
});
