/** The scenario `affected`: how soon an editor knows which of 10,000 tests a save affects, after a run that has counted. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testCommand } from './commands.ts';
import { startEditor } from './editor-session.ts';
import { generateProject } from './generate.ts';
import type { RoundOptions } from './rounds.ts';
import { measureRows } from './row-section.ts';
import type { Row } from './row.ts';
import type { Section } from './section.ts';
import { toolDirectory } from './tools.ts';

export const AFFECTED_SCENARIO = 'affected';

const SHAPE = { files: 1_000, tests: 10, modules: 1_000, reach: 20, work: 0, typescript: true };

export async function affectedSection(
  circumstances: string,
  options: RoundOptions,
): Promise<Section> {
  const directory = join(toolDirectory('ztest'), 'affected');
  generateProject('ztest', SHAPE, directory);
  const { program, args, cwd } = testCommand('ztest', { coverage: 'own' }, directory);
  execFileSync(program, [...args], { cwd, stdio: 'ignore' });
  using editor = await startEditor(directory);
  let edits = 0;
  const row = (name: string, file: string, isRight: (files: number) => boolean): Row => {
    const path = join(directory, file);
    const text = readFileSync(path, 'utf8');
    return {
      name,
      unit: 'ms',
      bar: { of: 'median', atMost: 50 },
      run: async () => {
        edits += 1;
        writeFileSync(path, text.replace('return this.orders.filter', `void ${edits};\n    $&`));
        const { ms, files } = await editor.affectedBy(file);
        writeFileSync(path, text);
        await editor.affectedBy(file);
        if (!isRight(files)) throw new Error(`${files} files are affected`);
        return [ms];
      },
    };
  };
  return await measureRows(
    {
      name: AFFECTED_SCENARIO,
      title: 'What a save affects',
      about: [
        'A project of 1,000 test files, 10,000 tests and 1,000 modules, which has run with coverage. The body of a method is written to disk; the time is that of the question to the language server, with its answer.',
        circumstances,
      ],
      rows: [
        row('A module that 16 files reach', 'src/module-005.ts', (files) => files < 100),
        row('A module that all files reach', 'src/module-000.ts', (files) => files <= 1_000),
      ],
    },
    options,
  );
}
