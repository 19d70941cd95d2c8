import { expect, suite, test } from 'ztest';
import { fileOutcomes, testOutcomes } from '../../support/outcomes.ts';
import { createProject } from '../../support/run-project.ts';
import { run, runIn, type EndedRun } from '../run.ts';

/** Titles in the order in which they finished. */
function order({ events }: EndedRun): string[] {
  return events.flatMap((event) => (event.type === 'test-finished' ? [event.id] : []));
}

const many = Object.fromEntries(
  ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [
    `${name}.test.ts`,
    `import { test } from 'ztest';\nfor (const i of [1, 2, 3, 4, 5, 6]) test('${name}' + i, () => {});\n`,
  ]),
);

suite('--shuffle', () => {
  test('with a seed gives the same order again, another one with another', async () => {
    using project = createProject(many);
    const once = await runIn(project, ['--shuffle', '--seed', '42', '--workers', '1']);
    const again = await runIn(project, ['--shuffle=42', '--workers', '1']);
    const other = await runIn(project, ['--shuffle=43', '--workers', '1']);
    const plain = await runIn(project, ['--workers', '1']);
    expect(order(once)).toHaveLength(36);
    expect(order(again)).toEqual(order(once));
    expect(order(other)).not.toEqual(order(once));
    expect(order(plain)).not.toEqual(order(once));
    expect(order(once).toSorted()).toEqual(order(plain).toSorted());
    expect(once.output).toContain('shuffled with seed 42');
  });

  test('without a seed says which one it took', async () => {
    using project = createProject(many);
    const first = await runIn(project, ['--shuffle', '--workers', '1']);
    const seed = /shuffled with seed (\d+)/.exec(first.output)?.[1] ?? '';
    expect(order(await runIn(project, [`--shuffle=${seed}`, '--workers', '1']))).toEqual(
      order(first),
    );
  });
});

test('files that never ran begin in one process, and run at once where they take long', async () => {
  const meets = (own: string, other: string): string => `import fs from 'node:fs';
import { expect, test } from 'ztest';
test('meets', async () => {
  fs.writeFileSync('${own}.here', String(process.pid));
  await expect.poll(() => fs.existsSync('${other}.here'), { timeout: 10_000 }).toBe(true);
});
`;
  const short = `import { test } from 'ztest';\ntest('short', () => {});\n`;
  using ended = await run(
    {
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}.test.ts`, short])),
      'a.test.ts': meets('a', 'y'),
      'y.test.ts': meets('y', 'a'),
    },
    ['--workers', '2'],
  );
  expect(ended.exitCode).toBe(0);
  expect(ended.project.read('a.here')).not.toBe(ended.project.read('y.here'));
});

suite('--bail', () => {
  const files = {
    'a.test.ts': `import { test } from 'ztest';\ntest('a1', () => { throw new Error('1'); });\ntest('a2', () => { throw new Error('2'); });\ntest('a3', () => {});\n`,
    'b.test.ts': `import { test } from 'ztest';\ntest('b1', () => {});\n`,
  };

  test('stops at the first failure, and says what was left out', async () => {
    using ended = await run(files, ['--bail', '--workers', '1']);
    expect(ended.exitCode).toBe(1);
    expect(testOutcomes(ended.events)).toMatchObject({
      a1: 'failed',
      a2: 'skipped bail',
      a3: 'skipped bail',
    });
    expect(fileOutcomes(ended.events)['b.test.ts']).toBe('skipped bail');
    expect(ended.output).toContain('the run stopped at a failure (--bail)');
  });

  test('with a number stops after that many', async () => {
    using ended = await run(files, ['--bail=2', '--workers', '1']);
    expect(testOutcomes(ended.events)).toMatchObject({
      a1: 'failed',
      a2: 'failed',
      a3: 'skipped bail',
    });
  });
});

suite('retries', () => {
  const flaky = `import fs from 'node:fs';\nimport { test } from 'ztest';\ntest('flaky', () => {\n  fs.appendFileSync('tries.txt', 'x');\n  if (fs.readFileSync('tries.txt', 'utf8').length < 3) throw new Error('not yet');\n});\n`;

  test('--retry runs a failed test again and calls it flaky', async () => {
    using ended = await run({ 'a.test.ts': flaky }, ['--retry', '2']);
    expect(ended.exitCode).toBe(0);
    expect(ended.project.read('tries.txt')).toBe('xxx');
    expect(ended.output).toContain('1 flaky');
    expect(ended.output).toContain('passed in attempt 3');
  });

  test('--retry gives up after as many', async () => {
    using ended = await run({ 'a.test.ts': flaky }, ['--retry=1']);
    expect(ended.exitCode).toBe(1);
    expect(ended.project.read('tries.txt')).toBe('xx');
    expect(ended.output).toContain('failed the same way in all 2 attempts');
  });

  test('--repeat-until-failure runs until one fails, and reports that', async () => {
    using ended = await run(
      {
        'a.test.ts': `import fs from 'node:fs';\nimport { test } from 'ztest';\ntest('sometimes', () => {\n  fs.appendFileSync('runs.txt', 'x');\n  if (fs.readFileSync('runs.txt', 'utf8').length === 3) throw new Error('this time');\n});\n`,
      },
      ['--repeat-until-failure=5'],
    );
    expect(ended.exitCode).toBe(1);
    expect(ended.project.read('runs.txt')).toBe('xxx');
    expect(ended.stderr.match(/^Iteration \d+: \w+/gm)).toEqual([
      'Iteration 1: passed',
      'Iteration 2: passed',
      'Iteration 3: failed',
    ]);
    expect(ended.output).toContain('Error: this time');
    expect(testOutcomes(ended.events)).toEqual({ sometimes: 'failed' });
  });

  test('--repeat-until-failure ends well when none fails', async () => {
    using ended = await run(
      {
        'a.test.ts': `import fs from 'node:fs';\nimport { test } from 'ztest';\ntest('always', () => { fs.appendFileSync('runs.txt', 'x'); });\n`,
      },
      ['--repeat-until-failure=5'],
    );
    expect(ended.exitCode).toBe(0);
    expect(ended.project.read('runs.txt')).toBe('xxxxx');
  });
});

suite('--failure-strategy', () => {
  test('isolate tells the victim of other files from a real failure', async () => {
    using ended = await run(
      {
        'a-polluter.test.ts': `// ztest isolation: none\nimport { test } from 'ztest';\ntest('pollutes', () => { Reflect.set(globalThis, 'polluted', true); });\n`,
        'b-victim.test.ts': `// ztest isolation: none\nimport { expect, test } from 'ztest';\ntest('victim', () => { expect(Reflect.get(globalThis, 'polluted')).toBe(undefined); });\n`,
        'c-real.test.ts': `// ztest isolation: none\nimport { test } from 'ztest';\ntest('real', () => { throw new Error('on its own'); });\n`,
      },
      ['--failure-strategy', 'isolate', '--workers', '1'],
    );
    expect(ended.exitCode).toBe(1);
    expect(testOutcomes(ended.events)).toMatchObject({
      pollutes: 'passed',
      victim: 'failed',
      real: 'failed',
    });
    expect(ended.output).toMatch(
      /ZT1710 .*b-victim\.test\.ts.* fails in this run and passes alone/,
    );
    expect(ended.output).toMatch(/ZT1711 .*c-real\.test\.ts.* fails alone in a fresh process too/);
    expect(ended.output).not.toMatch(/ZT171\d .*a-polluter/);
  });

  test('stop ends at the first failure', async () => {
    using ended = await run(
      {
        'a.test.ts': `import { test } from 'ztest';\ntest('a1', () => { throw new Error('1'); });\ntest('a2', () => {});\n`,
      },
      ['--failure-strategy', 'stop'],
    );
    expect(testOutcomes(ended.events)).toEqual({ a1: 'failed', a2: 'skipped bail' });
  });
});
