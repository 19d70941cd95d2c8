/**
 * The written forms of settings: durations, sizes, numbers of workers, lists of reporters. One grammar
 * for configuration files, environment variables and flags. Each function gives `undefined` for a
 * text that it does not understand; the phrases say what is allowed.
 */
import { coverageReportNames, type CoverageReportName } from '../coverage/report-names.ts';
import type { WorkerCount } from './resolved-config.ts';

/** What a setting accepts, as the end of the sentence "it must be …", and one good value. */
export interface ValueForm {
  readonly expected: string;
  readonly example: string;
  /** The words it may be, when they are a closed set: for suggestions. */
  readonly choices?: readonly string[];
}

/** Timers of Node overflow above 2^31 - 1 milliseconds, and would fire at once. */
export const maxDuration = 2 ** 31 - 1;
export const maxWorkers = 1024;
export const maxSeed = 2 ** 32 - 1;
/** Beyond this a retry or repeat is a typing error. */
export const maxAttempts = 1_000_000;

export const isolationLevels = ['full', 'partial', 'none'] as const;
export const failureStrategies = ['continue', 'stop', 'isolate'] as const;
export const leakDetections = ['off', 'warn', 'fail'] as const;
const reporterNames = [
  'terminal',
  'dot',
  'json',
  'events',
  'junit',
  'tap',
  'github',
  'jest',
] as const;

export const forms = {
  duration: {
    expected: 'a duration such as 5s, 1.5m or 500 (milliseconds), at most 24 days, 0 for none',
    example: '10s',
  },
  size: {
    expected: 'a size such as 512MB, 1.5GB or 1048576 (bytes), 0 for none',
    example: '512MB',
  },
  workers: {
    expected: `a number of workers from 1 to ${maxWorkers}, or a share of the cores such as 50%`,
    example: '50%',
  },
  count: { expected: 'a whole number, 0 or more', example: '2' },
  positive: { expected: 'a whole number, 1 or more', example: '4' },
  seed: { expected: `a whole number from 0 to ${maxSeed}`, example: '42' },
  isolation: { expected: oneOf(isolationLevels), example: 'full', choices: isolationLevels },
  failureStrategy: {
    expected: oneOf(failureStrategies),
    example: 'isolate',
    choices: failureStrategies,
  },
  detectLeaks: { expected: oneOf(leakDetections), example: 'warn', choices: leakDetections },
  report: {
    expected: `${oneOf(reporterNames)}, each with "=file" or "=-" (standard output) if you like`,
    example: 'terminal,junit=out/junit.xml',
    choices: reporterNames,
  },
  coverageReports: {
    expected: `${oneOf(coverageReportNames)}, or several with commas`,
    example: 'text,lcov',
    choices: coverageReportNames,
  },
  boolean: { expected: 'true or false', example: 'true' },
  path: { expected: 'a path', example: './results' },
} as const satisfies Record<string, ValueForm>;

export function oneOf(values: readonly string[]): string {
  return 'one of ' + values.map((value) => `"${value}"`).join(', ');
}

export const durationPattern = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?\s*$/;
const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/** `'5s'`, `'1.5m'`, `'500ms'`, `'500'` → milliseconds. */
export function parseDuration(text: string): number | undefined {
  const match = durationPattern.exec(text);
  if (match === null) return undefined;
  const value = Math.round(Number(match[1]) * (milliseconds[match[2] ?? 'ms'] ?? 1));
  return value <= maxDuration ? value : undefined;
}

export const sizePattern = /^\s*(\d+(?:\.\d+)?)\s*((?:[kKmMgG]i?)?[bB])?\s*$/;
const bytes: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `'512MB'`, `'1.5GB'`, `'1048576'` → bytes; a KB is 1,024 of them. */
export function parseSize(text: string): number | undefined {
  const match = sizePattern.exec(text);
  if (match === null) return undefined;
  const value = Math.round(Number(match[1]) * (bytes[match[2]?.[0]?.toLowerCase() ?? 'b'] ?? 1));
  return Number.isSafeInteger(value) ? value : undefined;
}

export const workersPattern = /^\s*(\d+(?:\.\d+)?)\s*(%)?\s*$/;

/** `'4'`, `'50%'`. */
export function parseWorkers(text: string): WorkerCount | undefined {
  const match = workersPattern.exec(text);
  if (match?.[2] !== undefined) {
    const share = Number(match[1]);
    return share > 0 && share <= 100 ? { percent: share } : undefined;
  }
  return parseInteger(text, { min: 1, max: maxWorkers });
}

export function parseInteger(
  text: string,
  range: { readonly min: number; readonly max?: number },
): number | undefined {
  if (!/^\s*\d+\s*$/.test(text)) return undefined;
  const value = Number(text);
  return value >= range.min && value <= (range.max ?? Number.MAX_SAFE_INTEGER) ? value : undefined;
}

export function parseBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  if (['false', '0', 'no', 'off'].includes(word)) return false;
  return undefined;
}

/** One of a closed set of words. */
export function parseWord<T extends string>(text: string, words: readonly T[]): T | undefined {
  const wanted = text.trim().toLowerCase();
  return words.find((word) => word === wanted);
}

/** `'terminal,json=-'` → `['terminal', 'json=-']`. */
export function parseReports(text: string): readonly string[] | undefined {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const reports = parts.map(parseReport).filter((report) => report !== undefined);
  return reports.length > 0 && reports.length === parts.length ? reports : undefined;
}

/** `'text,lcov'` → `['text', 'lcov']`. */
export function parseCoverageReports(text: string): readonly CoverageReportName[] | undefined {
  const read = text.split(',').map((word) => parseWord(word, coverageReportNames));
  const names = read.filter((name) => name !== undefined);
  return names.length === read.length ? names : undefined;
}

/** One reporter, perhaps with its place: `junit`, `junit=out.xml`, `json=-`. */
export function parseReport(text: string): string | undefined {
  const equals = text.indexOf('=');
  const name = parseWord(equals < 0 ? text : text.slice(0, equals), reporterNames);
  if (name === undefined || equals < 0) return name;
  const place = text.slice(equals + 1).trim();
  return place === '' ? undefined : `${name}=${place}`;
}
