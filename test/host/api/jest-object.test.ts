import { afterEach, expect, jest, mock, suite, test } from 'ztest/jest';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';
import { greet } from '../mock/subjects/greeting.ts';
import * as names from '../mock/subjects/names.ts';

jest.mock('../mock/subjects/names.ts', () => ({ formatName: jest.fn(() => 'MOCK'), LIMIT: 0 }));

suite('the jest object', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test('mocks modules for the whole file, from above the imports', () => {
    expect(greet('ada')).toBe('Hello, MOCK');
    expect(jest.isMockFunction(names.formatName)).toBe(true);
    const actual = jest.requireActual<typeof names>('../mock/subjects/names.ts');
    expect(actual.formatName('ada')).toBe('Ada');
  });

  test('makes an automatic mock of a module when asked', () => {
    const automatic = jest.createMockFromModule<typeof names>('../mock/subjects/names.ts');
    automatic.formatName.mockReturnValue('auto');
    expect(automatic.formatName('ada')).toBe('auto');
    expect(automatic.LIMIT).toBe(3);
  });

  test('mocks what is loaded from now on', async () => {
    jest.resetModules();
    jest.doMock('../mock/subjects/names.ts', () => ({ formatName: () => 'LATER' }));
    const later = await import('../mock/subjects/greeting.ts');
    expect(later.greet('ada')).toBe('Hello, LATER');
    jest.resetModules();
    jest.setMock('../mock/subjects/names.ts', { formatName: () => 'SET' });
    const set = await import('../mock/subjects/greeting.ts');
    expect(set.greet('ada')).toBe('Hello, SET');
    jest.resetModules();
    jest.dontMock('../mock/subjects/names.ts');
    const real = await import('../mock/subjects/greeting.ts');
    expect(real.greet('ada')).toBe('Hello, Ada');
  });

  test('isolates modules, also while they are loaded asynchronously', async () => {
    const seen: unknown[] = [];
    expect(
      jest.isolateModules(() => {
        seen.push(jest.requireActual('../mock/subjects/names.ts'));
      }),
    ).toBe(jest);
    await jest.isolateModulesAsync(async () => {
      seen.push(await import('../mock/subjects/greeting.ts'));
    });
    expect(seen).toHaveLength(2);
  });

  test('makes mock functions and spies that are those of mock', () => {
    const add = jest.fn((a: number, b: number) => a + b);
    expect(add(1, 2)).toBe(3);
    expect(add).toHaveBeenCalledWith(1, 2);
    const mailer = { send: (to: string) => `sent to ${to}` };
    const spy = jest.spyOn(mailer, 'send').mockReturnValue('not sent');
    expect(mailer.send('a@b.c')).toBe('not sent');
    expect(jest.mocked(mailer.send).mock.calls).toEqual([['a@b.c']]);
    expect(mock.isMockFunction(spy)).toBe(true);
    expect(jest.clearAllMocks()).toBe(jest);
    expect(add).not.toHaveBeenCalled();
    expect(jest.restoreAllMocks().resetAllMocks()).toBe(jest);
    expect(mailer.send('a@b.c')).toBe('sent to a@b.c');
  });

  test('replaces properties', () => {
    const config = { retries: 3 };
    const replaced = jest.replaceProperty(config, 'retries', 0);
    expect(config.retries).toBe(0);
    replaced.restore();
    expect(config.retries).toBe(3);
  });

  test('fakes time as Jest does: everything, until it is told to stop', async () => {
    const realNow = jest.getRealSystemTime();
    expect(jest.useFakeTimers({ now: new Date('2024-01-01T00:00:00Z') })).toBe(jest);
    const calls: string[] = [];
    setTimeout(() => calls.push('timeout'), 1000);
    process.nextTick(() => calls.push('tick'));
    expect(jest.getTimerCount()).toBe(2);
    jest.runAllTicks();
    jest.advanceTimersByTime(1000);
    expect(calls).toEqual(['tick', 'timeout']);
    expect(new Date().toISOString()).toBe('2024-01-01T00:00:01.000Z');
    setTimeout(() => calls.push('later'), 5000);
    await jest.runAllTimersAsync();
    expect(calls).toContain('later');
    expect(jest.now()).toBe(Date.parse('2024-01-01T00:00:06Z'));
    jest.useRealTimers();
    expect(Date.now()).toBeGreaterThanOrEqual(realNow);
  });

  test('knows the seed of the run', () => {
    expect(Number.isInteger(jest.getSeed())).toBe(true);
    expect(jest.isEnvironmentTornDown()).toBe(false);
  });
});

suite('the settings of a file', () => {
  test('are a time limit and retries for tests that name none', async () => {
    using run = await runProject({
      'a.test.ts': `
        import { expect, jest, test } from 'ztest/jest';
        jest.setTimeout(20).retryTimes(2);
        let attempts = 0;
        test('passes at last', () => { expect(++attempts).toBe(3); });
        test('waits', { retry: 0 }, async () => { await new Promise(() => {}); });
      `,
    });
    expect(testOutcomes(run.events)).toEqual({
      'passes at last': 'passed',
      waits: 'failed timeout',
    });
  });
});

suite('a suite written for Jest', () => {
  test('may import from @jest/globals, whether it is installed or not', async () => {
    using run = await runProject({
      'mailer.ts': `export const send = () => 'real';`,
      'a.test.ts': `
        import { send } from './mailer';
        import { describe, expect, it, jest } from '@jest/globals';
        jest.mock('./mailer');
        describe('mailer', () => {
          it('is mocked', () => {
            jest.mocked(send).mockReturnValue('mock');
            expect(send()).toBe('mock');
          });
        });
      `,
    });
    expect(testOutcomes(run.events)).toEqual({ 'mailer > is mocked': 'passed' });
  });

  test('may use globals', async () => {
    using run = await runProject(
      {
        'mailer.ts': `export const send = () => 'real';`,
        'a.test.ts': `
          import { send } from './mailer';
          jest.mock('./mailer', () => ({ send: jest.fn(() => 'mock') }));
          describe('mailer', () => {
            it('is mocked', () => { expect(send()).toBe('mock'); });
            xit('is left out', () => {});
          });
        `,
      },
      ['--globals'],
    );
    expect(testOutcomes(run.events)).toEqual({
      'mailer > is mocked': 'passed',
      'mailer > is left out': 'skipped skip',
    });
  });

  test('is told in its own words what it cannot do', async () => {
    using run = await runProject({
      'a.test.ts': `
        import { jest, test } from 'ztest/jest';
        test('replaces a getter', () => {
          const object = { get name() { return 'x'; } };
          jest.replaceProperty(object, 'name', 'y');
        });
      `,
    });
    expect(run.stdout).toContain("jest.spyOn(object, 'name', 'get')");
  });
});
