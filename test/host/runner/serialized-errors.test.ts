import { expect, suite, test } from 'ztest';
import type { SerializedError } from '../../../test-host/protocol.ts';
import { serializeError } from '../../../test-host/runner/serialize-error.ts';

function serialize(error: unknown): SerializedError {
  return serializeError(error, {
    rootDir: '/project',
    isOwnFile: (path) => path.startsWith('/ztest/'),
    diffOf: () => undefined,
  });
}

/** What survives the way to the server. */
function travel(error: unknown): unknown {
  return JSON.parse(JSON.stringify(serialize(error)));
}

suite('an error', () => {
  test('keeps name, message, code, cause and own properties', () => {
    const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), {
      code: 'ERR_X',
      status: 404,
      headers: { a: 'b' },
    });
    expect(travel(error)).toMatchObject({
      name: 'TypeError',
      message: 'outer',
      code: 'ERR_X',
      cause: { name: 'Error', message: 'inner' },
      properties: { status: '404', headers: "{ a: 'b' }" },
    });
  });

  test('keeps the members of an AggregateError', () => {
    const error = new AggregateError([new Error('a'), 'b'], 'both');
    expect(travel(error)).toMatchObject({
      message: 'both',
      errors: [{ message: 'a' }, { message: 'thrown: "b"' }],
    });
  });

  test('ends where it is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(travel(error)).toMatchObject({
      cause: { message: expect.stringContaining('Circular') },
    });
  });

  test('of a long chain is cut off', () => {
    let error = new Error('0');
    for (let i = 1; i < 100; i++) error = new Error(String(i), { cause: error });
    expect(JSON.stringify(travel(error)).length).toBeLessThan(100_000);
  });

  test('of a huge message is cut off with a note', () => {
    const { message } = serialize(new Error('x'.repeat(300_000)));
    expect(message.length).toBeLessThan(100_100);
    expect(message).toContain('(200000 more characters left out)');
  });

  test('has no terminal colours', () => {
    expect(serialize(new Error('\u001B[31mred\u001B[39m')).message).toBe('red');
  });

  test('of the DOM has a name and no number as code', () => {
    expect(travel(new DOMException('stop', 'AbortError'))).toMatchObject({
      name: 'AbortError',
      message: 'stop',
    });
    expect(serialize(new DOMException('stop', 'AbortError'))).not.toHaveProperty('code');
  });

  test('that is only like one is taken for one', () => {
    expect(
      travel({ name: 'Odd', message: 'text', stack: 'at /project/src/a.ts:1:2' }),
    ).toMatchObject({
      name: 'Odd',
      message: 'text',
    });
  });
});

suite('what is thrown and is no error', () => {
  test.each([
    ['text', 'thrown: "text"'],
    [null, 'thrown: null'],
    [undefined, 'thrown: undefined'],
    [5, 'thrown: 5'],
    [10n, 'thrown: 10n'],
    [Symbol('s'), 'thrown: Symbol(s)'],
    [{ a: [1] }, 'thrown: { a: [ 1 ] }'],
    [() => 5, 'thrown: [Function (anonymous)]'],
  ])('%p is printed', (value, message) => {
    expect(travel(value)).toEqual({ name: 'Error', message, stack: [] });
  });

  test.each<[string, () => unknown]>([
    [
      'a throwing getter',
      () =>
        Object.defineProperty({}, 'message', {
          get() {
            throw new Error('no');
          },
        }),
    ],
    [
      'an error whose every property throws',
      () =>
        new Proxy(new Error('x'), {
          get() {
            throw new Error('no');
          },
        }),
    ],
    [
      'a proxy that refuses everything',
      () =>
        new Proxy(
          {},
          {
            get() {
              throw new Error('no');
            },
            ownKeys() {
              throw new Error('no');
            },
            getPrototypeOf() {
              throw new Error('no');
            },
          },
        ),
    ],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      },
    ],
    [
      'an error whose own print throws',
      () =>
        Object.assign(new Error('x'), {
          bad: {
            [Symbol.for('nodejs.util.inspect.custom')]() {
              throw new Error('no');
            },
          },
        }),
    ],
    ['a frozen error', () => Object.freeze(new Error('frozen'))],
    ['an object without prototype', () => Object.create(null)],
  ])('%s does no harm', (_, make) => {
    expect(travel(make())).toHaveProperty('message');
  });
});

suite('a stack', () => {
  const stackOf = (lines: readonly string[], message = 'x') => {
    const error = new Error(message);
    error.stack = [`Error: ${message}`, ...lines].join('\n');
    return serialize(error).stack;
  };

  test('is made relative to the workspace, without our frames and those inside Node', () => {
    expect(
      stackOf([
        '    at add (/project/src/cart.ts:3:7)',
        '    at async Cart.total (file:///project/src/with%20space.ts:10:1)',
        '    at /project/test/cart.test.ts:5:3',
        '    at new Proxy (<anonymous>)',
        '    at runTest (/ztest/dist/host.cjs:1:1)',
        '    at process.processTicks (node:internal/process/task_queues:105:5)',
        '    at read (node:fs:1:2)',
        '    at lib (/elsewhere/lib.js:1:2)',
        '    at eval (eval at run (/project/src/eval.ts:4:2), <anonymous>:1:1)',
      ]),
    ).toEqual([
      { file: 'src/cart.ts', line: 3, column: 7, functionName: 'add' },
      { file: 'src/with space.ts', line: 10, column: 1, functionName: 'Cart.total' },
      { file: 'test/cart.test.ts', line: 5, column: 3 },
      { file: 'node:fs', line: 1, column: 2, functionName: 'read' },
      { file: '/elsewhere/lib.js', line: 1, column: 2, functionName: 'lib' },
      { file: 'src/eval.ts', line: 4, column: 2, functionName: 'eval' },
    ]);
  });

  test('is not read out of the message', () => {
    expect(
      stackOf(['    at f (/project/a.ts:1:1)'], 'wrong\n    at g (/project/b.ts:2:2)'),
    ).toEqual([{ file: 'a.ts', line: 1, column: 1, functionName: 'f' }]);
  });
});
