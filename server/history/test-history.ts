/** What became of a test in all the runs that are remembered. */
import type { DatabaseSync } from 'node:sqlite';
import type { FilePath, Outcome, TestId } from '../../test-host/protocol.ts';
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
      tests: found.slice(0, most).flatMap((test) => historyOf(db, test)),
      total: found.length,
    };
  });
}

/** The same by ids; of a test that never ran there is nothing. */
export function readTestsOf(rootDir: string, ids: readonly TestId[]): Kept<readonly TestHistory[]> {
  return readHistory(rootDir, (db) =>
    ids.flatMap((id) => testWithId(db, id)).flatMap((test) => historyOf(db, test)),
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

const RESULTS = `
  select r.run, r.outcome, r.times, r.duration, r.attempts, r.reason, e.message as error, e.place, runs.at, runs.commit_hash,
    runs.seed, runs.is_shuffled, runs.failed, runs.flaky, runs.passed, runs.source
  from runs cross join results r on r.run = runs.id and r.test = ?
  left join errors e on e.id = r.error
  order by runs.id desc limit ?`;

export function historyOf(db: DatabaseSync, { test, file, id }: KnownTest): readonly TestHistory[] {
  const rows = prepared(db, RESULTS).all(test, LOOKED_AT).toReversed();
  const closureAt = closuresOf(db, file);
  const results = rows.map(pastResult);
  const incidents = incidentsOf(rows.map(sizeOf));
  const trials = rows.flatMap((row, index): readonly Trial[] => {
    const result = results[index];
    if (result === undefined || result.outcome === 'skipped') return [];
    const hasFailed = result.outcome !== 'passed';
    const trial: Trial = {
      hasFailed,
      isRetried: !hasFailed && result.attempts > 1,
      closure: closureAt(result.run),
      isIncident: incidents[index] === true,
      isSitting: row['source'] === 'editor',
    };
    return Array.from({ length: result.times }, () => trial);
  });
  const verdict = judge(trials);
  const passes = prepared(db, 'select sum(count) as n from passes where test = ?').get(test);
  return [
    {
      id,
      results,
      passedBefore: Number(passes?.['n'] ?? 0),
      failingSince: failingSince(results),
      causes: causesOf(db, test, { results, verdict }),
      ...verdict,
    },
  ];
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

function sizeOf(row: Readonly<Record<string, unknown>>): RunSize {
  const failed = Number(row['failed']);
  return { troubled: failed + Number(row['flaky']), all: failed + Number(row['passed']) };
}

function pastResult(row: Readonly<Record<string, unknown>>): PastResult {
  return {
    run: Number(row['run']),
    at: Number(row['at']),
    commit: textOf(row['commit_hash']),
    outcome: OUTCOMES[Number(row['outcome'])] ?? 'errored',
    times: Number(row['times']),
    reason: textOf(row['reason']),
    duration: Number(row['duration']) / 1000,
    attempts: Number(row['attempts']),
    seed: row['is_shuffled'] === 1 ? Number(row['seed']) : undefined,
    error: textOf(row['error']),
    place: textOf(row['place']),
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
function closuresOf(
  db: DatabaseSync,
  file: FilePath | number,
): (run: number) => string | undefined {
  const rows = prepared(db, 'select run, hash from closures where file = ? order by run desc').all(
    file,
  );
  return (run) => textOf(rows.find((row) => Number(row['run']) <= run)?.['hash']);
}
