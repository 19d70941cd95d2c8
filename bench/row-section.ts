/** A section whose rows are measured in interleaved rounds. */
import type { RoundOptions } from './rounds.ts';
import { ROW_COLUMNS, rowCells, verdictOn, type Row } from './row.ts';
import type { Section } from './section.ts';

export interface RowSection extends Pick<Section, 'name' | 'title' | 'about'> {
  readonly rows: readonly Row[];
}

export async function measureRows(
  { name, title, about, rows }: RowSection,
  options: RoundOptions,
): Promise<Section & { readonly values: ReadonlyMap<Row, readonly number[]> }> {
  const values = new Map<Row, number[]>(rows.map((row) => [row, []]));
  const left = new Map<Row, string>();
  for (let round = 0; round <= options.rounds; round++) {
    const turn = [...rows.slice(round % rows.length), ...rows.slice(0, round % rows.length)];
    for (const row of turn) {
      const isOver = row.isSlow === true && round > options.slowRounds;
      if (isOver || left.has(row)) continue;
      try {
        const measured = await row.run();
        // The first round fills caches and proves that it works.
        if (round > 0) values.get(row)?.push(...measured);
      } catch (error) {
        left.set(row, error instanceof Error ? error.message : String(error));
        values.delete(row);
      }
    }
    options.progress(`${name}: round ${round} of ${options.rounds}`);
  }
  const notes = [...left].map(([row, reason]) => `Not measured: ${row.name} (${reason}).`);
  return {
    name,
    title,
    about: [...about, ...notes],
    columns: ROW_COLUMNS,
    rows: [...values].flatMap(([row, some]) => (some.length > 0 ? [rowCells(row, some)] : [])),
    verdicts: [...values].flatMap(([row, some]) => verdictOn(row, some)),
    values,
  };
}
