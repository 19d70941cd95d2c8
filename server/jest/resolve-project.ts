/** One Jest configuration, its presets joined, as a configuration of ours: what has a setting here, and the rest. */
import path from 'node:path';
import type { JestHostSettings, Problem } from '../../test-host/protocol.ts';
import { coverageReportNames, type CoverageReportName } from '../coverage/report-names.ts';
import type { Thresholds } from '../coverage/thresholds.ts';
import { nearest } from '../config/did-you-mean.ts';
import type {
  ConfigLayer,
  CoverageLayer,
  ResolvedConfig,
  WorkerCount,
} from '../config/resolved-config.ts';
import { resolveEnvironment, rulesOfEnvironment } from './environment.ts';
import { findModule } from './find-modules.ts';
import type { JestFiles, JestProject } from './jest-project.ts';
import { knownKeys, unsupportedKeys } from './known-keys.ts';
import {
  customRunner,
  missingEnvironment,
  missingModuleOfKey,
  unknownJestKey,
  unsupportedKey,
} from './messages.ts';
import { moduleRules } from './module-rules.ts';
import { optionReader, type OptionReader } from './option-values.ts';
import { isObject, type JestOptions, type ReadingContext } from './read-options.ts';
import { globalConfigOf } from './global-config.ts';
import { runsTests } from './runners.ts';
import { readTools } from './tools.ts';
import { readTransforms, runtimeOfBabel, stampWith } from './transforms.ts';

export interface ProjectContext {
  /** Of the run: what globs of ours are relative to. */
  readonly runRoot: string;
  /** What `<rootDir>` stands for. */
  readonly rootDir: string;
  /** Where Jest would be called: the folder of the package. */
  readonly callDir: string;
  readonly level: number;
  /** The configuration, as it is shown. */
  readonly shown: string;
  readonly problems: Problem[];
  /** Whether Node loads ES modules as such: `--experimental-vm-modules`. */
  readonly hasEsModules: boolean;
  /** What holds for a run as a whole is its: reporters, sequencer, filter. */
  readonly isMain: boolean;
  readonly evaluate: ReadingContext['evaluate'];
}

export interface ReadProject {
  readonly layer: ConfigLayer;
  /** Absolute paths. */
  readonly modules: Pick<ResolvedConfig, 'setupFiles' | 'globalSetup' | 'globalTeardown'>;
  readonly jest: Omit<JestProject, 'projects' | 'place'>;
  /** It is run by something that is no test runner of Jest's. */
  readonly isForeign: boolean;
}

export async function readProject(
  options: JestOptions,
  context: ProjectContext,
): Promise<ReadProject> {
  const { problems, shown, rootDir, callDir, level } = context;
  sayKeys(options, context);
  const read = optionReader(options, context);
  const find = (key: string, written: string): string[] => {
    const file = findModule(written, rootDir);
    if (file === undefined) problems.push(missingModuleOfKey(shown, key, written));
    return file === undefined ? [] : [file];
  };
  const findAll = (key: string): string[] =>
    (read.texts(key) ?? []).flatMap((one) => find(key, one));
  const findOne = (key: string): string | undefined => findAll(key)[0];
  const runner = runnerOf(options['runner']) ?? read.text('runner');
  const isOther = runner !== undefined && runner !== 'jest-runner';
  const isForeign = isOther && !runsTests(runner);
  if (isOther) problems.push(customRunner(shown, runner, isForeign ? 'skipped' : 'replaced'));
  const displayName = options['displayName'];
  const name = isObject(displayName) ? displayName['name'] : displayName;
  const timeout = read.number('testTimeout') ?? 5000;
  const files = filesOf(read, context);
  const resolver = findOne('resolver');
  const snapshotResolver = findOne('snapshotResolver');
  const snapshotSerializers = findAll('snapshotSerializers');
  const setups = [...runtimeOfBabel(options, context), ...findAll('setupFiles')];
  const { tsconfig, ...transforms } = await readTransforms(read, options, context);
  const { projects: _, preset: __, ...transformConfig } = options;
  const { environment, isMissing } = resolveEnvironment(read, context);
  if (isMissing) problems.push(missingEnvironment(shown, environment.name));
  const { tools, report } = context.isMain ? readTools(read, options, context) : {};
  const jasmine = jasmineOf(options, level);
  return {
    isForeign,
    layer: {
      ...layerOf(read, options, { ...context, timeout }),
      ...(report !== undefined && { report }),
      ...(tsconfig !== undefined && { tsconfig }),
    },
    modules: {
      setupFiles: [
        ...setups,
        ...findAll('setupTestFrameworkScriptFile'),
        ...findAll('setupFilesAfterEnv'),
      ],
      globalSetup: findAll('globalSetup'),
      globalTeardown: findAll('globalTeardown'),
    },
    jest: {
      source: shown,
      name: typeof name === 'string' ? name : path.basename(rootDir),
      files: isForeign ? { ...files, match: [], regex: [] } : files,
      ...(tools !== undefined && {
        tools: { ...tools, globalConfig: inRoot(globalConfigOf(options, rootDir), rootDir) },
      }),
      uncounted: [...(read.expressions('coveragePathIgnorePatterns') ?? []), ...files.regex],
      modules: {
        ...moduleRules(read, context, {
          ...transforms,
          ...(resolver !== undefined && { stamp: stampWith(transforms.stamp, resolver) }),
          ...rulesOfEnvironment(environment),
          transformConfig: inRoot({ ...transformConfig, rootDir, cwd: callDir }, rootDir),
        }),
        ...(resolver !== undefined && { resolver }),
      },
      host: {
        level,
        ...(jasmine !== undefined && { jasmine }),
        clearMocks: read.flag('clearMocks'),
        resetMocks: read.flag('resetMocks'),
        restoreMocks: read.flag('restoreMocks'),
        resetModules: read.flag('resetModules'),
        automock: read.flag('automock'),
        injectGlobals: options['injectGlobals'] !== false,
        waitsForRejections: read.flag('waitForUnhandledRejections'),
        fakeTimers: fakeTimersOf(read, options, level),
        globals: read.record('globals'),
        environment,
        sharesPackages: false,
        manualMocks: {},
        unmocked: read.expressions('unmockedModulePathPatterns') ?? [],
        setups,
        snapshotSerializers,
        ...(snapshotResolver !== undefined && { snapshotResolver }),
      },
    },
  };
}

/** With options behind it, as Jest 30 has it. */
function runnerOf(written: unknown): string | undefined {
  const name: unknown = Array.isArray(written) ? written[0] : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** What runs the tests, where that is Jasmine: until Jest 26, or when it is asked for. */
function jasmineOf(
  { testRunner, errorOnDeprecated }: JestOptions,
  level: number,
): JestHostSettings['jasmine'] {
  const isAsked = typeof testRunner === 'string' && /^jasmine2$|jest-jasmine2/.test(testRunner);
  const isOther = typeof testRunner === 'string' && testRunner.includes('jest-circus');
  if (!isAsked && (level >= 27 || isOther)) return undefined;
  return { isDeprecated: errorOnDeprecated === true };
}

/** With `<rootDir>` replaced wherever it stands. */
function inRoot(
  options: Readonly<Record<string, unknown>>,
  rootDir: string,
): Readonly<Record<string, unknown>> {
  const root = JSON.stringify(rootDir).slice(1, -1);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object before, an object after
  return JSON.parse(JSON.stringify(options).replaceAll('<rootDir>', root)) as Readonly<
    Record<string, unknown>
  >;
}

function sayKeys(options: JestOptions, { shown, problems }: ProjectContext): void {
  for (const [key, value] of Object.entries(options)) {
    const advice = unsupportedKeys[key];
    if (!knownKeys.has(key)) problems.push(unknownJestKey(shown, key, nearest(key, knownKeys)));
    else if (advice !== undefined && !isEmpty(value))
      problems.push(unsupportedKey(shown, key, advice));
  }
  const haste = isObject(options['haste']) ? options['haste'] : {};
  if (haste['hasteImplModulePath'] !== undefined)
    problems.push(
      unsupportedKey(
        shown,
        'haste.hasteImplModulePath',
        'Import modules by their paths, or name them by moduleNameMapper; until then run this suite with Jest.',
      ),
    );
  const runner = options['testRunner'];
  const isKnown =
    typeof runner !== 'string' ||
    /^jasmine2$|jest-(?:circus|jasmine2)\b|^jest-runner$/.test(runner);
  if (!isKnown)
    problems.push(
      unsupportedKey(shown, 'testRunner', 'Tests run as jest-circus runs them: take it out.'),
    );
}

/** A key that says nothing. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

const defaultMatch = [
  '**/__tests__/**/*.?([mc])[jt]s?(x)',
  '**/?(*.)+(spec|test).?([mc])[jt]s?(x)',
];
const olderMatch = ['**/__tests__/**/*.[jt]s?(x)', '**/?(*.)+(spec|test).[jt]s?(x)'];
const defaultExtensions = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'json', 'node'];

function filesOf(read: OptionReader, { rootDir, level }: ProjectContext): JestFiles {
  const regex = read.expressions('testRegex') ?? [];
  const match = read.texts('testMatch');
  const matchByDefault = level >= 30 ? defaultMatch : olderMatch;
  return {
    roots: read.paths('roots') ?? [rootDir],
    match: regex.length > 0 && (match ?? []).length === 0 ? [] : (match ?? matchByDefault),
    regex,
    ignored: [
      ...(read.expressions('testPathIgnorePatterns') ?? ['/node_modules/']),
      ...(read.expressions('modulePathIgnorePatterns') ?? []),
    ],
    extensions: (read.texts('moduleFileExtensions') ?? defaultExtensions).map((one) => `.${one}`),
  };
}

/** `timers` said it until Jest 27, and what was said by default changed there. */
function fakeTimersOf(
  read: OptionReader,
  options: JestOptions,
  level: number,
): Readonly<Record<string, unknown>> {
  const timers = options['timers'];
  const isLegacy = timers === 'legacy' || (level < 27 && timers !== 'modern');
  return {
    ...(isLegacy && { legacyFakeTimers: true }),
    ...((timers === 'fake' || timers === 'modern' || timers === 'legacy') && {
      enableGlobally: true,
    }),
    ...read.record('fakeTimers'),
  };
}

function layerOf(
  read: OptionReader,
  options: JestOptions,
  context: ProjectContext & { readonly timeout: number },
): ConfigLayer {
  const { timeout, level } = context;
  const slow = read.number('slowTestThreshold');
  const { bail, injectGlobals } = options;
  return {
    // Until Jest 28 snapshots had escaped quotes and the names of plain objects and arrays.
    snapshotFormat: {
      ...(level < 29 && { escapeString: true, printBasicPrototype: true }),
      ...read.record('snapshotFormat'),
    },
    timeout,
    hookTimeout: timeout,
    bail: typeof bail === 'boolean' ? Number(bail) : read.number('bail'),
    globals: injectGlobals !== false,
    mocks: { restore: false },
    maxConcurrency: read.number('maxConcurrency'),
    workers: workersOf(options['maxWorkers']),
    slowThreshold: slow === undefined ? undefined : slow * 1000,
    shuffle: read.flag('randomize') || undefined,
    passWithNoTests: read.flag('passWithNoTests') || undefined,
    coverage: coverageOf(read, options, context),
  };
}

/** A number, or a share of the machine. */
function workersOf(written: unknown): WorkerCount | undefined {
  if (typeof written === 'number' && written >= 1) return Math.floor(written);
  const [, digits, percent] = /^(\d+)(%?)$/.exec(String(written)) ?? [];
  if (digits === undefined) return undefined;
  return percent === '%' ? { percent: Number(digits) } : Math.max(1, Number(digits));
}

function coverageOf(
  read: OptionReader,
  options: JestOptions,
  { rootDir, runRoot }: ProjectContext,
): CoverageLayer {
  const directory = read.text('coverageDirectory');
  const from = read.texts('collectCoverageFrom');
  const prefix = path.relative(runRoot, rootDir).split(path.sep).join('/');
  const inRun = (glob: string): string => (prefix === '' ? glob : `${prefix}/${glob}`);
  const threshold = read.record('coverageThreshold');
  return {
    enabled: read.flag('collectCoverage') || undefined,
    directory: path.resolve(rootDir, directory ?? 'coverage'),
    report: reportNames(options['coverageReporters']),
    ...(from !== undefined && {
      include: from.filter((glob) => !glob.startsWith('!')).map(inRun),
      exclude: from.filter((glob) => glob.startsWith('!')).map((glob) => inRun(glob.slice(1))),
    }),
    ...(Object.keys(threshold).length > 0 && { thresholds: thresholdsOf(threshold, inRun) }),
  };
}

/** With options behind a name, or without; those of others than Istanbul are nobody's here. */
function reportNames(written: unknown): readonly CoverageReportName[] {
  const list: readonly unknown[] = Array.isArray(written)
    ? written
    : ['text', 'json', 'lcov', 'clover'];
  const names = list.map((one) => (Array.isArray(one) ? (one as readonly unknown[])[0] : one));
  return coverageReportNames.filter((name) => names.includes(name));
}

function thresholdsOf(
  { global, ...globs }: Readonly<Record<string, unknown>>,
  inRun: (glob: string) => string,
): Thresholds {
  const limits = (value: unknown): Thresholds['global'] => (isObject(value) ? value : {});
  return {
    global: limits(global),
    globs: Object.fromEntries(
      Object.entries(globs).map(([glob, value]) => [
        inRun(glob.replace(/^\.\//, '')),
        limits(value),
      ]),
    ),
  };
}
