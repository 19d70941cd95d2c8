import { expect, suite, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { createProject } from '../../support/run-project.ts';

const passing = `import { test } from 'ztest';\ntest('one', () => {});\n`;
const files = Object.fromEntries(
  ['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.test.ts`, passing.replace('one', name)]),
);

suite('--shard', () => {
  test('runs a part; all parts are all tests, each once', async () => {
    using project = createProject(files);
    for (const timings of [[], ['--shard-timings', 'none']]) {
      const ran: string[] = [];
      const plans = new Set<string>();
      for (const index of [1, 2, 3]) {
        const { exitCode, events, stdout } = await project.run([`--shard=${index}/3`, ...timings]);
        expect(exitCode).toBe(0);
        ran.push(...Object.keys(testOutcomes(events)));
        plans.add(
          /Shard: \d of 3, \d of 5 test files \(plan (\w{8})\)/.exec(stdout)?.[1] ?? stdout,
        );
        // What one shard learns must not change the parts of the next one here.
        if (timings.length === 0) project.write({ '.ztest/last-run.json': '{}' });
      }
      expect(ran.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(plans.size).toBe(1);
    }
  });

  test('balances by the durations of a file that all shards share', async () => {
    using project = createProject({
      ...files,
      'ci/timings.json': JSON.stringify({
        durations: { 'a.test.ts': 100, 'b.test.ts': 25, 'c.test.ts': 25, 'd.test.ts': 25 },
        failed: {},
      }),
    });
    const { stdout } = await project.run(
      ['list', '--shard=1/2', '--shard-timings=ci/timings.json'],
      { records: false },
    );
    expect(stdout).toBe('a.test.ts:2  a\n');
  });

  test('that has nothing to run is no failure', async () => {
    using project = createProject({ 'a.test.ts': passing });
    const codes = [];
    for (const index of [1, 2]) codes.push(await project.run([`--shard=${index}/2`]));
    expect(codes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(codes.map(({ stderr }) => stderr).join('')).toMatch(
      /^warning ZT1055: Shard [12] of 2 has nothing to run: there is 1 test file\./,
    );
  });

  test('says what is wrong with it', async () => {
    using project = createProject(files);
    for (const wrong of ['0/2', '3/2', '1', 'x/y']) {
      const { exitCode, stderr } = await project.run([`--shard=${wrong}`]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(
        'ZT1003: --shard must be the number of a part, and how many there are',
      );
    }
    const { exitCode, stderr } = await project.run(['--shard=1/2', '--shard-timings=gone.json']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error ZT1056: The durations of gone\.json cannot be read/);
  });
});
