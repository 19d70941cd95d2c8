/** The scenario `discovery`: how soon all tests are listed, and how soon what is typed or asked is answered. */
import { editorRows, startTyping } from './editor-rows.ts';
import { listRows } from './list-rows.ts';
import type { RoundOptions } from './rounds.ts';
import { measureRows } from './row-section.ts';
import type { Section } from './section.ts';
import { prepareTool } from './tools.ts';

export const DISCOVERY_SCENARIO = 'discovery';

export async function discoverySection(
  circumstances: string,
  options: RoundOptions,
): Promise<Section> {
  const head = {
    name: DISCOVERY_SCENARIO,
    title: 'Finding tests without running them',
    about: [
      'Generated projects of 10 tests a file and 200 shared modules. Cold: without what ztest keeps in the project. Start-up of the process is included, but for the parser and what is asked of the language server, a process over stdio that is there already.',
      circumstances,
    ],
  };
  const unavailable = prepareTool('ztest');
  if (unavailable) {
    const about = [...head.about, `Not measured: ${unavailable.reason}.`];
    return { ...head, about, columns: [], rows: [], verdicts: [] };
  }
  using typing = await startTyping();
  return await measureRows({ ...head, rows: [...listRows(), ...editorRows(typing)] }, options);
}
