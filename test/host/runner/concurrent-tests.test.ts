import { expect, suite, test } from 'ztest';
import { currentTest } from '../../../test-host/api/scope.ts';
import { runDeclared } from './run-declared.ts';

/** Lets all who come through together once `count` are there. */
function meeting(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = count;
  return () => {
    if (--missing === 0) resolve();
    return promise;
  };
}

suite('concurrent tests', () => {
  test('run together, where the first of them stands', async () => {
    const calls: string[] = [];
    const meet = meeting(2);
    const run = await runDeclared((api) => {
      api.beforeAll(() => void calls.push('beforeAll'));
      api.test('first', () => void calls.push('first'));
      api.test.concurrent('a', meet);
      api.test('between', () => void calls.push('between'));
      api.test.concurrent('b', async () => {
        await meet();
        calls.push('met');
      });
      api.afterAll(() => void calls.push('afterAll'));
    });
    expect(calls).toEqual(['beforeAll', 'first', 'met', 'between', 'afterAll']);
    expect(run.lines).toEqual(['first passed', 'a passed', 'b passed', 'between passed']);
  });

  test('each have their own hooks', async () => {
    const meet = meeting(2);
    const calls: string[] = [];
    await runDeclared((api) => {
      api.beforeEach((t) => void calls.push(`before ${t.name}`));
      api.afterEach((t) => void calls.push(`after ${t.name}`));
      api.test.concurrent('a', meet);
      api.test.concurrent('b', meet);
    });
    expect(calls.toSorted()).toEqual(['after a', 'after b', 'before a', 'before b']);
    expect(calls.slice(0, 2)).toEqual(['before a', 'before b']);
  });

  test('are bounded in number', async () => {
    let running = 0;
    let most = 0;
    await runDeclared(
      (api) => {
        for (let i = 0; i < 7; i++) {
          api.test.concurrent(`t${i}`, async () => {
            most = Math.max(most, ++running);
            await new Promise(setImmediate);
            running--;
          });
        }
      },
      { settings: { maxConcurrency: 3 } },
    );
    expect(most).toBe(3);
  });

  test('know which test they are, also after waiting', async () => {
    const meet = meeting(2);
    const seen: unknown[] = [];
    await runDeclared((api) => {
      for (const name of ['a', 'b']) {
        api.test.concurrent(name, async () => {
          await meet();
          seen.push([name, currentTest()?.titles]);
        });
      }
    });
    expect(seen).toEqual([
      ['a', ['a']],
      ['b', ['b']],
    ]);
  });

  test('come from the mode of the suite, save those that say otherwise', async () => {
    const meet = meeting(2);
    const run = await runDeclared((api) => {
      api.suite('s', { mode: 'concurrent' }, () => {
        api.test('a', meet);
        api.test.sequential('c', (t) => expect(t.task.concurrent).toBe(false));
        api.test('b', meet);
      });
      api.suite.concurrent('n', () => {
        api.suite('inner', () => {
          api.test('d', (t) => expect(t.task.concurrent).toBe(true));
        });
      });
    });
    expect(run.lines).toEqual([
      's > a passed',
      's > b passed',
      's > c passed',
      'n > inner > d passed',
    ]);
  });

  test('do not wait for one that fails', async () => {
    const run = await runDeclared((api) => {
      api.test.concurrent('a', () => Promise.reject(new Error('no')));
      api.test.concurrent('b', () => new Promise((resolve) => setImmediate(resolve)));
    });
    expect(run.lines.toSorted()).toEqual(['a failed: no', 'b passed']);
  });
});

suite('locks', () => {
  test('keep concurrent tests of the same lock apart', async () => {
    let holders = 0;
    const most: number[] = [];
    const hold = async (): Promise<void> => {
      most.push(++holders);
      await new Promise(setImmediate);
      holders--;
    };
    await runDeclared((api) => {
      for (let i = 0; i < 3; i++) api.test.concurrent(`t${i}`, { locks: ['users'] }, hold);
    });
    expect(most).toEqual([1, 1, 1]);
  });

  test('of two tests in different order never block them', async () => {
    const run = await runDeclared((api) => {
      for (let i = 0; i < 4; i++) {
        const locks = i % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
        api.test.concurrent(
          `t${i}`,
          { locks },
          () => new Promise((resolve) => setImmediate(resolve)),
        );
      }
    });
    expect(run.result.tests.passed).toBe(4);
  });

  test('of a suite are held from its first hook to its last, and asked for once', async () => {
    const log: string[] = [];
    await runDeclared(
      (api) => {
        api.suite('s', { locks: ['db'] }, () => {
          api.beforeAll(() => void log.push('beforeAll'));
          api.test('a', { locks: ['mail'] }, () => void log.push('a'));
          api.test('b', () => void log.push('b'));
          api.afterAll(() => void log.push('afterAll'));
        });
      },
      {
        acquireLocks: async (names) => {
          log.push(`+${names.join()}`);
          return () => void log.push(`-${names.join()}`);
        },
      },
    );
    expect(log).toEqual(['+db', 'beforeAll', '+mail', 'a', '-mail', 'b', 'afterAll', '-db']);
  });
});
