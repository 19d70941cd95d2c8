/** What coverage has to say, in sentences. ZT21xx. */
import type { Problem } from '../../test-host/protocol.ts';

export interface Shortfall {
  readonly metric: string;
  /** A glob, or `undefined` for all files. */
  readonly glob: string | undefined;
  /** Percent; below 0: how many may be left out. */
  readonly limit: number;
  readonly percent: number;
  readonly missing: number;
  /** The files that lack most, worst first. */
  readonly worst: readonly {
    readonly file: string;
    readonly missing: number;
    readonly total: number;
  }[];
}

export function changedBelowThreshold(percent: number, limit: number): Problem {
  return {
    code: 'ZT2104',
    severity: 'error',
    message: `${percent}% of the changed lines ran, and ${limit}% must.`,
    hint: 'The lines are listed above.',
  };
}

export function noChangesKnown(ref: string, reason: string): Problem {
  return {
    code: 'ZT2105',
    severity: 'error',
    message: `Which lines have changed since ${ref} cannot be told: ${reason}`,
    hint: 'Name a branch, tag or commit of this repository; a shallow clone may not have it (git fetch origin main).',
  };
}

export function belowThreshold(shortfall: Shortfall): Problem {
  const { metric, glob = 'all files', limit, percent, missing, worst } = shortfall;
  const files = worst.map(({ file, missing: left, total }) => `${file} (${left} of ${total})`);
  return {
    code: 'ZT2101',
    severity: 'error',
    message:
      limit < 0
        ? `${missing} ${metric} of ${glob} did not run, and at most ${-limit} may.`
        : `${percent}% of the ${metric} of ${glob} ran, and ${limit}% must.`,
    hint: `Most is missing in ${files.join(', ')}.`,
  };
}
