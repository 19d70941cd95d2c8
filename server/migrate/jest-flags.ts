/** Flags of Jest as those of ztest. */
import { coverageReportNames } from '../coverage/report-names.ts';
import { unquoted } from './shell-commands.ts';

/** What a call may name and still be one of the tests that are migrated. */
export interface Migrated {
  readonly hasConfig: (file: string) => boolean;
  readonly hasRoot: (folder: string) => boolean;
}

const NOTHING: Migrated = { hasConfig: () => false, hasRoot: () => false };

export interface CommandConversion {
  /** `undefined`: it stays, because of `unknown`. */
  readonly text: string | undefined;
  /** Flags that have no equal yet, or name other tests. */
  readonly unknown: readonly string[];
}

/** Alone they say nothing that ztest has to be told. */
const DROPPED: ReadonlySet<string> = new Set([
  'ci',
  'colors',
  'detectLeaks',
  'errorOnDeprecated',
  'expand',
  'forceExit',
  'injectGlobals',
  'listReporters',
  'logHeapUsage',
  'noStackTrace',
  'openHandlesTimeout',
  'runTestsByPath',
  'showSeed',
  'testLocationInResults',
  'useStderr',
  'verbose',
  'waitForOpenHandlesTimeout',
  'watchman',
  'workerThreads',
  'e',
]);
/** They are dropped with their value: it says nothing to ztest. */
const DROPPED_WITH_VALUE: ReadonlySet<string> = new Set([
  'coverageProvider',
  'openHandlesTimeout',
  'workerIdleMemoryLimit',
]);
const SWITCHES: ReadonlyMap<string, string> = new Map([
  ['bail', '--bail'],
  ['b', '--bail'],
  ['clearCache', '--clear-cache'],
  ['collectCoverage', '--coverage'],
  ['color', '--color'],
  ['coverage', '--coverage'],
  ['debug', ''],
  ['detectOpenHandles', '--detect-leaks'],
  ['help', '--help'],
  ['inspect', '--inspect-brk'],
  ['inspectBrk', '--inspect-brk'],
  ['lastCommit', '--changed=HEAD~1'],
  ['no-cache', '--no-cache'],
  ['no-coverage', '--no-coverage'],
  ['o', '--changed=HEAD'],
  ['onlyChanged', '--changed=HEAD'],
  ['onlyFailures', '--last-failed'],
  ['passWithNoTests', '--pass-with-no-tests'],
  ['randomize', '--shuffle'],
  ['runInBand', '--workers 1'],
  ['i', '--workers 1'],
  ['silent', '--silent'],
  ['updateSnapshot', '--update'],
  ['u', '--update'],
  ['version', '--version'],
  ['watch', '--watch'],
  ['watchAll', '--watch'],
]);
/** What stands before the value. */
const WITH_VALUE: ReadonlyMap<string, string> = new Map([
  ['changedSince', '--changed='],
  ['coverageDirectory', '--coverage.directory '],
  ['maxWorkers', '--workers '],
  ['w', '--workers '],
  ['maxConcurrency', '--max-concurrency '],
  ['seed', '--seed '],
  ['shard', '--shard '],
  ['testNamePattern', '-t '],
  ['t', '-t '],
  ['testTimeout', '--timeout '],
]);
const PATHS: ReadonlySet<string> = new Set(['testPathPattern', 'testPathPatterns']);
const REPORTERS: ReadonlyMap<string, string> = new Map([
  ['default', 'terminal'],
  ['summary', 'terminal'],
  ['github-actions', 'github'],
  ['jest-junit', 'junit'],
]);

/** @param words what follows `jest`, as they are written */
export function convertArguments(
  words: readonly string[],
  migrated: Migrated = NOTHING,
): CommandConversion {
  const result: Result = { words: [], unknown: [], reporters: [], coverageReports: [] };
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const match = /^--?(\w[\w-]*)(?:=(.*))?$/s.exec(word);
    if (match === null) addPath(word, result);
    else convertFlag({ word, written: match[1] ?? '', inline: match[2], queue, migrated }, result);
  }
  const { unknown, reporters, coverageReports } = result;
  if (reporters.length > 0) result.words.push(`--report ${[...new Set(reporters)].join(',')}`);
  if (coverageReports.length > 0)
    result.words.push(`--coverage.report ${coverageReports.join(',')}`);
  return { text: unknown.length > 0 ? undefined : result.words.join(' '), unknown };
}

/** Of files: what needs a regular expression is none of ztest's filters. */
function addPath(word: string, { words, unknown }: Result): void {
  const isPattern = /\\|\.[*+]|\^|[()|]|\$$/.test(unquoted(word).replaceAll(/\$\{\{.*?\}\}/gs, ''));
  if (isPattern) unknown.push(word);
  else words.push(word);
}

interface Result {
  readonly words: string[];
  readonly unknown: string[];
  readonly reporters: string[];
  readonly coverageReports: string[];
}

interface Flag {
  readonly word: string;
  /** Its name, and what stands behind its `=`. */
  readonly written: string;
  readonly inline: string | undefined;
  /** The words behind it; it takes those that are its value. */
  readonly queue: string[];
  readonly migrated: Migrated;
}

function convertFlag({ word, written, inline, queue, migrated }: Flag, result: Result): void {
  const name = camelCase(written);
  const value = (): string => inline ?? queue.shift() ?? '';
  const keep = (named: string): void =>
    void result.unknown.push(inline === undefined ? `${word} ${named}`.trimEnd() : word);
  const addTo = (list: string[], named: string, converted: string | undefined): void => {
    if (converted === undefined) keep(named);
    else list.push(converted);
  };
  const switchTo = SWITCHES.get(written) ?? SWITCHES.get(name);
  const valueTo = WITH_VALUE.get(name);
  const question = NAMES_TESTS.get(name);
  if (question !== undefined) {
    const named = value();
    if (question === 'never' || !migrated[question](unquoted(named))) keep(named);
  } else if (name === 'reporters') {
    const named = value();
    addTo(result.reporters, named, REPORTERS.get(unquoted(named)));
  } else if (name === 'coverageReporters') {
    const named = value();
    const converted = coverageReportNames.find((one) => one === unquoted(named));
    addTo(result.coverageReports, named, converted);
  } else if (name === 'collectCoverageFrom') {
    const named = value();
    // What is left out, and lists: only a configuration can say them.
    const isGlob = !/^["']?[![]/.test(named);
    addTo(result.words, named, isGlob ? `--coverage.include ${named}` : undefined);
  } else if (PATHS.has(name)) {
    addPath(value(), result);
  } else if (valueTo !== undefined) {
    result.words.push(`${valueTo}${value()}`);
  } else if (name === 'env' || name === 'testEnvironment') {
    const named = value();
    if (!/^(?:jest-environment-)?node$/.test(unquoted(named))) keep(named);
  } else if (DROPPED_WITH_VALUE.has(name)) {
    value();
  } else if (DROPPED.has(name)) {
    takeIf(/^(?:true|false)$/, queue);
  } else if (switchTo === undefined) {
    result.unknown.push(word);
  } else {
    const literal = inline ?? takeIf(switchTo === '--bail' ? /^\d+$/ : /^(?:true|false)$/, queue);
    if (literal === 'false' && name === 'coverage') result.words.push('--no-coverage');
    else if (literal === undefined || literal === 'true')
      result.words.push(...[switchTo].filter((one) => one !== ''));
    else if (literal !== 'false') result.words.push(`${switchTo}=${literal}`);
  }
}

/** Flags that say which tests are meant. */
const NAMES_TESTS: ReadonlyMap<string, 'hasConfig' | 'hasRoot' | 'never'> = new Map([
  ['config', 'hasConfig'],
  ['c', 'hasConfig'],
  ['rootDir', 'hasRoot'],
  ['projects', 'never'],
  ['selectProjects', 'never'],
  ['ignoreProjects', 'never'],
]);

/** `--ci true` */
function takeIf(pattern: RegExp, queue: string[]): string | undefined {
  return pattern.test(queue[0] ?? '') ? queue.shift() : undefined;
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
