/** Clocks of `@sinonjs/fake-timers` on the process's globals. They stack: the last one installed is the one that is seen. */
import {
  withGlobal,
  type Clock as LibraryClock,
  type Config,
  type FakeMethod,
  type FakeTimers,
} from '@sinonjs/fake-timers';
import type { RealTime } from './real-time.ts';
import { recordTimeSurface, type TimeSurface } from './time-surface.ts';

/** A clock that is installed on the process's globals. */
export interface Installed {
  readonly library: LibraryClock;
  /** What was seen before it. */
  before: TimeSurface;
}

/** Installed clocks, the one that is seen last. Process-wide, as the globals are that they replace. */
const installed: Installed[] = [];

/**
 * Installs a clock over what is seen now. The library's own rule is one at a time, so the real surface is put
 * back first: each clock thinks that it is the only one.
 */
export function install(
  real: RealTime,
  makeConfig: (fakeable: readonly FakeMethod[]) => Config,
): Installed {
  const before = recordTimeSurface();
  installed[0]?.before.putBack();
  try {
    const library = processLibrary(real);
    const clock = library.install(makeConfig(fakeableNames(library)));
    const entry: Installed = { library: clock, before };
    installed.push(entry);
    return entry;
  } catch (error) {
    before.putBack();
    throw error;
  }
}

let library: FakeTimers | undefined;

/** The library bound to the process's real timers: it tries them out, which must not reach what users put in their place. */
function processLibrary(real: RealTime): FakeTimers {
  if (library !== undefined) return library;
  const seen = recordTimeSurface();
  globalThis.Date = real.Date;
  globalThis.setTimeout = real.setTimeout;
  globalThis.clearTimeout = real.clearTimeout;
  globalThis.setInterval = real.setInterval;
  globalThis.clearInterval = real.clearInterval;
  globalThis.setImmediate = real.setImmediate;
  globalThis.clearImmediate = real.clearImmediate;
  try {
    return (library = withGlobal(globalThis));
  } finally {
    seen.putBack();
  }
}

/** What this runtime has that can be faked. */
export function fakeableNames({ timers }: FakeTimers): FakeMethod[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its keys are those names
  return Object.keys(timers) as FakeMethod[];
}

/** Takes a clock away, wherever it is in the stack. */
export function uninstall(entry: Installed): void {
  const index = installed.indexOf(entry);
  if (index < 0) return;
  installed.splice(index, 1);
  const above = installed[index];
  const seen = above === undefined ? entry.before : recordTimeSurface();
  if (above !== undefined) above.before = entry.before;
  entry.library.uninstall();
  seen.putBack();
}
