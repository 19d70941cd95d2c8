import { expect, suite, test } from 'ztest';
import { judge, type Trial } from '../../../server/history/flakiness.ts';
import { score, simulate } from './simulated-suite.ts';

/** `aAab`: a letter a closure, a capital is a failure; `*` behind: passed in a later attempt; `!`: everything failed. */
function trials(text: string): readonly Trial[] {
  return [...text.matchAll(/([a-z?])([*!]?)/gi)].map(([, letter = '', mark]) => ({
    hasFailed: letter !== letter.toLowerCase(),
    isRetried: mark === '*',
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
    [`aAa${'a'.repeat(30)}`, 'suspect'],
    [`aAa${'a'.repeat(70)}`, 'healthy'],
    [`aAaAaAa${'A'.repeat(8)}`, 'broken'],
  ])('of %j is %s', (text, health) => {
    expect(healthOf(text)).toBe(health);
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

    test.each([
      [0.02, 0.7, 50],
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
