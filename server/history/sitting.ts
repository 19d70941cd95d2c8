/**
 * The runs of a sitting at an editor: one a save, or many a minute. As runs of their own they would push those of the command
 * out of sight, so they are added to the run before for as long as that stays true: nothing that it says is taken back, but
 * passes of code that was edited since.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { FilePath } from '../../test-host/protocol.ts';
import type { RecordedResult, RecordedRun } from './recorded-run.ts';
import { OUTCOMES } from './schema.ts';

/** A file of the run, as it is to be recorded. */
export interface FileResults {
  readonly file: FilePath;
  /** Of the row in `files`. */
  readonly id: number;
  /** Of the closure; `null`: nobody knows. */
  readonly hash: string | null;
  /** The same without what was read. */
  readonly modules: string | null;
  readonly results: readonly RecordedResult[];
}

/** Milliseconds: who comes back after a longer break begins anew. */
const BREAK_MS = 10 * 60_000;
/** Runs that are one at most, so that time still tells when something began. */
const MOST_TIMES = 100;

/** @returns the run that takes these results in, too; absent: they are a run of their own */
export function sittingOf(
  db: DatabaseSync,
  recorded: RecordedRun,
  files: readonly FileResults[],
): number | undefined {
  if (recorded.source !== 'editor' || recorded.scope === 'all' || recorded.isShuffled)
    return undefined;
  const last = db.prepare('select * from runs order by id desc limit 1').get();
  if (last === undefined) return undefined;
  const isSame =
    last['source'] === 'editor' &&
    last['scope'] !== 'all' &&
    last['is_shuffled'] === 0 &&
    last['commit_hash'] === (recorded.commit ?? null) &&
    last['branch'] === (recorded.branch ?? null) &&
    last['config'] === recorded.config &&
    last['node'] === recorded.node &&
    last['machine'] === recorded.machine &&
    Number(last['times']) < MOST_TIMES &&
    Math.abs(recorded.at - Number(last['at'])) < BREAK_MS;
  const run = Number(last['id']);
  return isSame && files.every((file) => agrees(db, run, file)) ? run : undefined;
}

/** Whether what the run says of a file stays true with these results beside it. */
function agrees(db: DatabaseSync, run: number, { id, file, hash, results }: FileResults): boolean {
  const before = resultsIn(db, run, id);
  if (before.length === 0) return true;
  const now = new Map(results.map((result) => [result.id.slice(file.length + 1), result]));
  const isEdited = hash === null || closureIn(db, run, id) !== hash;
  return before.every(({ name, hasFailed, attempts }) => {
    const result = now.get(name);
    if (attempts > 1 || (result?.attempts ?? 1) > 1) return false;
    if (result === undefined || result.outcome === 'skipped') return !(isEdited && hasFailed);
    return hasFailed === isFailure(result.outcome) || (isEdited && !hasFailed);
  });
}

interface Before {
  readonly name: string;
  readonly hasFailed: boolean;
  readonly attempts: number;
}

function resultsIn(db: DatabaseSync, run: number, file: number): readonly Before[] {
  return db
    .prepare(
      `select name, outcome, attempts from tests join results on run = ? and test = tests.id
       where file = ? and outcome <> ${OUTCOMES.indexOf('skipped')}`,
    )
    .all(run, file)
    .map((row) => ({
      name: String(row['name']),
      hasFailed: isFailure(OUTCOMES[Number(row['outcome'])]),
      attempts: Number(row['attempts']),
    }));
}

function closureIn(db: DatabaseSync, run: number, file: number): unknown {
  return db
    .prepare('select hash from closures where file = ? and run <= ? order by run desc limit 1')
    .get(file, run)?.['hash'];
}

function isFailure(outcome: string | undefined): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

/** Takes back what an edit since has made void of a file. */
export function forgetEdited(db: DatabaseSync, run: number, { id, hash }: FileResults): void {
  if (hash !== null && closureIn(db, run, id) === hash) return;
  db.prepare(
    'delete from results where run = ? and test in (select id from tests where file = ?)',
  ).run(run, id);
}
