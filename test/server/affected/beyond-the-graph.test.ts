/** What no import names: processes, listings, modules that come, packages and configuration beside the root. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'ztest';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';
import { askFrom } from './ask-from.ts';

const OTHER = `import { test } from 'ztest'; test('is another', () => {});`;

function testOf(body: string, imports = ''): string {
  return `import fs from 'node:fs'; import { expect, test } from 'ztest'; ${imports}\ntest('one', async () => { ${body} });`;
}

interface Case {
  readonly files: ProjectFiles;
  readonly edit: ProjectFiles;
  readonly why: string;
}

const STARTS = `import { spawnSync } from 'node:child_process'; import { Worker } from 'node:worker_threads';`;
const MANIFEST = '{ "name": "b", "main": "./one.ts" }';

const CASES: Readonly<Record<string, Case>> = {
  'what a process loads': {
    files: {
      'a.test.ts': testOf(`spawnSync(process.execPath, ['script.mjs']);`, STARTS),
      'script.mjs': `import './lib.mjs';`,
      'lib.mjs': 'console.log(1);',
    },
    edit: { 'lib.mjs': 'console.log(2);' },
    why: 'a.test.ts: loads lib.mjs, whose module level has changed',
  },
  'a function that a process may run': {
    files: {
      'a.test.ts': testOf(`spawnSync('node script.mjs', { shell: true });`, STARTS),
      'script.mjs': `import { one } from './lib.mjs'; one();`,
      'lib.mjs': 'export function one() { return 1; }',
      'lib.test.ts': `import { test } from 'ztest'; import { one } from './lib.mjs'; test('two', () => { typeof one; });`,
    },
    edit: { 'lib.mjs': 'export function one() { return 2; }' },
    why: 'a.test.ts: starts processes, which may use lib.mjs, which has changed',
  },
  'what a thread loads, when it comes': {
    files: {
      'a.test.ts': testOf(
        `const w = new Worker(new URL('./w' + '.mjs', import.meta.url)); await new Promise((done) => w.on('exit', done));`,
        STARTS,
      ),
      'w.mjs': `import('./lib.mjs').catch(() => {});`,
    },
    edit: { 'lib.mjs': 'console.log(2);' },
    why: 'a.test.ts: depends on lib.mjs, which it has not run with',
  },
  'folders that are listed with all that is in them': {
    files: {
      'a.test.ts': testOf(`fs.readdirSync('fix', { recursive: true });`),
      'fix/sub/a.txt': 'a',
    },
    edit: { 'fix/sub/b.txt': 'b' },
    why: 'a.test.ts: reads fix/sub/, which has changed',
  },
  'folders that are copied': {
    files: {
      'a.test.ts': testOf(
        `fs.cpSync('fix', fs.mkdtempSync(os.tmpdir() + '/ztest-'), { recursive: true });`,
        `import os from 'node:os';`,
      ),
      'fix/sub/a.txt': 'a',
    },
    edit: { 'fix/sub/a.txt': 'b' },
    why: 'a.test.ts: reads fix/sub/a.txt, which has changed',
  },
  'a module that was not there': {
    files: {
      'a.test.ts': testOf(
        `const name = ['./r', 'ate'].join(''); await import(name).catch(() => {});`,
      ),
    },
    edit: { 'rate.ts': 'export const rate = 1;' },
    why: 'a.test.ts: reads rate.ts, which has changed',
  },
  'an import of which a function begins to use a value': {
    files: {
      'a.test.ts': testOf('f();', `import { f } from './l.ts';`),
      'l.ts': `import { K } from './k.ts'; export function f() { return 1 as unknown as K; }`,
      'k.ts': 'export class K {}',
    },
    edit: { 'l.ts': `import { K } from './k.ts'; export function f() { return K; }` },
    why: 'a.test.ts: loads l.ts, whose module level has changed',
  },
  'a file that a value is compared with': {
    files: {
      'a.test.ts': testOf(`await expect('a').toMatchFileSnapshot('./a.out');`),
      'a.out': 'a',
    },
    edit: { 'a.out': 'b' },
    why: 'a.test.ts: reads a.out, which has changed',
  },
  'a configuration that tsconfig extends': {
    files: {
      'a.test.ts': OTHER,
      'tsconfig.json': '{ "extends": "./configs/base" }',
      'configs/base.json': '{ "compilerOptions": { "target": "es2022" } }',
    },
    edit: { 'configs/base.json': '{ "compilerOptions": { "target": "es2020" } }' },
    why: 'a.test.ts: configs/base.json has changed',
  },
  'a function beside the root': {
    files: {
      'packages/a/a.test.ts': testOf('one();', `import { one } from '../b/one.ts';`),
      'packages/a/package.json': '{ "name": "a" }',
      'packages/b/one.ts': 'export function one() { return 1; }',
    },
    edit: { 'packages/b/one.ts': 'export function one() { return 2; }' },
    why: 'a.test.ts: may run `one()`, which changed in ../b/one.ts',
  },
  'the manifest of a package beside the root': {
    files: {
      'packages/a/a.test.ts': testOf('one();', `import { one } from '../b/one.ts';`),
      'packages/a/package.json': '{ "name": "a" }',
      'packages/b/one.ts': 'export function one() { return 1; }',
      'packages/b/package.json': MANIFEST,
    },
    edit: { 'packages/b/package.json': MANIFEST.replace('"name"', '"type": "module", "name"') },
    why: 'a.test.ts: ../b/package.json has changed',
  },
};

test.for(Object.entries(CASES))('%s', async ([, { files, edit, why }]) => {
  const isWithin = 'packages/a/package.json' in files;
  using project = createProject(files);
  const cwd = isWithin ? 'packages/a' : '.';
  const directory = path.join(project.directory, cwd);
  await project.run([], { cwd });
  await using asked = await askFrom({ ...project, directory });
  const before = await asked.affected();
  project.write(edit);
  const changed = Object.keys(edit).map((file) =>
    path.relative(directory, path.join(project.directory, file)),
  );
  expect({ before, after: await asked.affected(changed) }).toEqual({
    before: [],
    after: expect.arrayContaining([why]),
  });
});

test('what a process cannot use affects only who does', async () => {
  using project = createProject({
    'a.test.ts': testOf(`spawnSync(process.execPath, ['script.mjs']);`, STARTS),
    'b.test.ts': OTHER,
    'script.mjs': `console.log(1);`,
    'out/.keep': '',
  });
  await project.run();
  await using asked = await askFrom(project);
  project.write({
    'b.test.ts': OTHER.replace('{}', '{ 1; }'),
    'script.mjs': '// 1\nconsole.log(1);',
  });
  expect(await asked.affected(['b.test.ts', 'script.mjs'])).toEqual(['b.test.ts: has changed']);
  fs.rmSync(path.join(project.directory, 'script.mjs'));
  expect(await asked.affected(['script.mjs'])).toContain(
    'a.test.ts: depended on script.mjs, which is gone',
  );
});
