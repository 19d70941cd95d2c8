/**
 * What a run is configured with: one validated plain value, and the layers that it is made of.
 * Units are parsed (milliseconds, bytes, numbers of workers) and paths are absolute.
 * Plain code only: this file is on the start-up path of every command.
 */
import type { ProbeOptions } from '../../modules/code-map.ts';
import type { CoverageReportName } from '../coverage/report-names.ts';
import type { Limits, Thresholds } from '../coverage/thresholds.ts';
import type { JestProject } from '../jest/jest-project.ts';
import type { IsolationLevel, RetryOptions } from '../../test-host/protocol.ts';

export interface ResolvedConfig {
  /** Absolute; every path of a test is relative to it. */
  readonly rootDir: string;
  /** Absolute path of the file that was read. */
  readonly configFile: string | undefined;
  readonly profile: string | undefined;
  /** Globs relative to `rootDir`, with forward slashes. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly isolation: IsolationLevel;
  /** How many hosts run at a time, at least 1. */
  readonly workers: number;
  /** Milliseconds; 0 = none. */
  readonly timeout: number;
  readonly hookTimeout: number;
  readonly retry: RetryOptions;
  readonly repeats: number;
  /** Stop after this many failures; 0 = never. */
  readonly bail: number;
  readonly shuffle: boolean;
  /** Absent: the run draws one. */
  readonly seed: number | undefined;
  readonly failureStrategy: FailureStrategy;
  /** Absolute paths. */
  readonly setupFiles: readonly string[];
  readonly globalSetup: readonly string[];
  /** Modules that are only there to tear down. */
  readonly globalTeardown: readonly string[];
  readonly globals: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly snapshot: {
    readonly update: SnapshotUpdate;
    readonly format: Readonly<Record<string, unknown>>;
  };
  /** `name` or `name=path`, paths absolute, `name=-` for standard output. Absent: nobody chose. */
  readonly report: readonly string[] | undefined;
  /** Absolute. */
  readonly outputDir: string;
  readonly maxConcurrency: number;
  /** Milliseconds. */
  readonly slowThreshold: number;
  /** Bytes of resident memory above which a host is replaced; 0 = never. */
  readonly memoryLimit: number;
  readonly locations: boolean;
  readonly detectLeaks: LeakDetection;
  readonly mocks: { readonly restore: boolean };
  readonly tags: Readonly<Record<string, TagDefaults>>;
  readonly types: Readonly<Record<string, KindDefaults>>;
  /** Extension with its dot, in lower case → what importing such a file gives. */
  readonly assets: Readonly<Record<string, AssetRule>>;
  readonly passWithNoTests: boolean;
  /** What is as it was when it passed need not run. */
  readonly cached: boolean;
  readonly coverage: CoverageSettings;
  /** Absolute path; absent: the nearest `tsconfig.json` of each file. */
  readonly tsconfig: string | undefined;
  /** Present where the project is run as its Jest configuration says. */
  readonly jest: JestProject | undefined;
}

export interface CoverageSettings extends ProbeOptions {
  readonly enabled: boolean;
  /** Globs: files that are counted whether a test loads them or not. Absent: those that tests load. */
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[];
  readonly report: readonly CoverageReportName[];
  /** Absolute. */
  readonly directory: string;
  readonly thresholds: Thresholds;
  /** A commit: how much of what has changed since has run. */
  readonly changed: string | undefined;
}

export type FailureStrategy = 'continue' | 'stop' | 'isolate';
export type LeakDetection = 'off' | 'warn' | 'fail';
export type SnapshotUpdate = 'none' | 'new' | 'all';
/** `path`: the file's path as a string; `text`: its contents; `empty`: an empty object. */
export type AssetRule = 'path' | 'empty' | 'text';

export interface TagDefaults {
  readonly timeout?: number | undefined;
  readonly retry?: RetryOptions | undefined;
}

export interface KindDefaults extends TagDefaults {
  readonly isolation?: IsolationLevel | undefined;
  /** What the tests of this kind must run, alone. */
  readonly coverage?: Limits | undefined;
  /** Of their test files, relative to the root; or a glob. */
  readonly folder?: string | undefined;
}

/** What one source (file, profile, environment, flags) sets. Absent keys are left to the layer below. */
export interface ConfigLayer {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly isolation?: IsolationLevel | undefined;
  readonly workers?: WorkerCount | undefined;
  readonly timeout?: number | undefined;
  readonly hookTimeout?: number | undefined;
  readonly retry?: RetryLayer | undefined;
  readonly repeats?: number | undefined;
  readonly bail?: number | undefined;
  readonly shuffle?: boolean | undefined;
  readonly seed?: number | undefined;
  readonly failureStrategy?: FailureStrategy | undefined;
  readonly setupFiles?: readonly string[] | undefined;
  readonly globalSetup?: readonly string[] | undefined;
  readonly globals?: boolean | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly snapshotFormat?: Readonly<Record<string, unknown>> | undefined;
  readonly updateSnapshots?: boolean | undefined;
  readonly report?: readonly string[] | undefined;
  readonly outputDir?: string | undefined;
  readonly maxConcurrency?: number | undefined;
  readonly slowThreshold?: number | undefined;
  readonly memoryLimit?: number | undefined;
  readonly locations?: boolean | undefined;
  readonly detectLeaks?: LeakDetection | undefined;
  readonly mocks?: { readonly restore?: boolean | undefined } | undefined;
  readonly tags?: Readonly<Record<string, TagDefaults>> | undefined;
  readonly types?: Readonly<Record<string, KindDefaults>> | undefined;
  readonly assets?: Readonly<Record<string, AssetRule>> | undefined;
  readonly passWithNoTests?: boolean | undefined;
  readonly cached?: boolean | undefined;
  readonly coverage?: CoverageLayer | undefined;
  readonly tsconfig?: string | undefined;
}

/** The parts of the coverage that one source sets. */
export type CoverageLayer = {
  readonly [K in keyof CoverageSettings]?: CoverageSettings[K] | undefined;
};

/** The parts of a retry that one source sets. */
export interface RetryLayer {
  readonly count?: number | undefined;
  readonly delay?: number | undefined;
  readonly when?: RetryOptions['when'] | undefined;
}

/** A number of hosts, or a share of the machine's cores (0–100). */
export type WorkerCount = number | { readonly percent: number };

export const defaultInclude = '**/*.{test,spec}.?(c|m)[jt]s?(x)';

const second = 1000;
const megabyte = 1024 * 1024;

/** Every key's value when nobody sets it. */
export const defaultLayer = {
  include: [defaultInclude],
  exclude: [],
  isolation: 'partial',
  workers: { percent: 100 },
  timeout: 5 * second,
  repeats: 0,
  bail: 0,
  shuffle: false,
  failureStrategy: 'continue',
  setupFiles: [],
  globalSetup: [],
  globals: false,
  outputDir: 'test-results',
  maxConcurrency: 5,
  slowThreshold: 300,
  memoryLimit: 1024 * megabyte,
  locations: false,
  detectLeaks: 'off',
  passWithNoTests: false,
  cached: false,
} as const satisfies ConfigLayer;

/** Hooks often start servers: they get at least this long, and never less than a test. */
export const leastHookTimeout = 10 * second;

/** Later layers override earlier ones part by part: `--retry 3` keeps the delay of the file. */
export function mergeRetry(layers: readonly (RetryLayer | undefined)[]): RetryOptions {
  const merged: { count: number; delay: number; when?: RetryOptions['when'] } = {
    count: 0,
    delay: 0,
  };
  for (const layer of layers) {
    merged.count = layer?.count ?? merged.count;
    merged.delay = layer?.delay ?? merged.delay;
    if (layer?.when !== undefined) merged.when = layer.when;
  }
  return { count: merged.count, delay: merged.delay, ...(merged.when && { when: merged.when }) };
}

/** What importing a file that is no module gives; the configuration adds to it and overrides it. */
export const defaultAssets: Readonly<Record<string, AssetRule>> = Object.fromEntries([
  ...assetRules('empty', 'css scss sass less styl pcss'),
  ...assetRules('path', 'png jpg jpeg gif webp avif ico bmp svg mp3 mp4 webm ogg wav flac aac pdf'),
  ...assetRules('path', 'woff woff2 ttf otf eot'),
  ...assetRules('text', 'txt md html htm sql graphql gql'),
]);

function assetRules(rule: AssetRule, extensions: string): [string, AssetRule][] {
  return extensions.split(' ').map((extension) => ['.' + extension, rule]);
}
