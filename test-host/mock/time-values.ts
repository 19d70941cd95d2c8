/** Reads the points and spans of time that users write. */
import { MockError } from './errors.ts';
import type { DurationInput, TimeInput } from './time-types.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** @returns milliseconds since the epoch @throws ZT1520 */
export function toEpoch(time: TimeInput): number {
  const epoch = readEpoch(time);
  if (Number.isFinite(epoch)) return epoch;
  throw new MockError('ZT1520', `${shown(time)} is not a point in time`, {
    hint: "Write milliseconds since the epoch, a Date, or an ISO text such as '2024-01-01T12:00:00Z'.",
  });
}

function readEpoch(time: TimeInput): number {
  if (typeof time === 'number') return time;
  if (typeof time === 'string') return new Date(time).getTime();
  if (typeof time !== 'object' || time === null) return Number.NaN;
  return 'epochMilliseconds' in time ? time.epochMilliseconds : new Date(time).getTime();
}

/** @returns milliseconds @throws ZT1520 */
export function toMilliseconds(duration: DurationInput): number {
  const milliseconds = readDuration(duration);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  throw new MockError('ZT1520', `${shown(duration)} is not a span of time`, {
    hint: "Write milliseconds, or a text such as '90s', '1h 30m', '250ms' or '01:30:00'. A clock moves forward only; clock.setTime sets any time.",
  });
}

function readDuration(duration: DurationInput): number {
  if (typeof duration === 'number') return duration;
  if (typeof duration !== 'string')
    return typeof duration?.total === 'function'
      ? duration.total({ unit: 'millisecond' })
      : Number.NaN;
  const text = duration.trim();
  const clockTime = /^(?:(\d+):)?(\d{1,2}):(\d{2})$/.exec(text);
  if (clockTime !== null) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clockTime;
    return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  }
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (!/^(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d|w)\s*)+$/.test(text)) return Number.NaN;
  let sum = 0;
  for (const [, amount = '0', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)/g)) {
    sum += Number(amount) * (UNITS[unit] ?? Number.NaN);
  }
  return sum;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
