import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'ztest';
import { affected, run, type AffectedFile, type RunFile } from '../../../server/protocol.ts';
import { openClient, type LanguageClient } from './language-client.ts';

const files = {
  'lexer.ts': `export function parse(text: string): number { return text.length; }
export function print(text: string): string { return text; }
`,
  'both.ts': `export * from './lexer.ts';\n`,
  'parse.test.ts': `import { expect, test } from 'ztest';
import { parse } from './both.ts';
test('parses', () => { expect(parse('abc')).toBe(3); });
`,
  'print.test.ts': `import { expect, test } from 'ztest';
import * as both from './both.ts';
test('prints', () => { expect(both.print('abc')).toBe('abc'); });
`,
};

const trusted = { initializationOptions: { isTrusted: true } };

async function runAll(client: LanguageClient, only?: readonly RunFile[]): Promise<void> {
  await client.ask(run, {
    root: client.root,
    runId: String(Math.random()),
    countsSilently: true,
    ...(only !== undefined && { files: only }),
  });
}

/** As if it had been written before: a run that begins in the same moment may have read either text. */
function save(client: LanguageClient, file: string, text: string): void {
  client.project.write({ [file]: text });
  const before = new Date(Date.now() - 1_000);
  utimesSync(join(client.project.directory, file), before, before);
}

async function affectedBy(client: LanguageClient, file: string): Promise<readonly string[]> {
  const found: readonly AffectedFile[] = await client.ask(affected, {
    root: client.root,
    uris: [client.uri(file)],
  });
  return found.map((one) => `${one.file} ${one.why}`);
}

test('a save affects the tests that have run the function, and the answer says so', async () => {
  await using client = await openClient(files, trusted);
  await runAll(client);
  const edited = files['lexer.ts'].replace('text.length', 'text.length + 0');
  save(client, 'lexer.ts', edited);
  const parses = ['parse.test.ts runs `parse()`, which changed in lexer.ts'];
  expect(await affectedBy(client, 'lexer.ts')).toEqual(parses);
  await runAll(client, [{ file: 'parse.test.ts' }]);
  // What ran with the edit is no longer affected by it; the others never were.
  expect(await affectedBy(client, 'lexer.ts')).toEqual([]);
  save(client, 'lexer.ts', edited.replace('return text;', "return text + '';"));
  expect(await affectedBy(client, 'lexer.ts')).toEqual([
    'print.test.ts runs `print()`, which changed in lexer.ts',
  ]);
});

test('what is typed and taken back affects nothing', async () => {
  await using client = await openClient(files, trusted);
  await runAll(client);
  await client.open('lexer.ts');
  await client.edit('lexer.ts', 'return text;', 'return text + 1;');
  expect(await affectedBy(client, 'lexer.ts')).toEqual([
    'print.test.ts runs `print()`, which changed in lexer.ts',
  ]);
  await client.edit('lexer.ts', 'return text + 1;', 'return text;');
  expect(await affectedBy(client, 'lexer.ts')).toEqual([]);
});
