import { expect, suite, test } from 'ztest';
import { expectMessage, failureOf, rejectionOf } from './failures.ts';

suite('resolves and rejects', () => {
  test('hand the outcome to any matcher', async () => {
    await expect(Promise.resolve({ a: 1 })).resolves.toEqual({ a: 1 });
    await expect(Promise.reject(new TypeError('bad'))).rejects.toThrow(TypeError);
    await expect(async () => 3).resolves.not.toBe(4);
    await expect(Promise.reject(new Error('bad'))).rejects.toMatchObject({ message: 'bad' });
    expect.assertions(4);
  });

  test('say when it is the other outcome', async () => {
    const resolved = await rejectionOf(async () => expect(Promise.resolve(4)).rejects.toThrow());
    expectMessage(
      resolved,
      'expect(received).rejects.toThrow()',
      '',
      'Received promise resolved instead of rejected',
      'Resolved to value: 4',
    );
    const rejected = await rejectionOf(async () =>
      expect(Promise.reject(new Error('no'))).resolves.toBe(1),
    );
    expect(rejected.message).toContain('Received promise rejected instead of resolved');
  });

  test('refuse what is no promise, at once', () => {
    const failure = failureOf(() => void expect(4).resolves.toBe(4));
    expect(failure.message).toContain('value must be a promise or a function returning a promise');
  });

  test('fail at the line of the assertion', async () => {
    const failure = await rejectionOf(async () => expect(Promise.resolve(1)).resolves.toBe(2));
    expect(failure.stack?.split('\n').find((line) => line.includes(' at '))).toContain(
      'promises.test.ts',
    );
    expect(failure.stack).toContain('Expected: 2');
  });

  test('say where .not belongs', () => {
    const assertion: { not: { resolves: unknown } } = expect(Promise.resolve(1)) as never;
    const failure = failureOf(() => assertion.not.resolves);
    expect(failure).toHaveProperty('code', 'ZT1404');
    expect(failure).toHaveProperty('hint', 'Write expect(promise).resolves.not.');
  });
});
