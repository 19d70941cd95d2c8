import { symlinkSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, suite, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';
import { testFile } from './passing-project.ts';

/** Runs a project with symbolic links: path of the link → path that it leads to. */
async function runLinked(
  files: ProjectFiles,
  links: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<void> {
  using project = createProject(files);
  for (const [link, target] of Object.entries(links)) {
    mkdirSync(join(project.directory, dirname(link)), { recursive: true });
    symlinkSync(join(project.directory, target), join(project.directory, link));
  }
  const run = await project.run(args);
  if (run.exitCode !== 0) throw new Error(run.stdout + run.stderr);
  expect(Object.keys(testOutcomes(run.events))).not.toHaveLength(0);
}

suite('workspaces', () => {
  test('as npm links them: sources of other packages are modules of the project', async () => {
    await runLinked(
      {
        'package.json': `{ "name": "root", "private": true, "workspaces": ["packages/*"] }`,
        'packages/core/package.json': `{ "name": "@acme/core", "type": "module", "exports": { ".": "./src/index.ts", "./built": "./dist/built.js" } }`,
        'packages/core/src/index.ts': `export let n: number = 0; export const add = (): void => { n++; }; export const url = import.meta.url;`,
        'packages/core/dist/built.js': `export let built = 0; export const build = () => { built++; };`,
        'packages/app/package.json': `{ "name": "@acme/app", "type": "module" }`,
        'packages/app/src/app.ts': `export { n, add, url } from '@acme/core';`,
        'packages/app/a.test.ts': testFile(
          `import { n, add, url } from './src/app.ts'; import { n as direct } from '../core/src/index.ts'; import { built, build } from '@acme/core/built';`,
          `add(); build(); expect([n, direct, built]).toEqual([1, 1, 1]); expect(url).toMatch(/packages\\/core\\/src\\/index\\.ts$/);`,
        ),
        'packages/app/b.test.ts': testFile(
          `import { n } from './src/app.ts'; import { built } from '@acme/core/built';`,
          `expect([n, built]).toEqual([0, 0]);`,
        ),
      },
      { 'node_modules/@acme/core': 'packages/core', 'node_modules/@acme/app': 'packages/app' },
      ['--workers', '1'],
    );
  });

  test('as pnpm links them: one instance of a package, its own dependencies beside it', async () => {
    const store = 'node_modules/.pnpm';
    await runLinked(
      {
        [`${store}/dep@1.0.0/node_modules/dep/package.json`]: `{ "name": "dep", "version": "1.0.0" }`,
        [`${store}/dep@1.0.0/node_modules/dep/index.js`]: `exports.version = 1; exports.helper = require('helper').name; exports.state = { n: 0 };`,
        [`${store}/helper@2.0.0/node_modules/helper/package.json`]: `{ "name": "helper", "version": "2.0.0", "type": "module", "exports": "./index.js" }`,
        [`${store}/helper@2.0.0/node_modules/helper/index.js`]: `export const name = 'helper';`,
        'packages/lib/package.json': `{ "name": "lib", "main": "src/index.ts" }`,
        'packages/lib/src/index.ts': `import { state, helper } from 'dep'; export { state, helper };`,
        'packages/app/package.json': `{ "name": "app", "type": "module" }`,
        'packages/app/a.test.ts': testFile(
          `import dep, { version } from 'dep'; import { state, helper } from 'lib';`,
          `expect([version, helper]).toEqual([1, 'helper']); expect(state).toBe(dep.state);`,
        ),
      },
      {
        [`${store}/dep@1.0.0/node_modules/helper`]: `${store}/helper@2.0.0/node_modules/helper`,
        'packages/app/node_modules/dep': `${store}/dep@1.0.0/node_modules/dep`,
        'packages/lib/node_modules/dep': `${store}/dep@1.0.0/node_modules/dep`,
        'packages/app/node_modules/lib': 'packages/lib',
      },
    );
  });

  test('links to files and folders of the project lead to one module', async () => {
    await runLinked(
      {
        'src/state.ts': `export const state = {};`,
        'a.test.ts': testFile(
          `import { state } from './src/state.ts'; import { state as file } from './linked.ts'; import { state as folder } from './folder/state.ts';`,
          `expect(file).toBe(state); expect(folder).toBe(state);`,
        ),
      },
      { 'linked.ts': 'src/state.ts', folder: 'src' },
    );
  });

  test('each package has its own tsconfig, type and imports', async () => {
    await runLinked(
      {
        'packages/one/package.json': `{ "name": "one", "type": "module", "imports": { "#x": "./x.ts" } }`,
        'packages/one/tsconfig.json': `{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`,
        'packages/one/x.ts': `export const x = 'one';`,
        'packages/one/src/y.ts': `export const y = 'y of one';`,
        'packages/one/a.test.ts': testFile(
          `import { x } from '#x'; import { y } from '@/y'; import two from 'two';`,
          `expect([x, y, two.default]).toEqual(['one', 'y of one', 'two y of two']);`,
        ),
        'packages/two/package.json': `{ "name": "two", "imports": { "#x": "./x.ts" }, "main": "./index.js" }`,
        'packages/two/tsconfig.json': `{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }`,
        'packages/two/x.ts': `export const x = 'two';`,
        'packages/two/lib/y.ts': `export const y = 'y of two';`,
        'packages/two/index.js': `const { x } = require('#x'); const { y } = require('@/y'); exports.__esModule = true; exports.default = x + ' ' + y;`,
      },
      { 'node_modules/two': 'packages/two' },
    );
  });
});
