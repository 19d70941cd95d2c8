/** Everything that is remembered, a result at a time: a year of it fits in no string. */
import { readHistory, type Kept } from './database.ts';
import { OUTCOMES } from './schema.ts';
import { textOf } from './test-history.ts';

/** A result with its run, as programs read it. */
export interface ExportedRow {
  readonly run: number;
  readonly at: string;
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  readonly dirty: boolean | undefined;
  readonly node: string;
  readonly test: string;
  readonly outcome: string;
  readonly reason: string | undefined;
  /** Milliseconds. */
  readonly duration: number;
  readonly attempts: number;
  readonly error: string | undefined;
}

export const EXPORT_COLUMNS = [
  'run',
  'at',
  'commit',
  'branch',
  'dirty',
  'node',
  'test',
  'outcome',
  'reason',
  'duration',
  'attempts',
  'error',
] as const satisfies readonly (keyof ExportedRow)[];

/** The rows must be read before the process ends; passes of old runs, which are only counted, are not among them. */
export function exportRows(rootDir: string): Kept<Iterable<ExportedRow>> {
  return readHistory(rootDir, (db) => {
    const rows = db
      .prepare(
        `select r.run, runs.at, commit_hash, branch, is_dirty, node, path || '#' || name as test, r.outcome, reason,
           r.duration, attempts, message
         from runs cross join results r on r.run = runs.id join tests on tests.id = r.test
         join files on files.id = tests.file left join errors on errors.id = r.error order by r.run, r.test`,
      )
      .iterate();
    return mapRows(rows);
  });
}

function* mapRows(rows: Iterable<Readonly<Record<string, unknown>>>): Generator<ExportedRow> {
  for (const row of rows)
    yield {
      run: Number(row['run']),
      at: new Date(Number(row['at'])).toISOString(),
      commit: textOf(row['commit_hash']),
      branch: textOf(row['branch']),
      dirty: row['is_dirty'] === null ? undefined : row['is_dirty'] === 1,
      node: String(row['node']),
      test: String(row['test']),
      outcome: OUTCOMES[Number(row['outcome'])] ?? 'errored',
      reason: textOf(row['reason']),
      duration: Number(row['duration']) / 1000,
      attempts: Number(row['attempts']),
      error: textOf(row['message']),
    };
}
