/** The scenario `vscode`: how soon the extension answers in a real VS Code, measured in its extension host and its window. */
import { join } from 'node:path';
import { removeCaches } from './commands.ts';
import { generateProject, SUITE_SHAPE } from './generate.ts';
import type { RoundOptions } from './rounds.ts';
import { ROW_COLUMNS, rowCells, verdictOn, type Figure } from './row.ts';
import type { Section } from './section.ts';
import { prepareTool, toolDirectory } from './tools.ts';
import { measureEditing, measureGrowth } from './vscode-editing.ts';
import { measureLargeRuns, measureStartup } from './vscode-large.ts';
import { packExtension } from './vscode-session.ts';

export const VSCODE_SCENARIO = 'vscode';

/** What was measured: the values of each figure. */
export type Measured = readonly (readonly [Figure, readonly number[]])[];

const LARGE = { ...SUITE_SHAPE, files: 1000 };

export async function vscodeSection(
  circumstances: string,
  { slowRounds, progress }: RoundOptions,
): Promise<Section> {
  const unavailable = prepareTool('ztest');
  if (unavailable) return section(circumstances, [`Not measured: ${unavailable.reason}.`], []);
  packExtension();
  const large = join(toolDirectory('ztest'), 'vscode-large');
  generateProject('ztest', LARGE, large);
  const measured: Measured[number][] = [];
  const notes: string[] = [];
  const steps: Readonly<Record<string, () => Promise<Measured>>> = {
    'windows, cold': async () =>
      await measureStartup('cold', { directory: large, times: slowRounds, prepare: removeCaches }),
    'windows, warm': async () =>
      await measureStartup('warm cache', { directory: large, times: slowRounds }),
    'large runs': async () => await measureLargeRuns(large, slowRounds),
    editing: measureEditing,
    'continuous runs': measureGrowth,
  };
  for (const [name, step] of Object.entries(steps)) {
    progress(`${VSCODE_SCENARIO}: ${name}`);
    try {
      measured.push(...(await step()));
    } catch (error) {
      notes.push(
        `Not measured: ${name} (${error instanceof Error ? error.message : String(error)}).`,
      );
    }
  }
  return section(circumstances, notes, measured);
}

function section(circumstances: string, notes: readonly string[], measured: Measured): Section {
  return {
    name: VSCODE_SCENARIO,
    title: 'The extension in a real VS Code',
    about: [
      'The packed extension in the VS Code of `test/vscode/`: its server and a headless Chromium run on the same machine as the tests. Small: 20 files of 10 tests, of which one file runs. Large: 1,000 files, 10,000 tests. “Shown” is the icon in the gutter, which VS Code itself draws up to 100 ms after it was told.',
      circumstances,
      ...notes,
    ],
    columns: ROW_COLUMNS,
    rows: measured.map(([figure, values]) => rowCells(figure, values)),
    verdicts: measured.flatMap(([figure, values]) => verdictOn(figure, values)),
  };
}
