import { expect, suite, test } from 'ztest';
import { unknownTags } from '../../../server/discovery/unknown-tags.ts';
import { parseFile } from '../../../server/parsing/parse-file.ts';
import { staticTree } from './static-tree.ts';

const header = `import { suite, test, expect } from 'ztest';\n`;

/** `code: the text that is marked`, up to the end of its first line. */
function marked(text: string, file = 'a.test.ts'): string[] {
  const lines = `${header}${text}`.split('\n');
  const { problems } = staticTree(file, { [file]: lines.join('\n') });
  return problems.map(({ code, range: { start, end } }) => {
    const line = lines[start.line - 1] ?? '';
    const to = end.line === start.line ? end.column - 1 : undefined;
    return `${code}: ${line.slice(start.column - 1, to)}`;
  });
}

const toThrow = (argument: string, before = 'expect(f)'): string =>
  `test('a', () => { void ${before}.toThrow(${argument}); assert(true); });`;

suite('a message that an assertion spells out', () => {
  test.each([
    ["'Cart is empty'", undefined],
    ['"Cart is empty"', undefined],
    ['`Cart is empty`', undefined],
    ["'ENOENT'", undefined],
    ["'Cart is empty'", 'expect(f()).rejects'],
    ["'Cart is empty'", 'expect.soft(f)'],
    ["'Cart is empty'", 't.expect(f)'],
  ])('is a hint: %s after %s', (argument, before) => {
    expect(marked(toThrow(argument, before))).toEqual([`ZT2008: ${argument}`]);
  });

  test.each([
    ['', undefined],
    ['/Cart is empty/', undefined],
    ['CartError', undefined],
    ['message', undefined],
    ['`Cart ${id} is empty`', undefined],
    ["''", undefined],
    ["'empty'", undefined],
    ["'Cart is empty'", 'expect(f).not'],
    ["'Cart is empty'", 'stub.onCall(1)'],
    ["'Cart is empty'", 'expect(f)().mock'],
  ])('is none where it does not: %s after %s', (argument, before) => {
    expect(marked(toThrow(argument, before))).toEqual([]);
  });

  test.each([
    `const f = () => { throw new Error('Cart is empty'); };`,
    `const f = () => { throw new CartError('not now: Cart is empty'); };`,
    `const f = mock.fn().mockRejectedValue('Cart is empty');`,
    `const f = () => Promise.reject('Cart is empty');`,
  ])('is none where the test file itself words it: %s', (line) => {
    expect(marked(`${line}\n${toThrow("'Cart is empty'")}`)).toEqual([]);
  });
});

suite('a test without an assertion', () => {
  test('is a hint', () => {
    expect(marked(`test('parses', () => { parse('x'); });`)).toEqual([
      `ZT2004: test('parses', () => { parse('x'); });`.slice(0, -1),
    ]);
  });

  test.each(['does not throw', "doesn't fail on Windows", 'never rejects', 'works without errors'])(
    'is none when its title says that nothing is thrown: %s',
    (title) => {
      expect(marked(`test(${JSON.stringify(title)}, () => { parse('x'); });`)).toEqual([]);
    },
  );

  test('is none in a file of types', () => {
    expect(marked(`test('parses', () => { parse('x'); });`, 'a.test-d.ts')).toEqual([]);
  });
});

test('of tests with one title, all but the first are marked; a call that repeats itself is told so', () => {
  const twin = `test('a', () => { expect(1).toBe(1); });`;
  const text = `${twin}\n${twin} // 2\n${twin} // 3\nfor (const x of [1, 2]) test('b', () => { expect(x).toBe(1); });`;
  const { problems } = staticTree('a.test.ts', { 'a.test.ts': header + text });
  expect(problems.map(({ message, range }) => `${range.start.line} ${message}`)).toEqual([
    '3 Another test or suite is called "a" too.',
    '4 Another test or suite is called "a" too.',
    '5 This call declares several tests or suites called "b".',
  ]);
});

test('what is wrong in a loop or a table is said once', () => {
  const text = `for (const x of [1, 2, 3]) suite('s' + x, () => { test('a', () => { f(); }); });
suite.each([1, 2])('row %i', () => {});`;
  expect(marked(text)).toEqual([
    `ZT2004: test('a', () => { f(); })`,
    `ZT2003: suite.each([1, 2])('row %i', () => {})`,
  ]);
});

test('types of another language are no syntax errors', () => {
  const text = `/**\n * @flow\n */\ntest('a', () => { expect((1: any)).toBe(1); });`;
  const tree = staticTree('a.test.js', { 'a.test.js': text }, { globals: 'jest' });
  expect(tree.problems).toEqual([]);
  expect(parseFile('a.test.js', text.replace('@flow', '')).problems).not.toEqual([]);
});

suite('a tag that the configuration does not know', () => {
  const check = (text: string, more: object = {}): string[] => {
    const { nodes } = staticTree('a.test.ts', { 'a.test.ts': header + text });
    const { lineStarts } = parseFile('a.test.ts', header + text);
    const rule = {
      tool: 'ztest',
      source: 'ztest.toml',
      base: '',
      include: [],
      exclude: [],
      tags: ['database', 'slow'],
      ...more,
    } as const;
    return unknownTags(nodes, { rule, text: header + text, lineStarts }).map(
      ({ severity, message, hint, range: { start, end } }) =>
        `${severity} ${start.line}:${start.column}-${end.column} ${message} ${hint}`,
    );
  };
  const call = (tags: string): string =>
    `test('a', { tags: ${tags} }, () => { expect(1).toBe(1); });`;

  test('but nearly, is a warning with what was meant', () => {
    expect(check(call(`['slow', 'databse']`))).toEqual([
      'warning 2:28-37 "databse" is none of the tags in ztest.toml. Did you mean "database"?',
    ]);
    expect(check(call(`"slwo"`))).toEqual([
      'warning 2:19-25 "slwo" is none of the tags in ztest.toml. Did you mean "slow"?',
    ]);
  });

  test('at all, is a hint: it may be meant', () => {
    expect(check(call(`['http']`))).toEqual([
      'hint 2:20-26 "http" is none of the tags in ztest.toml. Add it to "tags" there, or take one that is there.',
    ]);
  });

  test('is told once, where it is written', () => {
    const text = `suite('s', { tags: ['databse'] }, () => { test.each([1, 2])('%i', { tags: ['slo'] }, () => { expect(1).toBe(1); }); });`;
    expect(check(text).map((line) => line.slice(0, 18))).toEqual([
      'warning 2:21-30 "d',
      'warning 2:76-81 "s',
    ]);
  });

  test('is none where it has no tags, or may have others', () => {
    expect(check(call(`['databse']`), { tags: undefined })).toEqual([]);
    expect(check(call(`['databse']`), { hasOtherTags: true })).toEqual([]);
    expect(check(call(`['database', 'slow']`))).toEqual([]);
  });
});
