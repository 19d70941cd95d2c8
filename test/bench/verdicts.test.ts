import { expect, suite, test } from 'ztest';
import { judge, type Medians } from '../../bench/bars.ts';
import { median } from '../../bench/rounds.ts';
import { verdictOn } from '../../bench/row.ts';

const RATIO = { kind: 'ratio', of: 'ours', to: 'theirs', atMost: 1 } as const;

suite('a bar of the bench', () => {
  test('is met at its limit and missed above it', () => {
    expect(judge(RATIO, walls({ ours: 300, theirs: 300 })).outcome).toBe('met');
    expect(judge(RATIO, walls({ ours: 301, theirs: 300 })).outcome).toBe('missed');
  });

  test('adds what it allows on top of the ratio', () => {
    const bar = { ...RATIO, atMost: 1.5, plusMs: 100 };
    expect(judge(bar, walls({ ours: 145, theirs: 30 })).outcome).toBe('met');
    expect(judge(bar, walls({ ours: 146, theirs: 30 })).outcome).toBe('missed');
  });

  test('is not measured when a contender is missing', () => {
    expect(judge(RATIO, walls({ theirs: 300 })).outcome).toBe('not measured');
    expect(
      judge({ kind: 'own-memory', of: 'ours', lessThanMb: 100 }, walls({ ours: 1 })).outcome,
    ).toBe('not measured');
  });

  test('calls two workers efficient when they halve the time', () => {
    const bar = {
      kind: 'efficiency',
      one: 'x, 1 worker',
      two: 'x, 2 workers',
      moreThan: 0.9,
    } as const;
    const halved = judge(bar, walls({ 'x, 1 worker': 1000, 'x, 2 workers': 500 }));
    expect(halved).toMatchObject({ measured: '100 %', outcome: 'met' });
    expect(judge(bar, walls({ 'x, 1 worker': 900, 'x, 2 workers': 500 })).outcome).toBe('missed');
  });

  test('gives no verdict on a figure without a limit', () => {
    const bar = { kind: 'efficiency', one: 'a', two: 'b' } as const;
    expect(judge(bar, walls({ a: 1000, b: 600 }))).toMatchObject({
      measured: '83 %',
      outcome: 'none',
    });
  });
});

suite('a figure of its own', () => {
  const values = [10, 30, 20, 60];

  test('is held against the median, the p95 or the highest value, in its unit', () => {
    const verdict = (of: 'median' | 'p95' | 'most', atMost: number): readonly unknown[] =>
      verdictOn({ name: 'growth', unit: '%', bar: { of, atMost } }, values).map(
        ({ bar, measured, outcome }) => `${bar}: ${measured}, ${outcome}`,
      );
    expect(verdict('median', 25)).toEqual(['growth: median ≤ 25 %: 25 %, met']);
    expect(verdict('p95', 50)).toEqual(['growth: p95 ≤ 50 %: 60 %, missed']);
    expect(verdict('most', 60)).toEqual(['growth: most ≤ 60 %: 60 %, met']);
  });

  test('has no verdict without a limit, and none that was not measured is met', () => {
    const bar = { of: 'most', atMost: 60 } as const;
    expect(verdictOn({ name: 'growth', unit: '%' }, values)).toEqual([]);
    expect(verdictOn({ name: 'growth', unit: '%', bar }, [])).toMatchObject([
      { outcome: 'not measured' },
    ]);
  });
});

suite('the median', () => {
  test('is the middle of an odd count and the mean of the two in the middle of an even one', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 4, 6])).toBe(5);
    expect(median([])).toBeNaN();
  });
});

function walls(byName: Readonly<Record<string, number>>): ReadonlyMap<string, Medians> {
  const figures = Object.entries(byName).map(
    ([name, wall]) => [name, { wall, cpu: wall, ownMemory: 0, treeMemory: 0 }] as const,
  );
  return new Map(figures);
}
