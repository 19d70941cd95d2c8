import timers from 'node:timers';
import delays from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, mock, suite, test } from 'ztest';

const NOON = Date.UTC(2024, 0, 1, 12);

suite('a clock', () => {
  test('stands still until it is told to move', () => {
    using clock = mock.time('2024-01-01T12:00:00Z');
    expect(Date.now()).toBe(NOON);
    expect(new Date().toISOString()).toBe('2024-01-01T12:00:00.000Z');
    clock.tick('1h 30m');
    expect(Date.now() - NOON).toBe(5_400_000);
    expect(clock.now).toBe(Date.now());
  });

  test('runs timers of every kind when they are due', async () => {
    using clock = mock.time(0);
    const log: string[] = [];
    setTimeout(() => log.push('timeout'), 1000);
    setInterval(() => log.push('interval'), 400);
    setImmediate(() => log.push('immediate'));
    timers.setTimeout(() => log.push('node:timers'), 10);
    void delays.setTimeout(20, 'node:timers/promises').then((name) => log.push(name));
    void delays.scheduler.wait(30).then(() => log.push('scheduler.wait'));
    void promisify(setTimeout)(40).then(() => log.push('promisified'));
    await clock.tickAsync('1s');
    expect(log).toEqual([
      'immediate',
      'node:timers',
      'node:timers/promises',
      'scheduler.wait',
      'promisified',
      'interval',
      'interval',
      'timeout',
    ]);
  });

  test('moves the monotonic clocks as well', () => {
    using clock = mock.time();
    const [performed, [seconds]] = [performance.now(), process.hrtime()];
    clock.tick('10s');
    expect(performance.now() - performed).toBe(10_000);
    expect(process.hrtime()[0] - seconds).toBe(10);
  });

  test('leaves everything as it was', () => {
    const before = [
      Date,
      setTimeout,
      performance,
      timers.setTimeout,
      delays.setTimeout,
      process.hrtime,
      Intl,
    ];
    const clock = mock.time(0);
    clock.restore();
    clock.restore();
    expect([
      Date,
      setTimeout,
      performance,
      timers.setTimeout,
      delays.setTimeout,
      process.hrtime,
      Intl,
    ]).toEqual(before);
    expect(() => clock.tick(1)).toThrow(expect.objectContaining({ code: 'ZT1522' }));
  });

  test('can cover another, which then goes on', () => {
    using outer = mock.time(1000);
    const ran = mock.fn();
    setTimeout(() => ran(), 5);
    {
      using inner = mock.time('2030-01-01T00:00:00Z');
      inner.tick('1d');
      expect(new Date().getUTCFullYear()).toBe(2030);
    }
    expect(Date.now()).toBe(1000);
    outer.tick(5);
    expect(ran).toHaveBeenCalledTimes(1);
  });

  test('lets microtasks and nextTick of Node run, unless they are named', async () => {
    const ran = mock.fn();
    using clock = mock.time(0);
    queueMicrotask(ran);
    clock.runMicrotasks();
    expect(ran).toHaveBeenCalledTimes(1);
    queueMicrotask(ran);
    process.nextTick(ran);
    await Promise.resolve();
    await new Promise((resolve) => process.nextTick(resolve));
    expect(ran).toHaveBeenCalledTimes(3);

    using held = mock.time({ now: 0, toFake: ['queueMicrotask', 'nextTick'] });
    queueMicrotask(ran);
    process.nextTick(ran);
    await Promise.resolve();
    expect(ran).toHaveBeenCalledTimes(3);
    held.runMicrotasks();
    expect(ran).toHaveBeenCalledTimes(5);
  });

  test('can advance by itself, so that nothing waits', async () => {
    using clock = mock.time({ now: 0, autoAdvance: 'next-timer' });
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    expect(clock.now).toBe(3_600_000);
  });

  test('can be in another time zone', () => {
    const before = new Date(2024, 0, 1).getTime();
    {
      using _tokyo = mock.time('2024-01-01T12:00:00', { timeZone: 'Asia/Tokyo' });
      expect(new Date().toISOString()).toBe('2024-01-01T03:00:00.000Z');
      expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe('Asia/Tokyo');
    }
    expect(new Date(2024, 0, 1).getTime()).toBe(before);
  });

  test('says what is wrong with a time, a duration, a zone or a name', () => {
    const code = (value: string): object => expect.objectContaining({ code: value });
    expect(() => mock.time('soon')).toThrow(code('ZT1520'));
    expect(() => mock.time(0, { timeZone: 'Mars/Olympus' })).toThrow(code('ZT1521'));
    expect(() => mock.time({ notFake: ['setTimeut' as 'setTimeout'] })).toThrow(
      'Did you mean `setTimeout`?',
    );
    using clock = mock.time(0);
    expect(() => clock.tick('a while')).toThrow(code('ZT1520'));
    setInterval(() => {}, 10);
    expect(() => clock.runAll()).toThrow(code('ZT1524'));
  });
});
