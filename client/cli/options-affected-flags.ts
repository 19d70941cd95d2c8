/** The flags that ask for affected tests. */
import type { Flag } from './options-flag.ts';

const commit = { expected: 'a commit, a branch or a tag', example: 'main' } as const;

export const affectedFlags: readonly Flag[] = [
  {
    name: 'changed',
    group: 'Which tests',
    description: 'Tests that changes affect: since they ran last, or since a commit',
    commands: ['run'],
    value: { label: 'ref', isOptional: true, form: commit },
    apply: (request, text) => ({ ...request, changed: text === '' ? {} : { ref: text } }),
  },
  {
    name: 'since',
    group: 'Which tests',
    description: 'Changes since a commit (default: since each test ran last)',
    commands: ['affected'],
    value: { label: 'ref', isOptional: false, form: commit },
    apply: (request, text) => (text === '' ? undefined : { ...request, changed: { ref: text } }),
  },
  {
    name: 'explain',
    group: 'Output',
    description: 'With the reason for each test',
    commands: ['affected'],
    apply: (request, value) => ({ ...request, explains: value === 'true' }),
  },
];
