/** How much of the code the tests of a run have run together. */
import type { Problem } from '../../test-host/protocol.ts';
import { writeHistory } from './database.ts';

/** `[covered, total]` of each. */
export interface CoveredCode {
  readonly statements: Share;
  readonly branches: Share;
  readonly functions: Share;
  readonly lines: Share;
}

type Share = readonly [covered: number, total: number];

/** @returns why it could not be kept */
export function keepCoveredCode(
  rootDir: string,
  { run, covered }: { readonly run: number; readonly covered: CoveredCode },
): readonly Problem[] {
  const { statements, branches, functions, lines } = covered;
  const text = [statements, branches, functions, lines].map((share) => share.join('/')).join(' ');
  return writeHistory(
    rootDir,
    (db) => void db.prepare('update runs set coverage = ? where id = ?').run(text, run),
  ).problems;
}

/** @param column of the table of runs */
export function coveredCodeOf(column: unknown): CoveredCode | undefined {
  if (typeof column !== 'string') return undefined;
  const [statements, branches, functions, lines] = column.split(' ').map(shareOf);
  return statements && branches && functions && lines && { statements, branches, functions, lines };
}

function shareOf(text: string): Share {
  const [covered, total] = text.split('/');
  return [Number(covered), Number(total)];
}
