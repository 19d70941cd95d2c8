import { expect, suite, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';

/** Each test of the project checks what the ones before it have left. */
const PROJECT = {
  'mocks.test.ts': `
    import { afterAll, beforeAll, expect, mock, suite, test } from 'ztest';
    const object = { run: () => 'real', value: 1 };
    const shared = mock.fn(() => 'kept');
    shared();

    test('changes', () => {
      mock.spyOn(object, 'run').mockReturnValue('fake');
      mock.replaceProperty(object, 'value', 2);
      mock.time(0);
      shared();
      shared();
      expect([object.run(), object.value, Date.now(), shared.mock.calls.length]).toEqual(['fake', 2, 0, 3]);
    });
    test('sees nothing of it', () => {
      expect([object.run(), object.value]).toEqual(['real', 1]);
      expect(Date.now()).toBeGreaterThan(0);
    });
    test('sees the calls from outside of tests only', () => {
      expect(shared).toHaveBeenCalledTimes(1);
      expect(shared()).toBe('kept');
    });
    suite('with a spy from beforeAll', () => {
      beforeAll(() => {
        mock.spyOn(object, 'run').mockReturnValue('suite');
      });
      test('has it in the first test', () => expect(object.run()).toBe('suite'));
      test('has it in the second', () => expect(object.run()).toBe('suite'));
    });
    test('has lost it after the suite', () => expect(object.run()).toBe('real'));
    test('clears when retried', { retry: { count: 1 } }, () => {
      shared();
      if (shared.mock.calls.length > 2) throw new Error('saw the calls of the first attempt');
      if (!globalThis.wasHere) { globalThis.wasHere = true; throw new Error('first attempt'); }
    });
  `,
};

suite('mocks', () => {
  test('are restored after each test', async () => {
    using run = await runProject(PROJECT);
    expect(testOutcomes(run.events)).toEqual({
      changes: 'passed',
      'sees nothing of it': 'passed',
      'sees the calls from outside of tests only': 'passed',
      'with a spy from beforeAll > has it in the first test': 'passed',
      'with a spy from beforeAll > has it in the second': 'passed',
      'has lost it after the suite': 'passed',
      'clears when retried': 'passed',
    });
  });

  test('stay when the configuration says so', async () => {
    using run = await runProject({
      ...PROJECT,
      'ztest.config.ts': `export default { mocks: { restore: false } }`,
    });
    expect(testOutcomes(run.events)).toMatchObject({
      changes: 'passed',
      'sees nothing of it': 'failed',
    });
  });

  test('of tests that run at the same time are restored with the test that made them', async () => {
    using run = await runProject({
      'a.test.ts': `
        import { expect, mock, suite, test } from 'ztest';
        const short = { run: () => 'real' };
        const long = { run: () => 'real' };
        suite('both', { mode: 'concurrent' }, () => {
          test('short', async () => {
            mock.spyOn(short, 'run').mockReturnValue('fake');
            await Promise.resolve();
          });
          test('long', async () => {
            mock.spyOn(long, 'run').mockReturnValue('fake');
            await expect.poll(() => short.run()).toBe('real');
            expect(long.run()).toBe('fake');
          });
        });
        test('after', () => expect([short.run(), long.run()]).toEqual(['real', 'real']));
      `,
    });
    expect(testOutcomes(run.events)).toEqual({
      'both > short': 'passed',
      'both > long': 'passed',
      after: 'passed',
    });
  });

  test('of one file do not reach another, and time is real again', async () => {
    using run = await runProject(
      {
        'a.test.ts': `
          import { mock, test } from 'ztest';
          mock.spyOn(console, 'table');
          mock.time(0);
          test('a', () => {});
        `,
        'b.test.ts': `
          import { expect, mock, test } from 'ztest';
          test('b', () => {
            expect(mock.isMockFunction(console.table)).toBe(false);
            expect(Date.now()).toBeGreaterThan(0);
          });
        `,
      },
      ['--workers', '1'],
    );
    expect(testOutcomes(run.events)).toEqual({ a: 'passed', b: 'passed' });
  });
});
