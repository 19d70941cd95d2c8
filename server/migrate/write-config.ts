/** A configuration of Jest as one of ztest, with a comment for each key that has no equal. */
import { coverageReportNames } from '../coverage/report-names.ts';
import { knownKeys } from '../jest/known-keys.ts';
import { isBelow, joined, recordOf, type JestSuite } from './jest-suites.ts';
import { mapModuleNames, type MappedNames } from './module-names.ts';
import { MINUTES, type Note } from './notes.ts';
import { findGlobs } from './regex-globs.ts';
import { fromRoot, setupModule, type PackageMock } from './setup-module.ts';
import { UNMAPPED } from './unmapped-keys.ts';
import { literal } from './write-literal.ts';

export interface ConfigContext {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  /** All source files, and those that shall be tests: relative to the root. */
  readonly sources: readonly string[];
  readonly tests: readonly string[];
  readonly needsGlobals: boolean;
  /** Tests or helpers mock something, or compare with snapshots; also where nobody can tell. */
  readonly usesMocks: boolean;
  readonly usesSnapshots: boolean;
  /** `paths` of the suite's tsconfig. */
  readonly tsconfigPaths: Readonly<Record<string, unknown>>;
  readonly hasTsconfig: boolean;
  readonly packageMocks: readonly PackageMock[];
  /** The folder of a package from that of the suite; absent: it is not installed. */
  readonly packageAt: (name: string) => string | undefined;
}

export interface WrittenConfig {
  /** Path relative to the root → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly notes: readonly Note[];
}

type Settings = Readonly<Record<string, unknown>>;

interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly comment?: string;
}

export function writeConfig(suite: JestSuite, context: ConfigContext): WrittenConfig {
  const { settings, rootDir: folder } = suite;
  const writer = new ConfigWriter(suite, context);
  const setup = setupModule(settings, context.packageMocks);
  const globalSetup = globalSetupModule(settings);
  const files: Record<string, string> = {};
  if (setup !== undefined) files[joined(folder, 'ztest.setup.ts')] = setup;
  if (globalSetup !== undefined) files[joined(folder, 'ztest.global-setup.ts')] = globalSetup;
  const tsconfig = writer.tsconfig();
  if (tsconfig !== undefined) files[joined(folder, 'tsconfig.ztest.json')] = tsconfig;
  const text = writer.write({
    hasSetup: setup !== undefined,
    hasGlobalSetup: globalSetup !== undefined,
    hasTsconfig: tsconfig !== undefined,
  });
  return { files: { [joined(folder, 'ztest.config.ts')]: text, ...files }, notes: writer.notes };
}

/** What a suite says about whole runs, in whose projects the tests are; `undefined`: nothing. */
export function headConfig(suite: JestSuite, context: ConfigContext): string | undefined {
  const own = Object.entries(suite.settings).filter(([key]) => OF_RUNS.test(key));
  if (own.length === 0 || !('projects' in suite.settings)) return undefined;
  const settings = Object.fromEntries(own);
  return writeConfig({ ...suite, settings, holes: [] }, context).files[
    joined(suite.rootDir, 'ztest.config.ts')
  ];
}

const OF_RUNS = /^(?:bail|collectCoverage\w*|coverage\w*|maxWorkers|randomize|reporters)$/;

class ConfigWriter {
  readonly notes: Note[] = [];
  readonly #suite: JestSuite;
  readonly #context: ConfigContext;
  readonly #settings: Settings;
  readonly #entries: Entry[] = [];
  readonly #comments: string[] = [];

  constructor(suite: JestSuite, context: ConfigContext) {
    this.#suite = suite;
    this.#context = context;
    this.#settings = suite.settings;
  }

  write(made: {
    readonly hasSetup: boolean;
    readonly hasGlobalSetup: boolean;
    readonly hasTsconfig: boolean;
  }): string {
    this.#files();
    if (this.#context.usesMocks) this.#mocks();
    if (this.#context.needsGlobals) this.#add('globals', true);
    this.#setup(made.hasSetup);
    if (made.hasGlobalSetup) this.#add('globalSetup', ['./ztest.global-setup.ts']);
    const tsconfig = made.hasTsconfig
      ? './tsconfig.ztest.json'
      : tsconfigOfTransform(this.#settings);
    if (tsconfig !== undefined) this.#add('tsconfig', tsconfig);
    this.#plain();
    this.#assets();
    this.#snapshots();
    this.#reporters();
    this.#coverage();
    this.#unmapped();
    this.#holes();
    return this.#text();
  }

  #text(): string {
    const rows = this.#entries.map(({ key, value, comment }) => {
      const about = comment === undefined ? '' : `  // ${comment}\n`;
      return `${about}  ${key}: ${literal(value, '  ')},\n`;
    });
    const rest = this.#comments.map((comment) => `  // ${comment}\n`);
    return [
      "import { defineConfig } from 'ztest/config';\n\n",
      `export default defineConfig({\n${[...rows, ...rest].join('')}});\n`,
    ].join('');
  }

  #add(key: string, value: unknown, comment?: string): void {
    this.#entries.push({ key, value, ...(comment !== undefined && { comment }) });
  }

  #files(): void {
    const { sources, tests, rootDir } = this.#context;
    const { rootDir: folder, settings } = this.#suite;
    const inFolder = (files: readonly string[]): readonly string[] =>
      files
        .filter((file) => isBelow(file, folder))
        .map((file) => (folder === '' ? file : file.slice(folder.length + 1)));
    const wanted = inFolder(tests);
    if (wanted.length === 0) return;
    const written = textsOf(settings['testMatch']).map((glob) =>
      fromRoot(glob).replace(/^\.\//, ''),
    );
    const found = findGlobs({
      rootDir: joined(rootDir, folder),
      all: inFolder(sources),
      wanted,
      written: written.length > 0 ? written : JEST_FILES,
    });
    const includesAsDefault = found.include.length === 1 && found.include[0] === DEFAULT_FILES;
    if (!includesAsDefault) {
      const comment = found.isList ? 'Jest finds these by a regular expression.' : undefined;
      this.#add('include', found.include, comment);
    }
    if (found.exclude.length > 0) this.#add('exclude', found.exclude);
  }

  #mocks(): void {
    this.#add(
      'mocks',
      { restore: false },
      "As in Jest: what a test mocks stays so until the file ends. ztest's own rule puts it back after each test.",
    );
  }

  #setup(hasModule: boolean): void {
    const { settings } = this.#suite;
    const own = [
      ...textsOf(settings['setupFiles']),
      ...textsOf(settings['setupFilesAfterEnv']),
      ...textsOf(settings['setupTestFrameworkScriptFile']),
    ].map(fromRoot);
    const all = [...(hasModule ? ['./ztest.setup.ts'] : []), ...own];
    if (all.length > 0) this.#add('setupFiles', all);
  }

  #plain(): void {
    const { testTimeout, maxWorkers, maxConcurrency, bail, slowTestThreshold, randomize } =
      this.#settings;
    if (typeof testTimeout === 'number') this.#add('timeout', testTimeout);
    if (typeof maxWorkers === 'number' || typeof maxWorkers === 'string')
      this.#add('workers', maxWorkers);
    if (typeof maxConcurrency === 'number') this.#add('maxConcurrency', maxConcurrency);
    if (bail === true || typeof bail === 'number') this.#add('bail', bail);
    if (typeof slowTestThreshold === 'number') this.#add('slowThreshold', slowTestThreshold * 1000);
    if (randomize === true) this.#add('shuffle', true);
    if (this.#settings['passWithNoTests'] === true) this.#add('passWithNoTests', true);
  }

  #assets(): void {
    const { assets, unknown } = this.#moduleNames();
    if (Object.keys(assets).length > 0) this.#add('assets', assets);
    for (const expression of unknown) {
      this.#hand(`moduleNameMapper: ${expression}`, {
        advice: 'Say it in `paths` of the tsconfig, or with mock.module in a set-up file.',
        minutes: MINUTES.medium,
      });
    }
  }

  #moduleNames(): MappedNames {
    const mapper = recordOf(this.#settings['moduleNameMapper']);
    return mapModuleNames(mapper, this.#context.packageAt);
  }

  /** A tsconfig with the aliases that only Jest knew. */
  tsconfig(): string | undefined {
    const { paths } = this.#moduleNames();
    const { tsconfigPaths, hasTsconfig } = this.#context;
    const missing = Object.keys(paths).filter((pattern) => !(pattern in tsconfigPaths));
    if (missing.length === 0) return undefined;
    const all = { ...tsconfigPaths, ...paths };
    const base =
      tsconfigOfTransform(this.#settings) ?? (hasTsconfig ? './tsconfig.json' : undefined);
    const value = {
      ...(base !== undefined && { extends: base }),
      compilerOptions: { ...(base === undefined && { allowJs: true }), paths: all },
    };
    return `${JSON.stringify(value, undefined, 2)}\n`;
  }

  #snapshots(): void {
    const format = recordOf(this.#settings['snapshotFormat']);
    const isOld = this.#suite.major !== undefined && this.#suite.major < 29;
    const asBefore =
      isOld && this.#context.usesSnapshots ? { escapeString: true, printBasicPrototype: true } : {};
    const whole = { ...asBefore, ...format };
    if (Object.keys(whole).length === 0) return;
    const comment =
      isOld && this.#context.usesSnapshots ? `The format of Jest ${this.#suite.major}.` : undefined;
    this.#add('snapshot', { format: whole }, comment);
  }

  #reporters(): void {
    const { reporters } = this.#settings;
    if (!Array.isArray(reporters)) return;
    const names = reporters.map((one: unknown) => String(Array.isArray(one) ? one[0] : one));
    const known = names.map((name) => REPORTERS[name]);
    const report = [...new Set(known.filter((name) => name !== undefined))];
    if (report.length > 0) this.#add('report', report);
    for (const [i, name] of names.entries()) {
      if (known[i] !== undefined) continue;
      this.#hand(`reporters: ${name}`, {
        advice: 'ztest writes terminal, dot, json, events, junit, tap and github reports.',
        minutes: MINUTES.medium,
      });
    }
  }

  #coverage(): void {
    const settings = this.#settings;
    const from = textsOf(settings['collectCoverageFrom']).map((glob) =>
      fromRoot(glob.replace(/^!<rootDir>\//, '!')).replace(/^\.\//, ''),
    );
    const include = from.filter((glob) => !glob.startsWith('!'));
    const exclude = from.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
    const limits = recordOf(settings['coverageThreshold']);
    const { global: all, ...byPath } = limits;
    const thresholds = {
      ...recordOf(all),
      ...Object.fromEntries(
        Object.entries(byPath).map(([glob, limit]) => [fromRoot(glob).replace(/^\.\//, ''), limit]),
      ),
    };
    const report = textsOf(settings['coverageReporters']).filter((name) => COVERAGE.has(name));
    const { coverageDirectory } = settings;
    const coverage = {
      ...(settings['collectCoverage'] === true && { enabled: true }),
      ...(include.length > 0 && { include }),
      ...(exclude.length > 0 && { exclude }),
      ...(report.length > 0 && { report }),
      ...(typeof coverageDirectory === 'string' && { directory: fromRoot(coverageDirectory) }),
      ...(Object.keys(thresholds).length > 0 && { thresholds }),
    };
    if (Object.keys(coverage).length > 0) this.#add('coverage', coverage);
  }

  #unmapped(): void {
    for (const [key, value] of Object.entries(this.#settings)) {
      const said = knownKeys.has(key) ? UNMAPPED[key]?.(value) : UNKNOWN_KEY;
      if (said === undefined) continue;
      if (said.minutes === 0) this.#comments.push(`${key}: ${said.advice}`);
      else this.#hand(`${key}: ${shortened(value)}`, said);
    }
  }

  #holes(): void {
    for (const hole of this.#suite.holes) {
      const key = hole.path.join('.');
      this.#hand(`${key === '' ? 'a part' : key} of the configuration is code: ${hole.code}`, {
        advice: 'Nothing is run to read it: say here what it comes to.',
        minutes: MINUTES.medium,
        line: hole.line,
      });
    }
  }

  #hand(what: string, { advice, minutes, line }: Pick<Note, 'advice' | 'minutes' | 'line'>): void {
    this.#comments.push(`TODO ${what.replaceAll(/\s+/g, ' ')}: ${advice}`);
    this.notes.push({
      file: this.#suite.source ?? joined(this.#suite.folder, 'package.json'),
      ...(line !== undefined && { line }),
      kind: 'hand',
      what,
      advice,
      minutes,
    });
  }
}

const UNKNOWN_KEY = { advice: 'Jest has no such key.', minutes: MINUTES.small };
const DEFAULT_FILES = '**/*.{test,spec}.?(c|m)[jt]s?(x)';
const JEST_FILES = ['**/__tests__/**/*.?([mc])[jt]s?(x)', '**/?(*.)+(spec|test).?([mc])[jt]s?(x)'];
const COVERAGE: ReadonlySet<string> = new Set(coverageReportNames);
const REPORTERS: Readonly<Record<string, string | undefined>> = {
  default: 'terminal',
  summary: 'terminal',
  'github-actions': 'github',
  'jest-junit': 'junit',
};

/** What ts-jest compiles with, where that is a file. */
function tsconfigOfTransform(settings: Settings): string | undefined {
  const options = [
    recordOf(settings['globals'])['ts-jest'],
    ...Object.values(recordOf(settings['transform'])).flatMap((one) =>
      Array.isArray(one) ? [one[1] as unknown] : [],
    ),
  ].map(recordOf);
  const written = options
    .flatMap((one) => [one['tsconfig'], one['tsConfig']])
    .find((one) => typeof one === 'string');
  if (written === undefined) return undefined;
  const file = fromRoot(written);
  return /^\.{0,2}\//.test(file) ? file : `./${file}`;
}

function globalSetupModule({ globalSetup, globalTeardown }: Settings): string | undefined {
  const rows = [
    ...(typeof globalSetup === 'string'
      ? [`export { default as setup } from ${literal(fromRoot(globalSetup))};`]
      : []),
    ...(typeof globalTeardown === 'string'
      ? [`export { default as teardown } from ${literal(fromRoot(globalTeardown))};`]
      : []),
  ];
  return rows.length === 0 ? undefined : `${rows.join('\n')}\n`;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
