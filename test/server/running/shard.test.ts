import { expect, suite, test } from 'ztest';
import { mulberry32 } from '../../../server/running/plan.ts';
import { planShard } from '../../../server/running/shard.ts';

const names = Array.from({ length: 97 }, (_, at) => `src/f${at % 7}/file-${at}.test.ts`);

function durationsOf(seed: number): Record<string, number> {
  const random = mulberry32(seed);
  return Object.fromEntries(names.map((name) => [name, Math.round(1 / (random() + 0.001))]));
}

function shardsOf(
  files: readonly string[],
  count: number,
  durations: Readonly<Record<string, number>>,
): readonly (readonly string[])[] {
  const planned = Array.from({ length: count }, (_, at) =>
    planShard(files, { index: at + 1, count }, durations),
  );
  expect(new Set(planned.map(({ plan }) => plan.plan)).size).toBe(1);
  return planned.map(({ own }) => [...own]);
}

suite('shards', () => {
  test.each([1, 2, 3, 4, 10, 97, 200])('of %d machines are all files, each once', (count) => {
    for (const durations of [{}, durationsOf(1)])
      expect(shardsOf(names, count, durations).flat().toSorted()).toEqual(names.toSorted());
  });

  test('take about as long as each other', () => {
    for (const seed of [1, 2, 3]) {
      const durations = durationsOf(seed);
      const times = shardsOf(names, 4, durations).map((files) =>
        files.reduce((sum, file) => sum + (durations[file] ?? 0), 0),
      );
      const longest = Math.max(...Object.values(durations));
      const fair = times.reduce((sum, time) => sum + time, 0) / 4;
      // The rule longest first is never more than a third above the best there is.
      expect(Math.max(...times)).toBeLessThan(Math.max(fair, longest) * (4 / 3));
    }
  });

  test('do not depend on the order in which files are found', () => {
    for (const durations of [{}, durationsOf(1)])
      expect(shardsOf(names.toReversed(), 3, durations).map((files) => files.toSorted())).toEqual(
        shardsOf(names, 3, durations).map((files) => files.toSorted()),
      );
  });

  test('have equal numbers of files where nothing was timed', () => {
    expect(
      shardsOf(names, 4, {})
        .map((files) => files.length)
        .toSorted(),
    ).toEqual([24, 24, 24, 25]);
  });

  test('have another plan with other durations', () => {
    const plan = (durations: Readonly<Record<string, number>>): string =>
      planShard(names, { index: 1, count: 4 }, durations).plan.plan;
    expect(new Set([plan({}), plan(durationsOf(1)), plan(durationsOf(2))]).size).toBe(3);
  });
});
