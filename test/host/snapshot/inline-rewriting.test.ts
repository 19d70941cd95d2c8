import { expect, suite, test } from 'ztest';
import { rewriteSource, type Rewritten } from '../../../test-host/snapshot/inline-chunk.ts';

interface Snapshot {
  readonly line: number;
  readonly column: number;
  readonly value: string;
  readonly hasArgument: boolean;
}

interface RewriteOptions {
  readonly path?: string;
  readonly hasArgument?: boolean;
}

/** Writes one value a call of an inline matcher; `§` stands in front of the name of each. */
function rewrite(
  marked: string,
  values: readonly string[],
  options: RewriteOptions = {},
): Rewritten<Snapshot> {
  const snapshots: Snapshot[] = [];
  const text = marked.replace(/§/g, (_, offset: number) => {
    const before = marked.slice(0, offset).replaceAll('§', '');
    const lineStart = Math.max(before.lastIndexOf('\n'), -1) + 1;
    snapshots.push({
      line: before.split('\n').length,
      column: before.length - lineStart + 1,
      value: values[snapshots.length] ?? '',
      hasArgument: options.hasArgument ?? false,
    });
    return '';
  });
  return rewriteSource({ path: options.path ?? '/a.test.ts', text }, snapshots);
}

function textOf(marked: string, value: string, options: RewriteOptions = {}): string {
  const result = rewrite(marked, [value], options);
  return result.kind === 'rewritten' ? result.text : `${result.kind}: ${result.reason}`;
}

suite('an inline snapshot is written', () => {
  test('into an empty call, on one line', () => {
    expect(textOf('expect(1).§toMatchInlineSnapshot();\n', '1')).toBe(
      'expect(1).toMatchInlineSnapshot(`1`);\n',
    );
  });

  test('one level deeper than its call, empty lines empty', () => {
    const source = "test('t', () => {\n    expect(x).§toMatchInlineSnapshot();\n});\n";
    expect(textOf(source, '\n{\n  "a": "1\n\n2",\n}\n')).toBe(
      "test('t', () => {\n    expect(x).toMatchInlineSnapshot(`\n" +
        '        {\n          "a": "1\n\n        2",\n        }\n    `);\n});\n',
    );
  });

  test('with tabs where the code has tabs', () => {
    expect(
      textOf("test('t', () => {\n\texpect(x).§toMatchInlineSnapshot();\n});", '\n[\n  1,\n]\n'),
    ).toBe(
      "test('t', () => {\n\texpect(x).toMatchInlineSnapshot(`\n\t\t[\n\t\t  1,\n\t\t]\n\t`);\n});",
    );
  });

  test('with the line ends of the file', () => {
    expect(textOf('f();\r\nexpect(x).§toMatchInlineSnapshot();\r\n', '\na\nb\n')).toBe(
      'f();\r\nexpect(x).toMatchInlineSnapshot(`\r\n  a\r\n  b\r\n`);\r\n',
    );
  });

  test('with backticks, substitutions and backslashes escaped', () => {
    expect(textOf('expect(x).§toMatchInlineSnapshot()', 'a `b` ${c} \\d $e')).toBe(
      'expect(x).toMatchInlineSnapshot(`a \\`b\\` \\${c} \\\\d $e`)',
    );
  });

  test('in place of the one that is there, whatever literal it is', () => {
    for (const old of [
      '`old`',
      '"old"',
      "'old'",
      '`${old} x`',
      'dedent`\n old\n`',
      "'o' + `ld`",
      "('old')",
      "'old' as string",
    ]) {
      expect(
        textOf(`expect(x).§toMatchInlineSnapshot(${old});`, 'new', { hasArgument: true }),
      ).toBe('expect(x).toMatchInlineSnapshot(`new`);');
    }
  });

  test('behind property matchers, whatever they hold', () => {
    for (const properties of [
      '{ a: expect.any(Number) }',
      '{ re: /[)`]/g, s: ")", t: `)${1}`, f: () => ({}) /* ) */ }',
      'props',
    ]) {
      expect(textOf(`expect(x).§toMatchInlineSnapshot(${properties});`, 'v')).toBe(
        `expect(x).toMatchInlineSnapshot(${properties}, \`v\`);`,
      );
      expect(
        textOf(`expect(x).§toMatchInlineSnapshot(${properties}, \`old\`);`, 'v', {
          hasArgument: true,
        }),
      ).toBe(`expect(x).toMatchInlineSnapshot(${properties}, \`v\`);`);
    }
  });

  test('before a trailing comma and among comments', () => {
    expect(textOf('expect(x).§toMatchInlineSnapshot(\n  { a: 1 },\n  // later\n);', 'v')).toBe(
      'expect(x).toMatchInlineSnapshot(\n  { a: 1 }, `v`,\n  // later\n);',
    );
    expect(
      textOf('expect(x) /* ( */ . /* ) */ §toMatchInlineSnapshot /* ( */ ( /* here */ );', 'v'),
    ).toBe('expect(x) /* ( */ . /* ) */ toMatchInlineSnapshot /* ( */ ( /* here */ `v`);');
    expect(textOf('expect(x).§toMatchInlineSnapshot( // note\n);', 'v')).toBe(
      'expect(x).toMatchInlineSnapshot( // note\n`v`);',
    );
  });

  test('through type arguments, assertions and optional calls', () => {
    for (const call of [
      'expect<Foo<Bar[]>>(x).§toMatchInlineSnapshot<Foo<(a: 1) => ")">>()',
      'expect(x as any)!.§toMatchInlineSnapshot!()',
      '(expect(x).§toMatchInlineSnapshot as Function)()',
      'expect(x)?.§toMatchInlineSnapshot?.()',
      'await expect(p).resolves.§toMatchInlineSnapshot()',
      'expect(() => { throw e }).§toThrowErrorMatchingInlineSnapshot()',
      'expect(x)[§"toMatchInlineSnapshot"]()',
      'expect(x).§toMatchTrimmedInlineSnapshot()',
    ]) {
      const plain = call.replace('§', '');
      expect(textOf(call, 'v')).toBe(plain.replace(/\(\)$/, '(`v`)'));
    }
  });

  test('into TypeScript, JSX and plain JavaScript', () => {
    const jsx = 'expect(<A b="(">{`)`}</A>).§toMatchInlineSnapshot()';
    for (const path of ['/a.tsx', '/a.jsx', '/a.js'])
      expect(textOf(jsx, 'v', { path })).toContain('Snapshot(`v`)');
    const cast = 'expect(<A>b).§toMatchInlineSnapshot()';
    for (const path of ['/a.ts', '/a.mts', '/a.cts'])
      expect(textOf(cast, 'v', { path })).toContain('Snapshot(`v`)');
  });

  test('at several places at once, everything else left as it is', () => {
    const result = rewrite(
      '// `\n  expect( a ) . §toMatchInlineSnapshot( );\n\n\texpect(/`/).§toMatchInlineSnapshot()  ;expect(c).§toMatchInlineSnapshot(`old`)\n',
      ['A', 'B', 'C'],
    );
    expect(result).toMatchObject({
      text: '// `\n  expect( a ) . toMatchInlineSnapshot( `A`);\n\n\texpect(/`/).toMatchInlineSnapshot(`B`)  ;expect(c).toMatchInlineSnapshot(`C`)\n',
    });
  });

  test('into calls that stand in the arguments of another', () => {
    const result = rewrite(
      'expect(f(() => expect(1).§toMatchInlineSnapshot())).§toMatchInlineSnapshot();',
      ['1', '2'],
    );
    expect(result).toMatchObject({
      text: 'expect(f(() => expect(1).toMatchInlineSnapshot(`1`))).toMatchInlineSnapshot(`2`);',
    });
  });

  test('so that lines which are indented unevenly can be read back', () => {
    const value = '\n    deep\nflat\n';
    expect(textOf('  expect(x).§toMatchInlineSnapshot()', value)).toBe(
      `  expect(x).toMatchInlineSnapshot(\`${value}\`)`,
    );
  });
});

suite('an inline snapshot is refused', () => {
  test('where there is no call', () => {
    const result = rewriteSource({ path: '/a.ts', text: 'const a = 1;\n' }, [
      { line: 1, column: 7, value: 'v', hasArgument: false },
      { line: 9, column: 1, value: 'v', hasArgument: false },
    ]);
    expect(result).toMatchObject({ text: 'const a = 1;\n', notFound: [{ line: 1 }, { line: 9 }] });
  });

  test('where the present one is no literal', () => {
    for (const args of ['expected', '...args', 'make()', '{ a: 1 }, expected']) {
      const source = `expect(x).§toMatchInlineSnapshot(${args})`;
      const result = rewrite(source, ['v'], { hasArgument: true });
      expect(result).toMatchObject({ text: source.replace('§', ''), notLiteral: [{ line: 1 }] });
    }
  });

  test('in a file that cannot be parsed', () => {
    expect(rewrite('expect(x).§toMatchInlineSnapshot(\nconst', ['v'])).toMatchObject({
      kind: 'unparsable',
      line: 2,
    });
  });
});
