import { expect, suite, test } from 'ztest';
import { failureOf, plain } from './failures.ts';

const matchers = [
  'toBe',
  'toEqual',
  'toStrictEqual',
  'toMatchObject',
  'toHaveProperty',
  'toContain',
  'toHaveLength',
  'toThrow',
  'toBeGreaterThan',
  'toBeNull',
];

suite('a value that resists', () => {
  test.each(Object.entries(resisting()))('fails with a message: %s', (_name, make) => {
    for (const matcher of matchers) {
      const assertion: Record<string, (...args: unknown[]) => void> = expect(make()) as never;
      const args =
        matcher === 'toHaveProperty'
          ? ['x', 1]
          : matcher === 'toThrow' || matcher === 'toBeNull'
            ? []
            : [{ x: 1 }];
      const { message } = failureOf(() => assertion[matcher]?.(...args));
      expect(message.length).toBeLessThan(70_000);
      expect(message).not.toBe('');
    }
  });

  test('is shown as it is, where reading it throws', () => {
    const value = {
      a: 1,
      get boom(): never {
        throw new Error('no reading');
      },
    };
    const message = plain(failureOf(() => expect(value).toBe(1)).message);
    expect(message).toContain('expect(received).toBe(expected)');
    expect(message).toContain('Received: { a: 1, boom: [Getter] }');
    expect(message).toContain('threw: no reading');
  });

  test('fails when it changes from one reading to the next', () => {
    let reads = 0;
    const value = {
      get n(): number {
        return ++reads;
      },
    };
    // The first reading is not 2, and the one after it is.
    const failure = failureOf(() => expect(value).toStrictEqual({ n: 2 }));
    expect(failure).toHaveProperty('code', 'ZT1405');
  });

  test('is not compared in full when it is nested too deeply', () => {
    const failure = failureOf(() => expect(nested(20_000)).toEqual(nested(20_001)));
    expect(failure).toHaveProperty('code', 'ZT1406');
  });
});

suite('a large value', () => {
  test('is compared, and the message names the first difference', () => {
    const received = Array.from({ length: 30_000 }, (_, id) => ({ id, name: `n${id}` }));
    const expected = structuredClone(received);
    expect(received).toEqual(expected);
    expected[20_000] = { id: 20_000, name: 'other' };
    const message = plain(failureOf(() => expect(received).toEqual(expected)).message);
    expect(message).toContain(
      'They first differ at [20000].name:\n\nExpected: "other"\nReceived: "n20000"',
    );
  });

  test('may be a text of many lines', () => {
    const text = 'line\n'.repeat(50_000);
    const message = plain(
      failureOf(() => expect(text).toBe(`${text.slice(0, 70_000)}X${text.slice(70_001)}`)).message,
    );
    expect(message).toContain('They first differ at character 70001 (line 14001)');
    expect(message.length).toBeLessThan(1000);
  });

  test('is cut when it is of the wrong kind', () => {
    const message = failureOf(() => expect('x'.repeat(1_000_000)).toBeGreaterThan(1)).message;
    expect(message.length).toBeLessThan(2000);
    expect(plain(message)).toContain('received value must be a number or bigint');
  });
});

function nested(depth: number): object {
  let value = {};
  for (let i = 0; i < depth; i++) value = { value };
  return value;
}

function resisting(): Record<string, () => unknown> {
  return {
    'a cycle': () => {
      const cycle: Record<string, unknown> = {};
      cycle['self'] = cycle;
      return cycle;
    },
    'a revoked proxy': () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    'a proxy whose traps throw': () =>
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('trap');
          },
          ownKeys: () => {
            throw new Error('trap');
          },
        },
      ),
    'a proxy without end': () => {
      const endless: object = new Proxy(
        {},
        {
          get: (_target, key) => (typeof key === 'symbol' ? undefined : endless),
          ownKeys: () => ['a', 'b', 'c'],
          getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
        },
      );
      return endless;
    },
    'a throwing getter': () => ({
      get boom(): never {
        throw new Error('no reading');
      },
    }),
    'a throwing tag': () => ({
      get [Symbol.toStringTag](): never {
        throw new Error('tag');
      },
    }),
    'an object of 20,000 properties': () =>
      Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, { i }])),
    'a megabyte of blanks': () => `${' '.repeat(1_000_000)}x`,
  };
}
