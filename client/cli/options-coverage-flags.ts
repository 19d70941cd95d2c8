/** The flags of coverage. Each but `--coverage` itself also turns it on. */
import type { CoverageLayer } from '../../server/config/resolved-config.ts';
import { forms, parseCoverageReports } from '../../server/config/setting-values.ts';
import { pathValue, withSettings, type Flag } from './options-flag.ts';
import type { RunRequest } from './options-request.ts';

/** A key of the configuration that is true or false. */
function option(key: 'counts' | 'conditions' | 'optionalChaining', description: string): Flag {
  return {
    name: `coverage.${key}`,
    group: 'Coverage',
    description,
    commands: ['run'],
    apply: (request, value) => withCoverage(request, { enabled: true, [key]: value === 'true' }),
  };
}

function globs(key: 'include' | 'exclude', description: string): Flag {
  return {
    name: `coverage.${key}`,
    group: 'Coverage',
    description,
    commands: ['run'],
    value: {
      label: 'glob',
      isOptional: false,
      form: { expected: 'a glob', example: "'src/**'" },
    },
    apply: (request, glob) => {
      const all = [...(request.settings.coverage?.[key] ?? []), glob];
      return glob === '' ? undefined : withCoverage(request, { enabled: true, [key]: all });
    },
  };
}

export const coverageFlags: readonly Flag[] = [
  {
    name: 'coverage',
    group: 'Coverage',
    description: 'Count which code the tests run; for migrate: compare that, too',
    commands: ['run', 'migrate'],
    apply: (request, value) => withCoverage(request, { enabled: value === 'true' }),
  },
  {
    name: 'coverage.report',
    group: 'Coverage',
    description: 'Reports: text, html, lcov, json, markdown, raw, … (default text)',
    commands: ['run', 'coverage'],
    value: { label: 'a,b', isOptional: false, form: forms.coverageReports },
    apply: (request, text) => {
      const read = parseCoverageReports(text);
      const report = [...(request.settings.coverage?.report ?? []), ...(read ?? [])];
      return read && withCoverage(request, { enabled: true, report });
    },
  },
  {
    name: 'coverage.directory',
    group: 'Coverage',
    description: 'Where they are written (default coverage)',
    commands: ['run', 'coverage'],
    value: pathValue('folder', 'out/coverage'),
    apply: (request, directory) =>
      directory === '' ? undefined : withCoverage(request, { enabled: true, directory }),
  },
  globs('include', 'Files that are counted whether a test loads them or not; may be repeated'),
  globs('exclude', 'Files that are not counted; may be repeated'),
  option('counts', 'Count how often code runs, not only whether'),
  option('conditions', 'Say of each operand of a decision whether it was true and false'),
  option('optionalChaining', 'Say of each ?. whether it went on and ended its chain'),
  {
    name: 'coverage.changed',
    group: 'Coverage',
    description: 'Say how much of the lines that changed since a commit has run',
    commands: ['run', 'coverage'],
    value: {
      label: 'ref',
      isOptional: false,
      form: { expected: 'a branch, tag or commit', example: 'main' },
    },
    apply: (request, changed) =>
      changed === '' ? undefined : withCoverage(request, { enabled: true, changed }),
  },
  {
    name: 'coverage.thresholds.autoUpdate',
    group: 'Coverage',
    description: 'Raise the thresholds in the configuration to what was reached',
    commands: ['run', 'coverage'],
    apply: (request, value) => ({
      ...withCoverage(request, value === 'true' ? { enabled: true } : {}),
      raisesThresholds: value === 'true',
    }),
  },
];

function withCoverage(request: RunRequest, coverage: CoverageLayer): RunRequest {
  return withSettings(request, { coverage: { ...request.settings.coverage, ...coverage } });
}
