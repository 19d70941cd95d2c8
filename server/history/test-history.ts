/** What became of a test in all the runs that are remembered. */
import type { DatabaseSync } from 'node:sqlite';
import type { Outcome, TestId } from '../../test-host/protocol.ts';
import type { CauseName } from '../diagnosis/causes.ts';
import { readHistory, type Kept } from './database.ts';
import { diagnosisOf } from './diagnoses.ts';
import {
  incidentsOf,
  judge,
  LOOKED_AT,
  type RunSize,
  type Trial,
  type Verdict,
} from './flakiness.ts';
import { likelyCauses } from './likely-causes.ts';
import { prepared } from './prepared.ts';
import { OUTCOMES } from './schema.ts';

export interface TestHistory extends Verdict {
  readonly id: TestId;
  /** The newest last. */
  readonly results: readonly PastResult[];
  /** Runs of long ago that it passed, and that are only counted. */
  readonly passedBefore: number;
  /** The first of the failures that it ends with. */
  readonly failingSince: PastResult | undefined;
  /** Why it is flaky or suspect: as it was diagnosed, or else what its failures hint at. The likeliest first. */
  readonly causes: readonly CauseName[];
}

export interface PastResult {
  readonly run: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly commit: string | undefined;
  readonly outcome: Outcome;
  /** In a sitting at an editor: how often in a row. */
  readonly times: number;
  readonly reason: string | undefined;
  /** Milliseconds. */
  readonly duration: number;
  readonly attempts: number;
  /** Of the random order; absent: that of the source. */
  readonly seed: number | undefined;
  readonly error: string | undefined;
  readonly place: string | undefined;
}

/** What is asked for: all of `words` are in the id or in the titles, in any case; or it is the id. */
export interface TestQuestion {
  readonly rootDir: string;
  readonly words: readonly string[];
  readonly most: number;
}

export interface FoundTests {
  readonly tests: readonly TestHistory[];
  /** How many there are in all. */
  readonly total: number;
}

export function readTests({ rootDir, words, most }: TestQuestion): Kept<FoundTests> {
  return readHistory(rootDir, (db) => {
    const found = findTests(db, words);
    return {
      tests: historiesOf(db, found.slice(0, most)),
      total: found.length,
    };
  });
}

/** The same by ids; of a test that never ran there is nothing. */
export function readTestsOf(rootDir: string, ids: readonly TestId[]): Kept<readonly TestHistory[]> {
  return readHistory(rootDir, (db) =>
    historiesOf(
      db,
      ids.flatMap((id) => testWithId(db, id)),
    ),
  );
}

export function testWithId(db: DatabaseSync, id: TestId): readonly KnownTest[] {
  const at = id.indexOf('#');
  return db
    .prepare(
      `select tests.id as test, file, path || '#' || name as id from files join tests on file = files.id
       where path = ? and name = ?`,
    )
    .all(id.slice(0, at), id.slice(at + 1))
    .map(knownTest);
}

export interface KnownTest {
  readonly test: number;
  readonly file: number;
  readonly id: TestId;
}

function findTests(db: DatabaseSync, words: readonly string[]): readonly KnownTest[] {
  const rows = db
    .prepare(
      `select tests.id as test, file, path || '#' || name as id from tests join files on files.id = file
       order by path, tests.id`,
    )
    .all();
  const all = rows.map(knownTest);
  const exact = all.filter(({ id }) => words.includes(id));
  if (exact.length > 0) return exact;
  const parts = words.map((word) => word.toLowerCase());
  return all.filter(({ id }) => {
    const text = readable(id);
    return parts.every((part) => text.includes(part));
  });
}

export function knownTest(row: Readonly<Record<string, unknown>>): KnownTest {
  return { test: Number(row['test']), file: Number(row['file']), id: String(row['id']) };
}

/** As reports write it, so that what is copied from them is found. */
function readable(id: string): string {
  return id
    .replace('#', ' › ')
    .replaceAll('>', ' › ')
    .replaceAll(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .toLowerCase();
}

export function historiesOf(db: DatabaseSync, tests: readonly KnownTest[]): readonly TestHistory[] {
  const histories = new Histories(db);
  return tests.map((test) => histories.of(test));
}

/** What runs have in common is read once: for one reading. */
export class Histories {
  readonly #db: DatabaseSync;
  readonly #runs = new Map<number, RunFacts>();
  readonly #errors = new Map<number, ErrorFacts>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  of({ test, file, id }: KnownTest): TestHistory {
    const db = this.#db;
    const rows = resultRows(db, test);
    const runs = rows.map(([run]) => this.#run(run));
    const results = rows.map((row, at) => pastResult(row, runs[at], this.#error(row[6])));
    const verdict = judge(trialsOf(results, runs, closuresOf(db, file)));
    const passes = prepared(db, 'select sum(count) as n from passes where test = ?').get(test);
    return {
      id,
      results,
      passedBefore: Number(passes?.['n'] ?? 0),
      failingSince: failingSince(results),
      causes: causesOf(db, test, { results, verdict }),
      ...verdict,
    };
  }

  #run(run: number): RunFacts {
    const known = this.#runs.get(run);
    if (known !== undefined) return known;
    const facts = runFacts(prepared(this.#db, 'select * from runs where id = ?').get(run) ?? {});
    this.#runs.set(run, facts);
    return facts;
  }

  #error(error: number | null): ErrorFacts | undefined {
    if (error === null) return undefined;
    const known = this.#errors.get(error);
    if (known !== undefined) return known;
    const row = prepared(this.#db, 'select message, place from errors where id = ?').get(error);
    const facts = { error: textOf(row?.['message']), place: textOf(row?.['place']) };
    this.#errors.set(error, facts);
    return facts;
  }
}

type ResultRow = readonly [
  run: number,
  outcome: number,
  times: number,
  duration: number,
  attempts: number,
  reason: string | null,
  error: number | null,
];

/** As one text: to make an object of each row takes longer than to find it. */
const RESULTS = `
  select json_group_array(json_array(run, outcome, times, duration, attempts, reason, error) order by run) as rows from (
    select r.* from runs cross join results r on r.run = runs.id and r.test = ? order by runs.id desc limit ${LOOKED_AT})`;

function resultRows(db: DatabaseSync, test: number): readonly ResultRow[] {
  const rows = prepared(db, RESULTS).get(test)?.['rows'];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the statement says so
  return JSON.parse(String(rows)) as readonly ResultRow[];
}

interface RunFacts extends Pick<PastResult, 'at' | 'commit' | 'seed'> {
  readonly size: RunSize;
  readonly isSitting: boolean;
}

type ErrorFacts = Pick<PastResult, 'error' | 'place'>;

function runFacts(row: Readonly<Record<string, unknown>>): RunFacts {
  const failed = Number(row['failed']);
  return {
    at: Number(row['at']),
    commit: textOf(row['commit_hash']),
    seed: row['is_shuffled'] === 1 ? Number(row['seed']) : undefined,
    size: { troubled: failed + Number(row['flaky']), all: failed + Number(row['passed']) },
    isSitting: row['source'] === 'editor',
  };
}

function trialsOf(
  results: readonly PastResult[],
  runs: readonly RunFacts[],
  closureAt: (run: number) => string | undefined,
): readonly Trial[] {
  const incidents = incidentsOf(runs.map(({ size }) => size));
  return results.flatMap((result, at): readonly Trial[] => {
    if (result.outcome === 'skipped') return [];
    const hasFailed = result.outcome !== 'passed';
    const trial: Trial = {
      hasFailed,
      isRetried: !hasFailed && result.attempts > 1,
      closure: closureAt(result.run),
      isIncident: incidents[at] === true,
      isSitting: runs[at]?.isSitting === true,
    };
    return Array.from({ length: result.times }, () => trial);
  });
}

function causesOf(
  db: DatabaseSync,
  test: number,
  { results, verdict }: { readonly results: readonly PastResult[]; readonly verdict: Verdict },
): readonly CauseName[] {
  if (verdict.health !== 'flaky' && verdict.health !== 'suspect') return [];
  const diagnosed = diagnosisOf(db, test);
  return diagnosed.length > 0 ? diagnosed : likelyCauses(results);
}

function pastResult(
  [run, outcome, times, duration, attempts, reason]: ResultRow,
  facts: RunFacts | undefined,
  error: ErrorFacts | undefined,
): PastResult {
  return {
    run,
    at: facts?.at ?? 0,
    commit: facts?.commit,
    outcome: OUTCOMES[outcome] ?? 'errored',
    times,
    reason: reason ?? undefined,
    duration: duration / 1000,
    attempts,
    seed: facts?.seed,
    error: error?.error,
    place: error?.place,
  };
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function failingSince(results: readonly PastResult[]): PastResult | undefined {
  const ran = results.filter(({ outcome }) => outcome !== 'skipped');
  const lastPass = ran.findLastIndex(({ outcome }) => outcome === 'passed');
  return ran[lastPass + 1];
}

/** @returns the hash that a run had of all that the file depends on */
function closuresOf(db: DatabaseSync, file: number): (run: number) => string | undefined {
  const rows = prepared(db, 'select run, hash from closures where file = ? order by run desc')
    .all(file)
    .map((row) => ({ from: Number(row['run']), hash: textOf(row['hash']) }));
  return (run) => rows.find(({ from }) => from <= run)?.hash;
}
