/** Milliseconds with fractions. `performance` is made when somebody reads it first, which takes one of them. */
export function monotonicNow(): number {
  return process.uptime() * 1000;
}
