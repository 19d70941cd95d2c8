/** Entry of the lazy chunk `fake-timers`: everything that needs `@sinonjs/fake-timers`. */
export { closeClock, openClock } from './fake-clock.ts';
export { JestFakeTimers } from './jest-fake-timers.ts';
export { JestLegacyTimers } from './jest-legacy-timers.ts';
