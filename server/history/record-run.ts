/** Adds a run to the history. */
import type { DatabaseSync } from 'node:sqlite';
import { fileOfTest, type FilePath } from '../../test-host/protocol.ts';
import { condense } from './condense.ts';
import { fingerprintOf } from './error-fingerprint.ts';
import type { FileClosure, RecordedResult, RecordedRun } from './recorded-run.ts';
import { prepared } from './prepared.ts';
import { OUTCOMES } from './schema.ts';
import { forgetEdited, sittingOf, type FileResults } from './sitting.ts';

/** @returns the number of the run. Runs are ordered by it: clocks jump. */
export function recordRun(db: DatabaseSync, recorded: RecordedRun): number {
  const files = [...Map.groupBy(recorded.results, ({ id }) => fileOfTest(id))].map(
    ([file, results]): FileResults => {
      const id = fileIdOf(db, file);
      const closure = recorded.closures.get(file);
      const hash = closureHash(db, id, closure);
      return { file, id, hash, modules: closure?.modules ?? null, results };
    },
  );
  const sitting = sittingOf(db, recorded, files);
  const run = sitting ?? insertRun(db, recorded);
  const insert = db.prepare(sitting === undefined ? INSERT : ADD);
  const errorId = errorIds(db);
  for (const each of files) {
    const { file, id: fileId, results } = each;
    if (sitting !== undefined) forgetEdited(db, run, each);
    keepClosure(db, run, each);
    const testId = testIds(db, fileId);
    for (const { id, outcome, duration, attempts, reason, error } of results)
      insert.run(
        run,
        testId(id.slice(file.length + 1)),
        OUTCOMES.indexOf(outcome),
        Math.round(duration * 1000),
        attempts,
        reason ?? null,
        error === undefined ? null : errorId(error),
      );
  }
  if (sitting === undefined) condense(db, run);
  else addToRun(db, run, recorded);
  return run;
}

const INSERT = `insert or replace into results (run, test, outcome, duration, attempts, reason, error)
  values (?, ?, ?, ?, ?, ?, ?)`;
/** To a sitting. */
const ADD = `${INSERT.replace(' or replace', '')} on conflict do update set
  times = case when outcome = excluded.outcome then times + 1 else 1 end, outcome = excluded.outcome,
  duration = excluded.duration, attempts = excluded.attempts, reason = excluded.reason, error = excluded.error`;

function insertRun(db: DatabaseSync, recorded: RecordedRun): number {
  const { results } = recorded;
  const count = (...outcomes: readonly RecordedResult['outcome'][]): number =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const added = db
    .prepare(
      `insert into runs (at, duration, outcome, scope, source, commit_hash, branch, is_dirty, machine, node, config, seed,
        is_shuffled, passed, failed, skipped, flaky) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      recorded.at,
      Math.round(recorded.duration),
      recorded.outcome,
      recorded.scope,
      recorded.source,
      recorded.commit ?? null,
      recorded.branch ?? null,
      recorded.isDirty === undefined ? null : Number(recorded.isDirty),
      recorded.machine,
      recorded.node,
      recorded.config,
      recorded.seed,
      Number(recorded.isShuffled),
      count('passed'),
      count('failed', 'errored'),
      count('skipped'),
      results.filter(({ outcome, attempts }) => outcome === 'passed' && attempts > 1).length,
    );
  return Number(added.lastInsertRowid);
}

/** One more run of a sitting: the row says what it holds now. */
function addToRun(db: DatabaseSync, run: number, recorded: RecordedRun): void {
  const count = `(select count(*) from results where run = :run and outcome`;
  db.prepare(
    `update runs set times = times + 1, at = :at, duration = duration + :duration, is_dirty = :dirty,
       scope = case when scope = 'files' then :scope else scope end,
       passed = ${count} = 0), failed = ${count} in (1, 3)), skipped = ${count} = 2),
       outcome = case when ${count} in (1, 3)) > 0 then 'failed' else 'passed' end
     where id = :run`,
  ).run({
    run,
    at: recorded.at,
    duration: Math.round(recorded.duration),
    scope: recorded.scope,
    dirty: recorded.isDirty === undefined ? null : Number(recorded.isDirty),
  });
}

function fileIdOf(db: DatabaseSync, file: FilePath): number {
  const known = prepared(db, 'select id from files where path = ?').get(file);
  if (known !== undefined) return Number(known['id']);
  return Number(prepared(db, 'insert into files (path) values (?)').run(file).lastInsertRowid);
}

function testIds(db: DatabaseSync, file: number): (name: string) => number {
  const known = new Map<string, number>();
  for (const { id, name } of prepared(db, 'select id, name from tests where file = ?').all(file))
    known.set(String(name), Number(id));
  // The database holds no half of a surrogate pair, a title may: such a name is known there and not here.
  const insert = prepared(
    db,
    'insert into tests (file, name) values (?, ?) on conflict do update set name = name returning id',
  );
  return (name) => known.get(name) ?? Number(insert.get(file, name)?.['id']);
}

function errorIds(db: DatabaseSync): (error: NonNullable<RecordedResult['error']>) => number {
  const insert = db.prepare(
    `insert into errors (fingerprint, message, place) values (?, ?, ?)
     on conflict do update set message = excluded.message, place = excluded.place returning id`,
  );
  return (error) => {
    const { fingerprint, message, place } = fingerprintOf(error);
    return Number(insert.get(fingerprint, message, place ?? null)?.['id']);
  };
}

function closureHash(
  db: DatabaseSync,
  file: number,
  closure: FileClosure | undefined,
): string | null {
  if (closure === undefined) return null;
  const isEdited = lastClosure(db, file)?.['modules'] !== closure.modules;
  return closure.hash(inputsOf(db, { file, inputs: closure.inputs, isEdited }));
}

function keepClosure(db: DatabaseSync, run: number, { id, hash, modules }: FileResults): void {
  const last = lastClosure(db, id);
  if (last !== undefined && last['hash'] === hash) return;
  prepared(db, 'insert or replace into closures values (?, ?, ?, ?)').run(id, run, hash, modules);
}

function lastClosure(
  db: DatabaseSync,
  file: number,
): Readonly<Record<string, unknown>> | undefined {
  return prepared(
    db,
    'select hash, modules from closures where file = ? order by run desc limit 1',
  ).get(file);
}

interface InputsOfFile {
  readonly file: number;
  readonly inputs: readonly string[];
  readonly isEdited: boolean;
}

/** @returns all that was read since the file was edited */
function inputsOf(db: DatabaseSync, { file, inputs, isEdited }: InputsOfFile): readonly string[] {
  if (isEdited) prepared(db, 'delete from inputs where file = ?').run(file);
  const rows = prepared(db, 'select name from inputs where file = ?').all(file);
  const known = new Set(rows.map((row) => String(row['name'])));
  const added = inputs.filter((name) => !known.has(name));
  for (const name of added)
    prepared(db, 'insert or ignore into inputs values (?, ?)').run(file, name);
  return [...known, ...added];
}
