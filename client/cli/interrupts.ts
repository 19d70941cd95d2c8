/** Ctrl-C: once ends the run with a report, twice at once. */
import { exitCodes } from './exit-codes.ts';

export interface Interrupts {
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

export interface InterruptOptions {
  readonly killAll: () => void;
  readonly note: (text: string) => void;
}

export function watchInterrupts({ killAll, note }: InterruptOptions): Interrupts {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      killAll();
      process.exit(exitCodes.interrupted);
    }
    note('\nStopping: running tests get half a second. Press Ctrl-C again to stop at once.');
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      process.off('SIGHUP', onSignal);
    },
  };
}
