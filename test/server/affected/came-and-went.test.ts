import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';
import { askFrom } from './ask-from.ts';

test('a file that came and went takes nothing away of what is known', async () => {
  using project = createProject({
    'a.test.ts': `import { expect, test } from 'ztest'; import { one, two } from './lib';
      test('one', () => { expect(one()).toBe(1); });
      test('two', () => { expect(two()).toBe(2); });`,
    'lib/index.ts': `export function one() { return 1; }\nexport function two() { return 2; }`,
  });
  await project.run(['--coverage']);
  await using asked = await askFrom(project);
  project.write({ 'lib.ts': 'export const one = 1;' });
  expect(await asked.affected(['lib.ts'])).toEqual([
    'a.test.ts: depends on lib.ts, which it has not run with',
  ]);
  fs.rmSync(path.join(project.directory, 'lib.ts'));
  expect(await asked.affected(['lib.ts'])).toEqual([]);
  project.write({ 'lib/index.ts': project.read('lib/index.ts').replace('return 1', 'return 3') });
  expect(await asked.affected(['lib/index.ts'])).toEqual([
    'a.test.ts: runs `one()`, which changed in lib/index.ts',
  ]);
});

test('a computed import starts nothing: what tests have run stays known', async () => {
  using project = createProject({
    'a.test.ts': `import { expect, test } from 'ztest';
      const { one, two } = await import(['./lib', 'ts'].join('.'));
      test('one', () => { expect(one()).toBe(1); });
      test('two', () => { expect(two()).toBe(2); });`,
    'lib.ts': `export function one() { return 1; }\nexport function two() { return 2; }`,
  });
  await project.run(['--coverage']);
  await using asked = await askFrom(project);
  project.write({ 'lib.ts': project.read('lib.ts').replace('return 1', 'return 3') });
  expect(await asked.affected(['lib.ts'])).toEqual([
    'a.test.ts: runs `one()`, which changed in lib.ts',
  ]);
});

test('the first file of a folder changes what is in the folders above', async () => {
  using project = createProject({
    'a.test.ts': `import fs from 'node:fs'; import { expect, test } from 'ztest';
      test('lists', () => { expect(fs.readdirSync('list')).toBeDefined(); });`,
    'list/a.txt': 'a',
  });
  await project.run();
  await using asked = await askFrom(project);
  project.write({ 'list/more/deep/b.txt': 'b' });
  expect(await asked.affectedBy(['list/more/deep/b.txt'])).toEqual([
    'a.test.ts: reads list/, which has changed',
  ]);
});
