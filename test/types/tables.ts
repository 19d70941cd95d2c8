/**
 * Types of the arguments that tables give to tests. Nothing in this folder runs: it compiles, or `npm run check` fails. An
 * `@ts-expect-error` that expects nothing is an error too.
 */
import { describe, expect, it, suite, test, type TestContext } from 'ztest';
import { same } from './same.ts';

export function rowsOfOneKind(): void {
  test.each([
    [1, 2, 3],
    [2, 3, 5],
  ])('%i + %i = %i', (a, b, sum, t) => {
    same<[typeof a, typeof b, typeof sum], [number, number, number]>(true);
    same<typeof t, TestContext>(true);
  });
  test.each([
    ['a', 1, true],
    ['b', 2, false],
  ])('%s', (text, n, flag) => {
    same<[typeof text, typeof n, typeof flag], [string, number, boolean]>(true);
  });
  it.each(['a', 'b'])('%s', (letter) => same<typeof letter, string>(true));
  it.each([1, 'b', null])('%s', (value) => same<typeof value, string | number | null>(true));
  it.each([[1], [2]])('%i', (n) => same<typeof n, number>(true));
  it.each([() => 1, () => 2])('%#', (make) => same<ReturnType<typeof make>, number>(true));
}

export function rowsThatDiffer(): void {
  test.each([
    [1, null],
    [2, 'x'],
    ['3', undefined],
  ])('%s', (first, second) => {
    same<typeof first, string | number>(true);
    same<typeof second, string | null | undefined>(true);
  });
  test.each([
    ['an unknown product', { items: { coffee: 1 } }, 404],
    ['no cart', {}, 400],
    ['no address', { customer: 'ada', items: { cup: 1 } }, 400],
  ])('%s', async (what, order, status) => {
    same<[typeof what, typeof status], [string, number]>(true);
    const sent: { customer: string } = { customer: 'ada@example.com', ...order };
    await Promise.resolve(sent);
  });
  test.each([
    [[], 0],
    [[1, 2], 2],
  ])('%j', (list, length) => {
    same<typeof list, number[]>(true);
    same<typeof length, number>(true);
  });
  test.each([
    [Error, 'message'],
    [TypeError, 'other'],
  ])('%p', (Constructor, message) => {
    expect(() => {
      throw new Constructor(message);
    }).toThrow(message);
  });
  test.each([
    ['a', (n: number) => n + 1],
    ['b', (n: number) => n * 2],
  ])('%s', (_name, apply) => same<ReturnType<typeof apply>, number>(true));
}

export function raggedRows(): void {
  test.each([[1], [1, 2], [1, 2, 3]])('%i', (...numbers) => {
    const [first, second] = numbers;
    same<typeof first, number>(true);
    same<typeof second, number | undefined>(true);
  });
  const open: number[][] = [[1, 2]];
  test.each(open)('%i', (a, b) => same<[typeof a, typeof b], [number, number]>(true));
}

export function constantRows(): void {
  test.each([
    ['19.99 EUR', 1999, 'EUR'],
    ['5 USD', 500, 'USD'],
  ] as const)('%s', (text, amount, currency) => {
    same<typeof text, '19.99 EUR' | '5 USD'>(true);
    same<typeof amount, 1999 | 500>(true);
    same<typeof currency, 'EUR' | 'USD'>(true);
  });
  test.each(['a', 'b'] as const)('%s', (letter) => same<typeof letter, 'a' | 'b'>(true));
  const rows: readonly (readonly [number, string])[] = [[1, 'a']];
  test.each(rows)('%i', (n, text, t) => {
    same<[typeof n, typeof text, typeof t], [number, string, TestContext]>(true);
  });
}

export function namedRows(): void {
  type Row = [input: string, expected: number | undefined];
  test.each<Row>([
    ['1', 1],
    ['x', undefined],
  ])('%s', (input, expected) => {
    same<[typeof input, typeof expected], [string, number | undefined]>(true);
  });
  test.each<{ input: string; expected?: number }>([{ input: '1', expected: 1 }, { input: 'x' }])(
    '$input',
    ({ input, expected }) => {
      same<[typeof input, typeof expected], [string, number | undefined]>(true);
    },
  );
  test.for<[number, 'EUR' | 'JPY', string]>([[0, 'EUR', '0.00 EUR']])(
    '%i',
    ([amount, currency, text], t) => {
      same<
        [typeof amount, typeof currency, typeof text, typeof t],
        [number, 'EUR' | 'JPY', string, TestContext]
      >(true);
    },
  );
}

export function objects(): void {
  test.each([{ name: 'x', n: 1 }])('$name', ({ name, n }, t) => {
    same<[typeof name, typeof n, typeof t], [string, number, TestContext]>(true);
  });
  test.each([{ a: 1 }, { b: 'x' }, { a: 2, b: 'y' }])('$a', ({ a, b }) => {
    same<[typeof a, typeof b], [number | undefined, string | undefined]>(true);
  });
  test.for([{ a: 1 }, { b: 'x' }])('$a', ({ a, b }, t) => {
    same<[typeof a, typeof b], [number | undefined, string | undefined]>(true);
    same<typeof t, TestContext>(true);
  });
  test.each([new Map([['a', 1]])])('%p', (map) => same<typeof map, Map<string, number>>(true));
}

export function taggedTables(): void {
  test.each`
    a    | expected
    ${1} | ${2}
  `('$a', ({ a, expected }) => {
    const sum: number = a + expected;
    void sum;
  });
  test.each`
    a    | expected
    ${1} | ${'one'}
  `('$a', ({ a, expected }: { a: number; expected: string }, t) =>
    same<[typeof a, typeof expected, typeof t], [number, string, TestContext]>(true),
  );
  test.each<{ a: number; expected: string }>`
    a    | expected
    ${1} | ${'2'}
  `('$a', ({ a, expected }) => same<[typeof a, typeof expected], [number, string]>(true));
}

export function suites(): void {
  suite.each([
    [1, 'x'],
    [2, 'y'],
  ])('%i', (n, text) => same<[typeof n, typeof text], [number, string]>(true));
  describe.each([{ a: 1 }, { b: 2 }])('$a', ({ a, b }) => {
    same<[typeof a, typeof b], [number | undefined, number | undefined]>(true);
  });
  describe.for(['a', 'b'])('%s', (letter) => same<typeof letter, string>(true));
  describe.skip.each(['a'])('%s', { tags: ['db'] }, (letter) => same<typeof letter, string>(true));
}

export function modifiersAndOptions(): void {
  test.only.each([[1]])('%i', (n) => same<typeof n, number>(true));
  test.concurrent.each([1, 2])('%i', async (n) => same<typeof n, number>(true));
  test.skipIf(true).each([1])('%i', { timeout: '5s', retry: 2 }, (n) =>
    same<typeof n, number>(true),
  );
  test.each([[1]])('%i', (n, done) => {
    same<typeof n, number>(true);
    done();
  });
  test.each([1])('with a timeout', (n) => void n, 1000);
}

export function mistakes(): void {
  // @ts-expect-error the second column is no number
  test.each([[1, 'x']])('%i', (_a: number, _b: number) => {});
  // @ts-expect-error there is no such column
  test.each([{ a: 1 }])('$a', ({ b }) => void b);
  // @ts-expect-error one of the rows has a string there
  test.each([[1], ['x']])('%s', (_a: number) => {});
  // @ts-expect-error the row has another type
  test.for([{ a: 1 }])('$a', (_row: { a: string }) => {});
  // @ts-expect-error the value may be missing
  test.each([{ a: 1 }, { b: 2 }])('$a', ({ a }) => a.toFixed());
  // @ts-expect-error the named row has a number there
  test.each<[number]>([['x']])('%s', () => {});
  // @ts-expect-error behind the cells comes the context, no cell
  test.each([[1, 2]])('%i', (_a, _b, c: number) => void c);
  // @ts-expect-error a table is an array
  test.each({ a: 1 })('$a', () => {});
  // @ts-expect-error no such option
  test.each([1])('%i', { timout: 5 }, () => {});
}
