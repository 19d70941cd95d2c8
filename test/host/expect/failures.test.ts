import assert from 'node:assert';
import { expect, suite, test } from 'ztest';
import { diffOf } from '../../../test-host/expect/diff-of.ts';
import { expectMessage, failureOf } from './failures.ts';

suite('a failure', () => {
  test('points to the line of the assertion', () => {
    const here = new Error('here').stack?.split('\n')[1] ?? '';
    const line = Number(/:(\d+):\d+\)?$/.exec(here)?.[1]);
    const stack = failureOf(() => expect(1).toBe(2)).stack ?? '';
    const frame = stack.split('\n').find((text) => text.includes(' at ')) ?? '';
    expect(Number(/:(\d+):\d+\)?$/.exec(frame)?.[1])).toBe(line + 2);
  });

  test('carries what was expected and received, as text for a diff', () => {
    expect(diffOf(failureOf(() => expect({ a: 1 }).toEqual({ a: 2 })))).toEqual({
      expected: '{\n  "a": 2,\n}',
      actual: '{\n  "a": 1,\n}',
    });
    expect(diffOf(failureOf(() => expect('a\nb').toBe('a\nc')))).toEqual({
      expected: 'a\nc',
      actual: 'a\nb',
    });
    expect(diffOf(failureOf(() => assert.strictEqual(1, 2)))).toEqual({
      expected: '2',
      actual: '1',
    });
    expect(diffOf(new Error('plain'))).toBeUndefined();
  });

  test('keeps the result of the matcher, as reporters of Jest expect it', () => {
    const failure = failureOf(() => expect(1).toBe(2));
    expect(failure).toMatchObject({
      matcherResult: { actual: 1, expected: 2, name: 'toBe', pass: false },
    });
    expect(failure.constructor.name).toBe('JestAssertionError');
  });

  test('of expect.unreachable says so', () => {
    const failure = failureOf(() => expect.unreachable('the guard let it through'));
    expectMessage(failure, 'A line that must not be reached was reached: the guard let it through');
    expect(failure).toHaveProperty('code', 'ZT1403');
  });

  test('comes at once when expect gets more than one value', () => {
    expect(() => Reflect.apply(expect, undefined, [1, 2])).toThrow(
      'Expect takes at most one argument.',
    );
  });
});
