import { expect, suite, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';

const victim = (name: string): string => `
  test('${name}', () => {
    expect([typeof test, typeof describe, typeof afterAll, typeof jest.fn, __MODE__, Object.keys(globalThis).includes('suite')])
      .toEqual(['function', 'function', 'function', 'function', 'given', false]);
  });`;

/** One worker and names in order: each file follows the one before. */
async function outcomesOf(files: Readonly<Record<string, string>>): Promise<object> {
  using run = await runProject(
    {
      'package.json': '{ "name": "own-globals" }',
      'jest.config.json': '{ "globals": { "__MODE__": "given" } }',
      ...files,
    },
    ['--workers=1', '--compat=jest'],
  );
  expect(run.leftProcesses).toEqual([]);
  return testOutcomes(run.events);
}

suite('globals that test files get', () => {
  test('are as they ought to be whatever the file before did to them', async () => {
    const outcomes = await outcomesOf({
      'a.test.ts': `test('a', () => { describe = 1; delete globalThis.test; __MODE__ = 'mine'; Object.defineProperty(globalThis, 'afterAll', { get: () => 1 }); jest = 2; });`,
      'b.test.ts': victim('b'),
      'c.test.ts': `test('c', () => { Object.defineProperty(globalThis, 'describe', { value: 1, configurable: false, writable: false }); });`,
      'd.test.ts': victim('d'),
      'e.test.ts': `test('e', () => { for (const name of ['it', 'own']) globalThis[name] = { kept: true }; });`,
      'f.test.ts': `test('f', () => { expect([it.kept, typeof own]).toEqual([undefined, 'undefined']); });`,
    });
    expect(outcomes).toEqual({
      a: 'passed',
      b: 'passed',
      c: 'passed',
      d: 'passed',
      e: 'passed',
      f: 'passed',
    });
  });

  test('belong to the file that runs', async () => {
    const file = (name: string): string => `
      globalThis.before ??= jest;
      jest.mock('./dep.ts', () => ({ dep: '${name}' }));
      test('${name}', () => { expect([require('./dep.ts').dep, jest === before]).toEqual(['${name}', true]); });`;
    const outcomes = await outcomesOf({
      'dep.ts': `export const dep = 'real';`,
      'a.test.ts': file('a'),
      'b.test.ts': file('b'),
      'c.test.ts': `test('c', () => { expect(require('./dep.ts').dep).toBe('real'); });`,
    });
    expect(outcomes).toEqual({ a: 'passed', b: 'passed', c: 'passed' });
  });

  test('are taken away from a project that wants none', async () => {
    using run = await runProject(
      {
        'package.json': '{ "name": "two" }',
        'a/ztest.toml': 'globals = true\n',
        'a/a.test.ts': `test('a', () => {});`,
        'ztest.toml': '',
        'b.test.ts': `import { expect, test as own } from 'ztest';
          own('b', () => { expect([typeof test, typeof describe, 'jest' in globalThis]).toEqual(['undefined', 'undefined', false]); });`,
      },
      ['--workers=1'],
    );
    expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
  });
});
