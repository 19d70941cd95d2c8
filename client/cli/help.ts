/** `ztest --help` and `ztest help <command>`, as wide as the terminal. */
import { settingVariables } from '../../server/config/environment.ts';
import { watchKeys } from './watch/keys.ts';
import { flagGroups, type Flag } from './options-flag.ts';
import { flags } from './options-flags.ts';
import type { CommandName } from './options-request.ts';

export interface HelpOptions {
  readonly topic: CommandName | undefined;
  /** Of the terminal. */
  readonly columns: number;
  readonly version: string;
}

/** Text that ends in a line end. */
export function renderHelp({ topic, columns, version }: HelpOptions): string {
  const width = Math.min(Math.max(columns, 40), 100);
  const sections = topic === undefined ? overview(version) : commandHelp[topic](version);
  return sections.map((section) => renderSection(section, width)).join('\n');
}

interface Section {
  readonly title: string;
  /** What, and what it means; without a meaning: a line of its own. */
  readonly rows: readonly (readonly [string, string?])[];
}

const commands: Section = {
  title: 'Commands',
  rows: [
    ['ztest [filter…]', 'Run the tests (also: ztest run)'],
    ['ztest watch [filter…]', 'Run the tests, and after each change those that it affects'],
    ['ztest list [filter…]', 'Show the tests without running them'],
    ['ztest explain <file|title>', 'Say why a test is there, or why not'],
    ['ztest graph <file>', 'Show what a file depends on, or what depends on it'],
    ['ztest covers <file:line>', 'Show the tests that run a line'],
    ['ztest affected', 'Show the tests that changes can have broken'],
    ['ztest coverage merge <path…>', 'Put together what several runs have counted'],
    ['ztest migrate [path…]', 'Turn a Jest suite into one of ztest, or say what that would take'],
    ['ztest history [test]', 'Show flaky and failing tests, or what became of one'],
    ['ztest export', 'Write all results that are remembered, for other programs'],
    [
      'ztest bisect <test>',
      'Find the tests that must run before one so that it fails; --git: the commit',
    ],
    ['ztest flaky diagnose <test>', 'Find out why a test fails now and then'],
    ['ztest quarantine', 'Tests that run but fail nothing: list, add, remove, propose'],
    ['ztest lsp', 'Serve an editor: a language server over standard input and output'],
    ['ztest help [command]', 'Show this, or the help of a command'],
    ['ztest version', 'Show the version'],
  ],
};

const filters: Section = {
  title: 'Filters',
  rows: [
    ['src/cart', 'Files with this in their path; a file or folder of that name alone'],
    ["'src/**/*.api.test.ts'", 'Files that match a glob'],
    ['src/cart.test.ts:12', 'The test at a line, or at lines: :12-20'],
  ],
};

const runExamples: Section = {
  title: 'Examples',
  rows: [
    ['ztest', 'Everything'],
    ['ztest src/cart', 'The files below src/cart'],
    ['ztest src/cart.test.ts:12', 'One test'],
    ["ztest -t 'adds|removes'", 'Tests by title'],
    ["ztest --tags 'db && !slow'", 'Tests by tag'],
    ['ztest --last-failed --bail', 'What failed, until something fails again'],
    ['ztest --changed', 'What changes since the last run of each test can have broken'],
    ['ztest --report terminal,junit', 'Also a test-results/junit.xml'],
    ['ztest --report json=-', 'JSON to standard output'],
    ['ztest --shard 2/4', 'The second of four parts, on the second of four machines'],
    ['ztest watch src/cart', 'Again and again, as files change'],
    ['ztest --repeat-until-failure=2m cart', 'Hunt a flaky test for two minutes'],
    ['ztest --shuffle=42 --workers 1', 'Repeat a random order'],
  ],
};

const exitCodeRows: Section = {
  title: 'Exit codes',
  rows: [
    ['0', 'All tests passed'],
    ['1', 'A test failed, or something around the tests did'],
    ['2', 'The command line or the configuration is wrong'],
    ['3', 'No test matched'],
    ['130', 'Interrupted with Ctrl-C'],
  ],
};

const environment: Section = {
  title: 'Environment',
  rows: [
    [Object.keys(settingVariables).join(', ')],
    ['ZTEST_CONFIG, ZTEST_PROFILE', 'As --config and --profile; TEST_ENV selects a profile too'],
    ['NO_COLOR, FORCE_COLOR', 'As --no-color and --color'],
    ['CI', 'When set, new snapshots are not written'],
    ['NODE_ENV', '"test" for tests and configuration, unless it is set'],
  ],
};

const configuration: Section = {
  title: 'Configuration',
  rows: [
    ['The nearest ztest.config.{ts,mts,js,mjs} or ztest.toml, up to the root of the project.'],
    ['Later wins: defaults, file, profile, environment, flags.'],
  ],
};

const commandHelp: Readonly<Record<CommandName, (version: string) => readonly Section[]>> = {
  run: () => [
    usage('ztest run [filter…] [flags]', 'Runs the tests of the project.'),
    filters,
    ...flagSections('run'),
    runExamples,
    exitCodeRows,
  ],
  watch: () => [
    usage(
      'ztest watch [filter…] [flags]',
      'Runs the tests, then after each change of a file those that it can have broken, what failed first. The flags are those of "ztest run".',
    ),
    filters,
    {
      title: 'Keys',
      rows: watchKeys.map(({ key, meaning }) => [key, meaning] as const),
    },
    {
      title: 'Examples',
      rows: [
        ['ztest watch', 'Everything, then what changes affect'],
        ['ztest watch src/cart', 'Only the files below src/cart'],
        ['ztest --watch --coverage', 'The same as a flag'],
      ],
    },
    {
      title: 'Exit codes',
      rows: [
        ['0', 'Ended with q, or because standard input was closed'],
        ['2', 'The command line or the configuration is wrong'],
        ['130', 'Ended with Ctrl-C'],
      ],
    },
  ],
  list: () => [
    usage(
      'ztest list [filter…] [flags]',
      'Shows the tests without running them. Nothing is loaded: tests that only code can name are marked (dynamic).',
    ),
    filters,
    ...flagSections('list').filter(({ title }) => title !== 'How they run'),
    {
      title: 'Also',
      rows: [['The flags of "ztest run" that set up the project: --globals, --env, …']],
    },
    {
      title: 'Examples',
      rows: [
        ['ztest list', 'All tests as a tree'],
        ['ztest list --json src/cart', 'The tests of some files, for another program'],
        ["ztest list --tags 'db'", 'The tests with a tag'],
      ],
    },
    exitCodeRows,
  ],
  explain: () => [
    usage(
      'ztest explain <file|title>… [flags]',
      'Says why a file or test is among the tests, or why not. Runs nothing.',
    ),
    ...flagSections('explain'),
    {
      title: 'Examples',
      rows: [
        ['ztest explain src/cart.test.ts', 'What decided about a file'],
        ["ztest explain 'adds an item'", 'Where tests of that title are'],
      ],
    },
    {
      title: 'Exit codes',
      rows: [
        ['0', 'It is a test'],
        ['1', 'It is none'],
        ['3', 'There is nothing of that name'],
      ],
    },
  ],
  graph: () => [
    usage(
      'ztest graph <file>[#symbol] [flags]',
      'Shows what a test file loads, or which tests reach any other file, a function of it, or a package. Runs nothing.',
    ),
    ...flagSections('graph').filter(({ title }) => title !== 'How they run'),
    {
      title: 'Examples',
      rows: [
        ['ztest graph src/cart.ts', 'The tests that a change of it may break'],
        ['ztest graph src/cart.ts#add', 'The tests that a change of this function may break'],
        ['ztest graph src/cart.test.ts', 'All that the tests of a file depend on'],
        ['ztest graph src/cart.test.ts --why src/money.ts', 'The imports that lead there'],
      ],
    },
    exitCodeRows,
  ],
  covers: () => [
    usage(
      'ztest covers <file:line> [flags]',
      'Shows the tests that ran a line when it was last counted, by a run with --coverage.',
    ),
    ...flagSections('covers').filter(({ title }) => title !== 'How they run'),
    {
      title: 'Examples',
      rows: [
        ['ztest covers src/cart.ts:12', 'The tests that run the line'],
        ['ztest covers src/cart.ts:12 --json', 'The same as JSON, with their ids'],
      ],
    },
    exitCodeRows,
  ],
  affected: () => [
    usage(
      'ztest affected [filter…] [flags]',
      'Shows the tests whose outcome may be another since their last run, or since a commit. Runs nothing: ztest --changed runs them.',
    ),
    ...flagSections('affected').filter(({ title }) => title !== 'How they run'),
    {
      title: 'Examples',
      rows: [
        ['ztest affected', 'What has changed since each test ran, and which tests that affects'],
        ['ztest affected --since main --explain', 'The same since a branch, with the reasons'],
      ],
    },
    exitCodeRows,
  ],
  coverage: () => [
    usage(
      'ztest coverage merge <folder|file>… [flags]',
      'Puts together what several runs have counted (shards, kinds of test, other tools), reports it and checks the thresholds as one run would.',
    ),
    ...flagSections('coverage').filter(({ title }) => title !== 'How they run'),
    {
      title: 'What is merged',
      rows: [
        ['coverage-raw.ndjson', 'Left by a run with --coverage.report raw'],
        ['coverage-final.json', 'Left by Jest, Vitest, nyc or c8 with the report json'],
      ],
    },
    {
      title: 'Examples',
      rows: [
        ['ztest coverage merge shard-1 shard-2', 'What lies in two folders'],
        ['ztest coverage merge all --coverage.report lcov,markdown', 'Other reports'],
      ],
    },
    exitCodeRows,
  ],
  history: () => [
    usage(
      'ztest history [test…] [flags]',
      'Shows what earlier runs tell: flaky, failing and slow tests, or the last outcomes of the tests that are named by a part of their file or title. Runs nothing.',
    ),
    ...flagSections('history').filter(({ title }) => title !== 'How they run'),
    {
      title: 'Examples',
      rows: [
        ['ztest history', 'Which tests are flaky, fail, or are slow'],
        ["ztest history 'adds an item'", 'The last outcomes of a test, its rate and durations'],
        ['ztest history --diff', 'What is other in the last run than before'],
        ['ztest history --diff 12', 'What is other in the last run than in run 12'],
        ['ztest history --trend', 'The last runs, and tests that take longer and longer'],
      ],
    },
    exitCodeRows,
  ],
  migrate: () => [
    usage(
      'ztest migrate [path…] [flags]',
      'Turns Jest suites into suites of ztest: tests, configuration, scripts and CI; with paths, these files alone. Runs Jest before and ztest after, and compares.',
    ),
    ...flagSections('migrate'),
    {
      title: 'Examples',
      rows: [
        ['ztest migrate --analyze', 'What converts, what needs a hand and why; nothing is run'],
        ['ztest migrate --analyze --report migration.html', 'The same as a page'],
        ['ztest migrate --dry-run', 'The whole change as a diff'],
        ['ztest migrate', 'Do it, and prove that every test is there with its outcome'],
        ['ztest migrate src/cart', 'Only the files below src/cart'],
        ['ztest migrate --undo', 'Everything as it was'],
      ],
    },
    {
      title: 'Exit codes',
      rows: [
        ['0', 'Done, and every test has the outcome that it had'],
        ['1', 'A test is missing, or has another outcome'],
        [
          '2',
          'Nothing was changed: wrong usage, uncommitted changes, a file that cannot be written',
        ],
        ['3', 'There is no Jest suite'],
      ],
    },
  ],
  export: () => [
    usage(
      'ztest export [flags]',
      'Writes all results that are remembered to standard output, the oldest first.',
    ),
    ...flagSections('export').filter(({ title }) => title !== 'How they run'),
    {
      title: 'Examples',
      rows: [
        ['ztest export > results.ndjson', 'A line of JSON for each result'],
        ['ztest export --format csv > results.csv', 'A table'],
      ],
    },
    exitCodeRows,
  ],
  bisect: () => [
    usage(
      'ztest bisect <test> [flags]',
      'Finds the smallest set of tests that must run before a test so that it fails: in its file, in random orders of it, then in all files. A test is named by file and line, by its title, or as reports write it.',
    ),
    ...flagSections('bisect'),
    {
      title: 'Examples',
      rows: [
        ['ztest bisect src/cart.test.ts:12', 'The test at a line'],
        ["ztest bisect 'adds an item'", 'By its title'],
        ['ztest bisect src/cart.test.ts:12 --shuffle=42', 'In the random order of a seed'],
        ['ztest bisect --git src/cart.test.ts:12', 'The commit since which it fails'],
        ['ztest bisect --git adds --good v1.2.0', 'From a commit at which it passed'],
      ],
    },
    {
      title: 'Exit codes',
      rows: [
        ['0', 'Found'],
        ['1', 'It fails alone, or did not fail; at no commit, or at all of them'],
        ['2', 'There is no such test, or several; git cannot help'],
      ],
    },
  ],
  flaky: () => [
    usage(
      'ztest flaky diagnose <test> [flags]',
      'Runs a test alone, in its file, in random orders, again in the same process, with other clocks and random numbers, without network, with its port taken, and on a busy machine; says when it fails, and why that may be.',
    ),
    ...flagSections('flaky'),
    {
      title: 'Examples',
      rows: [
        ['ztest flaky diagnose src/cart.test.ts:12', 'The test at a line'],
        ["ztest flaky diagnose 'adds an item'", 'By its title'],
      ],
    },
    {
      title: 'Exit codes',
      rows: [
        ['0', 'It never failed'],
        ['1', 'It failed'],
        ['2', 'There is no such test, or several'],
      ],
    },
  ],
  quarantine: () => [
    usage(
      'ztest quarantine [list|add <test>|remove <test>|propose] [flags]',
      'Tests in ztest.quarantine.json run, but their failures fail no run until the day on which their entry expires; from then on it fails the run. The file is for review in git: only this command writes it, never a run.',
    ),
    ...flagSections('quarantine').filter(({ title }) => title !== 'How they run'),
    {
      title: 'Examples',
      rows: [
        ['ztest quarantine', 'Who is in it, until when, and what became of it lately'],
        [
          'ztest quarantine add src/cart.test.ts:12 --owner ann --expires 14d',
          'The test at a line',
        ],
        ["ztest quarantine remove 'adds an item'", 'By its title'],
        ['ztest quarantine propose', 'Flaky tests to put in, steady ones to let go'],
        ['ztest quarantine --release', 'Let go what passed 30 runs in a row'],
      ],
    },
    {
      title: 'Exit codes',
      rows: [
        ['0', 'Done'],
        ['2', 'There is no such test, or several; the file is broken'],
      ],
    },
  ],
  help: () => [
    usage('ztest help [command]', 'Shows the help of ztest or of one command.'),
    commands,
  ],
  version: () => [usage('ztest version', 'Shows the version (also: ztest --version, -v).')],
};

function overview(version: string): readonly Section[] {
  return [
    usage(
      'ztest [command] [filter…] [flags]',
      `ztest ${version}: tests for TypeScript and JavaScript.`,
    ),
    commands,
    filters,
    ...flagSections('run'),
    runExamples,
    configuration,
    environment,
    exitCodeRows,
  ];
}

function usage(line: string, about: string): Section {
  return { title: 'Usage', rows: [[line], [about]] };
}

function flagSections(command: CommandName): readonly Section[] {
  const own: readonly Section[] = flagGroups.map((group) => ({
    title: group,
    rows: flags
      .filter((flag) => flag.group === group && flag.commands.includes(command))
      .map((flag) => [writeFlag(flag), flag.description] as const),
  }));
  return [...own, otherFlags].filter(({ rows }) => rows.length > 0);
}

const otherFlags: Section = {
  title: 'Other',
  rows: [
    ['-h, --help', 'Show help'],
    ['-v, --version', 'Show the version'],
  ],
};

function writeFlag({ name, short, value }: Flag): string {
  const start = short === undefined ? '    ' : `-${short}, `;
  if (value === undefined) return `${start}--${name}`;
  return value.isOptional
    ? `${start}--${name}[=${value.label}]`
    : `${start}--${name} <${value.label}>`;
}

const indent = '  ';
const gap = 2;

function renderSection({ title, rows }: Section, width: number): string {
  const room = width - indent.length;
  const longest = Math.max(...rows.map(([term, meaning]) => (meaning ? term.length : 0)));
  // On a narrow terminal the meaning goes below its term.
  const isStacked = room - longest - gap < 24;
  const lines = rows.flatMap(([term, meaning]) => {
    if (!meaning) return wrap(term, room);
    if (isStacked)
      return [term.trimStart(), ...wrap(meaning, room - 4).map((line) => '    ' + line)];
    const [first = '', ...rest] = wrap(meaning, room - longest - gap);
    const margin = ' '.repeat(longest + gap);
    return [term.padEnd(longest + gap) + first, ...rest.map((line) => margin + line)];
  });
  return [title + ':', ...lines.map((line) => indent + line)].join('\n') + '\n';
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
