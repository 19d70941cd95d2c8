/** What there is to say of the quarantine. ZT23xx. */
import { readTestId, type Problem, type TestId } from '../../test-host/protocol.ts';
import type { PlacedEntry } from './quarantine-file.ts';

const FILE = 'ztest.quarantine.json';

export function notJson(
  expected: string,
  { line, column }: { readonly line: number; readonly column: number },
): Problem {
  return {
    ...error('ZT2301', line, {
      message: `${FILE} cannot be read: ${expected} is missing in line ${line}, column ${column}.`,
      hint: 'Nobody is in quarantine until it is mended. The quarantine is kept in git: git checkout brings the last one back.',
    }),
    location: { file: FILE, line, column },
  };
}

export function wrongShape(reason: string | undefined, line = 1): Problem {
  return error('ZT2302', line, {
    message:
      reason === undefined
        ? `${FILE} is not what it should be: { "version": 1, "tests": [ … ] }.`
        : `${FILE} cannot be read (${reason}).`,
    hint: 'Nobody is in quarantine until it is mended. To begin anew, delete it and use: npx ztest quarantine add <test>',
  });
}

export function wrongVersion(version: unknown, line: number): Problem {
  return error('ZT2303', line, {
    message: `${FILE} is of version ${JSON.stringify(version)}; this ztest knows 1.`,
    hint: 'Use the newer ztest that wrote it.',
  });
}

export function entryWithoutId(line: number, id?: string): Problem {
  return error('ZT2304', line, {
    message:
      id === undefined
        ? `${FILE}: the entry in line ${line} names no test.`
        : `${FILE}: "${id}" in line ${line} is no id of a test.`,
    hint: 'An id is the file, "#", and the titles with ">" between them: "src/cart.test.ts#cart>adds". ztest quarantine add <test> finds it.',
  });
}

export function notADay(
  key: string,
  { isDay, written, line }: { isDay: boolean; written: string; line: number },
): Problem {
  return error('ZT2305', line, {
    message: `${FILE}: "${key}" in line ${line} must be ${isDay ? 'a day' : 'text'}, but it is ${written}.`,
    hint: isDay
      ? `Write it as year, month, day: "${key}": "2026-12-31".`
      : `Put it in double quotes.`,
  });
}

export function unknownKey(
  key: string,
  where: { guess: string | undefined; keys: readonly string[]; line: number },
): Problem {
  return error('ZT2306', where.line, {
    message: `${FILE}: "${key}" in line ${where.line} means nothing.`,
    hint:
      where.guess === undefined
        ? `An entry has: ${where.keys.join(', ')}.`
        : `Did you mean "${where.guess}"?`,
  });
}

export function entryOfTwice(
  id: TestId,
  { line, before }: { readonly line: number; readonly before: number },
): Problem {
  return error('ZT2307', line, {
    message: `${FILE}: ${nameOf(id)} is in lines ${before} and ${line}.`,
    hint: 'Take one of them out.',
  });
}

export function expired({ id, owner, expires, line }: PlacedEntry): Problem {
  const whose = owner === undefined ? 'nobody is named as its owner' : `its owner is ${owner}`;
  return error('ZT2308', line, {
    message: `The quarantine of ${nameOf(id)} ended on ${expires}; ${whose}.`,
    hint: `Mend the test, then: npx ztest quarantine remove '${nameOf(id)}'. For more time: npx ztest quarantine add '${nameOf(id)}' --expires 14d`,
  });
}

export function entryOfNobody({ id, line }: PlacedEntry): Problem {
  return warning('ZT2309', line, {
    message: `${nameOf(id)} is in quarantine, but there is no such test any more.`,
    hint: 'Take all such entries out with: npx ztest quarantine --release',
  });
}

export function entryOfRenamed({ id, line }: PlacedEntry, now: TestId): Problem {
  return warning('ZT2310', line, {
    message: `${nameOf(id)} is in quarantine and is called ${nameOf(now)} now: it still is.`,
    hint: 'Write the new name down with: npx ztest quarantine --release',
  });
}

export function unwritable(reason: string): Problem {
  return {
    ...error('ZT2311', 1, {
      message: `${FILE} cannot be written (${reason}): nothing has changed.`,
      hint: 'Free disk space, or fix the permissions of the file and its folder.',
    }),
    location: { file: FILE },
  };
}

/** As reports write it, so that commands find what is copied. */
function nameOf(id: TestId): string {
  const { file, titles } = readTestId(id);
  return [file, ...titles].join(' › ');
}

interface Said {
  readonly message: string;
  readonly hint: string;
}

function error(code: string, line: number, said: Said): Problem {
  return { code, severity: 'error', ...said, location: { file: FILE, line } };
}

function warning(code: string, line: number, said: Said): Problem {
  return { ...error(code, line, said), severity: 'warning' };
}
