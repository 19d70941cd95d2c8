/** What the server says about configuration: every problem with its code, in one place. */
import type { Problem } from '../../test-host/protocol.ts';
import { nearest } from './did-you-mean.ts';
import type { KeyPath, Position } from './key-positions.ts';
import type { ValueForm } from './setting-values.ts';

/** Where in which file; the file as it is shown, relative to where the user is. */
export interface Place extends Partial<Position> {
  readonly file: string;
}

export function configFileNotFound(path: string, similar: string | undefined): Problem {
  return error('ZT1020', {
    message: `There is no configuration file ${path}.`,
    hint: similar === undefined ? 'Check the path after --config.' : `Did you mean ${similar}?`,
  });
}

export function severalConfigFiles(files: readonly string[], folder: string): Problem {
  return error('ZT1021', {
    message: `There are ${files.length} configuration files in ${folder === '.' ? 'this folder' : folder}: ${files.join(', ')}.`,
    hint: 'Keep one of them, or name the one to use with --config.',
  });
}

export function configFileType(path: string): Problem {
  return error('ZT1032', {
    message: `${path} is no kind of file that ztest reads its configuration from.`,
    hint: 'Use a file that ends in .ts, .mts, .cts, .js, .mjs, .cjs or .toml.',
    place: { file: path },
  });
}

export function configUnreadable(place: Place, reason: string): Problem {
  return error('ZT1031', {
    message: `The configuration ${place.file} cannot be read: ${reason}.`,
    hint: 'Check that it is a file and that you may read it.',
    place,
  });
}

export function configSyntax(place: Place, reason: string): Problem {
  return error('ZT1022', { message: `${place.file} is not valid TOML: ${reason}`, place });
}

/** Importing the configuration failed, or the function that it exports did. */
export function configNotLoaded(place: Place, reason: string): Problem {
  return error('ZT1022', { message: `${place.file} could not be loaded: ${reason}`, place });
}

export function configExportsNothing(place: Place, found: string): Problem {
  return error('ZT1030', {
    message: `${place.file} must export a configuration, but ${found}.`,
    hint: "Write: export default defineConfig({ … }), with defineConfig from 'ztest/config'.",
    place,
  });
}

export function unknownKey(place: Place, path: KeyPath, known: readonly string[]): Problem {
  const key = String(path.at(-1));
  const guess = nearest(key, known);
  return error('ZT1023', {
    message: `Unknown key "${showPath(path)}" in ${place.file}.`,
    hint:
      guess === undefined
        ? `The keys ${path.length > 1 ? `of "${showPath(path.slice(0, -1))}"` : 'are'}: ${known.join(', ')}.`
        : `Did you mean "${guess}"?`,
    place,
  });
}

export interface WrongValue {
  readonly path: KeyPath;
  /** The end of "it must be …". */
  readonly expected: string;
  readonly value: unknown;
  readonly choices?: readonly string[];
}

export function wrongValue(place: Place, wrong: WrongValue): Problem {
  const guess =
    typeof wrong.value === 'string' ? nearest(wrong.value, wrong.choices ?? []) : undefined;
  const subject = wrong.path.length > 0 ? `"${showPath(wrong.path)}"` : 'The configuration';
  return error('ZT1024', {
    message: `${subject} must be ${wrong.expected}, but it is ${showValue(wrong.value)}.`,
    ...(guess === undefined ? {} : { hint: `Did you mean "${guess}"?` }),
    place,
  });
}

/** A value that cannot leave the process that evaluated the configuration. */
export function unusableValue(place: Place, path: KeyPath, what: string): Problem {
  const subject = path.length > 0 ? `"${showPath(path)}"` : 'The configuration';
  return error('ZT1025', {
    message: `${subject} is ${what}.`,
    hint: 'A configuration holds plain data: texts, numbers, true and false, lists, objects and regular expressions.',
    place,
  });
}

export function notSupportedYet(place: Place, path: KeyPath): Problem {
  return {
    ...error('ZT1026', {
      message: `"${showPath(path)}" is not supported by this version yet: it has no effect.`,
      hint: 'Take it out of the configuration, or leave it for a later version.',
      place,
    }),
    severity: 'warning',
  };
}

export function unknownProfile(name: string, known: readonly string[], source: string): Problem {
  const guess = nearest(name, known);
  return error('ZT1027', {
    message: `There is no profile "${name}" (named by ${source}).`,
    hint:
      guess !== undefined
        ? `Did you mean "${guess}"?`
        : known.length > 0
          ? `The configuration has: ${known.join(', ')}.`
          : 'The configuration has no profiles: add one under the key "profiles".',
  });
}

export function wrongVariable(name: string, value: string, form: ValueForm): Problem {
  const guess = nearest(value, form.choices ?? []);
  return error('ZT1028', {
    message: `The environment variable ${name} must be ${form.expected}, but it is ${showValue(value)}.`,
    hint: guess === undefined ? `For example: ${name}=${form.example}` : `Did you mean "${guess}"?`,
  });
}

export function unknownVariable(name: string, guess: string): Problem {
  return {
    ...error('ZT1033', {
      message: `The environment variable ${name} is not known to ztest.`,
      hint: `Did you mean ${guess}?`,
    }),
    severity: 'warning',
  };
}

export function fileOfKeyMissing(place: Place, path: KeyPath, written: string): Problem {
  return error('ZT1029', {
    message: `"${showPath(path)}" names ${showValue(written)}, which does not exist.`,
    hint: 'Paths are relative to the root of the project.',
    place,
  });
}

/** `snapshot.format.indent`, `setupFiles[1]`, `tags["a b"]`. */
function showPath(path: KeyPath): string {
  return path
    .map((part, i) => {
      if (typeof part === 'number') return `[${part}]`;
      if (i === 0) return part;
      return /^[\w$-]+$/.test(part) ? '.' + part : `[${JSON.stringify(part)}]`;
    })
    .join('');
}

const maxShownLength = 60;

/** A value on one short line. */
function showValue(value: unknown): string {
  const shown = printValue(value);
  return shown.length > maxShownLength ? shown.slice(0, maxShownLength) + '…' : shown;
}

function printValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, maxShownLength + 1));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value instanceof Date) return 'a date';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

interface Words {
  readonly message: string;
  readonly hint?: string;
  readonly place?: Place;
}

function error(code: string, { message, hint, place }: Words): Problem {
  return {
    code,
    severity: 'error',
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { location: place }),
  };
}

export interface UnmatchedFilter {
  readonly text: string;
  readonly reason: 'path' | 'glob' | 'no-test' | 'outside';
  readonly guess: string | undefined;
  readonly rootDir: string;
  readonly severity: Problem['severity'];
}

export function filterMatchesNothing({
  text,
  reason,
  guess,
  rootDir,
  severity,
}: UnmatchedFilter): Problem {
  const sentences = {
    path: `No test file has "${text}" in its path.`,
    glob: `No test file matches "${text}".`,
    'no-test': `"${text}" exists, but there is no test file at it.`,
    outside: `"${text}" is outside of the project ${rootDir}.`,
  };
  const hints = {
    path: 'See what there is with: ztest list',
    glob: 'Globs are relative to where you are; put them in quotes.',
    'no-test': 'Test files are what "include" of the configuration names and .gitignore does not.',
    outside: 'Run ztest in the project that the file belongs to.',
  };
  const hint = guess === undefined ? hints[reason] : `Did you mean ${guess}?`;
  return { code: 'ZT1110', severity, message: sentences[reason], hint };
}

export function folderUnreadable(folder: string, reason: string): Problem {
  return {
    code: 'ZT1111',
    severity: 'warning',
    message: `The folder ${folder} cannot be read (${reason}): test files in it are not found.`,
    hint: 'Allow reading it, or name it under "exclude".',
    location: { file: folder },
  };
}

export function patternOutside(glob: string, rootDir: string): Problem {
  return {
    code: 'ZT1112',
    severity: 'warning',
    message: `The pattern "${glob}" of "include" points outside of the project ${rootDir}.`,
    hint: 'Test files must lie in the project: put the configuration into a folder above them.',
  };
}
