const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration as authors write it; `undefined` when it is none.
 *
 * @example parseDuration('1.5s') // 1500
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') {
    if (value === Number.POSITIVE_INFINITY) return 0; // no limit
    return value >= 0 ? value : undefined; // also refuses NaN
  }
  if (typeof value !== 'string') return undefined;
  const parts = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)?\s*$/.exec(value);
  if (parts === null) return undefined;
  return Number(parts[1]) * (UNITS[parts[2] ?? 'ms'] ?? 1);
}

/** A duration for a sentence: `250 ms`, `5 s`, `2 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Number(milliseconds.toFixed(3))} ms`;
  if (milliseconds < 60_000) return `${Number((milliseconds / 1000).toFixed(3))} s`;
  return `${Number((milliseconds / 60_000).toFixed(2))} min`;
}
