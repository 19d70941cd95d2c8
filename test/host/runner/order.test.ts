import { expect, suite, test } from 'ztest';
import { shuffle } from '../../../test-host/runner/order.ts';
import { runDeclared } from './run-declared.ts';

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

suite('a shuffled order', () => {
  test('is the same for the same seed, on every machine', () => {
    expect(shuffle(letters, 42, 'x').join('')).toBe(shuffle(letters, 42, 'x').join(''));
    expect(shuffle([0, 1, 2, 3, 4, 5, 6, 7], 1, 'a.test.ts#')).toEqual(GOLDEN);
  });

  test('differs between seeds and between suites', () => {
    const orders = [1, 2, 3, 4, 5].flatMap((seed) =>
      ['x', 'y'].map((suiteId) => shuffle(letters, seed, suiteId).join('')),
    );
    expect(new Set(orders).size).toBe(10);
  });

  test('holds every item once, and puts each anywhere equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed++) {
      const shuffled = shuffle(['a', 'b', 'c', 'd'], seed, 's');
      expect(shuffled.toSorted()).toEqual(['a', 'b', 'c', 'd']);
      shuffled.forEach((letter, place) => {
        const key = `${letter}${place}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      });
    }
    expect(counts.size).toBe(16);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('is kept by the part of the tests that a run selects', async () => {
    const order = async (ids?: readonly string[]): Promise<readonly string[]> => {
      const run = await runDeclared(
        (api) => {
          for (const letter of letters) api.test(letter, () => {});
        },
        {
          settings: { shuffle: true, seed: 7 },
          ...(ids === undefined ? {} : { selection: { ids } }),
        },
      );
      return run.lines.map((line) => line.slice(0, 1));
    };
    const all = await order();
    expect(all).not.toEqual(letters);
    const some = await order(['a.test.ts#b', 'a.test.ts#e', 'a.test.ts#g']);
    expect(some).toEqual(all.filter((letter) => 'beg'.includes(letter)));
  });
});

const GOLDEN: readonly number[] = [7, 1, 4, 3, 6, 0, 5, 2];
