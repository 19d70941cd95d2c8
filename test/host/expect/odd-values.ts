/** Values of every kind that matchers treat in their own way, made anew for each call. */

export class Point {
  x = 1;
  get length2(): number {
    return this.x ** 2;
  }
}

export function mockFunction(calls: readonly (readonly unknown[])[]): Function {
  const results = calls.map((call, i) => ({
    type: i % 2 === 0 ? 'return' : 'throw',
    value: call[0],
  }));
  return Object.assign(() => {}, {
    _isMockFunction: true,
    getMockName: () => 'jest.fn()',
    mock: { calls, results, contexts: [], instances: [] },
  });
}

export function oddValues(): Record<string, unknown> {
  const cycle: Record<string, unknown> = { n: 1 };
  cycle['self'] = cycle;
  return {
    one: 1,
    bigint: 10n,
    notANumber: Number.NaN,
    text: 'abc',
    lines: 'a\nb\nc',
    nothing: undefined,
    null: null,
    object: { a: 1, b: { c: [1, 2] } },
    similar: { a: 1, b: { c: [1, 2] }, d: undefined },
    array: [1, { a: 2 }, 'x'],
    sparse: [, 1], // oxlint-disable-line no-sparse-arrays -- what it is about
    instance: new Point(),
    map: new Map([[1, { a: 1 }]]),
    set: new Set([1, 'a', { a: 1 }]),
    date: new Date(0),
    noDate: new Date(Number.NaN),
    pattern: /b/g,
    error: new Error('boom'),
    typeError: Object.assign(new TypeError('bad'), { code: 'E_BAD' }),
    named: function named() {},
    throwing: () => {
      throw new Error('thrown');
    },
    throwingText: () => {
      throw 'text'; // oxlint-disable-line typescript/only-throw-error -- what it is about
    },
    called: mockFunction([[1, 'a'], [{ a: 1 }], []]),
    neverCalled: mockFunction([]),
    symbol: Symbol.for('q'),
    cycle,
    bare: Object.assign(Object.create(null), { a: 1 }),
    bytes: Buffer.from('ab'),
    floats: new Float32Array([1.5]),
    url: new URL('http://localhost/a'),
    boxed: new String('abc'),
    proxy: new Proxy({ a: 1 }, {}),
  };
}
