/** `mock.time`: what test files call. The fake timers themselves are loaded when the first clock is made. */
import { fileSlot } from '../api/scope.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import type * as FakeTimersChunk from './fake-timers-chunk.ts';
import type { JestFakeTimers } from './jest-fake-timers.ts';
import type { Mocker } from './mocker.ts';
import { realTime } from './real-time.ts';
import type { Clock, TimeInput, TimeOptions } from './time-types.ts';

/** The name and entry of the lazy chunk. */
function fakeTimers(): typeof FakeTimersChunk {
  return lazyChunk<typeof FakeTimersChunk>('fake-timers', './mock/fake-timers-chunk.ts');
}

export function mockTime(
  mocker: Mocker,
  first?: TimeInput | TimeOptions,
  second?: TimeOptions,
): Clock {
  const options: TimeOptions = isOptions(first)
    ? first
    : { ...second, ...(first !== undefined && { now: first }) };
  const chunk = fakeTimers();
  let putBack = (): void => {};
  const clock = chunk.openClock(options, { real: realTime, restore: () => putBack() });
  putBack = mocker.addChange('clock', () => chunk.closeClock(clock));
  return clock;
}

function isOptions(first: TimeInput | TimeOptions | undefined): first is TimeOptions {
  return (
    typeof first === 'object' &&
    first !== null &&
    !(first instanceof Date) &&
    !('epochMilliseconds' in first) &&
    !('getTime' in first)
  );
}

const jestTimersKey = Symbol('jest fake timers');

/** The fake timers of a Jest suite's file: the `jest` object's timer methods are its methods. Real again at its end. */
export function jestFakeTimers(config: Record<string, unknown> = {}): JestFakeTimers {
  return fileSlot(jestTimersKey, (file) => {
    const timers = new (fakeTimers().JestFakeTimers)({
      global: globalThis,
      config: { fakeTimers: config },
      real: realTime,
    });
    file?.disposers.push(() => timers.dispose());
    return timers;
  });
}
