/** Suites whose flaky tests are known, run again and again with seeded randomness. */
import { mulberry32 } from '../server/running/plan.ts';
import {
  incidentsOf,
  judge,
  LOOKED_AT,
  type Health,
  type RunSize,
  type Trial,
} from '../server/history/flakiness.ts';

export interface SimulatedSuite {
  readonly seed: number;
  /** Failure rate of each test; 0: it is as it should be. */
  readonly rates: readonly number[];
  readonly runs: number;
  /** Share of the runs before which the code of a test was edited. */
  readonly edits: number;
  /** Share of the edits that break a test. */
  readonly breaks: number;
  /** Share of the edits that mend a broken one; all, when nothing is said. */
  readonly mends?: number;
  /** Share of the runs in which everything around the tests fails for half of them. */
  readonly incidents: number;
  /** How often a failed test is tried again in the same run. */
  readonly retries?: number;
  /** Runs after which an edit mends all tests. */
  readonly mendedAfter?: number;
}

/** The health of each test after each run. */
export function simulate(suite: SimulatedSuite): readonly (readonly Health[])[] {
  const random = mulberry32(suite.seed);
  const tests = suite.rates.map((rate) => ({
    rate,
    version: 0,
    isBroken: false,
    trials: [] as Omit<Trial, 'isIncident'>[],
    health: [] as Health[],
  }));
  const sizes: RunSize[] = [];
  for (let run = 0; run < suite.runs; run++) {
    const isIncident = random() < suite.incidents;
    const isMended = run >= (suite.mendedAfter ?? Infinity);
    for (const test of tests) {
      if (run === suite.mendedAfter || random() < suite.edits) {
        test.version++;
        const stays = test.isBroken && random() >= (suite.mends ?? 1);
        test.isBroken = !isMended && (stays || random() < suite.breaks);
      }
      const fails = (): boolean =>
        test.isBroken || (!isMended && random() < test.rate) || (isIncident && random() < 0.5);
      let attempts = 1;
      let hasFailed = fails();
      for (; hasFailed && attempts <= (suite.retries ?? 0); attempts++) hasFailed = fails();
      const isRetried = !hasFailed && attempts > 1;
      test.trials.push({ hasFailed, isRetried, closure: String(test.version) });
    }
    const last = tests.flatMap(({ trials }) => trials.at(-1) ?? []);
    const troubled = last.filter(({ hasFailed, isRetried }) => hasFailed || isRetried).length;
    sizes.push({ troubled, all: tests.length });
    const incidents = incidentsOf(sizes.slice(-LOOKED_AT));
    for (const { trials, health } of tests) {
      const seen = trials.slice(-LOOKED_AT);
      const judged = seen.map((trial, at) => ({ ...trial, isIncident: incidents[at] === true }));
      health.push(judge(judged).health);
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
