import { expect, suite, test } from 'ztest';
import { filterFiles, parsePathFilter } from '../../../server/config/path-filters.ts';

const files = [
  'app/[id]/page.test.ts',
  'packages/a/src/cart.test.ts',
  'src/cart.test.ts',
  'src/cart/items.test.ts',
  'src/cart/total.api.test.ts',
  'src/latest/x.test.ts',
  'test/y.test.ts',
];

/** Selected files, each with its lines behind it; then the problems. */
function check(filters: readonly string[], cwd = '/root'): readonly string[] {
  const parsed = filters
    .map((text) => parsePathFilter(text))
    .filter((filter) => filter !== undefined);
  const { selected, problems } = filterFiles(files, parsed, {
    cwd,
    rootDir: '/root',
    exists: (path) => path === '/root/src/helper.ts',
  });
  return [
    ...selected.map(({ file, lines }) => (lines ? `${file}:${lines.join(',')}` : file)),
    ...problems.map(({ severity, message, hint }) => `${severity}: ${message} ${hint}`),
  ];
}

suite('a filter', () => {
  test.each([
    ['the path of a file selects that file alone', ['src/cart.test.ts'], ['src/cart.test.ts']],
    ['the path of a folder selects what is below it alone', ['test'], ['test/y.test.ts']],
    [
      'a beginning of paths',
      ['src/ca'],
      [
        'src/cart.test.ts',
        'src/cart/items.test.ts',
        'src/cart/total.api.test.ts',
        'packages/a/src/cart.test.ts',
      ],
    ],
    ['a part of paths', ['items'], ['src/cart/items.test.ts']],
    ['an absolute path', ['/root/src/latest'], ['src/latest/x.test.ts']],
    ['./ in front', ['./src/latest/x.test.ts'], ['src/latest/x.test.ts']],
    ['separators of Windows', [String.raw`src\cart\items.test.ts`], ['src/cart/items.test.ts']],
    ['brackets in names', ['app/[id]/page.test.ts'], ['app/[id]/page.test.ts']],
    ['a glob', ['src/**/*.api.test.ts'], ['src/cart/total.api.test.ts']],
    ['a glob without folder matches names anywhere', ['x.*'], ['src/latest/x.test.ts']],
    ['everything', ['.'], files],
    ['no filter at all', [], files],
  ])('%s', (_, filters, expected) => {
    expect(new Set(check(filters))).toEqual(new Set(expected));
  });

  test('is relative to where the user is', () => {
    expect(check(['items.test.ts'], '/root/src/cart')).toEqual(['src/cart/items.test.ts']);
    expect(check(['../latest'], '/root/src/cart')).toEqual(['src/latest/x.test.ts']);
    expect(check(['./*.api.*'], '/root/src/cart')).toEqual(['src/cart/total.api.test.ts']);
  });

  test('with lines selects them; without lines the whole file, whichever comes first', () => {
    expect(check(['src/cart.test.ts:12'])).toEqual(['src/cart.test.ts:12']);
    expect(check(['src/cart.test.ts:12:5'])).toEqual(['src/cart.test.ts:12']);
    expect(check(['src/cart.test.ts:3-5', 'src/cart.test.ts:4-6'])).toEqual([
      'src/cart.test.ts:3,4,5,6',
    ]);
    expect(check(['src/cart.test.ts:3', 'src/cart.test.ts'])).toEqual(['src/cart.test.ts']);
    expect(check(['src/cart.test.ts', 'src/cart.test.ts:3'])).toEqual(['src/cart.test.ts']);
  });
});

suite('a filter that selects nothing', () => {
  test('says why, and what is near', () => {
    expect(check(['src/kart.test.ts'])).toEqual([
      'error: No test file has "src/kart.test.ts" in its path. Did you mean packages/a/src/cart.test.ts?',
    ]);
    expect(check(['src/helper.ts'])).toEqual([
      expect.stringMatching(/^error: "src\/helper\.ts" exists, but there is no test file at it\./),
    ]);
    expect(check(['../other/a.test.ts'])).toEqual([
      expect.stringMatching(
        /^error: "\.\.\/other\/a\.test\.ts" is outside of the project \/root\./,
      ),
    ]);
  });

  test('is a warning when another one selects something', () => {
    expect(check(['test', 'nothing-like-it'])).toEqual([
      'test/y.test.ts',
      'warning: No test file has "nothing-like-it" in its path. See what there is with: ztest list',
    ]);
  });
});

test.each(['a.ts:0', 'a.ts:5-4', 'a.ts:1-999999999'])('the lines of %s make no sense', (text) => {
  expect(parsePathFilter(text)).toBeUndefined();
});

test.each([
  [String.raw`C:\src\a.test.ts`, 'C:/src/a.test.ts', undefined],
  [String.raw`C:\src\a.test.ts:12`, 'C:/src/a.test.ts', { from: 12, to: 12 }],
])('%s is a file of Windows', (text, pattern, lines) => {
  expect(parsePathFilter(text)).toMatchObject({ pattern, ...(lines && { lines }) });
});
