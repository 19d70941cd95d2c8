import { expect, suite, test } from 'ztest';
import { runDeclared } from './run-declared.ts';

suite('hooks', () => {
  test('run outside in before a test and inside out after it, each in the order of the source', async () => {
    const calls: string[] = [];
    await runDeclared((api) => {
      for (const level of ['outer', 'inner']) {
        for (const n of [1, 2]) {
          const note = (hook: string) => (): void => void calls.push(`${level} ${hook} ${n}`);
          const declare = (): void => {
            api.beforeAll(note('beforeAll'));
            api.beforeEach(note('beforeEach'));
            api.afterEach(note('afterEach'));
            api.afterAll(note('afterAll'));
          };
          if (level === 'outer') declare();
          else
            api.suite(`s${n}`, () => {
              declare();
              if (n === 1) api.test('t', () => void calls.push('test'));
            });
        }
      }
    });
    expect(calls).toEqual([
      'outer beforeAll 1',
      'outer beforeAll 2',
      'inner beforeAll 1',
      'outer beforeEach 1',
      'outer beforeEach 2',
      'inner beforeEach 1',
      'test',
      'inner afterEach 1',
      'outer afterEach 1',
      'outer afterEach 2',
      'inner afterAll 1',
      'outer afterAll 1',
      'outer afterAll 2',
    ]);
  });

  test('of a suite without a test to run do not run', async () => {
    const calls: string[] = [];
    const run = await runDeclared((api) => {
      api.suite('s', () => {
        api.beforeAll(() => void calls.push('beforeAll'));
        api.afterAll(() => void calls.push('afterAll'));
        api.test.skip('a', () => {});
        api.test.todo('b');
      });
    });
    expect(calls).toEqual([]);
    expect(run.lines).toEqual(['s > a skipped skip', 's > b skipped todo']);
  });

  test('clean up with the function that they return, last one first', async () => {
    const calls: string[] = [];
    await runDeclared((api) => {
      api.beforeAll(() => () => void calls.push('all'));
      api.beforeEach(() => () => void calls.push('first'));
      api.beforeEach(async () => () => void calls.push('second'));
      api.afterEach(() => void calls.push('afterEach'));
      api.afterAll(() => void calls.push('afterAll'));
      api.test('t', () => void calls.push('test'));
    });
    expect(calls).toEqual(['test', 'afterEach', 'second', 'first', 'afterAll', 'all']);
  });

  test('share `this` and what they store in the context with their test', async () => {
    const run = await runDeclared((api) => {
      api.beforeEach(function (this: { n: number }, t) {
        this.n = 5;
        Object.assign(t, { user: 'ada' });
      });
      api.test('t', function (this: { n: number }, t) {
        expect(this.n).toBe(5);
        expect(t).toHaveProperty('user', 'ada');
      });
    });
    expect(run.lines).toEqual(['t passed']);
  });
});

suite('a failing hook', () => {
  test('beforeAll fails the tests below without running them, and afterAll still runs', async () => {
    const calls: string[] = [];
    const run = await runDeclared((api) => {
      api.suite('s', () => {
        api.beforeAll(() => {
          throw new Error('no database');
        });
        api.afterAll(() => void calls.push('afterAll'));
        api.beforeEach(() => void calls.push('beforeEach'));
        api.test('a', () => void calls.push('a'));
        api.suite('inner', () => {
          api.test('b', () => {});
          api.test.skip('c', () => {});
        });
      });
      api.test('other', () => {});
    });
    expect(calls).toEqual(['afterAll']);
    expect(run.lines).toEqual([
      's > a failed hook: no database',
      's > inner > b failed hook: no database',
      's > inner > c skipped skip',
      'other passed',
    ]);
    expect(run.result.outcome).toBe('failed');
  });

  test('beforeEach fails the test, skips what follows, and afterEach still runs', async () => {
    const calls: string[] = [];
    const run = await runDeclared((api) => {
      api.beforeEach(() => {
        throw new Error('first');
      });
      api.beforeEach(() => void calls.push('second'));
      api.afterEach(() => void calls.push('afterEach'));
      api.test('t', () => void calls.push('test'));
    });
    expect(calls).toEqual(['afterEach']);
    expect(run.lines).toEqual(['t failed hook: first']);
  });

  test('afterEach fails a test that passed, and the others still run', async () => {
    const calls: string[] = [];
    const run = await runDeclared((api) => {
      api.afterEach(() => {
        throw new Error('one');
      });
      api.afterEach(() => void calls.push('two'));
      api.test('t', () => {
        throw new Error('test');
      });
    });
    expect(calls).toEqual(['two']);
    expect(run.lines).toEqual(['t failed: test: one']);
  });

  test('afterAll fails the suite and the file, not the tests', async () => {
    const run = await runDeclared((api) => {
      api.suite('s', () => {
        api.afterAll(() => {
          throw new Error('stuck');
        });
        api.test('t', () => {});
      });
    });
    expect(run.lines).toEqual(['s > t passed']);
    expect(run.result).toMatchObject({ outcome: 'failed', errors: [] });
    const ended = run.events.find((event) => event.type === 'suite-finished');
    expect(ended).toMatchObject({ outcome: 'failed', errors: [{ message: 'stuck' }] });
  });

  test('is over after its time', async () => {
    const run = await runDeclared((api) => {
      api.suite('s', () => {
        api.beforeEach(() => new Promise(() => {}), 10);
        api.test('t', () => {});
      });
    });
    expect(run.lines).toEqual([
      's > t failed hook: A beforeEach hook of "s" did not finish within 10 ms: its promise has not settled.',
    ]);
  });
});

suite('aroundEach', () => {
  test('wraps the test and its other hooks, outer ones around inner ones', async () => {
    const calls: string[] = [];
    await runDeclared((api) => {
      api.aroundEach(async (runTest) => {
        calls.push('outer in');
        await runTest();
        calls.push('outer out');
      });
      api.beforeEach(() => void calls.push('beforeEach'));
      api.suite('s', () => {
        api.aroundEach(async (runTest, t) => {
          calls.push(`${t.name} in`);
          await runTest();
          calls.push(`${t.name} out`);
        });
        api.test('t', () => void calls.push('test'));
      });
    });
    expect(calls).toEqual(['outer in', 't in', 'beforeEach', 'test', 't out', 'outer out']);
  });

  test('goes on when the test fails', async () => {
    const calls: string[] = [];
    const run = await runDeclared((api) => {
      api.aroundEach(async (runTest) => {
        await runTest();
        calls.push('rolled back');
      });
      api.test('t', () => {
        throw new Error('boom');
      });
    });
    expect(calls).toEqual(['rolled back']);
    expect(run.lines).toEqual(['t failed: boom']);
  });

  test('does not count the time of the test as its own', async () => {
    const run = await runDeclared((api) => {
      api.aroundEach(async (runTest) => {
        await runTest();
      }, 5);
      api.test('t', () => new Promise((resolve) => void setTimeout(resolve, 25)));
    });
    expect(run.lines).toEqual(['t passed']);
  });

  test.each([
    ['forgets runTest', 'ended without calling runTest().', async () => {}],
    [
      'calls runTest twice',
      'called runTest() more than once.',
      async (runTest: () => Promise<void>) => {
        await runTest();
        await runTest();
      },
    ],
    [
      'does not await runTest',
      'ended before the test that it wraps.',
      (runTest: () => Promise<void>) => void runTest(),
    ],
  ])('fails the test when it %s', async (_, message, hook) => {
    const run = await runDeclared((api) => {
      api.aroundEach(hook);
      api.test('t', () => Promise.resolve());
    });
    expect(run.lines).toEqual([`t failed hook: An aroundEach hook of the file ${message}`]);
  });
});
