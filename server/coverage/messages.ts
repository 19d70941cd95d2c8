/** What coverage has to say, in sentences. ZT21xx. */
import type { Problem } from '../../test-host/protocol.ts';

export interface Shortfall {
  readonly metric: string;
  /** Percent; below 0: how many may be left out. */
  readonly limit: number;
  readonly percent: number;
  readonly missing: number;
  /** How many more would do. */
  readonly lack: number;
}

export interface WorstFile {
  readonly file: string;
  readonly parts: readonly {
    readonly metric: string;
    readonly missing: number;
    readonly total: number;
  }[];
  /** What did not run, largest first. */
  readonly pieces: () => readonly string[];
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

const MOST_FILES = 3;
const MOST_PIECES = 5;

/** @param file absolute path */
export function cannotBeCounted(file: string, reason: string): Problem {
  return {
    code: 'ZT2106',
    severity: 'warning',
    message: `What runs of ${file} is not counted: ${reason}`,
    hint: 'It runs as it does without coverage. "coverage.exclude" leaves it out without a word.',
    location: { file },
  };
}

export function belowThreshold({
  of,
  shortfalls,
  worst,
}: {
  /** What the limits hold for. */
  readonly of: string;
  readonly shortfalls: readonly Shortfall[];
  /** The files that lack most, worst first. */
  readonly worst: readonly WorstFile[];
}): Problem {
  const rows = worst
    .slice(0, MOST_FILES)
    .flatMap(({ file, parts, pieces }) => [
      `${file}: ${parts.map(({ metric, missing, total }) => `${missing} of ${total} ${metric}`).join(', ')}`,
      `  ${limited(pieces(), MOST_PIECES)}`,
    ]);
  const others = worst.length - MOST_FILES;
  return {
    code: 'ZT2101',
    severity: 'error',
    message: `Too little of ${of} ran: ${shortfalls.map(writeShortfall).join('; ')}.`,
    hint: [
      'Most is missing in:',
      ...rows,
      ...(others > 0 ? [`and ${others} other ${others === 1 ? 'file' : 'files'}`] : []),
    ].join('\n  '),
  };
}

function writeShortfall({ metric, limit, percent, missing, lack }: Shortfall): string {
  return limit < 0
    ? `${missing} ${metric} did not, and at most ${-limit} may`
    : `${percent}% of the ${metric}, and ${limit}% must (${lack} more)`;
}

function limited(names: readonly string[], most: number): string {
  const others = names.length - most;
  return [...names.slice(0, most), ...(others > 0 ? [`${others} others`] : [])].join(', ');
}

export function globMatchesNothing(glob: string): Problem {
  return {
    code: 'ZT2120',
    severity: 'warning',
    message: `No file that is counted matches "${glob}" of coverage.thresholds.`,
    hint: 'Globs are relative to the root of the project, for example src/core/**.',
  };
}

export function includeMatchesNothing(globs: readonly string[]): Problem {
  return {
    code: 'ZT2124',
    severity: 'warning',
    message: `No source file matches ${globs.map((glob) => `"${glob}"`).join(', ')} of coverage.include: nothing is counted.`,
    hint: 'Globs are relative to the root of the project, for example src/**; test files are never counted.',
  };
}

/** @param missing the folder that was named, and is not there */
export function kindWithoutFolder(kind: string, missing?: string): Problem {
  return {
    code: 'ZT2121',
    severity: 'warning',
    message: `Which tests are of the kind "${kind}" is not known: its coverage is not checked.`,
    hint: `${missing === undefined ? 'Name their folder' : `There is no folder ${missing}; name the one that they are in`}: types: { ${kind}: { folder: 'test/${kind}', coverage: … } }`,
  };
}

export function reportNotWritten(name: string, directory: string, reason: string): Problem {
  return {
    code: 'ZT2122',
    severity: 'error',
    message: `The coverage report "${name}" could not be written to ${directory}: ${reason}`,
    hint: 'Nothing of it was left there. Free space, allow writing, or choose another folder with --coverage.directory.',
  };
}

export function thresholdsNotRaised(file: string, key: string): Problem {
  return {
    code: 'ZT2123',
    severity: 'warning',
    message: `The thresholds in ${file} could not be raised: "${key}" is not written there as a plain number.`,
    hint: 'Nothing was changed. Write the number itself in the configuration, or turn autoUpdate off.',
  };
}

export function thresholdsNotWritten(file: string, reason: string): Problem {
  return {
    code: 'ZT2123',
    severity: 'warning',
    message: `The thresholds in ${file} could not be raised: ${reason}`,
    hint: 'Nothing was changed. Allow writing the file, or turn autoUpdate off.',
  };
}

// Merging

export function noRawResults(folder: string, name: string): Problem {
  return {
    code: 'ZT2130',
    severity: 'error',
    message: `There are no raw results (${name}, coverage-final.json) in ${folder}.`,
    hint: 'A run leaves them in its coverage folder with: ztest --coverage.report raw',
  };
}

export type UnreadableReason = 'missing' | 'not-raw' | 'other-version' | 'cut-off' | 'unreadable';

export function unreadableResults(name: string, reason: UnreadableReason, detail = ''): Problem {
  const about: Readonly<Record<UnreadableReason, { message: string; hint: string }>> = {
    missing: {
      message: `There is no file or folder ${name}.`,
      hint: 'Paths are relative to where you are. Did each shard upload its coverage folder?',
    },
    'not-raw': {
      message: `${name} holds neither raw results of ztest nor a coverage-final.json.`,
      hint: 'A run leaves raw results with: ztest --coverage.report raw',
    },
    'other-version': {
      message: `${name} was written in version ${detail} of the format, which this version of ztest does not read.`,
      hint: 'Use the same version of ztest for the runs and for merging them.',
    },
    'cut-off': {
      message: `${name} is cut off, or was changed.`,
      hint: 'Was the disk full, or the upload ended early? Run that part again.',
    },
    unreadable: {
      message: `${name} cannot be read: ${detail}`,
      hint: 'Check that it is a file and that you may read it.',
    },
  };
  return { code: 'ZT2131', severity: 'error', ...about[reason] };
}

const MOST_DIFFERENT = 10;

export function differentSources(
  different: readonly { readonly file: string; readonly inputs: readonly [string, string] }[],
): Problem {
  const rows = different
    .slice(0, MOST_DIFFERENT)
    .map(({ file, inputs }) => `${file}: ${inputs.join(' and ')}`);
  const others = different.length - MOST_DIFFERENT;
  return {
    code: 'ZT2132',
    severity: 'error',
    message: `These results are not of the same sources: ${different.length} ${different.length === 1 ? 'file was' : 'files were'} counted as different text, or with other settings.`,
    hint: [
      ...rows,
      ...(others > 0 ? [`and ${others} others`] : []),
      'Merge only runs of one commit, with one configuration. Is there a result of an earlier run among them?',
    ].join('\n  '),
  };
}

export function otherSourcesHere(files: readonly string[]): Problem {
  return {
    code: 'ZT2133',
    severity: 'warning',
    message: `${files.length} ${files.length === 1 ? 'file is' : 'files are'} not here as counted: ${limited(files, MOST_DIFFERENT)}.`,
    hint: 'Merge where the commit is checked out that the runs were of: reports show the sources that are here.',
  };
}

export function countedElsewhere(name: string, count: number): Problem {
  return {
    code: 'ZT2134',
    severity: 'warning',
    message: `${count} ${count === 1 ? 'file' : 'files'} in ${name} are not of this project and are left out.`,
    hint: 'Merge in the folder that they were counted in.',
  };
}

/** @param files relative to the root */
export function changedMeanwhile(files: readonly string[]): readonly Problem[] {
  if (files.length === 0) return [];
  const [first = ''] = files;
  const [what, verb] = files.length === 1 ? [first, 'is'] : [`${files.length} files`, 'are'];
  const names = files.length === 1 ? '' : ` They are ${files.join(', ')}.`;
  return [
    {
      code: 'ZT2140',
      severity: 'warning',
      message: `${what} changed while the tests ran, and ${verb} left out of the coverage reports.${names}`,
      hint: 'Run the tests again.',
    },
  ];
}
