/** The scenario `discovery`: how soon all tests are listed, and how soon what is typed or asked is answered. */
import { editorRows, startTyping } from './editor-rows.ts';
import { listRows } from './list-rows.ts';
import type { RoundOptions } from './rounds.ts';
import { ROW_COLUMNS, rowCells, verdictOn, type Row } from './row.ts';
import type { Section } from './section.ts';
import { prepareTool } from './tools.ts';

export const DISCOVERY_SCENARIO = 'discovery';

export async function discoverySection(
  circumstances: string,
  options: RoundOptions,
): Promise<Section> {
  const unavailable = prepareTool('ztest');
  if (unavailable) return section(circumstances, [`Not measured: ${unavailable.reason}.`], []);
  using typing = await startTyping();
  const rows = [...listRows(), ...editorRows(typing)];
  const results = new Map<Row, number[]>(rows.map((row) => [row, []]));
  const left = new Map<Row, string>();
  for (let round = 0; round <= options.rounds; round++) {
    const turn = [...rows.slice(round % rows.length), ...rows.slice(0, round % rows.length)];
    for (const row of turn) {
      const isOver = row.isSlow === true && round > options.slowRounds;
      if (isOver || left.has(row)) continue;
      try {
        const values = await row.run();
        // The first round fills caches and proves that it works.
        if (round > 0) results.get(row)?.push(...values);
      } catch (error) {
        left.set(row, error instanceof Error ? error.message : String(error));
      }
    }
    options.progress(`${DISCOVERY_SCENARIO}: round ${round} of ${options.rounds}`);
  }
  const notes = [...left].map(([{ name }, reason]) => `Not measured: ${name} (${reason}).`);
  return section(circumstances, notes, [...results]);
}

function section(
  circumstances: string,
  notes: readonly string[],
  results: readonly (readonly [Row, readonly number[]])[],
): Section {
  const measured = results.filter(([, values]) => values.length > 0);
  return {
    name: DISCOVERY_SCENARIO,
    title: 'Finding tests without running them',
    about: [
      'Generated projects of 10 tests a file and 200 shared modules. Cold: without what ztest keeps in the project. Start-up of the process is included, but for the parser and what is asked of the language server, a process over stdio that is there already.',
      circumstances,
      ...notes,
    ],
    columns: ROW_COLUMNS,
    rows: measured.map(([row, values]) => rowCells(row, values)),
    verdicts: results.flatMap(([row, values]) => verdictOn(row, values)),
  };
}
