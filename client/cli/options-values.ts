/** Values of flags that are no settings of the configuration. */
import { parseDuration, parseInteger } from '../../server/config/setting-values.ts';
import type { Shard } from '../../server/engine.ts';
import type { Pattern, RepeatLimit } from './options-request.ts';

/** `adds` is any case; `/adds/` and `/adds/u` are taken as they stand. */
export function parsePattern(text: string): Pattern | undefined {
  const literal = /^\/(.+)\/([dgimsuvy]*)$/s.exec(text);
  const pattern = literal
    ? { source: literal[1] ?? '', flags: (literal[2] ?? '').replaceAll(/[gy]/g, '') }
    : { source: text, flags: 'i' };
  try {
    new RegExp(pattern.source, pattern.flags);
    return pattern;
  } catch {
    return undefined; // the caller says that it is no regular expression
  }
}

/** Two patterns: what matches either. */
export function either(first: Pattern | undefined, second: Pattern): Pattern {
  if (first === undefined) return second;
  const flagSet = new Set((first.flags + second.flags).split(''));
  return { source: `(?:${first.source})|(?:${second.source})`, flags: [...flagSet].join('') };
}

/** `2/4` */
export function parseShard(text: string): Shard | undefined {
  const [, index = '', count = ''] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index >= 1 && shard.index <= shard.count ? shard : undefined;
}

export function parseRepeatLimit(text: string): RepeatLimit | undefined {
  if (text === '') return {};
  const count = parseInteger(text, { min: 1 });
  if (count !== undefined) return { count };
  const duration = /[a-z]/i.test(text) ? parseDuration(text) : undefined;
  return duration === undefined ? undefined : { duration };
}
