import { expect, test } from 'ztest';
import { fileOutcomes, testOutcomes } from '../../support/outcomes.ts';
import { good, run } from '../run.ts';

test('a file without a test is an error', async () => {
  using ended = await run({
    'none.test.ts': 'export const nothing = 1;\n',
    'suite.test.ts': `import { suite } from 'ztest';\nsuite('no tests in it', () => {});\n`,
    'empty.test.ts': '',
    'good.test.ts': good,
  });
  expect(ended.exitCode).toBe(1);
  expect(
    Object.values(fileOutcomes(ended.events)).filter((outcome) => outcome === 'passed'),
  ).toHaveLength(1);
  for (const name of ['none', 'suite', 'empty']) {
    expect(ended.output).toContain(`ZT1102 ${name}.test.ts declares no test.`);
  }
});

test('a project without test files exits with 3 and says where it looked', async () => {
  using ended = await run({ 'src/index.ts': 'export {};' });
  expect(ended.exitCode).toBe(3);
  expect(ended.output).toContain(
    `error ZT1010: There are no test files in ${ended.project.directory}`,
  );
  const accepted = await ended.project.run(['--pass-with-no-tests']);
  expect(accepted.exitCode).toBe(0);
  expect(accepted.stderr).toContain('warning ZT1010');
});

test('a filter that matches nothing exits with 3 and says so once', async () => {
  using ended = await run({ 'src/cart.test.ts': good }, ['cort.test.ts']);
  expect(ended.exitCode).toBe(3);
  expect(ended.stderr).toBe(
    'error ZT1110: No test file has "cort.test.ts" in its path.\n  Did you mean src/cart.test.ts?\n',
  );
});

test('a command that is written wrong is told', async () => {
  using ended = await run({ 'src/cart.test.ts': good }, ['lst']);
  expect(ended.exitCode).toBe(3);
  expect(ended.stderr).toBe(
    'error ZT1110: No test file has "lst" in its path.\n  Did you mean: ztest list\n',
  );
});

test.each([
  [['-t', 'no such title'], 'ZT1009: No test matches -t no such title.'],
  [['--tags', 'db'], 'ZT1009: No test matches --tags "db".'],
  [['good', '-t', 'zzz'], 'ZT1009: No test matches good -t zzz.'],
])('%j matches nothing: 3, and no test is called failed', async (args, sentence) => {
  using ended = await run({ 'good.test.ts': good }, args);
  expect(ended.exitCode).toBe(3);
  expect(ended.stderr).toContain(sentence);
  expect(ended.stdout).toContain('Tests: 0 passed, 0 failed');
  expect(ended.stdout).not.toContain('✗');
});

test('one of two filters that matches nothing is a warning', async () => {
  using ended = await run({ 'good.test.ts': good }, ['good', 'nothing-here']);
  expect(ended.exitCode).toBe(0);
  expect(ended.stderr).toContain('warning ZT1110: No test file has "nothing-here" in its path.');
});

test('a title that is there twice is told apart, and pointed out with its line', async () => {
  using ended = await run(
    {
      'a.test.ts': `import { suite, test } from 'ztest';\ntest('same', () => {});\ntest('same', () => { throw new Error('the second'); });\nsuite('s', () => {});\nsuite('s', () => { test('x', () => {}); });\n`,
    },
    [],
    { records: false },
  );
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('Tests: 2 passed, 1 failed');
  expect(ended.output).toContain('❯ 3 │');
  expect(ended.output).toContain(
    'ZT1101 Two tests or suites are called "same".\n  at a.test.ts:3:1\n',
  );
  expect(ended.output).toContain(
    'ZT1101 Two tests or suites are called "s".\n  at a.test.ts:5:1\n',
  );
});

test('the second of two of a title can be run again alone', async () => {
  using ended = await run({
    'a.test.ts': `import { test } from 'ztest';\ntest('same', () => {});\ntest('same', () => { throw new Error('the second'); });\n`,
  });
  const again = await ended.project.run(['--last-failed']);
  expect(Object.values(testOutcomes(again.events))).toEqual(['failed']);
});
