/**
 * Whether a test can be trusted, from its outcomes. Pure.
 *
 * What counts is that nothing changed: two outcomes for the same closure hash, or a pass in a later attempt. A test that
 * fails after an edit and passes after the next one is a test at work. Evidence fades with each further run.
 */

export type Health = 'healthy' | 'suspect' | 'flaky' | 'broken';

/** One outcome of a test that ran, not skipped. */
export interface Trial {
  readonly hasFailed: boolean;
  /** Whether it passed in a later attempt. */
  readonly isRetried: boolean;
  /** Of all that the test depends on; absent: nobody knows. */
  readonly closure: string | undefined;
  /** So many tests failed in this run that they have a cause in common, see {@link incidentsOf}. */
  readonly isIncident: boolean;
  /** Somebody edits and watches, in an editor or in watch mode. Default: false. */
  readonly isSitting?: boolean;
}

export interface Verdict {
  readonly health: Health;
  /** Of the last trials, at most {@link RATE_TRIALS}. */
  readonly failures: number;
  readonly trials: number;
  /** Those of them that a later attempt passed, or another trial of the same closure. */
  readonly unexplained: number;
}

/** Trials that rates are told of: what a person can look at. */
const RATE_TRIALS = 20;
/** Trials that are looked at: a flake of one in a hundred shows about once. */
export const LOOKED_AT = 100;
/** Trials after which evidence counts half: a flake that was mended is forgotten in some days, not in weeks. */
const HALF_LIFE = 20;
/** Evidence of a flake, before it fades: passed again, or in a later attempt, with nothing changed. */
const CERTAIN = 1;
/** Failed with nothing changed, and did not pass again yet: the network may be gone for good. Two soon after each other are a flake. */
const DOUBTFUL = 0.3;
/** One certain evidence holds for a half-life, then it is a suspicion for two more. */
const FLAKY_FROM = 0.5;
const SUSPECT_FROM = 0.125;
/** A flaky test that fails so often in a row, with its rate, does so once in a hundred times. */
const CHANCE_OF_STREAK = 0.01;
/** Failures in a row after which a test is broken that had no doubt about it before. */
const BROKEN_FROM = 3;
/**
 * Where all is edited before each run, no two trials are of the same code. There, what tells is how often a test fails for
 * a moment. Work at it makes it fail, too: for longer, or again and again within a few trials, but not time after time.
 */
const LONGEST_SPELL = 2;
const BETWEEN_SPELLS = 5;
/** One more than what a suite with edits shows by chance. */
const SPELLS_OF_FLAKY = 4;
const SPELLS_OF_SUSPECT = 3;

/** @param trials oldest first */
export function judge(trials: readonly Trial[]): Verdict {
  const seen = trials.slice(-LOOKED_AT);
  const recent = seen.slice(-RATE_TRIALS);
  const failures = recent.filter(({ hasFailed, isRetried }) => hasFailed || isRetried).length;
  return {
    health: healthOf(seen, weigh(seen) + weighSpells(seen)),
    failures,
    trials: recent.length,
    unexplained: countUnexplained(recent),
  };
}

function healthOf(trials: readonly Trial[], score: number): Health {
  const streak = trials.length - 1 - trials.findLastIndex(({ hasFailed }) => !hasFailed);
  const [first] = trials.slice(trials.length - streak);
  const before = trials.at(-streak - 1);
  if (streak > 0 && first !== undefined) {
    const isFlaky = score >= FLAKY_FROM;
    const wasEdited = before?.closure !== first.closure || first.closure === undefined;
    const limit = isFlaky ? streakLimit(trials.slice(0, -streak)) : wasEdited ? 1 : BROKEN_FROM;
    if (streak >= limit) return 'broken';
  }
  return score >= FLAKY_FROM ? 'flaky' : score >= SUSPECT_FROM ? 'suspect' : 'healthy';
}

/** @returns failures in a row that its rate before does not explain */
function streakLimit(trials: readonly Trial[]): number {
  const failures = trials.filter(({ hasFailed }) => hasFailed).length;
  const rate = (failures + 1) / (trials.length + 2);
  return Math.max(BROKEN_FROM, Math.ceil(Math.log(CHANCE_OF_STREAK) / Math.log(rate)));
}

/** Evidence against the test, faded. */
function weigh(trials: readonly Trial[]): number {
  const last = new Map<string, Trial>();
  let score = 0;
  for (const [index, trial] of trials.entries()) {
    const fading = fadingOf(trials.length - 1 - index);
    if (trial.isIncident) continue;
    if (trial.isRetried) score += CERTAIN * fading;
    if (trial.closure === undefined) continue;
    const before = last.get(trial.closure);
    last.set(trial.closure, trial);
    if (before === undefined || before.hasFailed === trial.hasFailed) continue;
    score += (trial.hasFailed ? DOUBTFUL : CERTAIN) * fading;
  }
  return score;
}

/** Evidence of short failures that edits seem to have begun and mended, from the last of them on. */
function weighSpells(trials: readonly Trial[]): number {
  // Whoever works at a test sees it fail again and again.
  const seen = trials.filter(({ isIncident, isSitting }) => !isIncident && isSitting !== true);
  let spells = 0;
  let last = -BETWEEN_SPELLS;
  for (let start = 1; start < seen.length; start++) {
    if (seen[start]?.hasFailed !== true || seen[start - 1]?.hasFailed === true) continue;
    const length = seen.slice(start).findIndex(({ hasFailed }) => !hasFailed);
    if (length < 1 || length > LONGEST_SPELL || start - last < BETWEEN_SPELLS) continue;
    spells++;
    last = start;
  }
  const weight = spells >= SPELLS_OF_FLAKY ? CERTAIN : spells >= SPELLS_OF_SUSPECT ? DOUBTFUL : 0;
  return weight * fadingOf(seen.length - 1 - last);
}

/** @param age trials since then */
function fadingOf(age: number): number {
  return 0.5 ** (age / HALF_LIFE);
}

function countUnexplained(trials: readonly Trial[]): number {
  const passed = new Set(trials.flatMap(({ hasFailed, closure }) => (hasFailed ? [] : closure)));
  return trials.filter(
    ({ hasFailed, isRetried, closure }) =>
      isRetried || (hasFailed && closure !== undefined && passed.has(closure)),
  ).length;
}

/** How many tests of a run did what. */
export interface RunSize {
  /** Also those that a later attempt passed. */
  readonly troubled: number;
  readonly all: number;
}

/** @returns of each run whether something around the tests failed: no disk, no network, a broken machine */
export function incidentsOf(runs: readonly RunSize[]): readonly boolean[] {
  const shares = runs.map(({ troubled, all }) => troubled / Math.max(1, all));
  const isKnown = runs.length >= LEAST_RUNS;
  const usual = isKnown ? (shares.toSorted((a, b) => a - b)[runs.length >> 1] ?? 0) : 0;
  return runs.map(
    ({ troubled }, at) =>
      troubled >= LEAST_OF_INCIDENT && (shares[at] ?? 0) > usual + SHARE_OF_INCIDENT,
  );
}

/** Runs after which it is known how many tests fail as a rule. */
const LEAST_RUNS = 5;
const LEAST_OF_INCIDENT = 10;
/** More of a suite than usual are not flaky at the same time by chance. */
const SHARE_OF_INCIDENT = 0.2;
