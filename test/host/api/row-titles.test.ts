import { expect, suite, test } from 'ztest';
import { tableRows } from '../../../test-host/api/each.ts';

/** Titles as Jest 30 gives them for the same tables. */
function titles(title: string, rows: unknown, ...values: unknown[]): string[] {
  return tableRows('each', rows, values)(title).map((row) => row.title);
}

suite('titles of rows', () => {
  test('take the values of a row one after the other', () => {
    expect(titles('%s is %i of %d, %f', [['a', 1.7, 2.5, '3.25']])).toEqual([
      'a is 1 of 2.5, 3.25',
    ]);
  });

  test('leave a placeholder alone that has no value', () => {
    expect(titles('%s %s', [[1]])).toEqual(['1 %s']);
  });

  test('do not append values that have no placeholder', () => {
    expect(titles('%s', [[1, 2, 3]])).toEqual(['1']);
  });

  test('count rows from 0 with %# and from 1 with %$', () => {
    expect(titles('%# %$ %s', [['a'], ['b']])).toEqual(['0 1 a', '1 2 b']);
  });

  test('write JSON, also of bigints and cycles', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(titles('%j', [[{ a: 1n }], [cyclic], [undefined]])).toEqual([
      '{"a":"1n"}',
      '[Circular]',
      'undefined',
    ]);
  });

  test('print simple values as pretty-format does', () => {
    expect(titles('%p', [['a"b'], [-0], [null], [undefined], [10n], [true]])).toEqual([
      '"a\\"b"',
      '-0',
      'null',
      'undefined',
      '10n',
      'true',
    ]);
  });

  test('print objects one level deep', () => {
    expect(titles('%p', [[{ a: { b: 1 }, c: [2] }]])).toEqual(['{"a": [Object], "c": [Array]}']);
  });

  test('never read a value as a placeholder', () => {
    expect(titles('%s-%s', [['a%sb', 'c']])).toEqual(['a%sb-c']);
    expect(titles('%p %s', [['$&', '$1']])).toEqual(['"$&" $1']);
  });

  test('keep a doubled percent sign as one', () => {
    expect(titles('%% %i %%s', [[1]])).toEqual(['% 1 %s']);
    expect(titles('100%% $a', [{ a: 1 }])).toEqual(['100% 1']);
  });

  test('fill in names and paths of object rows', () => {
    const row = { a: 1, user: { name: 'x', tags: ['t'] }, none: null };
    expect(titles('$a|$user.name|$user|$user.nope|$none|$other|$#', [row])).toEqual([
      '1|x|{"name": "x", "tags": [Array]}|{"name": "x", "tags": [Array]}|null|$other|0',
    ]);
  });

  test('prefer the longest name', () => {
    expect(titles('$ab', [{ a: 1, ab: 2 }])).toEqual(['2']);
  });

  test('use names only where there is no placeholder', () => {
    expect(titles('%# $a', [{ a: 1 }])).toEqual(['0 $a']);
  });
});

suite('a tagged table', () => {
  const tagged = (strings: TemplateStringsArray, ...values: unknown[]) =>
    tableRows('each', strings, values);

  test('names its columns by the heading line', () => {
    const table = tagged`
      a    | b    | sum
      ${1} | ${2} | ${3}
      ${4} | ${5} | ${9}
    `;
    expect(table('$a + $b = $sum $#')).toEqual([
      { title: '1 + 2 = 3 0', args: [{ a: 1, b: 2, sum: 3 }] },
      { title: '4 + 5 = 9 1', args: [{ a: 4, b: 5, sum: 9 }] },
    ]);
  });

  test('may begin on the line of the backtick', () => {
    const table = tagged`a | b
      ${1} | ${2}`;
    expect(table('$a$b').map((row) => row.title)).toEqual(['12']);
  });

  test('says which values its last row lacks', () => {
    expect(
      () => tagged`
        a    | b
        ${1}
      `,
    ).toThrow('is given a table whose last row lacks 1 of 2 values (a | b)');
  });
});

suite('the arguments of a row', () => {
  test('are its values with each', () => {
    const rows = tableRows('each', [[1, 2], [3]], [])('x');
    expect(rows.map((row) => row.args)).toEqual([[1, 2], [3]]);
  });

  test('are the row itself with for', () => {
    expect(tableRows('for', [[1, 2]], [])('%i-%i')).toEqual([{ title: '1-2', args: [[1, 2]] }]);
  });

  test('are the rows whole when not all of them are arrays', () => {
    const rows = tableRows('each', [[1], 2], [])('%s');
    expect(rows.map((row) => row.args)).toEqual([[[1]], [2]]);
  });

  test.each([
    [undefined, 'is given undefined'],
    [[], 'is given an empty table'],
    [5, 'is given 5'],
  ])('are refused for the table %p', (table, message) => {
    expect(() => tableRows('each', table, [])).toThrow(message);
  });
});
