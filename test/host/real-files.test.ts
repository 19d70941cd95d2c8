import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

/** As mock-fs does it: every function that `fs` stands on. */
const fake = `
  const binding = process.binding('fs');
  const own = { ...binding };
  const fake = () => {
    for (const [name, value] of Object.entries(own)) {
      if (typeof value === 'function' && !/^[A-Z]/.test(name)) binding[name] = () => { throw new Error('EBADF: no disk'); };
    }
  };
  const restore = () => Object.assign(binding, own);`;

test('a test that replaces the disk decides neither its report nor its snapshots', async () => {
  using run = await runProject({
    'a.test.js': `
      import fs from 'node:fs';
      import { afterEach, beforeEach, expect, test } from 'ztest';
      ${fake}
      beforeEach(fake);
      afterEach(restore);
      test('reads', () => { expect(() => fs.readFileSync(import.meta.filename)).toThrow('no disk'); });
      test('fails', () => { expect({ a: 1 }).toEqual({ a: 2 }); });
      test('waits', async () => { await new Promise((done) => setTimeout(done, 50)); });
      test('snapshot', () => { expect({ a: 1 }).toMatchSnapshot(); });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    reads: 'passed',
    fails: 'failed',
    waits: 'passed',
    snapshot: 'passed',
  });
  expect(run.stdout).toContain('+   "a": 1');
  expect(run.project.has('__snapshots__/a.test.js.snap')).toBe(true);
});
