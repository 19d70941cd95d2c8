/** The same run again and again until it fails: only the failing one is reported. */
import type { RunResult } from '../../server/engine.ts';
import type { RunMessage } from '../../test-host/protocol.ts';
import type { RepeatLimit } from './options-request.ts';

export interface RepeatOptions {
  readonly runOnce: (onEvents: (events: readonly RunMessage[]) => void) => Promise<RunResult>;
  readonly onEvents: (events: readonly RunMessage[]) => void;
  /** Between two runs: nobody waits. */
  readonly onPassed: (result: RunResult) => Promise<void>;
  readonly signal: AbortSignal;
}

export async function repeatUntilFailure(
  limit: RepeatLimit,
  options: RepeatOptions,
): Promise<RunResult> {
  const started = performance.now();
  for (let iteration = 1; ; iteration++) {
    const kept: (readonly RunMessage[])[] = [];
    const before = performance.now();
    const result = await options.runOnce((events) => kept.push(events));
    const isLast =
      iteration === limit.count ||
      (limit.duration !== undefined && performance.now() - started >= limit.duration);
    const seconds = ((performance.now() - before) / 1000).toFixed(2);
    const seed = kept.flat().find((event) => event.type === 'run-started')?.seed;
    process.stderr.write(
      `Iteration ${iteration}: ${result.outcome} in ${seconds} s (seed ${String(seed)})\n`,
    );
    if (result.outcome !== 'passed' || isLast || options.signal.aborted) {
      for (const events of kept) options.onEvents(events);
      return result;
    }
    await options.onPassed(result);
  }
}
