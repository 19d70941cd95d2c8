/** `mock.time`: what test files call. The fake timers themselves are loaded when the first clock is made. */
import { fileSlot } from '../api/scope.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import type * as FakeTimersChunk from './fake-timers-chunk.ts';
import type { JestFakeTimers } from './jest-fake-timers.ts';
import type { Mocker } from './mocker.ts';
import { realTime } from './real-time.ts';
import type { Clock, JestFakeTimersConfig, TimeInput, TimeOptions } from './time-types.ts';

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

interface TimersOfFile {
  readonly config: JestFakeTimersConfig;
  readonly global: typeof globalThis;
}

const jestConfigKey = Symbol('configuration of jest fake timers');

/** What the configuration says of the fake timers of the file that is loaded. */
export function setJestTimers(
  config: JestFakeTimersConfig & { readonly enableGlobally?: boolean },
  global: typeof globalThis,
): void {
  fileSlot<TimersOfFile>(jestConfigKey, () => ({ config, global }));
  if (config.enableGlobally === true) jestFakeTimers().useFakeTimers();
}

/** The fake timers of a Jest suite's file: the `jest` object's timer methods are its methods. Real again at its end. */
export function jestFakeTimers(): JestFakeTimers {
  return fileSlot(jestTimersKey, (file) => {
    const { config, global } = fileSlot<TimersOfFile>(jestConfigKey, () => ({
      config: {},
      global: globalThis,
    }));
    const timers = new (fakeTimers().JestFakeTimers)({
      global,
      config: { fakeTimers: config },
      real: realTime,
    });
    file?.disposers.push(() => timers.dispose());
    return timers;
  });
}
