/** How the tests of a project are, for an editor: the same queries as those of `ztest history`, in one answer. */
import type { TestId } from '../../test-host/protocol.ts';
import type { CauseName } from '../diagnosis/causes.ts';
import { readHistory, type Kept } from './database.ts';
import { overviewOf, type Overview } from './overview.ts';
import type { PastResult, TestHistory } from './test-history.ts';
import { driftingTests, type Drift } from './trend.ts';

/** A test that is flaky, suspect or broken. */
export interface TestHealth extends Pick<TestHistory, 'id' | 'health' | 'failures' | 'trials'> {
  readonly id: TestId;
  /** The likeliest first. */
  readonly causes: readonly CauseName[];
  readonly failingSince?: Pick<PastResult, 'run' | 'at' | 'commit'>;
}

export interface HealthReport extends Pick<Overview, 'runs' | 'slowest'> {
  readonly troubled: readonly TestHealth[];
  readonly drifting: readonly Drift[];
}

/** Runs of all tests that a drift is looked for in. */
const MOST_RUNS = 20;

export function readHealth(rootDir: string): Kept<HealthReport> {
  return readHistory(rootDir, (db) => {
    const { runs, slowest, troubled } = overviewOf(db);
    return {
      runs,
      slowest,
      troubled: troubled.map(healthOf),
      drifting: driftingTests(db, MOST_RUNS),
    };
  });
}

function healthOf({ id, health, failures, trials, causes, failingSince }: TestHistory): TestHealth {
  const { run, at, commit } = failingSince ?? {};
  return {
    id,
    health,
    failures,
    trials,
    causes,
    ...(run !== undefined && at !== undefined && { failingSince: { run, at, commit } }),
  };
}
