/** What the history has to say, in sentences. ZT22xx. */
import type { Problem } from '../../test-host/protocol.ts';

export function historyBroken(aside: string): Problem {
  return warning('ZT2201', {
    message: `The history was broken and begins anew; what was left of it is now ${aside}.`,
    hint: 'Delete that file when nobody misses it. Runs and their results are not harmed.',
  });
}

export function historyTooNew(file: string): Problem {
  return warning('ZT2202', {
    message: `The history was written by a newer ztest, and is left alone: this run is not recorded.`,
    hint: `Use the newer ztest here, too, or delete ${file}.`,
  });
}

export function historyUnwritable(file: string, reason: string): Problem {
  return warning('ZT2203', {
    message: `The history cannot be written (${reason}): this run is not recorded.`,
    hint: `Free disk space, or fix the permissions of ${file}.`,
  });
}

export function historyUnavailable(): Problem {
  return warning('ZT2204', {
    message: 'This build of Node has no SQLite: nothing is recorded.',
    hint: 'Use Node 22.15 or newer from nodejs.org.',
  });
}

export function historyUnreadable(file: string, reason: string): Problem {
  return warning('ZT2205', {
    message: `The history cannot be read (${reason}).`,
    hint: `Fix the permissions of ${file}, or delete it.`,
  });
}

function warning(code: string, said: { message: string; hint: string }): Problem {
  return { code, severity: 'warning', ...said };
}
