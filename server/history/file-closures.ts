/**
 * What the outcome of a test file depends on, as one hash a file: its modules, the packages that they reach, set-up files,
 * snapshots, configuration, and the runtime. Made after the run, when nobody waits.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { StoredModule } from '../../modules/store.ts';
import type { FilePath, ReadInputs } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { RunResult } from '../running/run-request.ts';
import type { FileClosure } from './recorded-run.ts';
import {
  CLOCK_GRAIN_MS,
  isFileInput,
  listFolder,
  lookAt,
  lookedAt,
  OF_THE_TERMINAL,
  variableInput,
  variableOf,
  variableValue,
} from './input-names.ts';
import { installedHash } from './installed.ts';
import { hashText, hexOf, lanesOf, type Lanes } from '../../modules/text-hash.ts';

/** What of a module counts here. */
export type WalkableModule = Pick<StoredModule, 'hash' | 'plain' | 'targets'>;
export type WalkableModules = Readonly<Record<string, WalkableModule>>;

export interface ClosureSources {
  readonly config: ResolvedConfig;
  /** With the configuration of its own folder, where there is one. */
  readonly files: readonly { readonly file: FilePath; readonly config?: ResolvedConfig }[];
  readonly modulesOf: (config: ResolvedConfig) => WalkableModules | undefined;
  readonly inputsOf: RunResult['inputsOf'];
  /** When the run began, in milliseconds since the epoch. */
  readonly since: number;
}

export type LoadedSources = Pick<ClosureSources, 'config' | 'files' | 'modulesOf'>;

/** Of each file that could be read: its configuration and all modules that it reaches, as a hash. Needs no results. */
export function* hashLoaded({
  config,
  files,
  modulesOf,
}: LoadedSources): Generator<undefined, ReadonlyMap<FilePath, string>> {
  const { rootDir } = config;
  const hashes = new Map<FilePath, string>();
  for (const [own, ofConfig] of Map.groupBy(files, ({ config: one = config }) => one)) {
    const stored = modulesOf(own);
    if (stored === undefined) continue;
    const walk = moduleWalker(stored, rootDir);
    const shared = configHash(own);
    const before = [...own.setupFiles, ...own.globalSetup, ...own.globalTeardown];
    for (const { file } of ofConfig) {
      yield;
      const absolute = path.join(rootDir, file);
      if (stored[absolute] !== undefined)
        hashes.set(file, `${shared}|${walk([absolute, ...before])}`);
    }
  }
  return hashes;
}

/** @param loaded what {@link hashLoaded} gives */
export function fileClosures(
  { config: { rootDir }, files, inputsOf, since }: ClosureSources,
  loaded: ReadonlyMap<FilePath, string>,
): ReadonlyMap<FilePath, FileClosure> {
  const valueOf = inputValues(rootDir, since);
  const closures = new Map<FilePath, FileClosure>();
  for (const { file } of files) {
    const own = loaded.get(file);
    const inputs = inputsOf(file);
    if (own === undefined || inputs === undefined) continue;
    const modules = `${own}|${snapshotHash(path.join(rootDir, snapshotsOf(file)))}`;
    closures.set(file, {
      modules: hashText(modules),
      inputs: [...inputNames(inputs, rootDir), ...folderNames(inputs, rootDir)],
      hash: (names) => hashText([modules, ...names.toSorted().flatMap(valueOf)].join('\0')),
    });
  }
  return closures;
}

/** What does not change what a test does: which tests run, how many at a time, in which order, and who hears of it. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set<keyof ResolvedConfig>([
  'rootDir',
  'configFile',
  'profile',
  'include',
  'exclude',
  'workers',
  'retry',
  'repeats',
  'bail',
  'shuffle',
  'seed',
  'failureStrategy',
  'report',
  'outputDir',
  'slowThreshold',
  'memoryLimit',
  'locations',
  'detectLeaks',
  'passWithNoTests',
  'coverage',
  'cached',
  'tsconfig', // the modules are those that it makes
]);

export function configHash(config: ResolvedConfig): string {
  let hash = configHashes.get(config);
  if (hash === undefined) configHashes.set(config, (hash = hashConfig(config)));
  return hash;
}
const configHashes = new WeakMap<ResolvedConfig, string>();

function hashConfig(config: ResolvedConfig): string {
  const effective = Object.entries(config).filter(([key]) => !WITHOUT_EFFECT.has(key));
  const text = JSON.stringify(Object.fromEntries(effective)).replaceAll(config.rootDir, '');
  return hashText([text, process.versions.node, process.platform, process.arch].join('|'));
}

/** Relative to the root. */
export function snapshotsOf(file: FilePath): FilePath {
  const { dir, base } = path.parse(file);
  return path.join(dir, '__snapshots__', `${base}.snap`);
}

function snapshotHash(file: string): string {
  const text = readText(file);
  return text === undefined ? '' : hashText(text);
}

/** Those that were listed: what counts is what is in them. */
export function folderNames({ folders = [] }: ReadInputs, rootDir: string): readonly string[] {
  return folders.map((folder) => `${path.relative(rootDir, folder)}/`);
}

export function inputNames(
  { files = [], modules = [], env = [], beyond = [] }: ReadInputs,
  rootDir: string,
): readonly string[] {
  // Whoever starts a process hands all variables on: that says nothing.
  const isListed = !beyond.includes('process') && !beyond.includes('thread');
  return [
    ...[...files, ...modules].map((file) => path.relative(rootDir, file)),
    ...env
      .filter((name) => !OF_THE_TERMINAL.test(name) && (isListed || name !== '*'))
      .map(variableInput),
  ];
}

/**
 * @returns an input with its value, or nothing: a file that is not there, or that the run itself has written, and a variable
 * that is not set, are none
 */
function inputValues(rootDir: string, since: number): (name: string) => readonly string[] {
  const values = new Map<string, string | undefined>();
  return (name) => {
    if (!values.has(name)) {
      values.set(name, inputValue(name, { rootDir, since }));
    }
    const value = values.get(name);
    return value === undefined ? [] : [`${name}=${value}`];
  };
}

function inputValue(
  name: string,
  { rootDir, since }: { readonly rootDir: string; readonly since: number },
): string | undefined {
  const variable = variableOf(name);
  if (variable !== undefined) return variableValue(variable, process.env);
  const looked = lookedAt(name);
  if (looked !== undefined) return lookAt(path.join(rootDir, looked), { rootDir, hasTimes: true });
  const place = path.join(rootDir, name);
  return name.endsWith('/') ? listingOf(place) : fileHash(place, since);
}

function listingOf(folder: string): string | undefined {
  try {
    return listFolder(folder);
  } catch {
    return undefined; // it is not there
  }
}

/** @returns whether one of them was written to since: nobody knows what a test has seen of it */
export function writtenSince(
  rootDir: string,
  since: number,
): (names: readonly string[]) => boolean {
  const known = new Map<string, boolean>();
  const isWritten = (name: string): boolean => {
    const stats = fs.statSync(path.join(rootDir, name), { throwIfNoEntry: false });
    return (
      stats?.isFile() === true && Math.max(stats.mtimeMs, stats.ctimeMs) >= since - CLOCK_GRAIN_MS
    );
  };
  return (names) =>
    names.filter(isFileInput).some((name) => {
      if (!known.has(name)) known.set(name, isWritten(name));
      return known.get(name) === true;
    });
}

/** Larger ones are known by their size and times. */
const LARGE = 4 * 1024 * 1024;

function fileHash(file: string, since: number): string | undefined {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || stats.mtimeMs >= since - CLOCK_GRAIN_MS) return undefined;
  if (stats.isDirectory()) return 'folder';
  return stats.size > LARGE
    ? `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`
    : hashText(readText(file) ?? '');
}

/** @returns the hash of all modules and packages that some files reach */
function moduleWalker(
  modules: WalkableModules,
  rootDir: string,
): (entries: readonly string[]) => string {
  const packages = packageVersions(rootDir);
  const nodes = new Map<string, WalkedModule>();
  const nodeOf = (file: string): WalkedModule | undefined => {
    const known = nodes.get(file);
    if (known !== undefined) return known;
    const module = modules[file] ?? assetOf(file);
    if (module === undefined) return undefined;
    const externals = module.targets.filter((target) => !target.startsWith('m'));
    const own = [
      path.relative(rootDir, file),
      module.plain ?? module.hash,
      ...externals.map(packages),
    ];
    const node: WalkedModule = {
      lanes: lanesOf(own.join('\0')),
      targets: module.targets.flatMap((target) => (target.startsWith('m') ? target.slice(1) : [])),
      next: undefined,
      walk: 0,
    };
    nodes.set(file, node);
    return node;
  };
  const nextOf = (node: WalkedModule): readonly WalkedModule[] =>
    (node.next ??= node.targets.flatMap((target) => nodeOf(target) ?? []));
  let walk = 0;
  return (entries) => {
    walk++;
    let [a, b] = [0, 0];
    const open = entries.flatMap((entry) => nodeOf(entry) ?? []);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.walk === walk) continue;
      node.walk = walk;
      a = (a + node.lanes[0]) | 0;
      b = (b + node.lanes[1]) | 0;
      for (const next of nextOf(node)) if (next.walk !== walk) open.push(next);
    }
    return hexOf([a, b]);
  };
}

/** JSON, text, images: what is imported and is no code. */
function assetOf(file: string): WalkableModule | undefined {
  const text = readText(file);
  return text === undefined ? undefined : { hash: hashText(text), targets: [] };
}

interface WalkedModule {
  readonly lanes: Lanes;
  readonly targets: readonly string[];
  next: readonly WalkedModule[] | undefined;
  /** The last walk that came by. */
  walk: number;
}

/** A resolved import as it counts: of a package its version, and what else is installed, which it may load. */
function packageVersions(rootDir: string): (target: string) => string {
  const versions = new Map<string, string>();
  let installed: string | undefined;
  return (target) => {
    if (!target.startsWith('e')) return target;
    const folder = packageFolder(target.slice(1));
    if (folder === undefined) return target;
    let version = versions.get(folder);
    if (version === undefined) {
      version = versionIn(readText(path.join(folder, 'package.json')));
      versions.set(folder, version);
    }
    installed ??= installedHash(rootDir);
    return `${path.relative(rootDir, folder)}@${version} ${installed}`;
  };
}

function packageFolder(file: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];
}

function versionIn(manifest: string | undefined): string {
  return /"version"\s*:\s*"([^"]*)"/.exec(manifest ?? '')?.[1] ?? '';
}

function readText(file: string): string | undefined {
  if (!fs.existsSync(file)) return undefined; // an answer, too; an error takes longer to make
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
