/** What discovery says about a project: every problem with its code, in one place. */
import type { Problem } from '../../test-host/protocol.ts';
import type { TreeProblem } from './file-tree.ts';

export interface UnreadCode {
  readonly path: readonly (string | number)[];
  readonly covers: 'value' | 'rest';
  readonly code: string;
}

/** A part of a configuration that only running it would tell. */
export function configNotStatic(
  place: NonNullable<Problem['location']>,
  { path, covers, code }: UnreadCode,
): Problem {
  const key = path.join('.');
  const what =
    covers === 'value' && key !== ''
      ? `"${key}" is made by code (${code})`
      : `${key === '' ? 'It' : `"${key}"`} also takes what ${code} gives`;
  return {
    code: 'ZT1034',
    severity: 'warning',
    message: `${place.file} cannot be read in full: ${what}, and no configuration is run to find tests.`,
    hint: 'Write it as a literal; until then the defaults hold in its place.',
    location: place,
  };
}

export function configUnreadable(file: string): Problem {
  return {
    code: 'ZT1035',
    severity: 'warning',
    message: `${file} exports nothing that can be read without running it: the defaults hold.`,
    hint: 'Export an object literal, for example: export default defineConfig({ … }).',
    location: { file },
  };
}

export function fileDamaged(file: string): TreeProblem {
  return {
    kind: 'unreadable',
    severity: 'warning',
    code: 'ZT1113',
    message: `${file} is not valid UTF-8: what cannot be read in it is shown as \uFFFD.`,
    hint: 'Save the file as UTF-8.',
    range: firstLine,
  };
}

export function fileTooLarge(file: string, size: number): TreeProblem {
  return {
    kind: 'unreadable',
    severity: 'warning',
    code: 'ZT1114',
    message: `${file} is too large to look for tests in (${Math.round(size / 1024 / 1024)} MB).`,
    hint: 'Split the file, or name it under "exclude".',
    range: firstLine,
  };
}

export function importMissing(
  specifier: string,
  { range, guess, install }: Pick<TreeProblem, 'range' | 'guess' | 'install'>,
): TreeProblem {
  const hint =
    guess === undefined
      ? install &&
        (install.isDeclared
          ? `package.json names it, but it is not installed: ${install.command}`
          : `If it is a package, install it: ${install.command}`)
      : `Did you mean "${guess}"?`;
  return {
    kind: 'missing-import',
    severity: 'error',
    code: 'ZT1116',
    message: `"${specifier}" leads to no file and no package.`,
    ...(hint !== undefined && { hint }),
    ...(guess !== undefined && { guess }),
    ...(install !== undefined && { install }),
    range,
  };
}

export function tagUnknown(
  tag: string,
  {
    config,
    guess,
    range,
  }: Pick<TreeProblem, 'range'> & {
    readonly config: string;
    readonly guess: string | undefined;
  },
): TreeProblem {
  return {
    kind: 'unknown-tag',
    // A tag that looks like none of them is most likely meant: it only has no defaults.
    severity: guess === undefined ? 'hint' : 'warning',
    code: 'ZT2009',
    message: `"${tag}" is none of the tags in ${config}.`,
    hint:
      guess === undefined
        ? `Add it to "tags" there, or take one that is there.`
        : `Did you mean "${guess}"?`,
    ...(guess !== undefined && { guess }),
    range,
  };
}

/** A bug of ours in one file must not take the others away. */
export function fileNotUnderstood(file: string, reason: string): TreeProblem {
  return {
    kind: 'unreadable',
    severity: 'error',
    code: 'ZT1115',
    message: `ztest itself went wrong while it looked for tests in ${file}: ${reason}`,
    hint: 'This is a bug in ztest, not in your tests: please report it with this text.',
    range: firstLine,
  };
}

const firstLine = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
