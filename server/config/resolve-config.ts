/** Merges the layers and gives every key its final value: absolute paths, numbers of workers. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import {
  defaultAssets,
  defaultLayer,
  leastHookTimeout,
  mergeRetry,
  type ConfigLayer,
  type CoverageLayer,
  type CoverageSettings,
  type ResolvedConfig,
  type SnapshotUpdate,
  type WorkerCount,
} from './resolved-config.ts';

export interface ResolveContext {
  readonly rootDir: string;
  readonly configFile: string | undefined;
  readonly profile: string | undefined;
  /** Snapshots are never written on a CI machine unless asked for. */
  readonly ci: boolean;
  /** Cores; given by tests. */
  readonly cores?: number | undefined;
}

/** @param layers weakest first; their paths are absolute (see {@link withAbsolutePaths}) */
export function resolveConfig(
  layers: readonly ConfigLayer[],
  context: ResolveContext,
): ResolvedConfig {
  const get = <K extends DefaultKey>(key: K) => strongest(layers, key) ?? defaults[key];
  const timeout = get('timeout');
  const failureStrategy = get('failureStrategy');
  const bail = get('bail');
  return {
    rootDir: context.rootDir,
    configFile: context.configFile,
    profile: context.profile,
    include: get('include'),
    exclude: get('exclude'),
    isolation: get('isolation'),
    workers: countWorkers(get('workers'), context.cores),
    timeout,
    hookTimeout: strongest(layers, 'hookTimeout') ?? defaultHookTimeout(timeout),
    retry: mergeRetry(layers.map((layer) => layer.retry)),
    repeats: get('repeats'),
    bail: failureStrategy === 'stop' && bail === 0 ? 1 : bail,
    shuffle: get('shuffle'),
    seed: strongest(layers, 'seed'),
    failureStrategy,
    setupFiles: get('setupFiles'),
    globalSetup: get('globalSetup'),
    globalTeardown: [],
    globals: get('globals'),
    env: mergeRecords(layers.map((layer) => layer.env)),
    snapshot: {
      update: snapshotUpdate(strongest(layers, 'updateSnapshots'), context.ci),
      format: mergeRecords(layers.map((layer) => layer.snapshotFormat)),
    },
    report: strongest(layers, 'report'),
    outputDir: path.resolve(context.rootDir, get('outputDir')),
    maxConcurrency: get('maxConcurrency'),
    slowThreshold: get('slowThreshold'),
    memoryLimit: get('memoryLimit'),
    locations: get('locations'),
    detectLeaks: get('detectLeaks'),
    mocks: {
      restore:
        layers.findLast((layer) => layer.mocks?.restore !== undefined)?.mocks?.restore ?? true,
    },
    tags: mergeEach(layers.map((layer) => layer.tags)),
    types: mergeEach(layers.map((layer) => layer.types)),
    assets: mergeRecords([defaultAssets, ...layers.map((layer) => layer.assets)]),
    passWithNoTests: get('passWithNoTests'),
    cached: get('cached'),
    coverage: mergeCoverage(
      layers.map(({ coverage }) => coverage),
      context.rootDir,
    ),
    tsconfig: strongest(layers, 'tsconfig'),
    jest: undefined,
  };
}

function mergeCoverage(
  layers: readonly (CoverageLayer | undefined)[],
  rootDir: string,
): CoverageSettings {
  const get = <K extends keyof CoverageLayer>(key: K): CoverageLayer[K] =>
    layers.findLast((layer) => layer?.[key] !== undefined)?.[key];
  return {
    enabled: get('enabled') ?? false,
    include: get('include'),
    exclude: get('exclude') ?? [],
    counts: get('counts') ?? false,
    conditions: get('conditions') ?? false,
    optionalChaining: get('optionalChaining') ?? false,
    report: get('report') ?? ['text'],
    directory: path.resolve(rootDir, get('directory') ?? 'coverage'),
    changed: get('changed'),
    thresholds: get('thresholds') ?? { global: {}, globs: {} },
  };
}

type DefaultKey = keyof typeof defaultLayer;
const defaults: { readonly [K in DefaultKey]: NonNullable<ConfigLayer[K]> } = defaultLayer;

/** The paths that a layer writes relative to `base`, made absolute; set-up files are found elsewhere. */
export function withAbsolutePaths(layer: ConfigLayer, base: string): ConfigLayer {
  const { outputDir, tsconfig, report, coverage } = layer;
  const directory = coverage?.directory;
  const paths = [outputDir, tsconfig, report, directory];
  if (paths.every((one) => one === undefined)) return layer;
  return {
    ...layer,
    ...(directory !== undefined && {
      coverage: { ...coverage, directory: path.resolve(base, directory) },
    }),
    outputDir: outputDir && path.resolve(base, outputDir),
    tsconfig: tsconfig && path.resolve(base, tsconfig),
    report: report?.map((spec) => absoluteReport(spec, base)),
  };
}

function absoluteReport(spec: string, base: string): string {
  const equals = spec.indexOf('=');
  const place = spec.slice(equals + 1);
  if (equals < 0 || place === '-') return spec;
  return `${spec.slice(0, equals)}=${path.resolve(base, place)}`;
}

/** The value of the last layer that sets the key. */
function strongest<K extends keyof ConfigLayer>(
  layers: readonly ConfigLayer[],
  key: K,
): ConfigLayer[K] {
  return layers.findLast((layer) => layer[key] !== undefined)?.[key];
}

type Records<T> = readonly (Readonly<Record<string, T>> | undefined)[];

function mergeRecords<T>(records: Records<T>): Record<string, T> {
  return records.reduce<Record<string, T>>((merged, record) => ({ ...merged, ...record }), {});
}

/** Records of objects: two layers that set different fields of one entry both count. */
function mergeEach<T extends object>(records: Records<T>): Record<string, T> {
  const merged: Record<string, T> = {};
  for (const record of records) {
    for (const [key, value] of Object.entries(record ?? {})) {
      merged[key] = { ...merged[key], ...value };
    }
  }
  return merged;
}

function countWorkers(workers: WorkerCount, cores = availableParallelism()): number {
  if (typeof workers === 'number') return workers;
  return Math.max(1, Math.floor((cores * workers.percent) / 100));
}

function defaultHookTimeout(timeout: number): number {
  return timeout === 0 ? 0 : Math.max(leastHookTimeout, timeout);
}

function snapshotUpdate(isAsked: boolean | undefined, ci: boolean): SnapshotUpdate {
  if (isAsked === true) return 'all';
  return ci ? 'none' : 'new';
}
