/** Where a command of the shell calls Jest, or a script of the package that does. */
import { unquoted, type ShellCommand } from './shell-commands.ts';

export interface Call {
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

export function findCall(
  words: ShellCommand,
  scripts: ReadonlySet<string> = new Set(),
): Call | undefined {
  const script = scriptCall(words, scripts);
  if (script !== undefined) return script;
  const [start, hasRunner] = afterPrefixes(words);
  const end = nameAt(words, start) === 'node' ? afterFlags(words, start + 1, VALUE_OF_NODE) : start;
  if (!JEST.test(nameAt(words, end))) return undefined;
  const nodeFlags = words.slice(start + 1, end).map(({ text }) => text);
  return { kind: 'jest', start, end: end + 1, hasRunner, nodeFlags, separator: '', passesOn: true };
}

export const JEST =
  /^(?:jest(?:@[\w.^~-]+)?|(?:[^\s$]*\/)?node_modules\/(?:\.bin\/jest(?:\.cmd)?|jest(?:-cli)?\/bin\/jest(?:\.js)?))$/;

/** Where the command itself begins: behind keywords, variables, runners and wrappers. */
export function afterPrefixes(words: ShellCommand): readonly [at: number, hasRunner: boolean] {
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
export const RUNNERS: ReadonlyMap<string, RegExp> = new Map([
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

export function nameAt(words: ShellCommand, at: number): string {
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
