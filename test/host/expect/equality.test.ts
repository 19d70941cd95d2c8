import { expect, suite, test } from 'ztest';
import { equals, iterableEquality, sparseArrayEquality, typeEquality } from '@jest/expect-utils';
import { failureOf } from './failures.ts';
import { Point } from './odd-values.ts';
import { randomPairs } from './random-values.ts';

suite('equality', () => {
  test('is the same as in Jest, for values of all kinds', () => {
    let equal = 0;
    for (const [a, b] of randomPairs({ seed: 7, count: 1500 })) {
      const loosely = equals(a, b, [iterableEquality]);
      const strictly = equals(a, b, [iterableEquality, typeEquality, sparseArrayEquality], true);
      if (loosely) equal++;
      check(
        loosely,
        () => expect(a).toEqual(b),
        () => expect(a).not.toEqual(b),
      );
      check(
        strictly,
        () => expect(a).toStrictEqual(b),
        () => expect(a).not.toStrictEqual(b),
      );
    }
    expect(equal).toBeGreaterThan(200);
    expect(equal).toBeLessThan(1300);
  });

  test('tells undefined from absent, and classes apart, only when strict', () => {
    expect({ a: undefined, b: 1 }).toEqual({ b: 1 });
    expect({ a: undefined, b: 1 }).not.toStrictEqual({ b: 1 });
    expect(new Point()).toEqual({ x: 1 });
    expect(new Point()).not.toStrictEqual({ x: 1 });
    expect([undefined]).not.toStrictEqual(Array(1));
  });

  test('does not call values equal whose hidden or inherited properties differ', () => {
    const hidden = Object.defineProperty({}, 'a', { value: 1, enumerable: false });
    expect(hidden).not.toEqual({ a: 1 });
    expect({}).not.toEqual({ toString: undefined });
  });

  test('follows cycles', () => {
    const a: Record<string, unknown> = {};
    a['a'] = a;
    const b: Record<string, unknown> = { a: {} };
    b['a'] = { a };
    expect(a).not.toEqual(b);
    const c: Record<string, unknown> = {};
    c['a'] = c;
    expect(a).toEqual(c);
  });

  test('compares members from the last to the first, so that the same getter throws as in Jest', () => {
    const failing = (name: string) => ({
      get first(): never {
        throw new Error(`${name} first`);
      },
      get last(): never {
        throw new Error(`${name} last`);
      },
    });
    expect(failureOf(() => expect(failing('a')).toStrictEqual(failing('b'))).message).toBe(
      'a last',
    );
  });
});

function check(holds: boolean, positive: () => void, negative: () => void): void {
  (holds ? positive : negative)();
  failureOf(holds ? negative : positive);
}
