/** How soon the language server follows what is typed, and answers what is asked. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeCaches } from './commands.ts';
import { startEditor, type EditorSession } from './editor-session.ts';
import { LISTED_PROJECT } from './list-rows.ts';
import type { Row } from './row.ts';
import { toolDirectory } from './tools.ts';

const keysPerRound = 30;
/** Between two keys of a fast typist there is more. */
const betweenKeys = 20;

export interface Typing extends Disposable {
  readonly inTitles: EditorSession;
  readonly inBodies: EditorSession;
}

/** Two servers, each with a file of 500 tests: in one of them the suites are many, in the other there is one. */
export async function startTyping(): Promise<Typing> {
  const start = async (name: string, text: string): Promise<EditorSession> => {
    const directory = join(toolDirectory('ztest'), name);
    removeCaches(directory);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'package.json'), '{ "type": "module" }\n');
    writeFileSync(join(directory, 'large.test.ts'), text);
    const session = await startEditor(directory);
    await session.open('large.test.ts');
    return session;
  };
  const inTitles = await start('typing-many', testFile({ suites: 50, tests: 10 }));
  const inBodies = await start('typing-one', testFile({ suites: 1, tests: 500 }));
  return {
    inTitles,
    inBodies,
    [Symbol.dispose]: () => {
      inTitles[Symbol.dispose]();
      inBodies[Symbol.dispose]();
    },
  };
}

function testFile({ suites, tests }: { readonly suites: number; readonly tests: number }): string {
  const test = (suite: number, index: number): string =>
    `  test('does thing ${index} of ${suite}', async () => {\n    const x = ${index};\n    const list = [1, 2, 3].map((n) => n * x);\n    expect(list).toEqual([${index}, ${2 * index}, ${3 * index}]);\n  });\n`;
  const bodies = Array.from({ length: suites }, (_, suite) =>
    Array.from({ length: tests }, (_, index) => test(suite, index)).join(''),
  );
  const all = bodies.map((body, suite) => `suite('suite ${suite}', () => {\n${body}});\n`);
  return `import { expect, suite, test } from 'ztest';\n${all.join('')}`;
}

export function editorRows({ inTitles, inBodies }: Typing): readonly Row[] {
  /** By turns at the top, in the middle and at the end. */
  const typed = (session: EditorSession, place: RegExp, what: string) => async () => {
    const times: number[] = [];
    for (let key = 0; key < keysPerRound; key++) {
      const places = [...session.text().matchAll(place)].map(({ index }) => index);
      const at = places[Math.floor(((places.length - 1) * (key % 3)) / 2)];
      if (at === undefined) throw new Error('there is nowhere to type');
      times.push(await session.type(at, what));
      await new Promise((resume) => setTimeout(resume, betweenKeys));
    }
    return times;
  };
  const key = '500 tests in a file, from a key to the change of the tree';
  const bar = { of: 'p95', atMost: 20 } as const;
  const symbols = askSymbols();
  return [
    {
      name: `${key}: in a title`,
      unit: 'ms',
      bar,
      run: typed(inTitles, /(?<=test\('does)/g, 'x'),
    },
    {
      name: `${key}: a line in a body, one suite`,
      unit: 'ms',
      bar,
      run: typed(inBodies, /(?<=const x = \d+;)/g, '\n'),
    },
    {
      name: 'Tests that reach a symbol, 1,000 files, first question of a server',
      unit: 'ms',
      bar: { of: 'median', atMost: 300 },
      run: async () => [(await symbols()).first],
    },
    {
      name: 'Tests that reach a symbol, 1,000 files, later questions',
      unit: 'ms',
      bar: { of: 'median', atMost: 20 },
      run: async () => (await symbols()).later,
    },
  ];
}

/** A server each time. */
function askSymbols() {
  const ask = async (session: EditorSession, module: number): Promise<number> => {
    const file = `src/module-${String(module).padStart(3, '0')}.ts`;
    const lines = readFileSync(join(LISTED_PROJECT, file), 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes('export class '));
    const character = lines[line]?.indexOf('Cart') ?? 0;
    const { ms, tests } = await session.ask(file, { line, character });
    if (tests === 0) throw new Error(`no test reaches the class of ${file}`);
    return ms;
  };
  return async (): Promise<{ readonly first: number; readonly later: readonly number[] }> => {
    using session = await startEditor(LISTED_PROJECT);
    const first = await ask(session, 5);
    const later: number[] = [];
    for (let module = 6; module < 16; module++) later.push(await ask(session, module));
    return { first, later };
  };
}
