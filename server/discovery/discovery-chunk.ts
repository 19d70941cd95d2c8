/** Entry of the bundle `discovery`: what finds tests without running anything. `ztest run` does without it. */
import path from 'node:path';
import type { EvaluatedConfig, Problem } from '../../test-host/protocol.ts';
import { recallJestConfig } from '../config/config-memory.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import { isJestConfigName } from '../jest/find-jest-config.ts';
import { discoveryDirectory } from '../loading/store-place.ts';
import { keepCode } from '../../modules/kept-code.ts';
import { loadCompiler } from '../../modules/load-compiler.ts';
import type * as Parsing from '../parsing/parsing-chunk.ts';
import { diskFiles } from '../workspace/disk-files.ts';
import { Discovery } from './discovery.ts';
import type { FileRule } from './file-rule.ts';
import { createProjectResolver } from './project-resolver.ts';
import { treeBuilder } from './build-file-tree.ts';
import { configNotStatic, configUnreadable } from './project-messages.ts';
import { startParserThread } from './parser-thread.ts';
import { revision } from './revision.ts';
import { knownKeys } from './script-config-problems.ts';
import { readConfig, type StoredConfig } from './static-configs.ts';
import type { DiscoveryTools } from './tools.ts';
import { holdYoungSpace, releaseYoungSpace } from './young-space.ts';
import { openTreeCache, type TreeCache } from './tree-cache.ts';

export interface DiscoveryRequest {
  /** Absolute. */
  readonly rootDir: string;
  /** What the caller knows of the root's configuration; absent: it is read. */
  readonly rootRule?: FileRule;
  /** Only the configurations of other tools decide. */
  readonly ignoresOwnConfigs?: boolean;
  /** A tsconfig for all files. */
  readonly tsconfig?: string;
  /**
   * An editor's: the compiler has a thread of its own, so that nothing waits for it. A command is done sooner without
   * (1,000 files on two busy cores: 1.3 s, 1.6 s with a thread, which must load the compiler first and sends its answers).
   */
  readonly isLongLived?: boolean;
  /** False: neither read nor keep what was found. */
  readonly useCache: boolean;
}

export function createDiscovery({
  rootDir,
  rootRule,
  ignoresOwnConfigs,
  tsconfig,
  isLongLived = false,
  useCache,
}: DiscoveryRequest): Discovery {
  const cache = cacheOf(rootDir, useCache);
  return new Discovery({
    rootDir: slashes(rootDir),
    files: diskFiles,
    cache,
    resolver: (note) => createProjectResolver(note, tsconfig),
    loadTools,
    afterSlice: isLongLived ? savingNowAndThen(cache) : holdYoungSpace,
    beforeSave: releaseYoungSpace,
    thread: isLongLived ? { startAbove: 0, startThread: startParserThread } : undefined,
    rootRule,
    ignoresOwnConfigs,
  });
}

/** All at once at the end would be felt at the keyboard; and an editor may kill its server at any time. */
function savingNowAndThen(cache: TreeCache): () => void {
  let last = performance.now();
  return () => {
    holdYoungSpace();
    if (performance.now() - last < saveEvery) return;
    cache.save();
    last = performance.now();
  };
}

/** Milliseconds. */
const saveEvery = 200;

export interface StaticReading {
  readonly evaluated: EvaluatedConfig;
  readonly problems: readonly Problem[];
}

/** A configuration of ztest as far as it can be read without running it. */
export function readConfigStatically(
  file: string,
  { useCache }: { readonly useCache: boolean },
): StaticReading {
  const folder = path.dirname(file);
  const store = cacheOf(folder, useCache).configs;
  const { value, holes } = readConfig(slashes(file), { files: diskFiles, store });
  const shown = path.basename(file);
  if (typeof value !== 'object' || value === null) {
    return {
      evaluated: { type: 'config', value: {}, unusable: [] },
      problems: [configUnreadable(shown)],
    };
  }
  const relevant = holes.filter(({ path: [first] }) => first === undefined || decisive.has(first));
  return {
    evaluated: { type: 'config', value: knownKeys(value, holes), unusable: [] },
    problems: relevant
      .slice(0, 1)
      .map((hole) => configNotStatic({ file: shown, line: hole.line, column: hole.column }, hole)),
  };
}

/** What listing needs of a configuration. */
const decisive: ReadonlySet<string | number> = new Set([
  'include',
  'exclude',
  'globals',
  'profiles',
]);

const caches = new Map<string, TreeCache>();

/** One for each folder of data: the configuration is read before the tests are looked for. */
function cacheOf(rootDir: string, useCache: boolean): TreeCache {
  if (!useCache) return openTreeCache(undefined, revision);
  const directory = discoveryDirectory(rootDir);
  const cache = caches.get(directory) ?? withEvaluated(openTreeCache(directory, revision), rootDir);
  caches.set(directory, cache);
  return cache;
}

/** Of a Jest configuration a host may know what no reader can. */
function withEvaluated(cache: TreeCache, rootDir: string): TreeCache {
  const { get, set } = cache.configs;
  const recall = (file: string): StoredConfig | undefined => {
    if (!isJestConfigName(file)) return undefined;
    const value = recallJestConfig(path.normalize(file), { cwd: rootDir, env: process.env });
    return value === undefined
      ? undefined
      : { config: { value, holes: [], inputs: [] }, hashes: [] };
  };
  return { ...cache, configs: { get: (file) => recall(file) ?? get(file), set } };
}

/** Where a thread parses, the compiler is never loaded here: it takes 0.1 s and 50 MB. */
function loadParsing(): Required<Pick<DiscoveryTools, 'parse' | 'parseModule' | 'findCode'>> {
  loadCompiler();
  const { Parser, findCode, parseForBoth, parseModule } = loadServerChunk<typeof Parsing>(
    'parsing',
    '../parsing/parsing-chunk.ts',
  );
  const parser = new Parser();
  return {
    parse: (file) => parser.parse(file),
    parseModule: ({ path: file, text }, { forBoth }) =>
      forBoth ? parseForBoth(file, text) : { module: parseModule(file, text) },
    findCode: ({ path: file, text }) => findCode(file, text),
  };
}

function loadTools(): DiscoveryTools {
  let parsing: ReturnType<typeof loadParsing> | undefined;
  return {
    parse: (file) => (parsing ??= loadParsing()).parse(file),
    parseModule: (file, options) => (parsing ??= loadParsing()).parseModule(file, options),
    findCode: (file) => (parsing ??= loadParsing()).findCode(file),
    save: () => {
      if (parsing !== undefined) keepCode();
    },
    buildTree: treeBuilder(process.platform),
  };
}

function slashes(file: string): string {
  return path.sep === '/' ? file : file.split(path.sep).join('/');
}
