/** Reads single values of a Jest configuration, with `<rootDir>` in it; what has the wrong type is said. */
import path from 'node:path';
import type { Problem } from '../../test-host/protocol.ts';
import { brokenExpression, wrongJestValue } from './messages.ts';
import { isObject, type JestOptions } from './read-options.ts';
import { inRootDir } from './root-dir.ts';

export interface OptionReader {
  readonly has: (key: string) => boolean;
  readonly flag: (key: string) => boolean;
  readonly number: (key: string) => number | undefined;
  readonly text: (key: string) => string | undefined;
  /** A text counts as a list of one. */
  readonly texts: (key: string) => readonly string[] | undefined;
  readonly expressions: (key: string) => readonly string[] | undefined;
  readonly paths: (key: string) => readonly string[] | undefined;
  readonly record: (key: string) => Readonly<Record<string, unknown>>;
}

export interface ReaderContext {
  /** Absolute: what `<rootDir>` stands for. */
  readonly rootDir: string;
  /** The configuration, as it is shown. */
  readonly shown: string;
  readonly problems: Problem[];
}

export function optionReader(
  options: JestOptions,
  { rootDir, shown, problems }: ReaderContext,
): OptionReader {
  const wrong = (key: string, expected: string): undefined => {
    problems.push(wrongJestValue(shown, key, expected));
  };
  const at = (key: string): unknown => options[key] ?? undefined; // null: as if it were not there
  const texts = (key: string, root: (text: string) => string): readonly string[] | undefined => {
    const value = at(key);
    if (value === undefined) return undefined;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    // Expressions may be written as such.
    const read = list.map((one) => (isObject(one) ? one['source'] : one));
    if (!read.every((one) => typeof one === 'string')) return wrong(key, 'a list of texts');
    return read.map((one) => root(one));
  };
  const reader: OptionReader = {
    has: (key) => at(key) !== undefined,
    flag: (key) => at(key) === true,
    number: (key) => {
      const value = at(key);
      if (value === undefined) return undefined;
      const number = typeof value === 'string' ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number)
        ? number
        : wrong(key, 'a number');
    },
    text: (key) => {
      const value = at(key);
      if (value === undefined) return undefined;
      return typeof value === 'string' ? inRootDir(value, rootDir) : wrong(key, 'a text');
    },
    texts: (key) => texts(key, (text) => inRootDir(text, rootDir)),
    expressions: (key) =>
      texts(key, (text) => text.replaceAll('<rootDir>', escaped(rootDir)))?.filter((text) => {
        if (isExpression(text)) return true;
        problems.push(brokenExpression(shown, key, text));
        return false;
      }),
    paths: (key) => reader.texts(key)?.map((written) => path.resolve(rootDir, written)),
    record: (key) => {
      const value = at(key);
      if (value === undefined) return {};
      return isObject(value) ? value : (wrong(key, 'an object') ?? {});
    },
  };
  return reader;
}

export function isExpression(text: string): boolean {
  try {
    return RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
