/** What is remembered of a test, in words: the command and editors say the same. Pure. */
import type { CauseName } from '../diagnosis/causes.ts';
import type { PastResult, TestHistory } from './test-history.ts';

/** Outcomes of a strip. */
const STRIP = 20;

/** `retried`: passed in a later attempt. */
export type StripMark = 'passed' | 'failed' | 'retried' | 'skipped';

export const STRIP_SIGNS: Readonly<Record<StripMark, string>> = {
  passed: '✓',
  failed: '✗',
  retried: '↻',
  skipped: '○',
};

/** The last outcomes, the newest last. */
export function stripOf({ results }: Pick<TestHistory, 'results'>): readonly StripMark[] {
  return results
    .slice(-STRIP)
    .flatMap((result) => Array.from({ length: result.times }, () => markOf(result)))
    .slice(-STRIP);
}

function markOf({ outcome, attempts }: PastResult): StripMark {
  if (outcome === 'skipped') return 'skipped';
  if (outcome !== 'passed') return 'failed';
  return attempts > 1 ? 'retried' : 'passed';
}

export function rateOf({ failures, trials, unexplained, causes }: TestHistory): string {
  const runs = trials === 1 ? '1 run' : `${trials} runs`;
  if (failures === 0) return `none of its last ${runs} failed`;
  const reason = unexplained > 0 ? `, ${unexplained} × with nothing changed` : '';
  return [
    `${failures} of its last ${runs} failed${reason}`,
    ...causes.map((one) => CAUSES[one]),
  ].join(', ');
}

const CAUSES: Readonly<Record<CauseName, string>> = {
  always: 'failed each time it was diagnosed',
  order: 'order-dependent',
  random: 'depends on random numbers',
  time: 'depends on the time, date or time zone',
  network: 'depends on the network',
  port: 'depends on a port',
  state: 'leaves state behind',
  timeout: 'near its time limit',
  load: 'depends on the speed of the machine',
  unknown: 'cause not found',
};

/** Milliseconds of its passes; `undefined`: it never passed. */
export function durationsOf({
  results,
}: Pick<TestHistory, 'results'>):
  | { readonly least: number; readonly median: number; readonly most: number }
  | undefined {
  const durations = results
    .filter(({ outcome }) => outcome === 'passed')
    .map(({ duration }) => duration)
    .toSorted((a, b) => a - b);
  const [least] = durations;
  const median = durations[durations.length >> 1];
  const most = durations.at(-1);
  return least === undefined || median === undefined || most === undefined
    ? undefined
    : { least, median, most };
}

export function sinceOf(result: Pick<PastResult, 'run' | 'at' | 'commit'> | undefined): string {
  if (result === undefined) return 'an unknown run';
  return `run ${result.run}, ${dateOf(result.at)}${commitOf(result.commit)}`;
}

export function commitOf(commit: string | undefined): string {
  return commit === undefined ? '' : ` at ${commit.slice(0, 9)}`;
}

/** In the zone of the reader: `2026-11-22 14:05`. */
export function dateOf(at: number): string {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16).replace('T', ' ');
}
