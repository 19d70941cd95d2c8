/** The flags of `ztest history` and `ztest export`. */
import { parseInteger, parseWord } from '../../server/config/setting-values.ts';
import { withSettings, type Flag } from './options-flag.ts';
import { exportFormats, type RunRequest } from './options-request.ts';

/** Shows a flake of one in four with 94 %. */
const BURN_IN = 10;

const commitValue = {
  label: 'commit',
  isOptional: false,
  form: { expected: 'a commit, a branch or a tag', example: 'v1.2.0' },
} as const;

function withBisect(request: RunRequest, part: Partial<RunRequest['bisect']>): RunRequest {
  return { ...request, bisect: { ...request.bisect, ...part } };
}

export const historyFlags: readonly Flag[] = [
  {
    name: 'burn-in',
    group: 'How they run',
    description: 'Run new and changed tests n more times (default 10), in random orders',
    commands: ['run'],
    value: {
      label: 'n',
      isOptional: true,
      form: { expected: 'a number of repeats', example: '20' },
    },
    apply: (request, text) => {
      const burnIn = text === '' ? BURN_IN : parseInteger(text, { min: 1 });
      return burnIn === undefined ? undefined : { ...request, burnIn };
    },
  },
  {
    name: 'fail-on-flaky',
    group: 'How they run',
    description: 'End with code 1 when a test passed in a later attempt only',
    commands: ['run'],
    apply: (request, value) => ({ ...request, failOnFlaky: value === 'true' }),
  },
  {
    name: 'cached',
    group: 'How they run',
    description: 'Take files as passed that are as they were when they passed; a sample runs',
    commands: ['run'],
    apply: (request, value) => withSettings(request, { cached: value === 'true' }),
  },
  {
    name: 'trend',
    group: 'Output',
    description: 'The last runs, and tests that take longer and longer',
    commands: ['history'],
    apply: (request, value) => ({ ...request, trend: value === 'true' }),
  },
  {
    name: 'diff',
    group: 'Output',
    description: 'What is other in the last run than in the one before, or in run n',
    commands: ['history'],
    value: {
      label: 'n',
      isOptional: true,
      form: { expected: 'the number of a run', example: '12' },
    },
    apply: (request, text) => {
      if (text === '') return { ...request, diff: {} };
      const run = parseInteger(text, { min: 1 });
      return run === undefined ? undefined : { ...request, diff: { run } };
    },
  },
  {
    name: 'format',
    group: 'Output',
    description: 'ndjson: a line a result (default); json; csv',
    commands: ['export'],
    value: {
      label: 'name',
      isOptional: false,
      form: { expected: 'ndjson, json or csv', example: 'csv', choices: exportFormats },
    },
    apply: (request, text) => {
      const format = parseWord(text, exportFormats);
      return format && { ...request, format };
    },
  },
  {
    name: 'git',
    group: 'How they run',
    description: 'Find the commit since which it fails, in a working tree of its own',
    commands: ['bisect'],
    apply: (request, value) => withBisect(request, { overCommits: value === 'true' }),
  },
  {
    name: 'good',
    group: 'How they run',
    description: 'A commit at which it passes (default: the last one that is remembered)',
    commands: ['bisect'],
    value: commitValue,
    apply: (request, good) => (good === '' ? undefined : withBisect(request, { good })),
  },
  {
    name: 'bad',
    group: 'How they run',
    description: 'A commit at which it fails (default: HEAD)',
    commands: ['bisect'],
    value: commitValue,
    apply: (request, bad) => (bad === '' ? undefined : withBisect(request, { bad })),
  },
];
