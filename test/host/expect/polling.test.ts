import { expect, mock, suite, test } from 'ztest';
import { failureOf, plain, rejectionOf } from './failures.ts';

suite('expect.poll', () => {
  test('tries until the matcher holds', async () => {
    let tries = 0;
    await expect.poll(() => ++tries, { interval: 1 }).toBeGreaterThan(3);
    expect(tries).toBe(4);
    await expect
      .poll(async () => ({ tries: ++tries }), { interval: '1ms' })
      .not.toEqual({ tries: 5 });
    expect.assertions(3);
  });

  test('forgives what the function throws, while there is time', async () => {
    let tries = 0;
    const value = (): string => {
      if (++tries < 3) throw new Error('not ready');
      return 'ready';
    };
    await expect.poll(value, { interval: 1 }).toBe('ready');
    const failure = await rejectionOf(async () =>
      expect
        .poll(
          () => {
            throw new Error('never ready');
          },
          { timeout: 10, interval: 1 },
        )
        .toBe(1),
    );
    expect(failure.message).toMatch(
      /^never ready\n\nexpect\.poll gave up after \d+ tries in 10 ms\.$/,
    );
  });

  test('fails with the last value, at the line of the assertion', async () => {
    const failure = await rejectionOf(async () =>
      expect.poll(() => 1, { timeout: 5, interval: 1 }).toBe(2),
    );
    expect(plain(failure.message)).toContain('Expected: 2\nReceived: 1\n\nexpect.poll gave up');
    expect(failure.stack).toContain('polling.test.ts');
    expect(failure).toMatchObject({ matcherResult: { actual: 1, expected: 2 } });
  });

  test('does not wait for a promise that never settles', async () => {
    const failure = await rejectionOf(async () =>
      expect.poll(() => new Promise(() => {}), { timeout: 5, interval: 1 }).toBe(1),
    );
    expect(failure).toHaveProperty('code', 'ZT1408');
  });

  test('keeps real time under fake timers', async () => {
    using clock = mock.time('2024-01-01T00:00:00Z');
    let tries = 0;
    await expect.poll(() => ++tries, { interval: 1 }).toBe(3);
    expect(clock.now).toBeDefined();
  });

  test('refuses what cannot be polled', async () => {
    expect(failureOf(() => expect.poll(1 as never))).toHaveProperty('code', 'ZT1407');
    expect(failureOf(() => expect.poll(() => 1, { timeout: 'soon' }))).toHaveProperty(
      'code',
      'ZT1407',
    );
    const failure = await rejectionOf(async () => expect.poll(() => 1).toMatchSnapshot());
    expect(failure).toHaveProperty('code', 'ZT1407');
  });
});
