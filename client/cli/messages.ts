/** What the command says to its user: every problem with its code, in one place. */
import { nearest } from '../../server/config/did-you-mean.ts';
import type { NotCovered, ShardPlan } from '../../server/engine.ts';
import type { Problem } from '../../test-host/protocol.ts';
import type { Flag } from './options-flag.ts';
import { checkTagExpression } from './options-tags.ts';

type FlagValue = NonNullable<Flag['value']>;

// The command line

export function unknownFlag(written: string, guess: string | undefined): Problem {
  return error('ZT1001', {
    message: `Unknown flag ${written}.`,
    hint: guess === undefined ? 'See all flags with: ztest --help' : `Did you mean ${guess}?`,
  });
}

export function flagNeedsValue(written: string, { form }: FlagValue): Problem {
  return error('ZT1002', {
    message: `${written} needs a value: ${form.expected}.`,
    hint: `For example: ${written} ${form.example}`,
  });
}

export function wrongFlagValue(written: string, value: string, { form }: FlagValue): Problem {
  const guess = nearest(value, form.choices ?? []);
  return error('ZT1003', {
    message: `${written} must be ${form.expected}, but it is ${JSON.stringify(value)}${detail(written, value)}.`,
    hint:
      guess === undefined ? `For example: ${written} ${form.example}` : `Did you mean ${guess}?`,
  });
}

/** Where a regular expression or tag expression goes wrong. */
function detail(written: string, value: string): string {
  if (written === '--tags') {
    const problem = checkTagExpression(value);
    return problem === undefined
      ? ''
      : `: at character ${problem.column}, ${problem.expected} is missing`;
  }
  if (written !== '-t' && written !== '--pattern') return '';
  try {
    new RegExp(value);
    return '';
  } catch (cause) {
    return `: ${cause instanceof Error ? cause.message.replace(/^.*\/[^/]*: /s, '') : String(cause)}`;
  }
}

export function flagTakesNoValue(written: string, value: string): Problem {
  return error('ZT1004', {
    message: `${written} takes no value, but it is given ${JSON.stringify(value)}.`,
    hint: `Write ${written} alone.`,
  });
}

export function flagNotForCommand(
  written: string,
  command: string,
  commands: readonly string[],
): Problem {
  const hints: Readonly<Record<string, string>> = {
    '--json': 'For the results of a run as JSON: --report json=-',
    '--report': 'For the reports of coverage: --coverage.report',
  };
  return error('ZT1005', {
    message: `${written} is no flag of "ztest ${command}": it belongs to ${commands.map((name) => `"ztest ${name}"`).join(', ')}.`,
    hint: hints[written] ?? `See its flags with: ztest help ${command}`,
  });
}

export function laterFlag(written: string): Problem {
  return error('ZT1006', {
    message: `${written} is not supported by this version yet.`,
    hint: 'See what is with: ztest --help',
  });
}

export function laterCommand(name: string): Problem {
  return error('ZT1006', {
    message: `The command "${name}" is not supported by this version yet.`,
    hint: `To run the test files with "${name}" in their path: ztest run ${name}`,
  });
}

export function unknownHelpTopic(
  topic: string,
  guess: string | undefined,
  known: readonly string[],
): Problem {
  return error('ZT1007', {
    message: `There is no command "${topic}" to help with.`,
    hint:
      guess === undefined ? `Commands: ${known.join(', ')}.` : `Did you mean: ztest help ${guess}`,
  });
}

export function badFilterLines(text: string): Problem {
  return error('ZT1008', {
    message: `The lines of "${text}" make no sense: they start at 1 and go upwards.`,
    hint: 'For example: src/cart.test.ts:12 or src/cart.test.ts:12-20',
  });
}

export function nothingToExplain(): Problem {
  return error('ZT1014', {
    message: 'ztest explain needs a file, or a part of a title.',
    hint: "For example: ztest explain src/cart.test.ts or ztest explain 'adds an item'",
  });
}

// What a run finds

/** @param selection the filters and flags that narrowed the run, as they were written */
export function nothingMatched(selection: readonly string[]): Problem {
  return error('ZT1009', {
    message: `No test matches ${selection.join(' ')}.`,
    hint: 'See all tests with: ztest list. To accept an empty run: --pass-with-no-tests',
  });
}

export function noTestFiles(rootDir: string, include: readonly string[]): Problem {
  return error('ZT1010', {
    message: `There are no test files in ${rootDir} (looked for ${include.join(', ')}).`,
    hint: 'Create one, e.g. src/first.test.ts, or set "include" in ztest.config.ts. To accept an empty run: --pass-with-no-tests',
  });
}

export function noTestsInFiles(files: number): Problem {
  return error('ZT1015', {
    message: `There ${files === 1 ? 'is 1 test file' : `are ${files} test files`}, but no test in ${files === 1 ? 'it' : 'them'}.`,
    hint: 'See why with: ztest explain <file>. To accept an empty run: --pass-with-no-tests',
  });
}

/** `--last-failed` without a run to look back at. */
export function noLastRun(): Problem {
  return error('ZT1011', {
    message: 'There is no earlier run whose failures could be run again.',
    hint: 'Run ztest once without --last-failed.',
  });
}

export function noLastFailures(): Problem {
  return {
    ...error('ZT1012', {
      message: 'Nothing failed in the last run, so there is nothing to run again.',
      hint: 'Run ztest without --last-failed to run all tests.',
    }),
    severity: 'warning',
  };
}

/** More machines than files. */
export function emptyShard({ index, count, total }: ShardPlan): Problem {
  return {
    ...error('ZT1055', {
      message: `Shard ${index} of ${count} has nothing to run: there ${total === 1 ? 'is 1 test file' : `are ${total} test files`}.`,
      hint: 'Fewer shards would be enough.',
    }),
    severity: 'warning',
  };
}

export function noTimings(file: string): Problem {
  return error('ZT1056', {
    message: `The durations of ${file} cannot be read, so it is not known which files belong to this shard.`,
    hint: 'It must be a copy of .ztest/last-run.json, the same for all shards. To deal the files out by their names: --shard-timings none',
  });
}

export function graphNeedsFile(isTooMany: boolean): Problem {
  return error('ZT1013', {
    message: isTooMany ? 'ztest graph takes one file.' : 'ztest graph needs a file.',
    hint: 'For example: ztest graph src/cart.ts. For the path between two: ztest graph src/cart.test.ts --why src/cart.ts',
  });
}

/** @param what the word behind `coverage` */
export function coverageNeedsInputs(what: string | undefined): Problem {
  return error('ZT1034', {
    message:
      what === undefined || what === 'merge'
        ? 'ztest coverage merge needs the results of runs: folders or files.'
        : `ztest coverage can merge, and nothing called "${what}".`,
    hint: 'For example: ztest coverage merge shard-1 shard-2. To run the tests with coverage: ztest --coverage',
  });
}

export function coversNeedsLine(): Problem {
  return error('ZT1019', {
    message: 'ztest covers needs one line of one file.',
    hint: 'For example: ztest covers src/cart.ts:12',
  });
}

export function noSuchFile(name: string): Problem {
  return error('ZT1036', {
    message: `There is no file ${name}.`,
    hint: 'Paths are relative to the folder that you are in.',
  });
}

export function nothingCounted(place: string, reason: NotCovered['reason']): Problem {
  const about = {
    'no-data': {
      message: 'No run has counted yet which code the tests run.',
      hint: 'Run the tests once with: ztest --coverage',
    },
    'no-file': {
      message: `No test has run any code of the file in ${place}.`,
      hint: 'Only what the last runs with --coverage have loaded is known; "exclude" of the configuration leaves files out.',
    },
    'no-code': {
      message: `Nothing on ${place} is counted.`,
      hint: 'Types, comments and empty lines are not; nor is what a comment leaves out.',
    },
    changed: {
      message: `${place} is new or has changed since the file was counted.`,
      hint: 'Run the tests again with: ztest --coverage',
    },
  };
  return { ...error('ZT2102', about[reason]), severity: 'warning' };
}

export function changedSinceCounted(file: string): Problem {
  return {
    ...error('ZT2103', {
      message: `${file} has changed since it was counted: other tests may run the line by now.`,
      hint: 'Run the tests again with: ztest --coverage',
    }),
    severity: 'warning',
  };
}

/** @param tests files that ran the file before it changed */
export function notCountedSince(file: string, tests: readonly string[]): Problem {
  const shown = tests.slice(0, 3).join(' ');
  const more = tests.length > 3 ? ` and ${tests.length - 3} more` : '';
  return {
    ...error('ZT2107', {
      message: `${file} has changed, and not all tests that ran it have been counted since: ${shown}${more}.`,
      hint: `Run them again with: ztest --coverage${more === '' ? ` ${shown}` : ''}`,
    }),
    severity: 'warning',
  };
}

export function noHistory(): Problem {
  return {
    ...error('ZT2206', {
      message: 'No run is remembered yet.',
      hint: 'Run the tests once with: ztest',
    }),
    severity: 'warning',
  };
}

export function noSuchRun(run: number): Problem {
  return error('ZT2207', {
    message: `There is no run ${run}, or it was forgotten.`,
    hint: 'See the last runs with: ztest history --trend',
  });
}

export function testNotInHistory(text: string): Problem {
  return {
    ...error('ZT2208', {
      message: `No test that ran has "${text}" in its file or title.`,
      hint: 'See all tests with: ztest list. Those that never ran have no history.',
    }),
    severity: 'warning',
  };
}

export function flakyTests(count: number): Problem {
  const tests = count === 1 ? '1 test' : `${count} tests`;
  return error('ZT2213', {
    message: `${tests} passed in a later attempt only, and --fail-on-flaky is set.`,
    hint: 'Find out why with: ztest flaky diagnose <test>',
  });
}

export function flakyNeedsVerb(what: string | undefined): Problem {
  return error('ZT2212', {
    message:
      what === undefined
        ? 'ztest flaky needs to know what to do: diagnose.'
        : `ztest flaky can diagnose, and nothing called "${what}".`,
    hint: 'For example: ztest flaky diagnose src/cart.test.ts:12. Which tests are flaky says: ztest history',
  });
}

export function quarantineVerb(what: string, guess: string | undefined): Problem {
  return error('ZT2312', {
    message: `ztest quarantine can list, add, remove and propose, and nothing called "${what}".`,
    hint:
      guess === undefined
        ? 'For example: ztest quarantine add src/cart.test.ts:12 --owner ann'
        : `Did you mean "${guess}"?`,
  });
}

export function noTestNamed(text: string): Problem {
  return error('ZT2313', {
    message: `There is no test of the name "${text}".`,
    hint: 'Name it by file and line (src/cart.test.ts:12), by its title, or as reports write it. See all tests with: ztest list',
  });
}

export function notInQuarantine(text: string): Problem {
  return error('ZT2314', {
    message: `No test of the name "${text}" is in quarantine.`,
    hint: 'See who is with: ztest quarantine',
  });
}

export function needsOneTest(command: string): Problem {
  return error('ZT2209', {
    message: `"ztest ${command}" needs one test.`,
    hint: `For example: ztest ${command} src/cart.test.ts:12`,
  });
}

export function noSuchTest(text: string): Problem {
  return error('ZT2210', {
    message: `No test of the name "${text}" has run.`,
    hint: 'Name it by file and line (src/cart.test.ts:12), by its title, or as reports write it. See all tests with: ztest list',
  });
}

export function testsOfThatName(text: string, names: readonly string[]): Problem {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return error('ZT2211', {
    message: `"${text}" names several tests: ${names.slice(0, 5).join('; ')}${more}.`,
    hint: 'Name one of them as it stands here, in quotes.',
  });
}

export function unknownGraphFile(name: string, guess: string | undefined): Problem {
  return error('ZT1016', {
    message: `There is no file ${name}, and no package of that name is imported.`,
    hint:
      guess === undefined
        ? 'Paths are relative to the folder that you are in. See all test files with: ztest list'
        : `Did you mean: ztest graph ${guess}`,
  });
}

export function unknownSymbol({
  file,
  name,
  guess,
}: {
  readonly file: string;
  readonly name: string;
  readonly guess: string | undefined;
}): Problem {
  return error('ZT1018', {
    message: `${file} declares and exports no ${name}.`,
    hint:
      guess === undefined
        ? 'Only names of its top level count.'
        : `Did you mean: ztest graph ${file}#${guess}`,
  });
}

export function filesNotConnected(from: string, to: string): Problem {
  return {
    ...error('ZT1017', {
      message: `${from} and ${to} do not reach each other.`,
      hint: `See what each reaches: ztest graph --closure ${from}. Imports of types alone do not count, nor what only running the code could tell.`,
    }),
    severity: 'warning',
  };
}

/** The one catch of the process: a bug of ours. */
export function internalError(reason: string): Problem {
  return error('ZT1019', {
    message: `ztest itself went wrong: ${reason}`,
    hint: 'This is a bug in ztest, not in your tests: please report it with this text.',
  });
}

/** A problem as plain lines: what happened, where, what to do. */
export function renderProblem({ severity, code, message, location, hint }: Problem): string {
  const lines = [`${severity} ${code}: ${message}`];
  if (location !== undefined && location.file !== '') {
    const { file, line, column } = location;
    const position =
      line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
    lines.push(`  at ${file}${position}`);
  }
  if (hint !== undefined) lines.push(`  ${hint}`);
  return lines.join('\n');
}

function error(code: string, { message, hint }: { message: string; hint: string }): Problem {
  return { code, severity: 'error', message, hint };
}

// Watch mode

export function watchInCI(): Problem {
  return error('ZT1051', {
    message: 'Watch mode does not end by itself, and this looks like CI: the variable CI is set.',
    hint: 'Run the tests once with: ztest. To watch all the same, set CI to an empty value.',
  });
}

export function watchIsNotHybrid(): Problem {
  return error('ZT1057', {
    message: 'Watch mode runs all files on ztest: it does not go together with --hybrid.',
    hint: 'Leave one of the two out.',
  });
}

export function keysAreOff(): Problem {
  return {
    ...error('ZT1052', {
      message: 'Watching without keys: standard input or output is no terminal, or CI is set.',
      hint: 'It ends with Ctrl-C, SIGTERM, or when the pipe of its standard input is closed.',
    }),
    severity: 'warning',
  };
}

// Debugging

export function waitsForDebugger({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): string {
  return `Waiting for a debugger on ${host}:${port}. In VS Code run "Debug: Attach to Node Process"; in Chrome open chrome://inspect.`;
}
