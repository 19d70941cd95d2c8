import {
  SymbolKind,
  type CodeAction,
  type CompletionItem,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect, suite, test } from 'ztest';
import type { ProjectFiles } from '../../support/run-project.ts';
import { openClient, positionIn, type LanguageClient } from './language-client.ts';

const cart = `import { suite, test, expect } from 'ztest';
suite('cart', { tags: ['shop'] }, () => {
  test('adds', () => {
    expect(1).toBe(1);
  });
  test.skip('removes', { tags: ['slow'] }, () => {
    expect(1).toBe(1);
  });
  test.each([1, 2])('row %i', (row) => {
    expect(row).toBe(row);
  });
});
`;

/** Asks about the place where a text begins in the open document. */
async function askAt<Answer>(
  client: LanguageClient,
  method: string,
  { at, ...more }: { readonly at: string; readonly [name: string]: unknown },
): Promise<Answer> {
  const position = positionIn(client.text('a.test.ts'), client.text('a.test.ts').indexOf(at));
  return await client.connection.sendRequest(method, {
    textDocument: { uri: client.uri('a.test.ts') },
    position,
    range: { start: position, end: position },
    context: { diagnostics: [], includeDeclaration: true },
    ...more,
  });
}

async function openCart(text = cart): Promise<LanguageClient> {
  const client = await openClient({ 'a.test.ts': text });
  await client.open('a.test.ts');
  return client;
}

function applied(client: LanguageClient, edit: WorkspaceEdit | undefined): string {
  const uri = client.uri('a.test.ts');
  const document = TextDocument.create(uri, 'typescript', 1, client.text('a.test.ts'));
  return TextDocument.applyEdits(document, edit?.changes?.[uri] ?? []);
}

test('the outline shows suites, tests and rows', async () => {
  await using client = await openCart();
  const show = ({ name, detail, children = [] }: DocumentSymbol): string =>
    `${name}${detail === undefined ? '' : ` (${detail})`}${children.map((one) => `\n  ${show(one)}`).join('')}`;
  const symbols = await askAt<DocumentSymbol[]>(client, 'textDocument/documentSymbol', { at: '' });
  expect(symbols.map(show).join('\n')).toBe(
    [
      'cart (#shop)',
      '  adds (#shop)',
      '  removes (skip #shop #slow)',
      '  row 1 (#shop)',
      '  row 2 (#shop)',
    ].join('\n'),
  );
});

test('the outline selects titles, and ranges hold what is in them', async () => {
  await using client = await openCart();
  const [symbol] = await askAt<DocumentSymbol[]>(client, 'textDocument/documentSymbol', { at: '' });
  expect(symbol).toMatchObject({
    kind: SymbolKind.Module,
    range: { start: { line: 1, character: 0 }, end: { line: 11, character: 2 } },
    selectionRange: { start: { line: 1, character: 7 }, end: { line: 1, character: 11 } },
  });
  expect(symbol?.children?.[0]).toMatchObject({
    kind: SymbolKind.Method,
    range: { start: { line: 2, character: 2 }, end: { line: 4, character: 4 } },
    selectionRange: { start: { line: 2, character: 8 }, end: { line: 2, character: 12 } },
  });
});

test('suites and tests fold up to the line that closes them', async () => {
  await using client = await openCart();
  const ranges = await askAt<FoldingRange[]>(client, 'textDocument/foldingRange', { at: '' });
  expect(ranges.map(({ startLine, endLine }) => `${startLine}-${endLine}`)).toEqual([
    '1-10',
    '2-3',
    '5-6',
    '8-9',
  ]);
});

suite('hovering', () => {
  const hover = async (client: LanguageClient, at: string): Promise<string | undefined> => {
    const answer = await askAt<Hover | null>(client, 'textDocument/hover', { at });
    return answer === null ? undefined : Object(answer.contents).value;
  };

  test('over a test tells its full title, tags and mode', async () => {
    await using client = await openCart();
    expect(await hover(client, "'removes'")).toBe(
      '**cart › removes**\n\n- test: is skipped\n- tags: shop, slow',
    );
  });

  test('tells what the file depends on', async () => {
    const text = `import { add } from './src/add.ts';\n${cart}`;
    const files = { 'a.test.ts': text, 'src/add.ts': `import './sum.ts';`, 'src/sum.ts': '' };
    await using client = await openClient(files);
    await client.open('a.test.ts');
    expect(await hover(client, "'adds'")).toContain('- depends on src/add.ts, src/sum.ts');
  });

  test('over a table tells its rows', async () => {
    await using client = await openCart();
    expect(await hover(client, "'row %i'")).toBe(
      '**cart › 2 rows**\n\n- row 1\n- row 2\n- tags: shop',
    );
  });

  test('in the body of a test leaves the place to the language', async () => {
    await using client = await openCart();
    expect(await hover(client, 'toBe')).toBeUndefined();
  });

  test('over a title with markup shows it as text', async () => {
    await using client = await openCart(cart.replace("'adds'", "'*adds* <b>`x`</b>'"));
    expect(await hover(client, "'*adds*")).toContain(String.raw`\*adds\* \<b\>\`x\`\</b\>`);
  });
});

test('tags are completed with those of the configuration and of other tests', async () => {
  const files = { 'a.test.ts': cart, 'ztest.toml': '[tags.flaky]\nretry = 2\n' };
  await using client = await openClient(files);
  await client.open('a.test.ts');
  await client.edit('a.test.ts', "'adds', ", "'adds', { tags: ['s|'] }, ");
  await client.edit('a.test.ts', '|', '');
  const items = await askAt<CompletionItem[]>(client, 'textDocument/completion', {
    at: "'] }, () => {\n    expect",
  });
  expect(items.map(({ label }) => label)).toEqual(['flaky', 'shop', 'slow']);
  const elsewhere = await askAt<CompletionItem[]>(client, 'textDocument/completion', {
    at: 'adds',
  });
  expect(elsewhere).toEqual([]);
});

test.each([
  [`"test": "ztest --tags |"`, true],
  [String.raw`"test": "ztest list --tags \"!flaky && sl|\""`, true],
  [`run: npx ztest --tags='(slow || s|`, true],
  [`"test": "ztest --tagged |"`, false],
  [`"test": "ztest --tags slow" |`, false],
])('tags are completed in scripts: %s', async (line, isOffered) => {
  await using client = await openClient({ 'a.test.ts': cart });
  await client.open('package.json', line.replace('|', ''));
  const items = await client.connection.sendRequest<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri: client.uri('package.json') },
    position: { line: 0, character: line.indexOf('|') },
  });
  expect(items.map(({ label }) => label)).toEqual(isOffered ? ['shop', 'slow'] : []);
});

suite('quick fixes', () => {
  const fix = async (text: string, at: string): Promise<readonly string[]> => {
    await using client = await openCart(`import { suite, test, expect } from 'ztest';\n${text}\n`);
    const actions = await askAt<CodeAction[]>(client, 'textDocument/codeAction', { at });
    return actions.map(({ title, edit }) => {
      const [, ...lines] = applied(client, edit).trim().split('\n');
      return `${title}: ${lines.join('\n')}`;
    });
  };

  test.each([
    [`test.only('a', () => { expect(1).toBe(1); });`, `test('a', () => { expect(1).toBe(1); });`],
    [
      `suite.only.each([1])('a %i', () => { test('b', () => expect(1).toBe(1)); });`,
      `suite.each([1])('a %i', () => { test('b', () => expect(1).toBe(1)); });`,
    ],
    [
      `test('a', { only: true, tags: ['x'] }, () => { expect(1).toBe(1); });`,
      `test('a', { tags: ['x'] }, () => { expect(1).toBe(1); });`,
    ],
    [
      `test('a', { tags: ['x'], only: true }, () => { expect(1).toBe(1); });`,
      `test('a', { tags: ['x'] }, () => { expect(1).toBe(1); });`,
    ],
  ])('take "only" away: %s', async (before, after) => {
    expect(await fix(before, before)).toEqual([`Remove "only": ${after}`]);
  });

  test.each([
    [
      `test('a', () => { expect(f()).resolves.toBe(1); });`,
      `test('a', async () => { await expect(f()).resolves.toBe(1); });`,
    ],
    [
      `test('a', async ({ x }) => { if (x) { expect(f()).rejects.toThrow(); } });`,
      `test('a', async ({ x }) => { if (x) { await expect(f()).rejects.toThrow(); } });`,
    ],
    [
      `test('a', function named(t) { expect(f()).resolves.toBe(1); });`,
      `test('a', async function named(t) { await expect(f()).resolves.toBe(1); });`,
    ],
    [
      `test('a', (t) => { for (const x of [1]) { expect(f(x)).resolves.toBe(1); } });`,
      `test('a', async (t) => { for (const x of [1]) { await expect(f(x)).resolves.toBe(1); } });`,
    ],
  ])('await an assertion that floats: %s', async (before, after) => {
    expect(await fix(before, 'expect(f')).toEqual([`Await the assertion: ${after}`]);
  });

  test('import the file that was meant', async () => {
    const text = `import { a } from './a.tset.js';\ntest('a', () => expect(a).toBe(1));`;
    expect(await fix(text, "'./a.tset")).toEqual([
      `Import "./a.test.ts": ${text.replace('a.tset.js', 'a.test.ts')}`,
    ]);
  });

  test('match less than a whole message', async () => {
    const imports = `import { CartError } from './cart.ts';`;
    const before = String.raw`test('a', () => expect(f).toThrow('ENOENT: it\'s (not) here/there'));`;
    const pattern = "/ENOENT: it's \\(not\\) here\\/there/";
    const after = (call: string): string => `${imports}\ntest('a', () => expect(f).${call});`;
    expect(await fix(`${imports}\n${before}`, "'ENOENT")).toEqual([
      `Match with ${pattern}: ${after(`toThrow(${pattern})`)}`,
      `Match the class CartError: ${after('toThrow(CartError)')}`,
      `Match the code ENOENT: ${after("toThrowCode('ENOENT')")}`,
    ]);
  });

  test.each([
    [
      `test('a', () => expect(1).toBe(1));\nsuite('none', () => {});`,
      ["Remove the empty suite: test('a', () => expect(1).toBe(1));"],
    ],
    [`suite('none', () => {\n  // later\n});`, []],
    [`const x = suite('none', () => {});`, []],
  ])('remove a suite that is empty: %s', async (before, after) => {
    expect(await fix(before, "suite('none")).toEqual(after);
  });

  test('write the tag that was meant', async () => {
    const files = {
      'ztest.toml': '[tags.database]\n',
      'a.test.ts': cart.replace("'slow'", "'databse'"),
    };
    await using client = await openClient(files);
    await client.open('a.test.ts');
    const [fixed] = await askAt<CodeAction[]>(client, 'textDocument/codeAction', { at: 'databse' });
    expect(fixed).toMatchObject({
      title: 'Change to "database"',
      kind: 'quickfix',
      diagnostics: [{ code: 'ZT2009', severity: 2 }],
    });
    expect(applied(client, fixed?.edit)).toBe(cart.replace("'slow'", "'database'"));
  });

  suite('of imports that lead nowhere', () => {
    const aliases = { compilerOptions: { paths: { '@app/*': ['./src/*'] } } };
    /** Asks at each import of one file. @returns `specifier: title` */
    const actionsFor = async (
      specifiers: readonly string[],
      files: ProjectFiles,
      commands?: readonly string[],
    ): Promise<readonly { readonly specifier: string; readonly action: CodeAction }[]> => {
      const text = specifiers.map((specifier) => `import '${specifier}';\n`).join('') + cart;
      await using client = await openClient(
        { ...files, 'a.test.ts': text, 'tsconfig.json': JSON.stringify(aliases) },
        { initializationOptions: { commands } },
      );
      await client.open('a.test.ts');
      const found = specifiers.map(async (specifier) => {
        const at = `'${specifier}'`;
        const actions = await askAt<CodeAction[]>(client, 'textDocument/codeAction', { at });
        return actions.map((action) => ({ specifier, action }));
      });
      return (await Promise.all(found)).flat();
    };

    test('write what was meant', async () => {
      const meant = {
        'left-pda': 'left-pad',
        'left-pda/lib/x.js': 'left-pad/lib/x.js',
        '@scope/lodahs': '@scope/lodash',
        '@app/cratt': '@app/cart',
        '@ap/cart': '@app/cart',
        './src/cratt.ts': './src/cart.ts',
      };
      const actions = await actionsFor(Object.keys(meant), {
        'node_modules/left-pad/index.js': '',
        'node_modules/left-pad/lib/x.js': '',
        'node_modules/@scope/lodash/index.js': '',
        'src/cart.ts': '',
      });
      expect(
        Object.fromEntries(actions.map(({ specifier, action }) => [specifier, action.title])),
      ).toEqual(
        Object.fromEntries(Object.entries(meant).map(([one, guess]) => [one, `Import "${guess}"`])),
      );
    });

    test.each([
      ['package-lock.json', 'npm install --save-dev'],
      ['pnpm-lock.yaml', 'pnpm add --save-dev'],
      ['yarn.lock', 'yarn add --dev'],
    ])('offer the client to install a package, by %s', async (lock, command) => {
      const specifiers = ['@a/b/c.js', '@app/gone', './gone.ts', '#gone', 'has-it/gone.js'];
      const files = { [lock]: '', 'node_modules/has-it/index.js': '' };
      const actions = await actionsFor(specifiers, files, ['ztest.installPackage']);
      expect(actions).toEqual([
        {
          specifier: '@a/b/c.js',
          action: expect.objectContaining({
            title: 'Install "@a/b"',
            command: {
              title: 'Install "@a/b"',
              command: 'ztest.installPackage',
              arguments: [
                {
                  name: '@a/b',
                  command: `${command} @a/b`,
                  folder: expect.stringMatching(/^file:/),
                },
              ],
            },
          }),
        },
      ]);
    });

    test('offer to install what is named already as a whole', async () => {
      const files = {
        'yarn.lock': '',
        'package.json': '{ "name": "x", "devDependencies": { "left-pad": "1" } }',
      };
      const [found] = await actionsFor(['left-pad'], files, ['ztest.installPackage']);
      expect(found?.action).toMatchObject({
        title: 'Install what package.json names',
        command: { arguments: [{ name: 'left-pad', command: 'yarn install' }] },
      });
    });

    test('offer nothing to a client that cannot install', async () => {
      expect(await actionsFor(['left-pad'], {})).toEqual([]);
    });
  });

  test('give a twin a title of its own', async () => {
    const one = `test('it\\'s a', () => { expect(1).toBe(1); });`;
    const text = `${one}\n${one} // twin`;
    const [action = ''] = await fix(text, `${one} // twin`);
    expect(action).toContain(`Rename to "it's a (2)"`);
    expect(action).toContain(`${one}\ntest('it\\'s a (2)', () => {`);
  });
});

suite('renaming a title', () => {
  test('replaces it, with what must be escaped', async () => {
    await using client = await openCart();
    const prepared = await askAt<unknown>(client, 'textDocument/prepareRename', { at: 'adds' });
    expect(prepared).toMatchObject({ placeholder: 'adds' });
    const edit = await askAt<WorkspaceEdit>(client, 'textDocument/rename', {
      at: 'adds',
      newName: "it's two",
    });
    expect(applied(client, edit)).toBe(cart.replace("'adds'", String.raw`'it\'s two'`));
  });

  test('is not offered where no title stands as plain text', async () => {
    await using client = await openCart();
    for (const at of ['row %i', 'toBe', 'import']) {
      expect(await askAt(client, 'textDocument/prepareRename', { at })).toBeNull();
    }
    const asking = askAt(client, 'textDocument/rename', { at: 'toBe', newName: 'x' });
    await expect(asking).rejects.toThrow('No title of a test stands here');
  });

  test('is an action for a client that has the command', async () => {
    await using client = await openClient(
      { 'a.test.ts': cart },
      { initializationOptions: { commands: ['ztest.renameTitle'] } },
    );
    await client.open('a.test.ts');
    const actions = await askAt<CodeAction[]>(client, 'textDocument/codeAction', { at: 'adds' });
    expect(actions).toMatchObject([
      { title: 'Rename title, keep its history', command: { command: 'ztest.renameTitle' } },
    ]);
  });
});
