import { expect, suite, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';

const ask = async (project: Project, ...args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await project.run(['bisect', ...args], { records: false });
  return stdout + stderr;
};

/** A file of `count` tests that pass, but for those with a body of their own. */
function file(count: number, bodies: Readonly<Record<number, string>>): string {
  const tests = Array.from(
    { length: count },
    (_, at) => `test('t${at}', () => {${bodies[at] ?? ''}});`,
  );
  return ["import { expect, test } from 'ztest';", 'let state = 0;', ...tests, ''].join('\n');
}

suite('ztest bisect', { timeout: '120s' }, () => {
  test('finds the one of 200 tests that makes another fail', async () => {
    using project = createProject({
      'a.test.ts': file(200, { 73: 'state = 1;', 180: 'expect(state).toBe(0);' }),
    });
    expect(await ask(project, 'a.test.ts › t180')).toMatch(
      /^a.test.ts › t180 fails after:\n {2}a.test.ts › t73\n\nAlone it passes\..*\nFound in [12]\d runs.\n$/,
    );
    expect(project.has('.ztest/last-run.json')).toBe(false);
    expect(project.has('.ztest/history.db')).toBe(false);
  });

  test('finds two that do so together, in a random order alone', async () => {
    using project = createProject({
      'a.test.ts': file(8, {
        1: 'expect(state).toBeLessThan(2);',
        3: 'state++;',
        6: 'state++;',
      }),
    });
    const { polluters, seed } = JSON.parse(await ask(project, 'a.test.ts:4', '--json'));
    expect(polluters.toSorted()).toEqual(['a.test.ts#t3', 'a.test.ts#t6']);
    expect(seed).toEqual(expect.any(Number));
  });

  test('finds it in another file', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 6 }, (_, at) => [
        `f${at}.test.ts`,
        file(3, at === 2 ? { 1: 'globalThis.left = 1;' } : {}),
      ]),
    );
    using project = createProject({
      ...files,
      'a.test.ts': file(2, { 0: 'expect(globalThis.left).toBe(undefined);' }),
    });
    expect(await ask(project, 'a.test.ts:3', '--isolation', 'none')).toMatch(
      /^a.test.ts › t0 fails after:\n {2}f2.test.ts › t1\n\n/,
    );
  });

  test('finds two, in its own file and in another', async () => {
    using project = createProject({
      'b.test.ts': file(3, { 1: 'globalThis.left = 1;' }),
      'a.test.ts': file(4, {
        1: 'globalThis.left ??= 0; globalThis.left++;',
        3: 'expect(globalThis.left).not.toBe(2);',
      }),
    });
    const answer = JSON.parse(await ask(project, 'a.test.ts:6', '--isolation', 'none', '--json'));
    expect(answer).toMatchObject({ polluters: ['b.test.ts#t1', 'a.test.ts#t1'], setters: [] });
  });

  test('finds what a test needs that fails alone', async () => {
    using project = createProject({
      'a.test.ts': file(50, { 12: 'state = 1;', 40: 'expect(state).toBe(1);' }),
    });
    expect(await ask(project, 'a.test.ts › t40')).toMatch(
      /^a.test.ts › t40 fails alone, and passes after:\n {2}a.test.ts › t12\n\nOne of them sets up/,
    );
  });

  test('takes no failure by chance for the order', async () => {
    using project = createProject({
      'a.test.ts': `import { expect, test } from 'ztest';
import fs from 'node:fs';
test('before', () => {});
test('victim', () => {
  fs.appendFileSync('runs.txt', '.');
  expect([2, 4]).not.toContain(fs.readFileSync('runs.txt', 'utf8').length);
});
`,
    });
    // The first finds it by its name, the second is alone, the fourth that in which "before" would have been blamed.
    const said = await ask(project, 'a.test.ts:4');
    expect(said).toMatch(/^a.test.ts › victim (?:fails alone|fails now and then)/);
  });

  test('says when nothing is to be found', async () => {
    using project = createProject({ 'a.test.ts': file(3, { 1: 'expect(1).toBe(2);' }) });
    expect(await ask(project, 't1')).toMatch(/^a.test.ts › t1 fails alone/);
    expect(await ask(project, 't2')).toMatch(/^a.test.ts › t2 did not fail, neither alone/);
    expect(await ask(project, 'nobody')).toMatch(/ZT2210/);
    expect(await ask(project, 't')).toMatch(/ZT2211: "t" names several tests: a.test.ts › t0; /);
    expect(await ask(project)).toMatch(/ZT2209/);
  });
});
