/** A call of Jest in a script or in CI, as a call of ztest. */
import { coverageReportNames } from '../coverage/report-names.ts';
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
function convertArguments(
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

export interface ShellOptions {
  readonly migrated?: Migrated | undefined;
  /** Scripts that give what stands behind their name to ztest from now on. */
  readonly scripts?: ReadonlySet<string>;
  /** Commands of packages are not on the PATH: what needs no runner today needs one then. */
  readonly isOutsidePackage?: boolean;
}

interface CallOptions extends ShellOptions {
  /** Nothing follows it: no pipe, no redirection. */
  readonly isLast: boolean;
}

export interface Leftover {
  /** Offset of the command in the text. */
  readonly at: number;
  /** Why it stays; none: another command seems to run it. */
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
    const isLast = words.at(-1)?.end === text.trimEnd().length;
    const converted =
      call === undefined
        ? convertQuoted(words, options)
        : convertCall(words, call, { ...options, isLast });
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
  { migrated, isOutsidePackage = false, isLast }: CallOptions,
): ShellConversion {
  const rest = words.slice(call.end).map(({ text }) => text);
  const first = words[call.start];
  const last = words.at(-1);
  const hasFlags = rest.some((word) => word.startsWith('-'));
  if (first === undefined || last === undefined || (call.kind === 'script' && !hasFlags))
    return { edits: [], leftovers: [], passesOn: call.passesOn };
  // A list of tests, not of files: it is for people, so no program may read it.
  const lists = call.kind === 'jest' && isLast && rest.includes('--listTests');
  const converted = withNodeFlags(
    call.nodeFlags,
    convertArguments(
      [
        ...call.nodeFlags.filter((flag) => flag.startsWith('--inspect')),
        ...rest.filter((word) => !lists || word !== '--listTests'),
      ],
      migrated,
    ),
  );
  const passesOn = call.passesOn && converted.text !== undefined;
  if (converted.text === undefined) {
    const leftover = { at: first.start, flags: converted.unknown };
    return { edits: [], leftovers: [leftover], passesOn };
  }
  const name = isOutsidePackage && !call.hasRunner ? 'npx ztest' : 'ztest';
  const replacement =
    call.kind === 'jest'
      ? [name, lists ? 'list' : '', converted.text]
      : [converted.text === '' ? '' : call.separator, converted.text];
  const text = replacement.filter((one) => one !== '').join(' ');
  // Nothing is left behind a script: the space before goes, too.
  const start = text === '' ? (words[call.start - 1]?.end ?? first.start) : first.start;
  return { edits: [{ start, end: last.end, text }], leftovers: [], passesOn };
}

/** What is loaded before Jest must not get lost; all else was for its way to run. */
function withNodeFlags(
  nodeFlags: readonly string[],
  { text, unknown }: CommandConversion,
): CommandConversion {
  const preloads = nodeFlags.filter((flag) => PRELOADS.test(flag));
  return preloads.length === 0
    ? { text, unknown }
    : { text: undefined, unknown: [...preloads, ...unknown] };
}

const PRELOADS =
  /^(?:-[Cr]|--(?:conditions|env-file(?:-if-exists)?|experimental-loader|import|loader|require))(?:=|$)/;

const UNCHANGED: ShellConversion = { edits: [], leftovers: [], passesOn: false };

/** `concurrently "tsc -w" "jest"` */
function convertQuoted(words: ShellCommand, options: ShellOptions): ShellConversion {
  const [at] = afterPrefixes(words);
  if (!TAKES_COMMANDS.has(nameAt(words, at))) return mentions(words, nameAt(words, at));
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

/** A command that nobody knows here may run what it is given. */
function mentions(words: ShellCommand, name: string): ShellConversion {
  const found = words.find(
    ({ text }, i) =>
      (JEST.test(text) && !nameAt(words, i - 1).startsWith('-')) ||
      /^["'](?:(?:npx|yarn|pnpm) )?jest\b/.test(text),
  );
  return found === undefined || RUNS_NOTHING.has(name) || RUNNERS.has(nameAt(words, 0))
    ? UNCHANGED
    : { ...UNCHANGED, leftovers: [{ at: found.start, flags: [] }] };
}

const RUNS_NOTHING: ReadonlySet<string> = new Set(
  'cat cd codecov cp echo eslint export git grep kill killall ls mkdir mv pkill printf rimraf rm test which'.split(
    ' ',
  ),
);

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
  readonly nodeFlags: readonly string[];
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
  const nodeFlags = words.slice(start + 1, end).map(({ text }) => text);
  return { kind: 'jest', start, end: end + 1, hasRunner, nodeFlags, separator: '', passesOn: true };
}

const JEST =
  /^(?:jest(?:@[\w.^~-]+)?|(?:[^\s$]*\/)?node_modules\/(?:\.bin\/jest(?:\.cmd)?|jest(?:-cli)?\/bin\/jest(?:\.js)?))$/;

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
  const common = { kind: 'script', nodeFlags: [], hasRunner: true, passesOn } as const;
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
    ...(flags.length === 0 ? ['by a command that is not known here'] : []),
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
