/** Which files are counted, as data that every process can read. */
import path from 'node:path';

export interface CountedPatterns {
  /** Absolute. */
  readonly rootDir: string;
  /** Sources of regular expressions, for paths relative to the root with forward slashes. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Absolute paths that are not counted either. */
  readonly helpers: readonly string[];
  /** Sources of regular expressions for absolute paths that are not. */
  readonly ignored?: readonly string[];
}

/** @returns whether a file is counted, by its absolute path */
export function compileCounted(patterns: CountedPatterns): (file: string) => boolean {
  const prefix = patterns.rootDir.endsWith(path.sep)
    ? patterns.rootDir
    : patterns.rootDir + path.sep;
  const include = patterns.include.map((source) => new RegExp(source));
  const exclude = patterns.exclude.map((source) => new RegExp(source));
  const ignored = (patterns.ignored ?? []).map((source) => new RegExp(source));
  const helpers = new Set(patterns.helpers);
  return (file) => {
    if (!file.startsWith(prefix) || helpers.has(file)) return false;
    if (ignored.some((one) => one.test(file))) return false;
    const name = file.slice(prefix.length).replaceAll(path.sep, '/');
    return include.some((one) => one.test(name)) && !exclude.some((one) => one.test(name));
  };
}
