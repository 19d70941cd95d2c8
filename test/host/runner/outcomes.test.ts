import { expect, suite, test } from 'ztest';
import { runDeclared } from './run-declared.ts';

suite('a test', () => {
  test('fails with whatever it throws', async () => {
    const run = await runDeclared((api) => {
      const throwing = (value: unknown) => () => {
        throw value;
      };
      api.test('error', throwing(new TypeError('wrong')));
      api.test('string', throwing('text'));
      api.test('null', throwing(null));
      api.test('undefined', () => Promise.reject());
      api.test('object', throwing({ a: 1 }));
    });
    expect(run.lines).toEqual([
      'error failed: wrong',
      'string failed: thrown: "text"',
      'null failed: thrown: null',
      'undefined failed: thrown: undefined',
      'object failed: thrown: { a: 1 }',
    ]);
  });

  test('must not return a value', async () => {
    const run = await runDeclared((api) => {
      Reflect.apply(api.test, undefined, ['t', () => 5]);
    });
    expect(run.lines).toEqual(['t failed: "t" returned 5.']);
    expect(run.finished('t').errors[0]?.code).toBe('ZT1327');
  });

  test('is timed out by name, with the next step, and its signal is aborted', async () => {
    let reason: unknown;
    const run = await runDeclared((api) => {
      api.suite('s', () => {
        api.test(
          't',
          (t) => {
            t.signal.addEventListener('abort', () => (reason = t.signal.reason));
            return new Promise(() => {});
          },
          10,
        );
      });
    });
    expect(run.finished('s > t')).toMatchObject({ outcome: 'failed', reason: 'timeout' });
    expect(run.finished('s > t').errors).toMatchObject([
      {
        code: 'ZT1320',
        message: '"s > t" did not finish within 10 ms: its promise has not settled.',
        hint: 'Await what is slow, pass t.signal to it, or give the test more time: { timeout: "30s" }.',
      },
    ]);
    expect(reason).toMatchObject({ code: 'ZT1320' });
  });

  test('shows where it is declared when it is timed out', async () => {
    const place = { file: 'a.test.ts', line: 7, column: 3 };
    const run = await runDeclared(
      (api) => {
        api.test('t', () => new Promise(() => {}), 10);
      },
      { locate: () => place },
    );
    expect(run.finished('t').errors[0]?.stack).toEqual([place]);
  });

  test('that returns at last is not timed out, however long it held the thread', async () => {
    const run = await runDeclared((api) => {
      api.test(
        't',
        () => {
          const end = performance.now() + 15;
          while (performance.now() < end);
        },
        5,
      );
    });
    expect(run.lines).toEqual(['t passed']);
  });

  test('has no time limit while a debugger is attached', async () => {
    const run = await runDeclared(
      (api) => {
        api.test('t', () => new Promise((resolve) => void setTimeout(resolve, 20)), 5);
      },
      { settings: { debug: true } },
    );
    expect(run.lines).toEqual(['t passed']);
  });

  test('gets its time limit from its tags where it names none', async () => {
    const run = await runDeclared(
      (api) => {
        api.test('tagged', { tags: ['slow', 'fast'] }, () => new Promise(() => {}));
        api.test('own', { tags: ['fast'], timeout: 12 }, () => new Promise(() => {}));
      },
      { settings: { tagOptions: { slow: { timeout: 60_000 }, fast: { timeout: 8 } } } },
    );
    expect(run.lines).toEqual([
      'tagged failed timeout: "tagged" did not finish within 8 ms: its promise has not settled.',
      'own failed timeout: "own" did not finish within 12 ms: its promise has not settled.',
    ]);
  });

  test('can skip itself, with a reason, also from a hook', async () => {
    const calls: string[] = [];
    const run = await runDeclared((api) => {
      api.test('a', (t) => {
        t.skip('no network');
      });
      api.suite('s', () => {
        api.beforeEach((t) => t.skip('not today'));
        api.afterEach(() => void calls.push('afterEach'));
        api.test('b', () => void calls.push('b'));
      });
      api.test('c', (t) => {
        try {
          t.skip();
        } catch {
          calls.push('swallowed');
        }
      });
    });
    expect(run.lines).toEqual([
      'a skipped skip (no network)',
      's > b skipped skip (not today)',
      'c skipped skip',
    ]);
    expect(calls).toEqual(['afterEach', 'swallowed']);
  });
});

suite('a test that is expected to fail', () => {
  test('passes when it throws, rejects or is timed out', async () => {
    const run = await runDeclared((api) => {
      api.test.fails('throws', () => {
        throw new Error('known');
      });
      api.test.failing('rejects', async () => {
        throw new Error('known');
      });
      api.test.fails('hangs', () => new Promise(() => {}), 5);
    });
    expect(run.lines).toEqual([
      'throws passed expected-failure',
      'rejects passed expected-failure',
      'hangs passed expected-failure',
    ]);
  });

  test('fails when it passes', async () => {
    const run = await runDeclared((api) => {
      api.test.fails('t', () => {});
    });
    expect(run.finished('t').errors).toMatchObject([
      {
        code: 'ZT1328',
        message: '"t" is marked as failing, but it passed.',
        hint: 'Remove .fails (or .failing): the problem seems to be fixed.',
      },
    ]);
  });

  test('fails when a hook of it fails', async () => {
    const run = await runDeclared((api) => {
      api.beforeEach(() => {
        throw new Error('hook');
      });
      api.test.fails('t', () => {});
    });
    expect(run.lines).toEqual(['t failed hook: hook']);
  });
});

suite('what expect has to say at the end', () => {
  test('fails the test', async () => {
    const run = await runDeclared(
      (api) => {
        api.test('t', (t) => t.annotate('something was noted'));
      },
      { finishAssertions: () => [new Error('soft one'), new Error('soft two')] },
    );
    expect(run.lines).toEqual(['t failed: soft one: soft two']);
  });
});

suite('events', () => {
  test('of a test come once each, between those of its suite', async () => {
    const run = await runDeclared((api) => {
      api.suite('s', () => {
        api.test('a', async () => {});
        api.test.skip('b', () => {});
      });
    });
    expect(run.events.map((event) => event.type)).toEqual([
      'file-collected',
      'suite-started',
      'test-started',
      'test-finished',
      'test-finished',
      'suite-finished',
    ]);
  });

  test('tell the tree in the order of the source', async () => {
    const run = await runDeclared((api) => {
      api.suite('s', () => api.test('a', { tags: ['x'] }, () => {}));
      api.test.skip('b', () => {});
    });
    expect(run.events[0]).toEqual({
      type: 'file-collected',
      file: 'a.test.ts',
      nodes: [
        { id: 'a.test.ts#s', kind: 'suite', title: 's' },
        { id: 'a.test.ts#s>a', kind: 'test', title: 'a', parent: 'a.test.ts#s', tags: ['x'] },
        { id: 'a.test.ts#b', kind: 'test', title: 'b', mode: 'skip' },
      ],
    });
  });

  test('end with the tree when only that is wanted', async () => {
    const calls: string[] = [];
    const run = await runDeclared((api) => api.test('a', () => void calls.push('a')), {
      settings: { collectOnly: true },
    });
    expect(run.events.map((event) => event.type)).toEqual(['file-collected']);
    expect(calls).toEqual([]);
  });
});
