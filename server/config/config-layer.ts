import {
  mergeRetry,
  type ConfigLayer,
  type KindDefaults,
  type RetryLayer,
  type TagDefaults,
} from './resolved-config.ts';
import type { Thresholds } from '../coverage/thresholds.ts';
import type { ProfileOutput } from './schema.ts';

/** The keys of a validated configuration file (or of one profile) as a layer. */
export function toLayer(config: ProfileOutput): ConfigLayer {
  const { bail, shuffle, snapshot, tags, types, report, assets, coverage, ...same } = config;
  const layer: ConfigLayer = {
    ...without(same, ['pipelines', 'plugins', 'services', 'database', 'notify']),
    ...(typeof shuffle === 'object'
      ? { shuffle: true, ...(shuffle.seed === undefined ? {} : { seed: shuffle.seed }) }
      : { shuffle }),
    bail: typeof bail === 'boolean' ? Number(bail) : bail,
    snapshotFormat: snapshot?.format,
    tags: tags && mapValues(tags, tagDefaults),
    types: types && !Array.isArray(types) ? mapValues(types, kindDefaults) : undefined,
    report: typeof report === 'string' ? [report] : report,
    coverage: coverage && {
      ...coverage,
      thresholds: coverage.thresholds && thresholds(coverage.thresholds),
    },
    assets: assets && Object.fromEntries(Object.entries(assets).map(([k, v]) => [extension(k), v])),
  };
  return dropUndefined(layer);
}

type Written<T> = Omit<T, 'retry'> & { readonly retry?: RetryLayer | undefined };

function tagDefaults({ timeout, retry }: Written<TagDefaults>): TagDefaults {
  return dropUndefined({ timeout, retry: retry && mergeRetry([retry]) });
}

function kindDefaults(kind: Written<KindDefaults>): KindDefaults {
  const { isolation, coverage, folder } = kind;
  return dropUndefined({ ...tagDefaults(kind), isolation, coverage, folder });
}

/** A key that is no metric is a glob. */
function thresholds({
  statements,
  branches,
  functions,
  lines,
  changed,
  autoUpdate,
  ...globs
}: NonNullable<NonNullable<ProfileOutput['coverage']>['thresholds']>): Thresholds {
  return { global: { statements, branches, functions, lines }, changed, autoUpdate, globs };
}

/** `svg`, `.SVG` and `*.svg` mean the same. */
function extension(written: string): string {
  return '.' + written.replace(/^\*?\.?/, '').toLowerCase();
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function without<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Omit<T, K> {
  const copy = { ...value };
  for (const key of keys) delete copy[key];
  return copy;
}

function dropUndefined<T extends object>(value: T): T {
  const copy = { ...value };
  for (const key of Object.keys(copy)) {
    if (Reflect.get(copy, key) === undefined) Reflect.deleteProperty(copy, key);
  }
  return copy;
}
