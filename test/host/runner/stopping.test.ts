import { expect, suite, test } from 'ztest';
import { runDeclared } from './run-declared.ts';

suite('a run that is to stop', () => {
  test('lets the running test end and skips the rest with the reason', async () => {
    let hasFailed = false;
    const run = await runDeclared(
      (api) => {
        api.test('a', () => {
          hasFailed = true;
          throw new Error('no');
        });
        api.test('b', () => {});
        api.test.todo('c');
        api.suite('s', () => {
          api.beforeAll(() => {
            throw new Error('must not run');
          });
          api.test('d', () => {});
        });
      },
      { shouldStop: () => (hasFailed ? 'bail' : undefined) },
    );
    expect(run.lines).toEqual([
      'a failed: no',
      'b skipped bail',
      'c skipped todo',
      's > d skipped bail',
    ]);
  });

  test('does not retry', async () => {
    let attempts = 0;
    await runDeclared(
      (api) => {
        api.test('a', { retry: 3 }, () => {
          attempts++;
          throw new Error('no');
        });
      },
      { shouldStop: () => (attempts > 0 ? 'cancelled' : undefined) },
    );
    expect(attempts).toBe(1);
  });

  test('cuts the running test off when it is cancelled, and still cleans up', async () => {
    const controller = new AbortController();
    const calls: string[] = [];
    let reason: unknown;
    const run = await runDeclared(
      (api) => {
        api.afterEach(() => void calls.push('afterEach'));
        api.afterAll(() => void calls.push('afterAll'));
        api.test('hangs', (t) => {
          t.signal.addEventListener('abort', () => (reason = t.signal.reason));
          setImmediate(() => controller.abort());
          return new Promise(() => {});
        });
        api.test('next', () => void calls.push('next'));
      },
      {
        cancelSignal: controller.signal,
        shouldStop: () => (controller.signal.aborted ? 'cancelled' : undefined),
      },
    );
    expect(run.lines).toEqual(['hangs skipped cancelled', 'next skipped cancelled']);
    expect(calls).toEqual(['afterEach', 'afterAll']);
    expect(reason).toMatchObject({ code: 'ZT1322' });
  });
});
