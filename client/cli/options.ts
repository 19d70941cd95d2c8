/**
 * Reads the command line. By hand, over the table in `options-flags.ts`: `util.parseArgs` has no flags
 * whose value may be left out (`--bail`, `--bail=3`), and costs 1 ms of start-up.
 */
import { nearest } from '../../server/config/did-you-mean.ts';
import { parsePathFilter } from '../../server/config/path-filters.ts';
import type { Problem } from '../../test-host/protocol.ts';
import {
  badFilterLines,
  coverageNeedsInputs,
  flagNeedsValue,
  flakyNeedsVerb,
  flagNotForCommand,
  flagTakesNoValue,
  laterCommand,
  laterFlag,
  nothingToExplain,
  quarantineVerb,
  unknownFlag,
  unknownHelpTopic,
  wrongFlagValue,
} from './messages.ts';
import type { Flag } from './options-flag.ts';
import { flags } from './options-flags.ts';
import { foreignFlags, laterCommands, laterFlags } from './options-later.ts';
import {
  emptyRequest,
  quarantineVerbs,
  type CommandName,
  type ParsedCommand,
  type RunRequest,
  type UsageProblem,
} from './options-request.ts';

export const commandNames: readonly CommandName[] = [
  'run',
  'watch',
  'list',
  'explain',
  'graph',
  'covers',
  'affected',
  'coverage',
  'migrate',
  'history',
  'export',
  'bisect',
  'flaky',
  'quarantine',
  'help',
  'version',
];

/** @param argv arguments after `node` and the script */
export function parseCommandLine(argv: readonly string[]): ParsedCommand | UsageProblem {
  const words = splitWords(argv);
  const [first] = words.positionals;
  const command = commandNames.find((name) => name === first?.text && !first.isAfterDashes);
  const rest = command === undefined ? words.positionals : words.positionals.slice(1);

  if (command === 'help') return helpFor(rest[0]?.text);
  if (words.wantsHelp) {
    return command === undefined ? { command: 'help' } : { command: 'help', topic: command };
  }
  if (words.wantsVersion || command === 'version') return { command: 'version' };
  if (command === undefined && first !== undefined && !first.isAfterDashes) {
    const later = laterCommands.find((name) => name === first.text);
    if (later !== undefined) return { command: 'usage-problem', problems: [laterCommand(later)] };
  }
  const isWatch = command === 'watch';
  const engineCommand = command === undefined || isWatch ? 'run' : command;
  const request = applyFlags(words, engineCommand);
  const texts = rest.map(({ text }) => text);
  const isMerge = command === 'coverage';
  const isFlaky = command === 'flaky';
  const isQuarantine = command === 'quarantine';
  const verb = isQuarantine
    ? quarantineVerbs.find((one) => one === (texts[0] ?? 'list'))
    : undefined;
  const filters = readFilters(isMerge ? [] : isFlaky || isQuarantine ? texts.slice(1) : texts);
  const problems = [...words.problems, ...request.problems, ...filters.problems];
  if (isMerge) problems.push(...mergeProblems(texts));
  if (isFlaky && texts[0] !== 'diagnose') problems.push(flakyNeedsVerb(texts[0]));
  if (isQuarantine && verb === undefined)
    problems.push(quarantineVerb(texts[0] ?? '', nearest(texts[0] ?? '', quarantineVerbs)));
  if (command === 'explain' && rest.length === 0) problems.push(nothingToExplain());
  if (problems.length > 0) return { command: 'usage-problem', problems };
  const merges = isMerge ? texts.slice(1) : [];
  const quarantine = { ...request.value.quarantine, ...(verb !== undefined && { verb }) };
  return {
    ...request.value,
    quarantine,
    filters: filters.value,
    merges,
    watch: isWatch || request.value.watch,
    command: engineCommand,
  };
}

/** `ztest coverage merge <dir-or-file>…` is all there is. */
function mergeProblems([what, ...inputs]: readonly string[]): readonly Problem[] {
  return what === 'merge' && inputs.length > 0 ? [] : [coverageNeedsInputs(what)];
}

function helpFor(topic: string | undefined): ParsedCommand | UsageProblem {
  if (topic === undefined) return { command: 'help' };
  const command = commandNames.find((name) => name === topic);
  if (command !== undefined) return { command: 'help', topic: command };
  const problem = unknownHelpTopic(topic, nearest(topic, commandNames), commandNames);
  return { command: 'usage-problem', problems: [problem] };
}

interface GivenFlag {
  readonly flag: Flag;
  /** As it was written, for the sentence about it. */
  readonly written: string;
  readonly value: string;
}

interface Words {
  readonly positionals: { readonly text: string; readonly isAfterDashes: boolean }[];
  readonly given: GivenFlag[];
  readonly problems: Problem[];
  wantsHelp: boolean;
  wantsVersion: boolean;
}

function splitWords(argv: readonly string[]): Words {
  const words: Words = {
    positionals: [],
    given: [],
    problems: [],
    wantsHelp: false,
    wantsVersion: false,
  };
  const queue = [...argv];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      words.positionals.push(...queue.splice(0).map((text) => ({ text, isAfterDashes: true })));
    } else if (word.startsWith('--')) {
      readLongFlag(word, queue, words);
    } else if (word.startsWith('-') && word.length > 1) {
      readShortFlags(word, queue, words);
    } else {
      words.positionals.push({ text: word, isAfterDashes: false });
    }
  }
  return words;
}

function readLongFlag(word: string, queue: string[], words: Words): void {
  const equals = word.indexOf('=');
  const written = equals < 0 ? word : word.slice(0, equals);
  const inline = equals < 0 ? undefined : word.slice(equals + 1);
  if (written === '--help') words.wantsHelp = true;
  else if (written === '--version') words.wantsVersion = true;
  else {
    const name = written.slice(2);
    const flag = findFlag(name, words.positionals[0]?.text);
    const negated = name.startsWith('no-') ? findFlag(name.slice(3)) : undefined;
    if (flag !== undefined) addFlag({ flag, written, inline, isOff: false }, queue, words);
    else if (negated !== undefined && negated.value === undefined) {
      addFlag({ flag: negated, written, inline, isOff: true }, queue, words);
    } else words.problems.push(strangeFlag(written, name));
  }
}

/** `-t text`, `-ttext`, `-t=text`; short flags without value may stand together. */
function readShortFlags(word: string, queue: string[], words: Words): void {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] ?? '';
    const written = '-' + letter;
    const flag = flags.find(({ short }) => short === letter);
    if (letter === 'h') words.wantsHelp = true;
    else if (letter === 'v') words.wantsVersion = true;
    else if (flag === undefined) {
      words.problems.push(strangeFlag(i === 1 && !/^-\w$/.test(word) ? word : written, letter));
      return;
    } else if (flag.value === undefined) {
      addFlag({ flag, written, inline: undefined, isOff: false }, queue, words);
    } else {
      const rest = word.slice(i + 1).replace(/^=/, '');
      const inline = i + 1 < word.length ? rest : undefined;
      addFlag({ flag, written, inline, isOff: false }, queue, words);
      return;
    }
  }
}

interface FoundFlag {
  readonly flag: Flag;
  readonly written: string;
  readonly inline: string | undefined;
  readonly isOff: boolean;
}

function addFlag({ flag, written, inline, isOff }: FoundFlag, queue: string[], words: Words): void {
  if (flag.value === undefined) {
    if (inline !== undefined && inline !== 'true' && inline !== 'false') {
      words.problems.push(flagTakesNoValue(written, inline));
    } else {
      words.given.push({ flag, written, value: String((inline !== 'false') !== isOff) });
    }
    return;
  }
  if (inline !== undefined) {
    words.given.push({ flag, written, value: inline });
    return;
  }
  const [next] = queue;
  if (flag.value.isOptional) {
    // `--bail 3`, `--hybrid 25%`: what can only be its value is its value.
    const isValue =
      next !== undefined &&
      /^\d+(?:[a-z]*|(?:\.\d+)?%)$/i.test(next) &&
      flag.apply(emptyRequest, next) !== undefined;
    words.given.push({ flag, written, value: isValue ? (queue.shift() ?? '') : '' });
  } else if (next === undefined || isFlagLike(next)) {
    words.problems.push(flagNeedsValue(written, flag.value));
  } else {
    words.given.push({ flag, written, value: queue.shift() ?? '' });
  }
}

/** `-1` and `-` can be values; `--timeout` after `--tags` is a forgotten one. */
function isFlagLike(word: string): boolean {
  return word.startsWith('--') || (/^-[a-z]$/i.test(word) && word !== '-');
}

/** Two commands may have a flag of one name each. */
function findFlag(name: string, command = 'run'): Flag | undefined {
  const named = flags.filter((flag) => flag.name === name || flag.alias === name);
  return named.find(({ commands }) => commands.some((one) => one === command)) ?? named[0];
}

function strangeFlag(written: string, name: string): Problem {
  if (laterFlags.includes(name)) return laterFlag(written);
  const translation = Object.hasOwn(foreignFlags, name) ? foreignFlags[name] : undefined;
  if (translation !== undefined) return unknownFlag(written, translation);
  const known = [
    'help',
    'version',
    ...flags.flatMap((flag) => [flag.name, flag.alias ?? []].flat()),
  ];
  const guess = name.length > 1 ? nearest(name.replace(/^no-/, ''), known) : undefined;
  const prefix = name.startsWith('no-') && guess !== undefined && isSwitch(guess) ? '--no-' : '--';
  return unknownFlag(written, guess === undefined ? undefined : prefix + guess);
}

function isSwitch(name: string): boolean {
  const flag = findFlag(name);
  return flag !== undefined && flag.value === undefined;
}

interface Read<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

function applyFlags(words: Words, command: CommandName): Read<RunRequest> {
  let request = emptyRequest;
  const problems: Problem[] = [];
  for (const { flag, written, value } of words.given) {
    if (!flag.commands.includes(command)) {
      problems.push(flagNotForCommand(written, command, flag.commands));
      continue;
    }
    const applied = flag.apply(request, value);
    if (applied !== undefined) request = applied;
    else if (flag.value !== undefined) problems.push(wrongFlagValue(written, value, flag.value));
  }
  return { value: request, problems };
}

function readFilters(texts: readonly string[]): Read<RunRequest['filters']> {
  const problems: Problem[] = [];
  const filters = texts.flatMap((text) => {
    if (text === '') return []; // an empty shell variable
    const filter = parsePathFilter(text);
    if (filter === undefined) problems.push(badFilterLines(text));
    return filter ?? [];
  });
  return { value: filters, problems };
}
