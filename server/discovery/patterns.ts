import type { Pattern } from '../parsing/parsed-file.ts';
import type { Environment } from './environment.ts';
import { memberOf, type EvaluateOptions } from './evaluate.ts';
import { itemsOf } from './methods.ts';
import { isObject } from './operators.ts';
import { isOpaque, Unknown } from './values.ts';

/** Gives the names of a pattern their values. */
export function bindPattern(
  pattern: Pattern,
  given: unknown,
  to: { readonly environment: Environment; readonly options: EvaluateOptions },
): void {
  const { environment, options } = to;
  const value =
    given === undefined && pattern.initial !== undefined
      ? options.machine.evaluate(pattern.initial, environment)
      : given;
  if ('name' in pattern) {
    const isChanged = pattern.isChanged === true;
    if (isChanged && isObject(value)) options.machine.changed.add(value);
    environment.set(
      pattern.name,
      isChanged ? new Unknown(`"${pattern.name}" changes while the file runs`) : value,
    );
  } else if ('items' in pattern) {
    const items = itemsOf(value);
    const missing =
      value instanceof Unknown ? value : new Unknown('what is taken apart is no list');
    for (const [index, item] of pattern.items.entries()) {
      if (item !== null) bindPattern(item, items === undefined ? missing : items[index], to);
    }
    if (pattern.rest !== undefined) {
      bindPattern(pattern.rest, items?.slice(pattern.items.length) ?? missing, to);
    }
  } else {
    for (const { key, target } of pattern.entries) {
      bindPattern(target, memberOf(value, key, { options, isOptional: false }), to);
    }
    if (pattern.rest !== undefined) bindPattern(pattern.rest, restOf(value, pattern.entries), to);
  }
}

function restOf(value: unknown, taken: readonly { readonly key: string }[]): unknown {
  if (value instanceof Unknown) return value;
  if (typeof value !== 'object' || value === null || isOpaque(value)) {
    return new Unknown('what is taken apart is no plain object');
  }
  const keys = new Set(taken.map(({ key }) => key));
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)));
}
