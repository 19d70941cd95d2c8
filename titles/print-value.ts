import { inspect } from 'node:util';

/** A value in one short line for a sentence; never throws, whatever the value does when it is looked at. */
export function printValue(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}…` : value);
  try {
    const printed = inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
    return printed.length > 120 ? `${printed.slice(0, 117)}…` : printed;
  } catch {
    return `a value of type ${typeof value} that cannot be printed`; // a hostile proxy: nothing more can be learnt
  }
}
