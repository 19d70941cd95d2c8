/** Every flag of the command: how it is written, what it does to the request, what help says. */
import { leakDetections, parseWord } from '../../server/config/setting-values.ts';
import { textSettings } from '../../server/config/text-settings.ts';
import { coverageFlags } from './options-coverage-flags.ts';
import { affectedFlags } from './options-affected-flags.ts';
import { historyFlags } from './options-history-flags.ts';
import { quarantineFlags } from './options-quarantine-flags.ts';
import { applySetting, pathValue, settingFlag, withSettings, type Flag } from './options-flag.ts';
import type { CommandName, MigrateRequest, RunRequest } from './options-request.ts';
import { checkTagExpression } from './options-tags.ts';
import { either, parsePattern, parseRepeatLimit, parseShard } from './options-values.ts';

const both: readonly CommandName[] = ['run', 'list'];
/** What runs tests to answer a question. */
const asking: readonly CommandName[] = ['run', 'list', 'bisect', 'flaky'];
/** What says which project it is and how it is set up. */
const all: readonly CommandName[] = [
  'run',
  'list',
  'explain',
  'graph',
  'covers',
  'affected',
  'coverage',
  'history',
  'export',
  'bisect',
  'flaky',
  'quarantine',
];
const runOnly: readonly CommandName[] = ['run'];
function withMigration(request: RunRequest, part: Partial<MigrateRequest>): RunRequest {
  return { ...request, migrate: { ...request.migrate, ...part } };
}

function migrateSwitch(name: string, description: string): Flag {
  const keys: Readonly<Record<string, keyof MigrateRequest>> = { 'dry-run': 'dryRun' };
  return {
    name,
    group: 'How they run',
    description,
    commands: ['migrate'],
    apply: (request, value) => withMigration(request, { [keys[name] ?? name]: value === 'true' }),
  };
}

const listOnly: readonly CommandName[] = ['list'];
const graphOnly: readonly CommandName[] = ['graph'];

export const flags: readonly Flag[] = [
  {
    name: 'pattern',
    short: 't',
    group: 'Which tests',
    description: 'Tests whose full title matches; any case, or /…/flags',
    commands: asking,
    value: {
      label: 'regex',
      isOptional: false,
      form: { expected: 'a regular expression', example: "'adds|removes'" },
    },
    apply: (request, text) => {
      const pattern = parsePattern(text);
      return pattern && { ...request, titlePattern: either(request.titlePattern, pattern) };
    },
  },
  {
    name: 'tags',
    group: 'Which tests',
    description: 'Tests whose tags fulfil the expression',
    commands: both,
    value: {
      label: 'expr',
      isOptional: false,
      form: { expected: 'tags joined by &&, ||, ! and ( )', example: "'db && !slow'" },
    },
    apply: (request, text) => {
      if (checkTagExpression(text) !== undefined) return undefined;
      const tags = request.tags === undefined ? text : `(${request.tags}) && (${text})`;
      return { ...request, tags };
    },
  },
  {
    name: 'last-failed',
    group: 'Which tests',
    description: 'Tests that failed in the last run',
    commands: both,
    apply: (request, value) => ({ ...request, lastFailed: value === 'true' }),
  },
  {
    name: 'shard',
    group: 'Which tests',
    description: 'The i-th of n parts of the test files, for n machines',
    commands: both,
    value: {
      label: 'i/n',
      isOptional: false,
      form: { expected: 'the number of a part, and how many there are', example: '2/4' },
    },
    apply: (request, text) => {
      const shard = parseShard(text);
      return shard && { ...request, shard };
    },
  },
  {
    name: 'shard-timings',
    group: 'Which tests',
    description: 'A copy of .ztest/last-run.json to balance the parts by, or none',
    commands: both,
    value: pathValue('file', 'ci/timings.json'),
    apply: (request, shardTimings) =>
      shardTimings === '' ? undefined : { ...request, shardTimings },
  },
  {
    name: 'watch',
    short: 'w',
    group: 'How they run',
    description: 'Run again what a change of files affects, until you quit',
    commands: runOnly,
    apply: (request, value) => ({ ...request, watch: value === 'true' }),
  },
  ...affectedFlags,
  settingFlag('workers', {
    setting: 'workers',
    label: 'n|%',
    description: 'How many test files run at a time (default 100% of the cores)',
  }),
  settingFlag('isolation', {
    setting: 'isolation',
    label: 'level',
    description: 'full: a process a file; partial: fresh modules; none (default partial)',
  }),
  settingFlag('timeout', {
    setting: 'timeout',
    label: 'time',
    description: 'How long a test may take (default 5s; 0 is for ever)',
  }),
  settingFlag('hook-timeout', {
    setting: 'hookTimeout',
    label: 'time',
    description: 'How long a hook may take (default 10s)',
  }),
  {
    name: 'bail',
    group: 'How they run',
    description: 'Stop after n failed tests (without n: the first)',
    commands: both,
    value: { label: 'n', isOptional: true, form: textSettings.bail.form },
    apply: (request, text) => applySetting(request, 'bail', text === '' ? '1' : text),
  },
  settingFlag('failure-strategy', {
    setting: 'failureStrategy',
    label: 'what',
    description: 'continue, stop, or isolate: run what failed again, alone',
  }),
  settingFlag('retry', {
    setting: 'retry',
    label: 'n',
    description: 'Run a failed test again up to n times',
  }),
  settingFlag('repeats', {
    setting: 'repeats',
    label: 'n',
    description: 'Run each test n more times',
  }),
  {
    name: 'repeat-until-failure',
    alias: 'until-failure',
    group: 'How they run',
    description: 'Run again and again until a test fails, n times, or for a time',
    commands: runOnly,
    value: {
      label: 'n|time',
      isOptional: true,
      form: { expected: 'a number of runs, or a duration with its unit', example: '50' },
    },
    apply: (request, text) => {
      const repeatUntilFailure = parseRepeatLimit(text);
      return repeatUntilFailure && { ...request, repeatUntilFailure };
    },
  },
  {
    name: 'shuffle',
    group: 'How they run',
    description: 'Random order; with a seed, the same one again',
    commands: asking,
    value: { label: 'seed', isOptional: true, form: textSettings.shuffle.form },
    apply: (request, text) => {
      if (text === '') return withSettings(request, { shuffle: true });
      return applySetting(request, 'shuffle', text);
    },
  },
  settingFlag('seed', {
    setting: 'seed',
    label: 'n',
    description: 'The seed of everything random in the run',
  }),
  settingFlag('max-concurrency', {
    setting: 'maxConcurrency',
    label: 'n',
    description: 'How many concurrent tests of a file run at a time (default 5)',
  }),
  settingFlag('memory-limit', {
    setting: 'memoryLimit',
    label: 'size',
    description: 'Replace a test process that uses more memory (default 1GB)',
  }),
  {
    name: 'detect-leaks',
    group: 'How they run',
    description: 'Look for what tests leave behind: off, warn or fail (without: warn)',
    commands: runOnly,
    value: { label: 'how', isOptional: true, form: textSettings.detectLeaks.form },
    apply: (request, text) => {
      const detectLeaks = parseWord(text === '' ? 'warn' : text, leakDetections);
      return detectLeaks && withSettings(request, { detectLeaks });
    },
  },
  {
    name: 'fail-on-leaks',
    group: 'How they run',
    description: 'The same as --detect-leaks=fail',
    commands: runOnly,
    apply: (request, value) =>
      withSettings(request, { detectLeaks: value === 'true' ? 'fail' : 'off' }),
  },
  {
    name: 'update',
    short: 'u',
    group: 'How they run',
    description: 'Write snapshots that changed, remove those no test has',
    commands: runOnly,
    apply: (request, value) => withSettings(request, { updateSnapshots: value === 'true' }),
  },
  {
    name: 'pass-with-no-tests',
    group: 'How they run',
    description: 'End with code 0 when no test matches',
    commands: both,
    apply: (request, value) => withSettings(request, { passWithNoTests: value === 'true' }),
  },
  {
    name: 'globals',
    group: 'How they run',
    description: 'test, suite, expect, … without an import',
    commands: all,
    apply: (request, value) => withSettings(request, { globals: value === 'true' }),
  },
  {
    name: 'env',
    group: 'How they run',
    description: 'Set an environment variable of the tests; may be repeated',
    commands: both,
    value: {
      label: 'NAME=value',
      isOptional: false,
      form: { expected: 'a name, "=" and a value', example: 'DATABASE_URL=:memory:' },
    },
    apply: (request, text) => {
      const match = /^([^=\s]+)=(.*)$/s.exec(text);
      if (match === null) return undefined;
      const env = { ...request.settings.env, [match[1] ?? '']: match[2] ?? '' };
      return withSettings(request, { env });
    },
  },
  ...coverageFlags,
  {
    name: 'debug',
    group: 'How they run',
    description: 'Wait for a debugger before the tests; no timeouts',
    commands: runOnly,
    apply: (request, value) => ({ ...request, debug: value === 'true' ? {} : undefined }),
  },
  {
    name: 'inspect-brk',
    group: 'How they run',
    description: 'As --debug, at an address of your choice',
    commands: runOnly,
    value: {
      label: 'host:port',
      isOptional: true,
      form: { expected: 'a port, or a host and a port', example: '9229' },
    },
    apply: (request, text) => {
      if (text === '') return { ...request, debug: {} };
      return /^(?:[^\s:]+:)?\d{1,5}$/.test(text)
        ? { ...request, debug: { address: text } }
        : undefined;
    },
  },
  {
    name: 'report',
    group: 'Output',
    description: 'Reporters: terminal, dot, json, events, junit, tap, github; name=file, name=-',
    commands: runOnly,
    value: { label: 'a,b', isOptional: false, form: textSettings.report.form },
    apply: (request, text) => {
      const read = textSettings.report.read(text);
      const report = [...(request.settings.report ?? []), ...(read?.report ?? [])];
      return read && withSettings(request, { report });
    },
  },
  settingFlag('output-dir', {
    setting: 'outputDir',
    label: 'folder',
    group: 'Output',
    description: 'Where reports are written (default test-results)',
  }),
  settingFlag('slow-threshold', {
    setting: 'slowThreshold',
    label: 'time',
    group: 'Output',
    description: 'Tests that take longer are called slow (default 300ms)',
  }),
  {
    name: 'silent',
    group: 'Output',
    description: 'Do not show what tests print',
    commands: runOnly,
    apply: (request, value) => ({ ...request, silent: value === 'true' }),
  },
  {
    name: 'color',
    group: 'Output',
    description: 'Colours, or --no-color (default: as the terminal and NO_COLOR say)',
    commands: ['run', 'list', 'explain', 'coverage', 'history', 'quarantine', 'help'],
    apply: (request, value) => ({ ...request, color: value === 'true' }),
  },
  {
    name: 'json',
    group: 'Output',
    description: 'Answer as JSON',
    commands: [
      ...all.filter((name) => name !== 'run' && name !== 'coverage' && name !== 'export'),
      'migrate',
    ],
    apply: (request, value) => ({ ...request, json: value === 'true' }),
  },
  {
    name: 'loaded',
    group: 'Which tests',
    description: 'Load the test files, so that tests made by code are listed too',
    commands: listOnly,
    apply: (request, value) => ({ ...request, loaded: value === 'true' }),
  },
  {
    name: 'closure',
    group: 'Output',
    description: 'What the file loads (the default for a test file)',
    commands: graphOnly,
    apply: (request, value) =>
      value === 'true' ? { ...request, direction: 'closure' } : undefined,
  },
  {
    name: 'dependants',
    group: 'Output',
    description: 'What loads the file (the default for any other)',
    commands: graphOnly,
    apply: (request, value) =>
      value === 'true' ? { ...request, direction: 'dependants' } : undefined,
  },
  {
    name: 'why',
    group: 'Output',
    description: 'The imports that lead from the one to the other file',
    commands: graphOnly,
    value: pathValue('file', 'src/money.ts'),
    apply: (request, why) => (why === '' ? undefined : { ...request, why }),
  },
  {
    name: 'report',
    group: 'Output',
    description: 'Write the report to a file: .md or .html',
    commands: ['migrate'],
    value: pathValue('file', 'migration.html'),
    apply: (request, reportFile) =>
      reportFile === '' ? undefined : withMigration(request, { reportFile }),
  },
  migrateSwitch('analyze', 'Only say what would convert, what needs a hand, and how long it takes'),
  migrateSwitch('dry-run', 'Show the changes as a diff, and make none'),
  migrateSwitch('undo', 'Take the migration back: every byte as it was'),
  migrateSwitch(
    'force',
    'Although git has changes that are not committed, and although tests end otherwise than with Jest',
  ),
  migrateSwitch(
    'validate',
    'Run Jest before and ztest after, and compare (default); or --no-validate',
  ),
  ...historyFlags,
  ...quarantineFlags,
  {
    name: 'config',
    group: 'Project',
    description: 'The configuration file (default: the nearest ztest.config.ts or ztest.toml)',
    commands: all,
    value: pathValue('file', 'ci/ztest.config.ts'),
    apply: (request, configFile) => (configFile === '' ? undefined : { ...request, configFile }),
  },
  {
    name: 'compat',
    group: 'Project',
    description: 'Follow the configuration of Jest, also where there is one of ztest',
    commands: ['run', 'list'],
    value: {
      label: 'jest',
      isOptional: false,
      form: { expected: 'jest', example: 'jest', choices: ['jest'] },
    },
    apply: (request, tool) => (tool === 'jest' ? { ...request, compat: 'jest' } : undefined),
  },
  {
    name: 'hybrid',
    group: 'Project',
    description: 'Run a share of the files on ztest, the others on Jest (default: as last time)',
    commands: runOnly,
    value: {
      label: 'share',
      isOptional: true,
      form: { expected: 'a share of the test files from 0% to 100%', example: '25%' },
    },
    apply: (request, text) => {
      if (text === '') return { ...request, hybrid: {} };
      const percent = /^\d{1,3}(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : 101;
      return percent > 100 ? undefined : { ...request, hybrid: { percent } };
    },
  },
  {
    name: 'profile',
    group: 'Project',
    description: 'A profile of the configuration',
    commands: all,
    value: {
      label: 'name',
      isOptional: false,
      form: { expected: 'the name of a profile', example: 'ci' },
    },
    apply: (request, profile) => (profile === '' ? undefined : { ...request, profile }),
  },
  {
    name: 'cache',
    group: 'Project',
    description: 'Use the cache of compiled modules, or --no-cache (default: use it)',
    commands: all,
    apply: (request, value) => ({ ...request, useCache: value === 'true' }),
  },
  {
    name: 'clear-cache',
    group: 'Project',
    description: 'Empty the cache first',
    commands: all,
    apply: (request, value) => ({ ...request, clearCache: value === 'true' }),
  },
];
