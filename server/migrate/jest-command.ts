/** A call of Jest in a script or in CI, as a call of ztest. */
import { MINUTES, type Note } from './notes.ts';

export interface CommandConversion {
  /** `undefined`: it stays, because of `unknown`. */
  readonly text: string | undefined;
  /** Flags that have no equal yet. */
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
/** They are dropped with their value: the configuration has been migrated, or it says nothing to ztest. */
const DROPPED_WITH_VALUE: ReadonlySet<string> = new Set([
  'config',
  'c',
  'coverageProvider',
  'env',
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
  ['no-cache', '--no-cache'],
  ['no-coverage', '--no-coverage'],
  ['onlyFailures', '--last-failed'],
  ['passWithNoTests', '--pass-with-no-tests'],
  ['randomize', '--shuffle'],
  ['runInBand', '--workers 1'],
  ['i', '--workers 1'],
  ['silent', '--silent'],
  ['updateSnapshot', '--update'],
  ['u', '--update'],
  ['version', '--version'],
]);
const WITH_VALUE: ReadonlyMap<string, string> = new Map([
  ['maxWorkers', '--workers'],
  ['w', '--workers'],
  ['maxConcurrency', '--max-concurrency'],
  ['seed', '--seed'],
  ['testNamePattern', '-t'],
  ['t', '-t'],
  ['testTimeout', '--timeout'],
  ['testPathPattern', ''],
  ['testPathPatterns', ''],
]);
const REPORTERS: ReadonlyMap<string, string> = new Map([
  ['default', 'terminal'],
  ['summary', 'terminal'],
  ['github-actions', 'github'],
  ['jest-junit', 'junit'],
]);

/** @param args what follows `jest`, as it is written */
export function convertArguments(args: string): CommandConversion {
  const words = args.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const result: string[] = [];
  const unknown: string[] = [];
  const reporters: string[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const match = /^--?([\w-]+)(?:=(.*))?$/s.exec(word);
    if (match === null) {
      result.push(word);
      continue;
    }
    const [, written = '', inline] = match;
    const name = camelCase(written);
    const value = (): string => inline ?? queue.shift() ?? '';
    const switchTo = SWITCHES.get(written) ?? SWITCHES.get(name);
    const valueTo = WITH_VALUE.get(name);
    if (name === 'reporters') reporters.push(REPORTERS.get(unquoted(value())) ?? '?');
    else if (valueTo !== undefined) result.push(...[valueTo, value()].filter((one) => one !== ''));
    else if (DROPPED_WITH_VALUE.has(name)) value();
    else if (DROPPED.has(name)) dropLiteral(queue);
    else if (switchTo === undefined) unknown.push(word);
    else if (inline === 'false' || inline === 'true')
      result.push(
        ...(inline === 'true' ? [switchTo] : name === 'coverage' ? ['--no-coverage'] : []),
      );
    else if (switchTo !== '')
      result.push(inline === undefined ? switchTo : `${switchTo}=${inline}`);
  }
  if (reporters.includes('?')) unknown.push('--reporters');
  else if (reporters.length > 0) result.push(`--report ${[...new Set(reporters)].join(',')}`);
  if (unknown.length > 0) return { text: undefined, unknown };
  return { text: ['ztest', ...result].join(' '), unknown };
}

/** `--ci true` */
function dropLiteral(queue: string[]): void {
  if (/^(?:true|false)$/.test(queue[0] ?? '')) queue.shift();
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}

/** What starts Jest, before its arguments: alone, through npx and the like, or through Node. */
const CALL =
  /(?<![\w@/.:-])((?:(?:npx|pnpx|bunx)\s+(?:--no-install\s+|-y\s+)?|(?:yarn|pnpm(?:\s+exec)?|npm\s+exec(?:\s+--)?|bun)\s+(?:run\s+)?)?)(?:(?:node\s+(?:--?[\w-]+(?:=\S+)?\s+)*)?(?:\.\/)?node_modules\/(?:\.bin\/jest|jest\/bin\/jest(?:\.js)?)|jest)(?![\w./:@-])([^&|;\n]*)/g;

export interface LineConversion {
  readonly text: string;
  readonly unknown: readonly string[];
}

/** Every call of Jest in a line of shell. */
export function convertShell(line: string): LineConversion {
  const unknown: string[] = [];
  const text = line.replaceAll(CALL, (whole: string, runner: string, rest: string) => {
    const { args, tail } = splitTail(rest);
    const converted = convertArguments(args);
    unknown.push(...converted.unknown);
    return converted.text === undefined ? whole : runner + converted.text + tail;
  });
  return { text, unknown };
}

/** Arguments end at a redirection or a comment; the space before stays. */
function splitTail(rest: string): { readonly args: string; readonly tail: string } {
  const end = /\s*(?:\d?>|<|#|\)|\\?"|$)/.exec(stripQuoted(rest));
  const at = end?.index ?? rest.length;
  return { args: rest.slice(0, at), tail: rest.slice(at) };
}

/** Quoted texts as blanks of the same length. */
function stripQuoted(text: string): string {
  return text.replaceAll(/"[^"]*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length));
}

/** @param where what has the call: a script, a step */
export function stillJest(
  where: string,
  flags: readonly string[],
): Pick<Note, 'kind' | 'what' | 'advice' | 'minutes'> {
  return {
    kind: 'hand',
    what: `the ${where} still calls Jest: ${flags.join(', ')} has no equal yet`,
    advice: `Write the ${where} anew, or keep Jest for it. Flags of ztest: ztest --help`,
    minutes: MINUTES.small,
  };
}
