/** What `ztest migrate` says to its user; the codes are ZT26… */
import type { Problem } from '../../test-host/protocol.ts';

type Severity = Problem['severity'];

export function noSuite(rootDir: string): Problem {
  return say('error', 'ZT2601', {
    message: `There is no Jest suite in ${rootDir}: no configuration of Jest, and jest is no dependency.`,
    hint: 'Run it in the folder whose package.json has Jest.',
  });
}

export function uncommitted(files: readonly string[]): Problem {
  const some = files.slice(0, 3).join(', ') + (files.length > 3 ? ', …' : '');
  return say('error', 'ZT2602', {
    message: `Git has ${files.length} changed ${files.length === 1 ? 'file that is' : 'files that are'} not committed (${some}), so nothing was changed.`,
    hint: 'Commit or stash them, so that you can tell the migration apart; or go on with --force.',
  });
}

export function brokenOff(): Problem {
  return say('error', 'ZT2603', {
    message: 'An earlier migration was broken off in the middle.',
    hint: 'Take it back first: ztest migrate --undo',
  });
}

export function notWritten({
  reason,
  file,
  detail,
}: {
  readonly reason: 'changed' | 'read-only' | 'no-place' | 'failed';
  readonly file: string;
  readonly detail?: string | undefined;
}): Problem {
  const about = {
    changed: {
      message: `${file} was changed while it was migrated. Nothing was changed by ztest.`,
      hint: 'Run ztest migrate again.',
    },
    'read-only': {
      message: `${file} is read-only. Nothing was changed.`,
      hint: 'Make it writable, or migrate other paths: ztest migrate <path>',
    },
    'no-place': {
      message: `The backup could not be written: ${detail ?? ''}. Nothing was changed.`,
      hint: 'A migration needs a place in .ztest/migration.',
    },
    failed: {
      message: `${file} could not be written: ${detail ?? ''}. What had been changed was put back.`,
      hint: 'When that is mended, run ztest migrate again.',
    },
  };
  const codes = {
    changed: 'ZT2604',
    'read-only': 'ZT2605',
    'no-place': 'ZT2606',
    failed: 'ZT2606',
  };
  return say('error', codes[reason], about[reason]);
}

export function nothingToUndo(): Problem {
  return say('error', 'ZT2607', {
    message: 'There is no migration to take back.',
    hint: 'What a migration changes is kept in .ztest/migration until it is taken back.',
  });
}

export function editedSince(files: readonly string[]): Problem {
  return say('error', 'ZT2608', {
    message: `Changed since the migration: ${files.join(', ')}. Nothing was taken back.`,
    hint: 'Taking it back would lose these changes. Do it all the same with: ztest migrate --undo --force',
  });
}

export function undoFailed(file: string, detail: string): Problem {
  return say('error', 'ZT2609', {
    message: `${file} could not be put back: ${detail}.`,
    hint: 'When that is mended, run ztest migrate --undo again: it goes on where it stopped.',
  });
}

export function mixesVitest(files: number): Problem {
  return say('warning', 'ZT2610', {
    message: `Jest and Vitest live together here: ${files} ${files === 1 ? 'file imports' : 'files import'} from vitest and ${files === 1 ? 'stays' : 'stay'} as ${files === 1 ? 'it is' : 'they are'}.`,
    hint: 'Only the files of Jest are migrated.',
  });
}

export function unknownReport(file: string): Problem {
  return say('error', 'ZT2611', {
    message: `A report is written as .md or .html, but ${file} is neither.`,
    hint: 'For example: --report migration.html',
  });
}

export function jestSaidNothing(said: string): Problem {
  const end = said.trim().split('\n').slice(-6).join('\n  ');
  return say('warning', 'ZT2612', {
    message: `Jest itself could not run the tests, so there is nothing to compare with:\n  ${end}`,
    hint: 'Without the comparison: --no-validate',
  });
}

export function unknownPath(path: string): Problem {
  return say('error', 'ZT2613', {
    message: `There is no ${path}.`,
    hint: 'Paths of files and folders are relative to the folder that you are in.',
  });
}

export function brokenManifest(reason: string): Problem {
  return say('error', 'ZT2614', {
    message: `package.json cannot be read: ${reason}. Nothing was changed.`,
    hint: 'Mend it first: the scripts and packages in it are a part of the migration.',
  });
}

export function endedOtherwise(tests: number): Problem {
  return say('error', 'ZT2615', {
    message: `${tests === 1 ? '1 test ends' : `${tests} tests end`} otherwise than with Jest, so the migration was taken back: every file is as before.`,
    hint: 'Mend these tests first, migrate other paths (ztest migrate <path>), or keep it and mend it then: --force',
  });
}

function say(
  severity: Severity,
  code: string,
  { message, hint }: { readonly message: string; readonly hint: string },
): Problem {
  return { code, severity, message, hint };
}
