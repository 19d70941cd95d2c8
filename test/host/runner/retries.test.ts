import { expect, suite, test } from 'ztest';
import { runDeclared } from './run-declared.ts';

/** A function that throws so many times before it works. */
function failing(times: number, message = 'not yet'): () => void {
  let left = times;
  return () => {
    if (left-- > 0) throw new Error(message);
  };
}

suite('a test with retries', () => {
  test('runs again until it passes, with its hooks, and keeps the earlier errors', async () => {
    const calls: string[] = [];
    const attempt = failing(2);
    const run = await runDeclared((api) => {
      api.beforeEach(() => void calls.push('before'));
      api.afterEach(() => void calls.push('after'));
      api.test('t', { retry: 3 }, () => {
        calls.push('test');
        attempt();
      });
    });
    expect(calls).toHaveLength(9);
    expect(run.finished('t').outcome).toBe('passed');
    expect(run.finished('t').retries?.map((errors) => errors[0]?.message)).toEqual([
      'not yet',
      'not yet',
    ]);
    expect(run.result).toMatchObject({ outcome: 'passed', flaky: 1 });
  });

  test('fails when they are used up, with the errors of the last attempt', async () => {
    let n = 0;
    const run = await runDeclared((api) => {
      api.test('t', { retry: 1 }, () => {
        throw new Error(`attempt ${++n}`);
      });
    });
    expect(run.lines).toEqual(['t failed: attempt 2']);
    expect(run.finished('t').retries).toMatchObject([[{ message: 'attempt 1' }]]);
    expect(run.result.flaky).toBe(0);
  });

  test.each([
    ['a matching text', 'RESET', true],
    ['another text', 'REFUSED', false],
    ['a matching expression', /econn/i, true],
    ['another expression', /^RESET/, false],
    ['a function', (error: unknown) => error instanceof Error, true],
  ])('retries only what its condition wants: %s', async (_, when, isRetried) => {
    const run = await runDeclared((api) => {
      api.test('t', { retry: { count: 1, when } }, failing(1, 'ECONNRESET'));
    });
    expect(run.finished('t').outcome).toBe(isRetried ? 'passed' : 'failed');
  });

  test('waits between attempts', async () => {
    const run = await runDeclared((api) => {
      api.test('t', { retry: { count: 1, delay: '20ms' } }, failing(1));
    });
    expect(run.finished('t').duration).toBeGreaterThan(15);
  });

  test('knows which attempt it is', async () => {
    const seen: number[] = [];
    await runDeclared((api) => {
      const attempt = failing(2);
      api.test('t', { retry: 2 }, (t) => {
        seen.push(t.task.retry);
        attempt();
      });
    });
    expect(seen).toEqual([0, 1, 2]);
  });

  test('takes them from its tags, else from the run', async () => {
    const run = await runDeclared(
      (api) => {
        api.test('tagged', { tags: ['flaky'] }, failing(2));
        api.test('plain', failing(1));
        api.test('own', { retry: 0 }, failing(1));
      },
      {
        settings: {
          retry: { count: 1, delay: 0 },
          tagOptions: { flaky: { retry: { count: 2, delay: 0 } } },
        },
      },
    );
    expect(run.lines).toEqual(['tagged passed', 'plain passed', 'own failed: not yet']);
  });
});

suite('a test with repeats', () => {
  test('runs so many times more', async () => {
    let count = 0;
    const run = await runDeclared((api) => {
      api.test('t', { repeats: 4 }, () => void count++);
    });
    expect(count).toBe(5);
    expect(run.finished('t')).not.toHaveProperty('retries');
  });

  test('stops at the first failure and says which run it was', async () => {
    const seen: number[] = [];
    const run = await runDeclared((api) => {
      api.test('t', { repeats: 9 }, (t) => {
        seen.push(t.task.repeat);
        if (t.task.repeat === 2) throw new Error('third');
      });
    });
    expect(seen).toEqual([0, 1, 2]);
    expect(run.finished('t')).toMatchObject({ outcome: 'failed', repeat: 2 });
  });
});
