/** Configurations read without running them, each parsed once for its contents. */
import path from 'node:path';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type * as Chunk from '../parsing/parsing-chunk.ts';
import type { ConfigModule, StaticConfig } from '../parsing/static-config.ts';
import { readSmallText, type Files } from '../workspace/files.ts';
import { contentHash } from './content-hash.ts';

export interface StoredConfig {
  readonly config: StaticConfig;
  /** Of each input, in their order. */
  readonly hashes: readonly string[];
}

/** By absolute path of the configuration. */
export interface ConfigStore {
  readonly get: (file: string) => StoredConfig | undefined;
  readonly set: (file: string, stored: StoredConfig) => void;
}

const nothing: StaticConfig = { value: undefined, holes: [], inputs: [] };

export function readConfig(
  file: string,
  { files, store }: { readonly files: Files; readonly store: ConfigStore },
): StaticConfig {
  const hashOf = (input: string): string => contentHash(files.read(input) ?? '');
  const stored = store.get(file);
  if (
    stored !== undefined &&
    stored.config.inputs.every((one, i) => hashOf(one) === stored.hashes[i])
  )
    return stored.config;
  const text = readSmallText(files, file);
  if (text === undefined) return nothing;
  const { readStaticConfig } = loadServerChunk<typeof Chunk>(
    'parsing',
    '../parsing/parsing-chunk.ts',
  );
  const config = readStaticConfig({ file, text }, (specifier, from) =>
    findImported(specifier, from, files),
  );
  store.set(file, { config, hashes: config.inputs.map(hashOf) });
  return config;
}

const extensions = [
  '',
  '.ts',
  '.mts',
  '.cts',
  '.js',
  '.mjs',
  '.cjs',
  '.json',
  '/index.ts',
  '/index.js',
];
const typescriptFor: Readonly<Record<string, string>> = {
  '.js': '.ts',
  '.mjs': '.mts',
  '.cjs': '.cts',
};

function findImported(specifier: string, from: string, files: Files): ConfigModule | undefined {
  if (!/^\.{1,2}\//.test(specifier)) return undefined;
  const base = path.posix.join(path.posix.dirname(from), specifier);
  const extension = path.posix.extname(base);
  const twin = typescriptFor[extension];
  const candidates = [
    ...extensions.map((ending) => base + ending),
    ...(twin === undefined ? [] : [base.slice(0, -extension.length) + twin]),
  ];
  const file = candidates.find((candidate) => files.stat(candidate)?.kind === 'file');
  const text = file === undefined ? undefined : readSmallText(files, file);
  return file === undefined || text === undefined ? undefined : { file, text };
}
