import { expect, suite, test } from 'ztest';
import { runDeclared } from './run-declared.ts';
import type { TestContext } from '../../../test-host/api/types.ts';

/** Runs one test and gives its line. */
async function run(fn: (t: TestContext) => unknown, timeout = 1000): Promise<string> {
  const { lines } = await runDeclared((api) => {
    Reflect.apply(api.test, undefined, ['t', fn, timeout]);
  });
  return lines.join('\n');
}

suite('a test that hands its parameter on', () => {
  test('waits for the call', async () => {
    let isDone = false;
    const line = await run((done) => {
      setTimeout(() => {
        isDone = true;
        done();
      }, 5);
    });
    expect(line).toBe('t passed');
    expect(isDone).toBe(true);
  });

  test('may pass it as a callback, bound or not', async () => {
    expect(await run((done) => void setTimeout(done, 1))).toBe('t passed');
    expect(await run((done) => void setTimeout(done.bind(null), 1))).toBe('t passed');
    expect(await run((done) => void Promise.resolve().then(done, done))).toBe('t passed');
    expect(await run((done) => process.nextTick(done))).toBe('t passed');
  });

  test('fails with the error that it is called with', async () => {
    expect(await run((done) => done(new Error('bad')))).toBe('t failed: bad');
    expect(await run((done) => done('text'))).toBe('t failed: Failed: "text"');
    expect(await run((done) => done(null))).toBe('t passed');
    expect(await run((t) => t.fail('no'))).toBe('t failed: Failed: "no"');
  });

  test('fails when it is called twice', async () => {
    const line = await run((done) => {
      done();
      done();
    });
    expect(line).toBe('t failed: "t" called done() more than once.');
  });

  test('fails when it also returns a promise or a value', async () => {
    expect(await run(async (done) => done())).toBe(
      't failed: "t" both calls done() and returns a promise.',
    );
    const returnsValue = (done: TestContext): number => {
      done();
      return 5;
    };
    expect(await run(returnsValue)).toBe('t failed: "t" both calls done() and returns 5.');
  });

  test('waits when it reads t.done, whatever else it uses', async () => {
    let isDone = false;
    const line = await run(({ annotate, done }) => {
      annotate('x');
      setTimeout(() => {
        isDone = true;
        done();
      }, 1);
    });
    expect(line).toBe('t passed');
    expect(isDone).toBe(true);
  });

  test('says what to do when the parameter is never called', async () => {
    const { finished } = await runDeclared((api) => {
      api.test('t', (_done) => {}, 10);
    });
    expect(finished('t').reason).toBe('timeout');
    expect(finished('t').errors[0]).toMatchObject({
      code: 'ZT1320',
      message:
        '"t" did not finish within 10 ms: it takes a parameter, so ztest waits for it to be called as done().',
      hint: 'Remove the parameter if it is not used, make the function async, or call done() at the end.',
    });
  });
});

suite('a test that uses its parameter as the context', () => {
  test('ends when it returns, though it has used none of it this time', async () => {
    const isSlow = false;
    expect(await run((t) => void (isSlow && t.skip()))).toBe('t passed');
    expect(await run((_t) => {})).toBe('t passed');
    expect(
      await run(function (t) {
        if (isSlow) t.annotate('slow');
      }),
    ).toBe('t passed');
  });

  test('may also call it, in whatever way', async () => {
    expect(await run((t) => void setTimeout(() => t(), 1))).toBe('t passed');
    expect(await run((t) => void setTimeout(() => t.done(), 1))).toBe('t passed');
    expect(await run((t) => void setTimeout(() => [t].forEach((call) => call()), 1))).toBe(
      't passed',
    );
  });

  test('ends when it returns', async () => {
    expect(await run((t) => void t.signal)).toBe('t passed');
    expect(await run(({ name }) => expect(name).toBe('t'))).toBe('t passed');
  });
});

suite('rows', () => {
  test('get done behind their values', async () => {
    const { lines } = await runDeclared((api) => {
      api.test.each([[1, 2]])('%i and %i', (a, b, done) => {
        setTimeout(() => done(a + b === 3 ? undefined : new Error('sum')), 1);
      });
    });
    expect(lines).toEqual(['1 and 2 passed']);
  });

  test('get the context behind their values', async () => {
    const { lines } = await runDeclared((api) => {
      api.test.for([[1, 2]])('%i and %i', ([a, b], t) => {
        expect([a, b, t.name]).toEqual([1, 2, '1 and 2']);
      });
    });
    expect(lines).toEqual(['1 and 2 passed']);
  });

  test('that fill every parameter get nothing more', async () => {
    const seen: unknown[][] = [];
    await runDeclared((api) => {
      const spread = (...args: unknown[]): void => void seen.push(args);
      api.test.each([[1, 2]])('%i', spread);
    });
    expect(seen).toEqual([[1, 2]]);
  });
});

suite('hooks', () => {
  test('can be callback-style too', async () => {
    const calls: string[] = [];
    const later = (name: string) => (done: () => void) => {
      setTimeout(() => {
        calls.push(name);
        done();
      }, 1);
    };
    await runDeclared((api) => {
      api.beforeAll(later('beforeAll'));
      api.beforeEach(later('beforeEach'));
      api.afterEach(later('afterEach'));
      api.afterAll(later('afterAll'));
      api.test('t', () => void calls.push('test'));
    });
    expect(calls).toEqual(['beforeAll', 'beforeEach', 'test', 'afterEach', 'afterAll']);
  });
});

suite('generators', () => {
  test('are awaited at each yield', async () => {
    const { lines } = await runDeclared((api) => {
      api.test('value', function* () {
        const value: unknown = yield Promise.resolve(5);
        expect(value).toBe(5);
      });
      api.test('rejection', function* () {
        yield Promise.reject(new Error('no'));
      });
      api.test('caught', function* () {
        try {
          yield Promise.reject(new Error('no'));
        } catch {
          yield undefined;
        }
      });
    });
    expect(lines).toEqual(['value passed', 'rejection failed: no', 'caught passed']);
  });
});
