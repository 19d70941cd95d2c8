import { expect, suite, test } from 'ztest';
import { currentTest, type TestScope } from '../../../test-host/api/scope.ts';
import { attributeError } from '../../../test-host/runner/file-run.ts';
import { runDeclared } from './run-declared.ts';

/** What the host's listener does with an error that reached the process. */
function reachesProcess(error: unknown, owner: TestScope | undefined = currentTest()): boolean {
  return attributeError(error, owner);
}

suite('an error that nobody catches', () => {
  test('fails the test that is running', async () => {
    const run = await runDeclared((api) => {
      api.test('t', () => void reachesProcess(new Error('floating')));
    });
    expect(run.lines).toEqual(['t failed unhandled: floating']);
  });

  test('ends the wait of a callback-style test, whose call will not come', async () => {
    const run = await runDeclared((api) => {
      api.test('t', (_done) => {
        setImmediate(() => void reachesProcess(new Error('in a timer')));
      });
    });
    expect(run.lines).toEqual(['t failed unhandled: in a timer']);
  });

  test('fails its test when it comes right after the end', async () => {
    const run = await runDeclared((api) => {
      api.test('t', () => {
        const owner = currentTest();
        queueMicrotask(() => queueMicrotask(() => void reachesProcess(new Error('x'), owner)));
      });
    });
    expect(run.lines).toEqual(['t failed unhandled: x']);
  });

  test('fails the file and names the test when that has its result', async () => {
    let owner: TestScope | undefined;
    const run = await runDeclared((api) => {
      api.suite('s', () => {
        api.test('started it', () => {
          owner = currentTest();
        });
      });
      api.test('next', async () => {
        await new Promise(setImmediate);
        reachesProcess(new Error('late'), owner);
      });
    });
    expect(run.lines).toEqual(['s > started it passed', 'next passed']);
    expect(run.result).toMatchObject({
      outcome: 'failed',
      errors: [
        {
          code: 'ZT1332',
          message:
            'After "s > started it" had finished, something that it had started failed: late',
          cause: { message: 'late' },
        },
      ],
    });
  });

  test('is no news when its test was timed out', async () => {
    let owner: TestScope | undefined;
    const run = await runDeclared((api) => {
      api.test(
        'hangs',
        () => {
          owner = currentTest();
          return new Promise(() => {});
        },
        5,
      );
      api.test('next', async () => {
        await new Promise(setImmediate);
        reachesProcess(new Error('late'), owner);
      });
    });
    expect(run.result.errors).toEqual([]);
  });

  test('fails the beforeAll hook that is running', async () => {
    const run = await runDeclared((api) => {
      api.beforeAll(() => void reachesProcess(new Error('floating')));
      api.test('t', () => {});
    });
    expect(run.lines).toEqual(['t failed hook: floating']);
  });

  test('is left to the host when no file is running', () => {
    expect(reachesProcess(new Error('x'), undefined)).toBe(false);
  });
});

suite('an error of a test of an earlier file', () => {
  test('fails the file that is running, and names both', async () => {
    let owner: TestScope | undefined;
    await runDeclared((api) => {
      api.test('started it', () => {
        owner = currentTest();
      });
    });
    const run = await runDeclared((api) => {
      api.test('t', () => void reachesProcess(new Error('late'), owner));
    });
    expect(run.lines).toEqual(['t passed']);
    expect(run.result.errors).toMatchObject([
      {
        code: 'ZT1333',
        message:
          'Something that "started it" of a.test.ts had started failed while another file was running: late',
      },
    ]);
  });
});
