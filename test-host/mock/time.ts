/** `mock.time`: what test files call. The fake timers themselves are loaded when the first clock is made. */
import { currentFileScope, fileSlot } from '../api/scope.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import type * as FakeTimersChunk from './fake-timers-chunk.ts';
import { fileMocker } from './file-mocks.ts';
import type { JestFakeTimers } from './jest-fake-timers.ts';
import type { JestLegacyTimers } from './jest-legacy-timers.ts';
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
  /** Version of Jest. Default: 27, whose way of asking is understood where nobody says otherwise. */
  readonly level?: number;
  readonly lacks?: readonly string[];
}

const OF_BROWSERS = [
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
];

const jestConfigKey = Symbol('configuration of jest fake timers');

/** What the configuration says of the fake timers of the file that is loaded. */
export function setJestTimers(
  config: JestFakeTimersConfig & { readonly enableGlobally?: boolean },
  { global, level }: Required<Pick<TimersOfFile, 'global' | 'level'>>,
): void {
  const lacks = OF_BROWSERS.filter((name) => !(name in global));
  fileSlot<TimersOfFile>(jestConfigKey, () => ({ config, global, level, lacks }));
  if (config.enableGlobally === true) useJestFakeTimers();
}

interface JestTimersOfFile {
  readonly modern: JestFakeTimers;
  readonly legacy: JestLegacyTimers;
  /** Which of them are meant when nobody says so. */
  readonly isLegacy: boolean;
  /** They are asked for by `'modern'` and `'legacy'`. */
  readonly hasKinds: boolean;
  current: JestFakeTimers | JestLegacyTimers;
}

function jestTimers(): JestTimersOfFile {
  return fileSlot(jestTimersKey, (file) => {
    const {
      config,
      global,
      level = 27,
      lacks = OF_BROWSERS,
    } = fileSlot<TimersOfFile>(jestConfigKey, () => ({
      config: {},
      global: globalThis,
    }));
    const chunk = fakeTimers();
    const { legacyFakeTimers: isLegacy = false, ...fakeTimersConfig } = config;
    const modern = new chunk.JestFakeTimers({
      global,
      config: { fakeTimers: fakeTimersConfig },
      real: realTime,
      lacks,
    });
    const legacy = new chunk.JestLegacyTimers({
      global,
      real: realTime,
      timerLimit: config.timerLimit ?? 100_000,
      mock: (implementation) => fileMocker().fn(implementation),
    });
    file?.disposers.push(() => {
      modern.dispose();
      legacy.dispose();
    });
    const current = isLegacy ? legacy : modern;
    return { modern, legacy, isLegacy, hasKinds: level < 28, current };
  });
}

/** The fake timers of a Jest suite's file: the `jest` object's timer methods are its methods. Real again at its end. */
export function jestFakeTimers(): JestFakeTimers | JestLegacyTimers {
  return jestTimers().current;
}

/** For `jest.resetModules`: modules that are gone leave no timers behind, as far as legacy timers know of them. */
export function clearLegacyTimers(): void {
  if (currentFileScope()?.slots.has(jestTimersKey) === true) jestTimers().legacy.clearAllTimers();
}

/** Those that other runners have, too. */
export function modernFakeTimers(): JestFakeTimers {
  return jestTimers().modern;
}

/** @param given until Jest 27 also `'modern'` or `'legacy'`; later ones take no notice of them */
export function useJestFakeTimers(given?: JestFakeTimersConfig | 'modern' | 'legacy'): void {
  const timers = jestTimers();
  const wanted = typeof given === 'string' && !timers.hasKinds ? undefined : given;
  const config = typeof wanted === 'object' ? wanted : {};
  const isLegacy =
    wanted === 'legacy' || (wanted !== 'modern' && (config.legacyFakeTimers ?? timers.isLegacy));
  timers.current.useRealTimers();
  timers.current = isLegacy ? timers.legacy : timers.modern;
  const { legacyFakeTimers: _, ...rest } = config;
  timers.current.useFakeTimers(rest);
}
