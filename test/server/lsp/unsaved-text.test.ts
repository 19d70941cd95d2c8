/** Runs of what stands in the editor and in no file yet. */
import { expect, suite, test } from 'ztest';
import { openRoots, run, runEvents, type RunEvents } from '../../../server/protocol.ts';
import type { RunEvent } from '../../../test-host/protocol.ts';
import { startClient, type LanguageClient } from './language-client.ts';

const files = {
  'cart.test.ts': `import { expect, test } from 'ztest';
import { add } from './cart.ts';
test('adds', () => {
  expect(add(1)).toBe(2);
});
`,
  'cart.ts': `export function add(one: number): number {
  return one + 1;
}
`,
};

interface Editor extends AsyncDisposable {
  readonly client: LanguageClient;
  /** Outcomes and places of failures. */
  readonly run: (...unsaved: readonly string[]) => Promise<readonly string[]>;
}

async function edit(more: Readonly<Record<string, string>> = {}): Promise<Editor> {
  const client = await startClient(
    { ...files, ...more },
    { initializationOptions: { isTrusted: true } },
  );
  await client.ask(openRoots, {});
  await client.until(() => client.changes.length > 0);
  const events: RunEvent[] = [];
  client.connection.onNotification(runEvents.method, (some: RunEvents) => {
    events.push(...some.events);
  });
  let runs = 0;
  return {
    client,
    run: async (...unsaved) => {
      events.length = 0;
      await client.ask(run, {
        runId: String((runs += 1)),
        root: client.root,
        files: [{ file: 'cart.test.ts' }],
        unsaved: unsaved.map(client.uri),
      });
      return events.flatMap(describe);
    },
    [Symbol.asyncDispose]: async () => await client[Symbol.asyncDispose](),
  };
}

function describe(event: RunEvent): readonly string[] {
  if (event.type === 'problem') return [event.problem.message];
  if (event.type !== 'test-finished' && event.type !== 'file-finished') return [];
  const what = event.type === 'test-finished' ? event.id : event.file;
  const places = event.errors.flatMap(({ stack: [frame] }) =>
    frame === undefined ? [] : `${frame.file}:${frame.line}`,
  );
  const line = [what, event.outcome, ...places].join(' ');
  return event.type === 'test-finished' || event.errors.length > 0 ? [line] : [];
}

suite('text that is not saved', { timeout: '30s' }, () => {
  test('is run in place of its file, and forgotten with the run', async () => {
    await using editor = await edit();
    const { client } = editor;
    expect(await editor.run()).toEqual(['cart.test.ts#adds passed']);
    await client.open('cart.ts');
    await client.edit('cart.ts', 'one + 1', 'one + 2');
    expect(await editor.run('cart.ts')).toEqual(['cart.test.ts#adds failed cart.test.ts:4']);
    expect(await editor.run()).toEqual(['cart.test.ts#adds passed']);
    await client.edit('cart.ts', 'one + 2', '1 + one');
    expect(await editor.run('cart.ts')).toEqual(['cart.test.ts#adds passed']);
  });

  test('gives the places of failures, also in a host that knows the file', async () => {
    await using editor = await edit();
    const { client } = editor;
    await client.open('cart.test.ts');
    await client.edit('cart.test.ts', 'toBe(2)', 'toBe(3)');
    const failsAt = (line: number): readonly string[] => [
      `cart.test.ts#adds failed cart.test.ts:${line}`,
    ];
    expect(await editor.run('cart.test.ts')).toEqual(failsAt(4));
    await client.edit('cart.test.ts', "test('adds'", `interface Gone {\n  a: 1;\n}\n\ntest('adds'`);
    expect(await editor.run('cart.test.ts')).toEqual(failsAt(8));
    client.project.write({ 'cart.test.ts': client.text('cart.test.ts') });
    expect(await editor.run()).toEqual(failsAt(8));
    client.project.write({ 'cart.test.ts': `\n\n${client.text('cart.test.ts')}` });
    expect(await editor.run()).toEqual(failsAt(10));
  });

  test('may import what nobody has imported before', async () => {
    await using editor = await edit({ 'tax.ts': `export const tax: number = 1;\n` });
    const { client } = editor;
    await client.open('cart.ts');
    await client.edit('cart.ts', 'export', `import { tax } from './tax.ts';\nexport`);
    await client.edit('cart.ts', 'one + 1', 'one + tax');
    await client.open('cart.test.ts');
    await client.edit('cart.test.ts', "test('adds'", "test('adds tax'");
    expect(await editor.run('cart.ts', 'cart.test.ts')).toEqual(['cart.test.ts#adds tax passed']);
  });

  test('is told to be wrong where it is wrong', async () => {
    await using editor = await edit();
    const { client } = editor;
    await client.open('cart.ts');
    await client.edit('cart.ts', 'return one + 1;', 'return one +;');
    expect(await editor.run('cart.ts')).toEqual(['cart.test.ts errored cart.ts:2']);
    expect(await editor.run()).toEqual(['cart.test.ts#adds passed']);
  });

  test('writes no snapshot', async () => {
    await using editor = await edit();
    const { client } = editor;
    await client.open('cart.test.ts');
    await client.edit(
      'cart.test.ts',
      'toBe(2)',
      'toMatchSnapshot();\n  expect(1).toMatchInlineSnapshot()',
    );
    expect(await editor.run('cart.test.ts')).toEqual(['cart.test.ts#adds passed']);
    expect(client.project.has('__snapshots__')).toBe(false);
    expect(client.project.read('cart.test.ts')).toBe(files['cart.test.ts']);
    client.project.write({ 'cart.test.ts': client.text('cart.test.ts') });
    expect(await editor.run()).toEqual(['cart.test.ts#adds passed']);
    expect(client.project.has('__snapshots__/cart.test.ts.snap')).toBe(true);
    expect(client.project.read('cart.test.ts')).toContain('toMatchInlineSnapshot(`1`)');
  });
});
