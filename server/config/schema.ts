/**
 * The one schema of the configuration: checks it, parses its units, and is what the JSON Schema for
 * editors is made from. Loaded only when there is a configuration file (see `config-chunk.ts`).
 *
 * Each check's `error` is the end of the sentence "it must be …".
 */
import * as z from 'zod/mini';
import { coverageReportNames } from '../coverage/report-names.ts';
import {
  choice,
  durationSchema,
  integer,
  retrySchema,
  sizeSchema,
  stringList,
  workersSchema,
} from './schema-values.ts';
import {
  failureStrategies,
  forms,
  isolationLevels,
  leakDetections,
  maxAttempts,
  maxSeed,
  oneOf,
  parseReport,
} from './setting-values.ts';

/** The schema is used once a process: compiling it would cost more than it saves. */
z.config({ jitless: true });

const flag = z.boolean(forms.boolean.expected);
const text = z.string('a text');

const isolation = choice(isolationLevels);
const assetRules = ['path', 'empty', 'text'] as const;

const reporter = z.pipe(
  z
    .string(forms.report.expected)
    .check(z.refine((value) => parseReport(value) !== undefined, forms.report.expected)),
  z.transform((value: string) => parseReport(value) ?? value),
);

const tagDefaults = z.strictObject(
  { timeout: z.optional(durationSchema), retry: z.optional(retrySchema) },
  'an object with timeout and retry',
);

const percent = z.optional(
  z.number('a number up to 100').check(z.maximum(100, 'a number up to 100')),
);
const limits = { statements: percent, branches: percent, functions: percent, lines: percent };
const allLimits = { ...limits, changed: percent, autoUpdate: z.optional(flag) };
const limitsExpected = 'an object with statements, branches, functions and lines';

const kindDefaults = z.strictObject(
  {
    timeout: z.optional(durationSchema),
    isolation: z.optional(isolation),
    retry: z.optional(retrySchema),
    coverage: z.optional(z.strictObject(limits, limitsExpected)),
    folder: z.optional(text.check(z.minLength(1, 'a folder or a glob'))),
  },
  'an object with timeout, isolation, retry, coverage and folder',
);

const printFormat = z.strictObject(
  {
    callToJSON: z.optional(flag),
    escapeRegex: z.optional(flag),
    escapeString: z.optional(flag),
    indent: z.optional(integer({ min: 0, max: 16 }, 'a whole number from 0 to 16')),
    maxDepth: z.optional(integer({ min: 0 }, forms.count.expected)),
    maxWidth: z.optional(integer({ min: 0 }, forms.count.expected)),
    min: z.optional(flag),
    printBasicPrototype: z.optional(flag),
    printFunctionName: z.optional(flag),
  },
  'an object of print options',
);

const coverage = z.strictObject(
  {
    enabled: z.optional(flag),
    include: z.optional(stringList('a list of globs')),
    exclude: z.optional(stringList('a list of globs')),
    counts: z.optional(flag),
    conditions: z.optional(flag),
    optionalChaining: z.optional(flag),
    report: z.optional(z.array(choice(coverageReportNames), 'a list of coverage reports')),
    directory: z.optional(text.check(z.minLength(1, forms.path.expected))),
    changed: z.optional(text.check(z.minLength(1, 'a branch, tag or commit'))),
    thresholds: z.optional(
      z.catchall(z.object(allLimits, limitsExpected), z.strictObject(limits, limitsExpected)),
    ),
  },
  'an object of coverage settings',
);

const coreKeys = {
  include: z.optional(stringList('a list of globs')),
  exclude: z.optional(stringList('a list of globs')),
  isolation: z.optional(isolation),
  workers: z.optional(workersSchema),
  timeout: z.optional(durationSchema),
  hookTimeout: z.optional(durationSchema),
  retry: z.optional(retrySchema),
  repeats: z.optional(integer({ min: 0, max: maxAttempts }, forms.count.expected)),
  bail: z.optional(
    z.union(
      [integer({ min: 0 }, 'a whole number, 0 or more, or true'), flag],
      'a whole number, 0 or more, or true',
    ),
  ),
  shuffle: z.optional(
    z.union(
      [
        flag,
        z.strictObject({
          seed: z.optional(integer({ min: 0, max: maxSeed }, forms.seed.expected)),
        }),
      ],
      'true, false or { seed }',
    ),
  ),
  seed: z.optional(integer({ min: 0, max: maxSeed }, forms.seed.expected)),
  failureStrategy: z.optional(choice(failureStrategies)),
  setupFiles: z.optional(stringList('a list of paths')),
  globalSetup: z.optional(stringList('a list of paths')),
  globals: z.optional(flag),
  env: z.optional(
    z.pipe(
      z.record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean()], 'a text, a number, true or false'),
        'an object of names and values',
      ),
      z.transform(toStrings),
    ),
  ),
  snapshot: z.optional(
    z.strictObject({ format: z.optional(printFormat) }, 'an object with format'),
  ),
  report: z.optional(
    z.union([z.array(reporter, 'a list of reporters'), reporter], 'a list of reporters'),
  ),
  outputDir: z.optional(text.check(z.minLength(1, forms.path.expected))),
  maxConcurrency: z.optional(integer({ min: 1 }, forms.positive.expected)),
  slowThreshold: z.optional(durationSchema),
  memoryLimit: z.optional(sizeSchema),
  locations: z.optional(flag),
  detectLeaks: z.optional(choice(leakDetections)),
  mocks: z.optional(z.strictObject({ restore: z.optional(flag) }, 'an object with restore')),
  tags: z.optional(z.record(z.string(), tagDefaults, 'an object of tags and their defaults')),
  types: z.optional(
    z.union(
      [z.record(z.string(), kindDefaults), z.array(z.string())],
      'an object of kinds of test and their defaults',
    ),
  ),
  assets: z.optional(
    z.record(z.string(), choice(assetRules), `an object of extensions, each ${oneOf(assetRules)}`),
  ),
  passWithNoTests: z.optional(flag),
  cached: z.optional(flag),
  coverage: z.optional(coverage),
  tsconfig: z.optional(text.check(z.minLength(1, forms.path.expected))),
};

/** Keys that the API knows and this version does not do: accepted, and said so. */
const laterKeys = {
  pipelines: z.optional(z.unknown()),
  plugins: z.optional(z.unknown()),
  services: z.optional(z.unknown()),
  database: z.optional(z.unknown()),
  notify: z.optional(z.unknown()),
};

const profileSchema = z.strictObject({ ...coreKeys, ...laterKeys }, 'an object of settings');

export const configSchema = z.strictObject(
  {
    $schema: z.optional(text),
    ...coreKeys,
    ...laterKeys,
    profiles: z.optional(z.record(z.string(), profileSchema, 'an object of named profiles')),
  },
  'an object of settings',
);

export const laterKeyNames: readonly string[] = Object.keys(laterKeys);

export type ConfigInput = z.input<typeof configSchema>;
export type ConfigOutput = z.output<typeof configSchema>;
export type ProfileOutput = z.output<typeof profileSchema>;

function toStrings(values: Record<string, string | number | boolean>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
