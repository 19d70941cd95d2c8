/** What the types promise: this file is checked by the compiler, an unused `@ts-expect-error` is an error of it. */
import { expect, test } from 'ztest';
import type { TestFunctions } from '../../../test-host/api/test-api.ts';
import { same } from '../../types/same.ts';
import { declareTests } from '../runner/run-declared.ts';

test('rows give their arguments types', () => {
  const { testCount } = declareTests(declareTyped);
  expect(testCount).toBe(20);
});

function declareTyped({ test: declare, suite: declareSuite }: TestFunctions): void {
  declare.each([
    [1, 2, 3],
    [2, 3, 5],
  ])('%i', (a, b, sum) => {
    same<[typeof a, typeof b, typeof sum], [number, number, number]>(true);
  });
  declare.each([
    [1, null],
    [2, 'x'],
  ])('%s', (n, s, t) => {
    same<typeof n, number>(true);
    same<typeof s, string | null>(true);
    same<typeof t.signal, AbortSignal>(true);
  });
  declare.each([{ name: 'x', n: 1 }])('$name', ({ name, n }, t) => {
    same<[typeof name, typeof n, typeof t.name], [string, number, string]>(true);
  });
  declare.each(['a', 'b'])('%s', (letter) => same<typeof letter, string>(true));
  declare.each([[1, 2]] as const)('%i', (a) => same<typeof a, 1>(true));
  const open: number[][] = [[1, 2]];
  declare.each(open)('%i', (a, b) => same<[typeof a, typeof b], [number, number]>(true));
  declare.each`
    a
    ${1}
  `('$a', ({ a }) => {
    const n: number = a;
    void n;
  });
  declare.each<{ a: number }>`
    a
    ${1}
  `('$a', ({ a }) => same<typeof a, number>(true));
  declare.for([[1, 'a']])('%i', ([n, s], t) => {
    same<[typeof n, typeof s, typeof t.name], [number, string, string]>(true);
  });
  declareSuite.each([[1, 'x']])('%i', (n, s) => same<[typeof n, typeof s], [number, string]>(true));
  declare.each([[1]])('done', (_n, done) => done());
  declare('done of another kind', (done: (error?: Error) => void) => done());

  // @ts-expect-error the second column is no number
  declare.each([[1, 'x']])('%i', (_a: number, _b: number) => {});
  // @ts-expect-error there is no such column
  declare.each([{ a: 1 }])('$a', ({ b }) => void b);
  // @ts-expect-error the row has another type
  declare.for([{ a: 1 }])('$a', (_row: { a: string }) => {});
  // @ts-expect-error one of the rows has a string there
  declare.each([[1], ['x']])('%s', (_a: number) => {});
  // @ts-expect-error a test returns nothing or a promise
  declare('number', () => 5);
  // @ts-expect-error no such unit
  expect(() => declare('unit', { timeout: '5 sec' }, () => {})).toThrow('timeout');
  // @ts-expect-error no such option
  expect(() => declare('option', { timout: 5 }, () => {})).toThrow('timout');
}
