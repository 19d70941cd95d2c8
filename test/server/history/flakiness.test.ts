import { expect, suite, test } from 'ztest';
import { judge, type Trial } from '../../../server/history/flakiness.ts';
import { score, simulate } from '../../../scripts/simulated-suite.ts';

/** `aAab`: a letter a closure, a capital is a failure; `*` behind: passed in a later attempt; `!`: everything failed. */
function trials(text: string): readonly Trial[] {
  return [...text.matchAll(/([a-z?])(\*?)(!?)/gi)].map(([, letter = '', star, mark]) => ({
    hasFailed: letter !== letter.toLowerCase(),
    isRetried: star === '*',
    closure: letter === '?' ? undefined : letter.toLowerCase(),
    isIncident: mark === '!',
  }));
}

const healthOf = (text: string): string => judge(trials(text)).health;

suite('the health of a test', () => {
  test.each([
    ['', 'healthy'],
    ['aaaa', 'healthy'],
    ['aaB', 'broken'],
    ['aaBc', 'healthy'],
    ['aBcDeFg', 'healthy'],
    ['aA', 'suspect'],
    ['aAa', 'flaky'],
    ['aAb', 'suspect'],
    ['aAbB', 'flaky'],
    ['aAAA', 'broken'],
    ['aa*', 'flaky'],
    ['aA!a', 'healthy'],
    ['aa*!a', 'healthy'],
    ['aBcdefGhijklMnopqrSt', 'flaky'],
    ['aBcdefGhijklMnopq', 'suspect'],
    ['aBcDeFgHiJk', 'healthy'],
    ['aBCDefghIJKLmnopQRStuvwXYZa', 'healthy'],
    [`aAa${'a'.repeat(30)}`, 'suspect'],
    [`aAa${'a'.repeat(70)}`, 'healthy'],
    [`aAaAaAa${'A'.repeat(8)}`, 'broken'],
  ])('of %j is %s', (text, health) => {
    expect(healthOf(text)).toBe(health);
  });

  test('does not suffer from work at it in an editor', () => {
    const work = trials('aBcdefGhijklMnopqrSt');
    expect(judge(work).health).toBe('flaky');
    expect(judge(work.map((trial) => ({ ...trial, isSitting: true }))).health).toBe('healthy');
  });

  test('counts failures of the last 20 trials, and those that nothing explains', () => {
    expect(judge(trials(`${'A'.repeat(5)}${'a'.repeat(18)}BB`))).toMatchObject({
      failures: 2,
      trials: 20,
      unexplained: 0,
    });
    expect(judge(trials('aAaA'))).toMatchObject({ failures: 2, trials: 4, unexplained: 2 });
  });

  suite('in suites with known flakes', { timeout: '30s' }, () => {
    const circumstances = { runs: 100, edits: 0.1, breaks: 0.1, incidents: 0.02 };

    test('calls none flaky that is not, and misses few', () => {
      const rates = Array.from({ length: 500 }, (_, at) =>
        at < 50 ? ([0.02, 0.05, 0.1, 0.3, 0.5][at % 5] ?? 0) : 0,
      );
      const found = score({ seed: 1, rates, ...circumstances });
      expect(found.precision).toBe(1);
      expect(found.recall).toBeGreaterThan(0.9);
    });

    test('calls none flaky that is not when failed tests are tried again', () => {
      const rates = Array.from({ length: 300 }, (_, at) => (at < 30 ? 0.1 : 0));
      const found = score({ seed: 1, rates, ...circumstances, incidents: 0.05, retries: 2 });
      expect(found).toMatchObject({ precision: 1, recall: 1 });
    });

    test('finds them in a suite that is in a bad state', () => {
      const all = [0, 0.05, 0.1, 0.3, 0.5, 1];
      const rates = Array.from({ length: 120 }, (_, at) => all[at % all.length] ?? 0);
      const health = simulate({ seed: 4, rates, ...circumstances, runs: 50 });
      const called = (rate: number): number =>
        health.filter((one, at) => rates[at] === rate && one.includes('flaky')).length;
      expect(called(0)).toBe(0);
      expect(called(1)).toBe(0);
      expect(called(0.05)).toBeGreaterThan(14);
      expect(called(0.1) + called(0.3) + called(0.5)).toBeGreaterThan(56);
    });

    test('finds those that fail often although all code is edited before each run', () => {
      const edited = { runs: 100, edits: 1, breaks: 0.005, mends: 0.3, incidents: 0.02 };
      const rates = Array.from({ length: 300 }, (_, at) => (at < 30 ? 0.1 : at < 60 ? 0.3 : 0));
      const found = score({ seed: 1, rates, ...edited });
      expect(found.precision).toBe(1);
      expect(found.recall).toBeGreaterThan(0.9);
      expect(found.runsNeeded).toBeLessThan(50);
    });

    test.each([
      [0.02, 0.7, 60],
      [0.05, 0.95, 20],
      [0.1, 0.98, 10],
      [0.3, 1, 5],
      [0.5, 1, 5],
    ])('finds a rate of %d', (rate, recall, runs) => {
      const found = score({ seed: 2, rates: Array<number>(100).fill(rate), ...circumstances });
      expect(found.recall).toBeGreaterThanOrEqual(recall);
      expect(found.runsNeeded).toBeLessThanOrEqual(runs);
    });
  });

  test('calls a test that edits break and mend broken, never flaky', () => {
    const [health = []] = simulate({
      seed: 3,
      rates: [0],
      runs: 40,
      edits: 0.2,
      breaks: 0.3,
      incidents: 0,
    });
    expect(new Set(health)).toEqual(new Set(['healthy', 'broken']));
  });
});
