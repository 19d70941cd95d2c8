/** Suites whose flaky tests are known, run again and again with seeded randomness. */
import { mulberry32 } from '../../../server/running/plan.ts';
import { judge, type Health, type Trial } from '../../../server/history/flakiness.ts';

export interface SimulatedSuite {
  readonly seed: number;
  /** Failure rate of each test; 0: it is as it should be. */
  readonly rates: readonly number[];
  readonly runs: number;
  /** Share of the runs before which the code of a test was edited. */
  readonly edits: number;
  /** Share of the edits that break a test, until the next edit of it. */
  readonly breaks: number;
  /** Share of the runs in which everything around the tests fails for half of them. */
  readonly incidents: number;
}

/** The health of each test after each run. */
export function simulate(suite: SimulatedSuite): readonly (readonly Health[])[] {
  const random = mulberry32(suite.seed);
  const tests = suite.rates.map((rate) => ({
    rate,
    version: 0,
    isBroken: false,
    trials: [] as Trial[],
    health: [] as Health[],
  }));
  for (let run = 0; run < suite.runs; run++) {
    const isIncident = random() < suite.incidents;
    for (const test of tests) {
      if (random() < suite.edits) {
        test.version++;
        test.isBroken = random() < suite.breaks;
      }
      const hasFailed = test.isBroken || random() < test.rate || (isIncident && random() < 0.5);
      const closure = String(test.version);
      test.trials.push({ hasFailed, isRetried: false, closure, isIncident });
      test.health.push(judge(test.trials).health);
    }
  }
  return tests.map(({ health }) => health);
}

export interface Score {
  /** Of the tests that were called flaky, the share that is. */
  readonly precision: number;
  /** Of the flaky tests, the share that was called so at some time. */
  readonly recall: number;
  /** Runs until half of the flaky tests had been called so. */
  readonly runsNeeded: number;
}

export function score(suite: SimulatedSuite): Score {
  const found = simulate(suite).map((health) => health.indexOf('flaky'));
  const called = found.flatMap((at, test) => (at < 0 ? [] : (suite.rates[test] ?? 0)));
  const flaky = found.filter((_, test) => (suite.rates[test] ?? 0) > 0);
  const needed = flaky.map((at) => (at < 0 ? Infinity : at + 1)).toSorted((a, b) => a - b);
  return {
    precision: called.length === 0 ? 1 : called.filter((rate) => rate > 0).length / called.length,
    recall: flaky.filter((at) => at >= 0).length / flaky.length,
    runsNeeded: needed[Math.floor(needed.length / 2)] ?? Infinity,
  };
}
