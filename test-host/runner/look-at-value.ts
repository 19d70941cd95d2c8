/** Looks at values that may not want to be looked at: nothing here throws. */
import { inspect } from 'node:util';

/** A property, own or inherited; `undefined` when reading it throws. */
export function readProperty(from: object, key: string): unknown {
  try {
    return Reflect.get(from, key);
  } catch {
    return undefined;
  }
}

/** A property that is a string. */
export function readText(from: object, key: string): string | undefined {
  const value = readProperty(from, key);
  return typeof value === 'string' ? value : undefined;
}

const MAX_PRINTED = 10_000;

/** A value for a message; strings in quotes. */
export function printThrown(value: unknown): string {
  if (typeof value === 'string') return cut(JSON.stringify(value));
  try {
    return cut(inspect(value, { depth: 3, maxArrayLength: 50, maxStringLength: MAX_PRINTED }));
  } catch {
    return printKind(value);
  }
}

/** For what not even `inspect` can look at: without showing what getters and proxies do. */
function printKind(value: unknown): string {
  try {
    return inspect(value, { depth: 0, showProxy: true, customInspect: false, getters: false });
  } catch {
    return `[a value of type ${typeof value} that cannot be printed]`;
  }
}

function cut(text: string): string {
  return text.length <= MAX_PRINTED ? text : `${text.slice(0, MAX_PRINTED)}…`;
}
