import { expect, suite, test } from 'ztest';
import { failureOf, plain } from './failures.ts';

suite('an asymmetric matcher', () => {
  test('stands for a value at any depth', () => {
    const user = { id: 7, name: 'Ann', tags: ['a', 'b'], born: new Date(0), score: 0.1 + 0.2 };
    expect(user).toEqual({
      id: expect.any(Number),
      name: expect.stringMatching(/^A/),
      tags: expect.arrayContaining(['b']),
      born: expect.any(Date),
      score: expect.closeTo(0.3),
    });
    expect([user, user]).toStrictEqual(expect.arrayOf(expect.objectContaining({ id: 7 })));
    expect(new Map([['k', user]])).toEqual(new Map([['k', expect.anything()]]));
  });

  test('has an opposite', () => {
    expect({ a: 'x', b: [1], c: {}, d: 5 }).toEqual({
      a: expect.not.stringContaining('y'),
      b: expect.not.arrayContaining([2]),
      c: expect.not.objectContaining({ a: 1 }),
      d: expect.not.closeTo(6),
    });
    expect(['x']).not.toEqual(expect.not.arrayOf('x'));
  });

  test('knows primitives by their constructors', () => {
    const made = { s: 's', n: 1, b: true, f: () => 1, i: 1n, y: Symbol('y'), o: {}, l: [] };
    const any = {
      s: String,
      n: Number,
      b: Boolean,
      f: Function,
      i: BigInt,
      y: Symbol,
      o: Object,
      l: Array,
    };
    expect(made).toEqual(
      Object.fromEntries(Object.entries(any).map(([key, c]) => [key, expect.any(c)])),
    );
    expect(made).not.toEqual({ ...made, n: expect.any(String) });
  });

  test('takes the place of an argument of a mock function', () => {
    const save = Object.assign(() => {}, {
      _isMockFunction: true,
      getMockName: () => 'save',
      mock: {
        calls: [[{ id: 1, at: new Date() }, 'x']],
        results: [{ type: 'return', value: 'ok' }],
      },
    });
    expect(save).toHaveBeenCalledWith({ id: 1, at: expect.any(Date) }, expect.anything());
    expect(save).toHaveReturnedWith(expect.stringContaining('o'));
  });

  test('prints itself in the message', () => {
    const failure = failureOf(() =>
      expect({ a: 1 }).toEqual({ a: expect.any(String), b: expect.closeTo(1) }),
    );
    expect(plain(failure.message)).toContain('"a": Any<String>');
    expect(plain(failure.message)).toContain('"b": NumberCloseTo 1 (2 digits)');
  });

  test('refuses samples that make no sense, in the words of Jest', () => {
    expect(() => expect.any(undefined)).toThrow(
      'any() expects to be passed a constructor function.',
    );
    expect(() => expect.stringContaining(1 as never)).toThrow('Expected is not a string');
    expect(() => expect.closeTo('1' as never)).toThrow('Expected is not a Number');
    expect(() => expect([1]).toEqual(expect.arrayContaining('x' as never))).toThrow(
      'You must provide an array',
    );
  });

  test('may be any object with asymmetricMatch', () => {
    const seen: unknown[] = [];
    const even = {
      asymmetricMatch: (value: unknown) => {
        seen.push(value);
        return Number(value) % 2 === 0;
      },
    };
    expect({ n: 4 }).toEqual({ n: even });
    expect(seen).toEqual([4]);
    expect({ n: 5 }).not.toEqual({ n: even });
  });
});
