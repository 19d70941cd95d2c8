import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';
import { affectedIn, edit } from './support.ts';

const FILES = {
  'lib.ts': `export function one() { return 1; }\nexport function two() { return 2; }`,
  'a.test.ts': `import { expect, test } from 'ztest'; import { one, two } from './lib.ts';
    test('one', () => { expect(one()).toBe(1); });
    test('two', () => { expect(two()).toBe(2); });`,
};

test('a run that was killed between its notes leaves none that speaks of other versions', async () => {
  using project = createProject(FILES);
  const log = path.join(project.directory, '.ztest/affected/state.log');
  await project.run(['--coverage']);
  const before = fs.readFileSync(log);
  edit(project, 'lib.ts', ['return 1', 'const inner = () => 1; return inner()']);
  await project.run(['--coverage']);
  fs.writeFileSync(log, before);
  edit(project, 'lib.ts', ['return 2', 'return 3']);
  expect(await affectedIn(project)).toEqual([
    'a.test.ts: may run `one()`, `two()`, which changed in lib.ts',
  ]);
});

test('what is torn or cut makes more tests affected, never fewer', async () => {
  using project = createProject(FILES);
  await project.run(['--coverage']);
  edit(project, 'lib.ts', ['return 1', 'return 1 + 0']);
  await project.run(['--coverage']);
  edit(project, 'lib.ts', ['return 2', 'return 3']);
  const whole = await affectedIn(project);
  expect(whole).toEqual(['a.test.ts (two): runs `two()`, which changed in lib.ts']);
  for (const name of ['state', 'counted', 'sources']) {
    const file = path.join(project.directory, `.ztest/affected/${name}.log`);
    const bytes = fs.readFileSync(file);
    for (const share of [0, 0.3, 0.6, 0.9]) {
      fs.writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * share)));
      const found = await affectedIn(project);
      expect.soft({ name, share, found: found.length }).toEqual({ name, share, found: 1 });
    }
    fs.writeFileSync(file, bytes);
  }
});

test('two runs at once lose nothing that the next question needs', async () => {
  using project = createProject({
    ...FILES,
    'b.test.ts': `import { test } from 'ztest'; import './lib.ts'; test('b', () => {});`,
  });
  await Promise.all([
    project.run(['a.test'], { records: false }),
    project.run(['b.test'], { records: false }),
  ]);
  edit(project, 'lib.ts', ['export function one', 'export const more = 1;\nexport function one']);
  const files = (await affectedIn(project)).map((line) => line.split(':', 1)[0]);
  expect(files.toSorted()).toEqual(['a.test.ts', 'b.test.ts']);
});
