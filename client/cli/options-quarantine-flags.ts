/** The flags of `ztest quarantine`. */
import { parseInteger } from '../../server/config/setting-values.ts';
import type { Flag } from './options-flag.ts';
import type { QuarantineRequest, RunRequest } from './options-request.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function withQuarantine(request: RunRequest, part: Partial<QuarantineRequest>): RunRequest {
  return { ...request, quarantine: { ...request.quarantine, ...part } };
}

export const quarantineFlags: readonly Flag[] = [
  {
    name: 'reason',
    group: 'Quarantine',
    description: 'add: why (default: what the history says)',
    commands: ['quarantine'],
    value: {
      label: 'text',
      isOptional: false,
      form: { expected: 'text', example: "'times out on CI, see issue 12'" },
    },
    apply: (request, reason) => withQuarantine(request, { reason }),
  },
  {
    name: 'owner',
    group: 'Quarantine',
    description: 'add: who mends it (default: your name in git)',
    commands: ['quarantine'],
    value: { label: 'name', isOptional: false, form: { expected: 'a name', example: 'ann' } },
    apply: (request, owner) => withQuarantine(request, { owner }),
  },
  {
    name: 'expires',
    group: 'Quarantine',
    description: 'add: the last day, or how long; never (default: 30d)',
    commands: ['quarantine'],
    value: {
      label: 'day|time',
      isOptional: false,
      form: {
        expected: 'a day, a number of days or weeks, or never',
        example: '2026-12-31 or 14d',
      },
    },
    apply: (request, text) => {
      const expires = parseExpiry(text);
      return expires === undefined ? undefined : withQuarantine(request, { expires });
    },
  },
  {
    name: 'release',
    group: 'Quarantine',
    description: 'Take out what has passed often enough or is gone, and follow renames',
    commands: ['quarantine'],
    apply: (request, value) => withQuarantine(request, { releases: value === 'true' }),
  },
  {
    name: 'after',
    group: 'Quarantine',
    description: 'Passes in a row after which a test is let go (default 30)',
    commands: ['quarantine'],
    value: {
      label: 'n',
      isOptional: false,
      form: { expected: 'a number of runs', example: '50' },
    },
    apply: (request, text) => {
      const after = parseInteger(text, { min: 1 });
      return after === undefined ? undefined : withQuarantine(request, { after });
    },
  },
  {
    name: 'write',
    group: 'Quarantine',
    description: 'propose: do all that is proposed',
    commands: ['quarantine'],
    apply: (request, value) => withQuarantine(request, { writes: value === 'true' }),
  },
];

/** @returns a day, `never`, or milliseconds from now */
function parseExpiry(text: string): string | number | undefined {
  if (text === 'never') return text;
  const [, count, unit] = /^(\d{1,4})([dw])$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * (unit === 'w' ? 7 : 1) * DAY_MS;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
  return isDay ? text : undefined;
}
