/** A call of Jest in a script or in CI, as a call of ztest. */
import { MINUTES, type Note } from './notes.ts';
import { commandsIn, unquoted, type ShellCommand } from './shell-commands.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';

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

/** @param words what follows `jest`, as they are written */
export function convertArguments(
  words: readonly string[],
  migrated: Migrated = NOTHING,
): CommandConversion {
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
    const question = NAMES_TESTS.get(name);
    if (question !== undefined) {
      const named = value();
      if (question === 'never' || !migrated[question](unquoted(named)))
        unknown.push(inline === undefined ? `${word} ${named}`.trimEnd() : word);
    } else if (name === 'reporters') reporters.push(REPORTERS.get(unquoted(value())) ?? '?');
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
  return { text: unknown.length > 0 ? undefined : result.join(' '), unknown };
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
function dropLiteral(queue: string[]): void {
  if (/^(?:true|false)$/.test(queue[0] ?? '')) queue.shift();
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

export interface ShellOptions {
  readonly migrated?: Migrated | undefined;
  /** Scripts that give what stands behind their name to ztest from now on. */
  readonly scripts?: ReadonlySet<string>;
  /** Commands of packages are not on the PATH: what needs no runner today needs one then. */
  readonly isOutsidePackage?: boolean;
}

export interface Leftover {
  /** Offset of the command in the text. */
  readonly at: number;
  readonly flags: readonly string[];
}

export interface ShellConversion {
  readonly edits: readonly TextEdit[];
  readonly leftovers: readonly Leftover[];
  /** What somebody appends to the text is for ztest. */
  readonly passesOn: boolean;
}

/** Every call of Jest in a text for the shell, and arguments for it behind a script of the package. */
export function convertCommands(text: string, options: ShellOptions = {}): ShellConversion {
  const edits: TextEdit[] = [];
  const leftovers: Leftover[] = [];
  let passesOn = false;
  for (const words of commandsIn(text)) {
    const call = findCall(words, options.scripts);
    const converted =
      call === undefined ? convertQuoted(words, options) : convertCall(words, call, options);
    edits.push(...converted.edits);
    leftovers.push(...converted.leftovers);
    passesOn = converted.passesOn;
  }
  return { edits, leftovers, passesOn };
}

export interface LineConversion {
  readonly text: string;
  readonly unknown: readonly string[];
}

export function convertShell(line: string, options: ShellOptions = {}): LineConversion {
  const { edits, leftovers } = convertCommands(line, options);
  return { text: applyEdits(line, edits), unknown: leftovers.flatMap(({ flags }) => flags) };
}

function convertCall(
  words: ShellCommand,
  call: Call,
  { migrated, isOutsidePackage = false }: ShellOptions,
): ShellConversion {
  const rest = words.slice(call.end).map(({ text }) => text);
  const first = words[call.start];
  const last = words.at(-1);
  const hasFlags = rest.some((word) => word.startsWith('-'));
  if (first === undefined || last === undefined || (call.kind === 'script' && !hasFlags))
    return { edits: [], leftovers: [], passesOn: call.passesOn };
  const converted = convertArguments(rest, migrated);
  const passesOn = call.passesOn && converted.text !== undefined;
  if (converted.text === undefined) {
    const leftover = { at: first.start, flags: converted.unknown };
    return { edits: [], leftovers: [leftover], passesOn };
  }
  const name = isOutsidePackage && !call.hasRunner ? 'npx ztest' : 'ztest';
  const replacement =
    call.kind === 'jest'
      ? [name, converted.text]
      : [converted.text === '' ? '' : call.separator, converted.text];
  const text = replacement.filter((one) => one !== '').join(' ');
  // Nothing is left behind a script: the space before goes, too.
  const start = text === '' ? (words[call.start - 1]?.end ?? first.start) : first.start;
  return { edits: [{ start, end: last.end, text }], leftovers: [], passesOn };
}

const UNCHANGED: ShellConversion = { edits: [], leftovers: [], passesOn: false };

/** `concurrently "tsc -w" "jest"` */
function convertQuoted(words: ShellCommand, options: ShellOptions): ShellConversion {
  const [at] = afterPrefixes(words);
  if (!TAKES_COMMANDS.has(nameAt(words, at))) return UNCHANGED;
  const all = words.slice(at + 1).flatMap(({ start, text }) => {
    const inner = unquoted(text);
    if (inner === text) return [];
    const { edits, leftovers } = convertCommands(inner, options);
    const moved = edits.map((one) => ({
      start: one.start + start + 1,
      end: one.end + start + 1,
      text: one.text,
    }));
    return { edits: moved, leftovers: leftovers.map((one) => ({ ...one, at: start })) };
  });
  return {
    edits: all.flatMap(({ edits }) => edits),
    leftovers: all.flatMap(({ leftovers }) => leftovers),
    passesOn: false,
  };
}

const TAKES_COMMANDS: ReadonlySet<string> = new Set([
  'bash',
  'chokidar',
  'concurrently',
  'cross-env-shell',
  'eval',
  'firebase',
  'nodemon',
  'onchange',
  'sh',
  'start-server-and-test',
]);

interface Call {
  readonly kind: 'jest' | 'script';
  /** Words: the first that is replaced, and the first argument. */
  readonly start: number;
  readonly end: number;
  /** `npx` and the like stand before it. */
  readonly hasRunner: boolean;
  /** What a package manager wants before arguments for a script: nothing, or `--`. */
  readonly separator: string;
  readonly passesOn: boolean;
}

function findCall(words: ShellCommand, scripts: ReadonlySet<string> = new Set()): Call | undefined {
  const script = scriptCall(words, scripts);
  if (script !== undefined) return script;
  const [start, hasRunner] = afterPrefixes(words);
  const end = nameAt(words, start) === 'node' ? afterFlags(words, start + 1, VALUE_OF_NODE) : start;
  if (!JEST.test(nameAt(words, end))) return undefined;
  return { kind: 'jest', start, end: end + 1, hasRunner, separator: '', passesOn: true };
}

const JEST =
  /^(?:jest|(?:[^\s$]*\/)?node_modules\/(?:\.bin\/jest(?:\.cmd)?|jest(?:-cli)?\/bin\/jest(?:\.js)?))$/;

/** Where the command itself begins: behind keywords, variables, runners and wrappers. */
function afterPrefixes(words: ShellCommand): readonly [at: number, hasRunner: boolean] {
  let at = 0;
  let hasRunner = false;
  for (;;) {
    const name = nameAt(words, at);
    const runner = RUNNERS.get(name);
    if (/^\w+=/.test(name) || PREFIXES.has(name)) at = afterFlags(words, at + 1);
    else if (WRAPPERS.has(name)) at = startBehind(words, at + 1);
    else if (runner !== undefined) {
      at = afterFlags(words, at + 1);
      hasRunner = true;
      if (name === 'yarn' && nameAt(words, at) === 'workspace') at += 2;
      if (runner.test(nameAt(words, at))) at = afterFlags(words, at + 1);
      else if (name === 'npm') return [words.length, hasRunner];
    } else break;
  }
  // `dotenv -e .env -- jest`
  const dashes = words.findIndex(({ text }, i) => i > at && text === '--');
  return dashes > at && !hasRunner && nameAt(words, at) !== 'node' && !JEST.test(nameAt(words, at))
    ? [dashes + 1, hasRunner]
    : [at, hasRunner];
}

/** Each with the words that may follow it. */
const RUNNERS: ReadonlyMap<string, RegExp> = new Map([
  ['npx', /^(?!)/],
  ['pnpx', /^(?!)/],
  ['bunx', /^(?!)/],
  ['yarn', /^(?:run|exec)$/],
  ['pnpm', /^(?:run|exec)$/],
  ['bun', /^(?:run|x)$/],
  ['npm', /^(?:exec|x)$/],
]);
/** They take flags and variables, then the command. */
const PREFIXES: ReadonlySet<string> = new Set(
  '! { command cross-env do else env exec if nice nohup sudo then time while'.split(' '),
);
/** They have arguments of their own before the command. */
const WRAPPERS: ReadonlySet<string> = new Set(
  'c8 dotenv env-cmd nyc retry timeout wait-for-it xvfb-run'.split(' '),
);

function startBehind(words: ShellCommand, from: number): number {
  const found = words.findIndex(
    (_, i) =>
      i >= from && /^(?:node|npx|yarn|pnpm|cross-env)$|^jest$|\/jest$/.test(nameAt(words, i)),
  );
  return found === -1 ? words.length : found;
}

/** Flags of runners that have the next word for a value, and those of Node. */
const VALUE_OF_RUNNER = /^(?:-C|-F|-p|--cwd|--filter|--package|--prefix|--workspace)$/;
const VALUE_OF_NODE =
  /^(?:-C|-r|--conditions|--experimental-loader|--import|--loader|--require|--title)$/;

function afterFlags(words: ShellCommand, from: number, hasValue = VALUE_OF_RUNNER): number {
  let at = from;
  while (/^-(?!-$)/.test(nameAt(words, at))) at += hasValue.test(nameAt(words, at)) ? 2 : 1;
  return nameAt(words, at) === '--' ? at + 1 : at;
}

function nameAt(words: ShellCommand, at: number): string {
  return unquoted(words[at]?.text ?? '');
}

/** `npm test -- --ci --runInBand`, `yarn test --ci` */
function scriptCall(words: ShellCommand, scripts: ReadonlySet<string>): Call | undefined {
  const at = words.findIndex(({ text }) => /^(?:npm|pnpm|yarn|bun)$/.test(text));
  if (at === -1 || words.slice(0, at).some(({ text }) => !isPrefix(unquoted(text))))
    return undefined;
  let name = afterFlags(words, at + 1);
  const isRun = /^(?:run|run-script)$/.test(nameAt(words, name));
  if (isRun) name = afterFlags(words, name + 1);
  const written = nameAt(words, name);
  if (!scripts.has(!isRun && written === 't' ? 'test' : written)) return undefined;
  const dashes = words.findIndex(({ text }, i) => i > name && text === '--');
  const needsDashes = nameAt(words, at) === 'npm';
  const hasDashes = dashes !== -1 && (needsDashes || dashes === name + 1);
  // Without them, npm takes all flags for its own.
  const start = hasDashes ? dashes : needsDashes ? words.length : name + 1;
  const passesOn = hasDashes || !needsDashes;
  const end = hasDashes ? start + 1 : start;
  const common = { kind: 'script', hasRunner: true, passesOn } as const;
  return { ...common, start, end, separator: hasDashes ? '--' : '' };
}

function isPrefix(word: string): boolean {
  return PREFIXES.has(word) || /^\w+=/.test(word) || word.startsWith('-');
}

/** @param where what has the call: a script, a step */
export function stillJest(
  where: string,
  flags: readonly string[],
): Pick<Note, 'kind' | 'what' | 'advice' | 'minutes'> {
  const others = flags.filter((flag) =>
    /^(?:-c|--(?:config|rootDir|root-dir)|--\w*[pP]rojects)\b/.test(flag),
  );
  const unknown = flags.filter((flag) => !others.includes(flag));
  const why = [
    ...(others.length > 0 ? [`${others.join(', ')}: not the configuration that is migrated`] : []),
    ...(unknown.length > 0 ? [`${unknown.join(', ')} has no equal yet`] : []),
  ];
  return {
    kind: 'hand',
    what: `the ${where} still calls Jest: ${why.join('; ')}`,
    advice: `Write the ${where} anew, or keep Jest for it. Flags of ztest: ztest --help`,
    minutes: MINUTES.small,
  };
}
