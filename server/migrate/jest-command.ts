/** A call of Jest in a script or in CI, as a call of ztest. */
import { afterPrefixes, findCall, JEST, nameAt, RUNNERS, type Call } from './jest-calls.ts';
import { convertArguments, type CommandConversion, type Migrated } from './jest-flags.ts';
import { MINUTES, type Note } from './notes.ts';
import { commandsIn, unquoted, type ShellCommand } from './shell-commands.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';

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
