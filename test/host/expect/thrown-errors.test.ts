import { expect, suite, test } from 'ztest';
import { expectMessage, failureOf, plain, rejectionOf } from './failures.ts';

const fail = (code?: unknown) => () => {
  throw Object.assign(new Error('boom'), code === undefined ? {} : { code });
};

suite('toThrow', () => {
  test('runs the function once, also when it fails', () => {
    let calls = 0;
    const fn = (): never => {
      calls++;
      throw new Error('boom');
    };
    const failure = failureOf(() => expect(fn).toThrow('bang'));
    expect(calls).toBe(1);
    expect(plain(failure.message)).toContain(
      'Expected substring: "bang"\nReceived message:   "boom"',
    );
  });

  test('shows where the error came from, without frames of ztest', () => {
    const { message } = failureOf(() => expect(fail()).toThrow('bang'));
    const frames = plain(message)
      .split('\n')
      .filter((line) => line.trimStart().startsWith('at '));
    expect(frames.length).toBeGreaterThan(0);
    expect(frames[0]).toContain('thrown-errors.test.ts');
    for (const frame of frames) expect(frame).not.toMatch(/dist|test-host/);
  });
});

suite('toThrowCode', () => {
  test('holds for functions, errors and rejections with this code', async () => {
    expect(fail('E_A')).toThrowCode('E_A');
    expect(fail('E_A')).not.toThrowCode('E_B');
    expect(fail('E_A')).toThrowCode(/^E_/);
    expect(fail(11_000)).toThrowCode(11_000);
    expect(Object.assign(new Error('boom'), { code: 'E_A' })).toThrowCode('E_A');
    await expect(async () => fail('E_A')()).rejects.toThrowCode('E_A');
    await expect(Promise.resolve(1)).resolves.not.toThrowCode('E_A');
  });

  test('says which code it was', () => {
    const failure = failureOf(() => expect(fail('E_A')).toThrowCode('E_B'));
    expectMessage(
      failure,
      'expect(received).toThrowCode(expected)',
      '',
      'Expected code: "E_B"',
      'Received code: "E_A"',
      '',
      'Thrown: "boom"',
    );
    expect(failure).toMatchObject({
      matcherResult: { actual: 'E_A', expected: 'E_B', pass: false },
    });
  });

  test('says that there was no code, or no error', async () => {
    expect(failureOf(() => expect(fail()).toThrowCode('E_B')).message).toContain('has no code');
    expect(failureOf(() => expect(() => 1).toThrowCode('E_B')).message).toContain('did not throw');
    const failure = await rejectionOf(async () => expect(fail('E')).rejects.toThrowCode('E'));
    expect(failure.message).toBe('boom');
    expect(failureOf(() => expect(1).toThrowCode('E')).message).toContain(
      'must be a function or an error',
    );
  });
});
