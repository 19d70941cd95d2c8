/** The Jest suites of a root: where they are configured, what that says, and which files are theirs. Nothing is run. */
import path from 'node:path';
import { findFiles } from '../config/find-test-files.ts';
import { readConfig, type ConfigStore } from '../discovery/static-configs.ts';
import { findWrapper } from '../jest/wrappers.ts';
import { findAllTestFiles, ruleFor } from '../discovery/test-files.ts';
import { readProjects, type Projects } from '../discovery/projects.ts';
import type { Hole } from '../parsing/config-holes.ts';
import { readSmallText, type Files } from '../workspace/files.ts';
import { withInlineProjects } from './inline-projects.ts';

export interface JestSuite {
  /** Where its configuration stands, relative to the root; '' is the root. */
  readonly folder: string;
  /** What its paths are relative to. */
  readonly rootDir: string;
  /** The file with the configuration, relative to the root; absent: there is none. */
  readonly source: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly holes: readonly Hole[];
  readonly major: number | undefined;
  /** Relative to the root. */
  readonly testFiles: readonly string[];
  /** A configuration of ztest stands beside it. */
  readonly isMigrated: boolean;
  /** Of the package that it is configured in. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** The project depends on what does nothing without a document. */
  readonly needsDocument: boolean;
  /**
   * Why all of it stays with Jest: `projects` that are configured in files that share a folder, or that only a run can name; or
   * the tool that configures Jest in its place.
   */
  readonly staysFor?: 'projects' | { readonly tool: string };
}

export interface ProjectFiles {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly files: Files;
  /** Every source file, relative to the root. */
  readonly sources: readonly string[];
  /** Those of any tool. */
  readonly testFiles: readonly string[];
  readonly suites: readonly JestSuite[];
}

/** By absolute path of the configuration. */
export type EvaluatedSettings = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** @param evaluated what configurations that are code have come to, where somebody has run them */
export function readSuites(
  rootDir: string,
  files: Files,
  evaluated: EvaluatedSettings = new Map(),
): ProjectFiles {
  const store = new Map<string, ReturnType<ConfigStore['get']>>(
    [...evaluated].map(([file, value]) => [
      file,
      { config: { value, holes: [], inputs: [] }, hashes: [] },
    ]),
  );
  const configs: ConfigStore = {
    get: (file) => store.get(file),
    set: (file, stored) => void store.set(file, stored),
  };
  const projects = readProjects({ rootDir, files, configs });
  const all = findFiles(
    {
      isIncluded: (file) => /\.[cm]?[jt]sx?$|(?:^|\/)package\.json$|\.config\.json$/.test(file),
      isExcluded: () => false,
      bases: [{ folder: '', depth: Number.POSITIVE_INFINITY }],
    },
    { rootDir, files },
  ).files;
  const sources = all.filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file));
  const isOfNode = (file: string): boolean =>
    ruleFor(file, projects.nearest(file))?.rule.tool === 'node';
  const testFiles = findAllTestFiles({ rootDir, files, projects }).files.filter(
    (file) => !isOfNode(file),
  );
  const context = { rootDir, files, configs, all, projects, testFiles };
  const suites = suitesOf(context);
  const own = new Set(suites.flatMap((suite) => suite.testFiles));
  const migrated = migratedFolders(all);
  const isMeant = (file: string): boolean =>
    own.has(file) || migrated.some((folder) => isBelow(file, folder));
  return { rootDir, files, sources, testFiles: testFiles.filter(isMeant), suites };
}

interface Context {
  readonly rootDir: string;
  readonly files: Files;
  readonly configs: ConfigStore;
  readonly all: readonly string[];
  readonly projects: Projects;
  readonly testFiles: readonly string[];
}

function suitesOf(context: Context): readonly JestSuite[] {
  const { all, rootDir, files } = context;
  const folders = [...new Set(all.filter(isConfig).map(folderOf))].sort();
  const found = withoutTwins(folders.flatMap((folder) => suiteIn(folder, context) ?? []));
  const withoutNested = found.map((one) => {
    const inner = found.filter(
      (other) => other.rootDir !== one.rootDir && isBelow(other.rootDir, one.rootDir),
    );
    const own = one.testFiles.filter(
      (file) => !inner.some((other) => isBelow(file, other.rootDir)),
    );
    return { ...one, testFiles: own };
  });
  const hasTests = withoutNested.filter(
    ({ testFiles, source }) => testFiles.length > 0 || source !== undefined,
  );
  if (hasTests.length > 0) return hasTests;
  const version = installedVersion('jest', { rootDir, folder: '', files });
  return version === undefined || !all.includes('package.json')
    ? []
    : [suite({ folder: '', source: undefined, settings: {}, holes: [] }, context)];
}

/** One a folder: a script may name a configuration that stands elsewhere, and a package may just depend on Jest. */
function withoutTwins(suites: readonly JestSuite[]): readonly JestSuite[] {
  const ranked = suites.toSorted(
    (one, other) => Number(one.source === undefined) - Number(other.source === undefined),
  );
  return ranked
    .filter((one, i) => ranked.findIndex((other) => other.rootDir === one.rootDir) === i)
    .toSorted((one, other) => (one.rootDir < other.rootDir ? -1 : 1));
}

const CONFIG = /(?:^|\/)jest\.config\.(?:[mc]?[jt]s|json)$/;

function isConfig(file: string): boolean {
  return CONFIG.test(file) || file === 'package.json' || file.endsWith('/package.json');
}

function suiteIn(folder: string, context: Context): JestSuite | undefined {
  const { rootDir, files, all } = context;
  const inFolder = all.filter((file) => folderOf(file) === folder);
  const source = inFolder.find((file) => CONFIG.test(file));
  const manifest = readJson(files, `${rootDir}/${joined(folder, 'package.json')}`);
  const wrapper = findWrapper(manifest['scripts']);
  const byTool = (tool: string): JestSuite => ({
    ...suite({ folder, source: undefined, settings: {}, holes: [] }, context),
    staysFor: { tool },
  });
  if (wrapper !== undefined && wrapper.known?.isFallback !== true) return byTool(wrapper.name);
  if (source !== undefined) {
    return suite({ folder, source, ...settingsIn(source, context) }, context);
  }
  const own = manifest['jest'];
  if (typeof own === 'object' && own !== null)
    return suite(
      { folder, source: joined(folder, 'package.json'), settings: recordOf(own), holes: [] },
      context,
    );
  if (wrapper !== undefined) return byTool(wrapper.name);
  const named = configOfScripts(manifest);
  const file = named === undefined ? undefined : path.posix.join(folder, named);
  if (file !== undefined && files.stat(`${rootDir}/${file}`)?.kind === 'file') {
    const settings = settingsIn(file, context);
    return suite({ folder: folderOf(file), source: file, ...settings }, context);
  }
  const dependencies = {
    ...recordOf(manifest['dependencies']),
    ...recordOf(manifest['devDependencies']),
  };
  return 'jest' in dependencies
    ? suite({ folder, source: undefined, settings: {}, holes: [] }, context)
    : undefined;
}

function settingsIn(
  file: string,
  { rootDir, files, configs }: Context,
): Pick<JestSuite, 'settings' | 'holes'> {
  const { value, holes } = readConfig(`${rootDir}/${file}`, { files, store: configs });
  return { settings: recordOf(value), holes };
}

/** `jest --config test/jest.json` */
function configOfScripts(manifest: Readonly<Record<string, unknown>>): string | undefined {
  return inScripts(manifest, /\bjest\b[^&|;]*?\s(?:--config|-c)[= ]\s*["']?([^\s"'&|;{]+)/);
}

/** Where none does, a dependency on Jest is what is left of it. */
function callsJest(manifest: Readonly<Record<string, unknown>>): boolean {
  return inScripts(manifest, /(\bjest\b)/) !== undefined;
}

function needsDocument(manifest: Readonly<Record<string, unknown>>): boolean {
  const packages = {
    ...recordOf(manifest['dependencies']),
    ...recordOf(manifest['devDependencies']),
  };
  return Object.keys(packages).some((name) => OF_DOCUMENTS.test(name));
}
const OF_DOCUMENTS =
  /^(?:enzyme|react-dom|preact|jquery|vue|svelte|@vue\/test-utils|@testing-library\/(?:dom|react|vue|preact|svelte))$/;

/** `jest --env=jsdom` is stronger than the configuration; other scripts may run other tests. */
function environmentOfScripts(manifest: Readonly<Record<string, unknown>>): string | undefined {
  const { test } = recordOf(manifest['scripts']);
  return inScripts(
    { scripts: { test } },
    /\bjest\b[^&|;]*?\s--(?:env|testEnvironment)[= ]\s*["']?([\w@./-]+)/,
  );
}

function inScripts(
  manifest: Readonly<Record<string, unknown>>,
  pattern: RegExp,
): string | undefined {
  for (const script of Object.values(recordOf(manifest['scripts']))) {
    const found = typeof script === 'string' ? pattern.exec(script)?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function suite(
  own: Pick<JestSuite, 'folder' | 'source' | 'settings' | 'holes'>,
  { rootDir, files, testFiles, all }: Context,
): JestSuite {
  const manifest = readJson(files, `${rootDir}/${joined(own.folder, 'package.json')}`);
  const testEnvironment = environmentOfScripts(manifest);
  const settings: Readonly<Record<string, unknown>> = {
    ...withPreset(own.settings, own.folder, { rootDir, files }),
    ...(testEnvironment !== undefined && { testEnvironment }),
  };
  const base = baseOf(settings, own.folder, rootDir);
  const merged = withInlineProjects(settings);
  const inRoot = base === '.' || base.startsWith('..') ? '' : base;
  const migrated = migratedFolders(all);
  const isLeftover =
    own.source === undefined &&
    !callsJest(manifest) &&
    migrated.some((folder) => folder !== inRoot && isBelow(folder, inRoot));
  return {
    ...own,
    settings: recordOf(fromRootDir(merged.settings, rootDir, joined(rootDir, inRoot))),
    rootDir: inRoot,
    ...((merged.areTangled || hasTangledProjects(settings, own.holes)) && { staysFor: 'projects' }),
    ...(isOfReactNative(settings) && { staysFor: { tool: String(settings['preset']) } }),
    manifest,
    needsDocument: needsDocument(manifest),
    major: installedVersion('jest', { rootDir, folder: own.folder, files })?.major,
    testFiles: testFiles.filter(
      (file) =>
        !isLeftover &&
        isBelow(file, inRoot) &&
        !migrated.some(
          (folder) => folder !== inRoot && isBelow(folder, inRoot) && isBelow(file, folder),
        ),
    ),
    isMigrated:
      migrated.includes(inRoot) ||
      isLeftover ||
      files.stat(`${rootDir}/${joined(inRoot, 'ztest.toml')}`)?.kind === 'file',
  };
}

function migratedFolders(all: readonly string[]): readonly string[] {
  return all.filter((file) => /(?:^|\/)ztest\.config\.[mc]?[jt]s$/.test(file)).map(folderOf);
}

/** Roots of projects that stand in the configuration are relative to where Jest is called. */
function baseOf(settings: Readonly<Record<string, unknown>>, folder: string, root: string): string {
  const { rootDir } = settings;
  if (typeof rootDir === 'string' && path.posix.isAbsolute(rootDir))
    return path.posix.relative(root, rootDir);
  const ofProject = projectsIn(settings)
    .map((project) => project['rootDir'])
    .find((one) => typeof one === 'string' && !one.startsWith('<rootDir>'));
  if (typeof rootDir !== 'string' && typeof ofProject === 'string')
    return path.posix.join('.', ofProject).replace(/\/$/, '');
  const written = typeof rootDir === 'string' ? rootDir : '.';
  return path.posix.join(folder, written.replace(/^<rootDir>\/?/, './')).replace(/\/$/, '');
}

/** What `__dirname` has made absolute is not to stand in a file that goes to other machines. */
function fromRootDir(value: unknown, root: string, base: string): unknown {
  if (typeof value === 'string') {
    if (value !== root && !value.startsWith(`${root}/`)) return value;
    const below = path.posix.relative(base, value);
    return below === '' ? '<rootDir>' : `<rootDir>/${below}`;
  }
  if (Array.isArray(value)) return value.map((one) => fromRootDir(one, root, base));
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, fromRootDir(one, root, base)]),
  );
}

/** Its packages are Flow and JSX, which its preset has transformed. */
function isOfReactNative({ preset }: Readonly<Record<string, unknown>>): boolean {
  return typeof preset === 'string' && /^(?:react-native|@react-native\/|jest-expo)/.test(preset);
}

/** A folder, or its `jest.config.*`, is a suite by itself. */
function hasTangledProjects(
  { projects }: Readonly<Record<string, unknown>>,
  holes: readonly Hole[],
): boolean {
  const isUnread = holes.some(
    ({ path: [key, , more] }) => key === 'projects' && more === undefined,
  );
  const named = Array.isArray(projects) ? projects.filter((one) => typeof one === 'string') : [];
  return isUnread || named.some((one) => /\.(?:[mc]?[jt]s|json)$/.test(one) && !CONFIG.test(one));
}

/** Those that are objects. */
export function projectsIn(
  settings: Readonly<Record<string, unknown>>,
): readonly Readonly<Record<string, unknown>>[] {
  const { projects } = settings;
  return Array.isArray(projects)
    ? projects.filter((one) => typeof one === 'object' && one !== null).map(recordOf)
    : [];
}

/** A preset of the project itself is read; those of packages are said. */
function withPreset(
  settings: Readonly<Record<string, unknown>>,
  folder: string,
  { rootDir, files }: Pick<Context, 'rootDir' | 'files'>,
): Readonly<Record<string, unknown>> {
  const { preset } = settings;
  if (typeof preset !== 'string' || !/^(?:\.|<rootDir>)/.test(preset)) return settings;
  const at = path.posix.join(rootDir, folder, preset.replace(/^<rootDir>\/?/, './'));
  const file = [at, `${at}/jest-preset.json`, `${at}/jest-preset.js`].find(
    (one) => files.stat(one)?.kind === 'file',
  );
  if (file === undefined) return settings;
  const store: ConfigStore = { get: () => undefined, set: () => undefined };
  const value = file.endsWith('.json')
    ? readJson(files, file)
    : recordOf(readConfig(file, { files, store }).value);
  const merged = { ...value, ...settings };
  return Object.fromEntries(Object.entries(merged).filter(([key]) => key !== 'preset'));
}

/** Which version of a package a folder has, or asks for. @param folder relative to the root */
export function installedVersion(
  name: string,
  { rootDir, folder, files }: Pick<Context, 'rootDir' | 'files'> & { readonly folder: string },
): { readonly major: number; readonly minor: number } | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const base = joined(rootDir, at);
    const { version } = readJson(files, `${base}/node_modules/${name}/package.json`);
    const manifest = readJson(files, `${base}/package.json`);
    const written =
      version ??
      recordOf(manifest['devDependencies'])[name] ??
      recordOf(manifest['dependencies'])[name];
    const found = typeof written === 'string' ? /(\d+)(?:\.(\d+))?/.exec(written) : null;
    if (found !== null) return { major: Number(found[1]), minor: Number(found[2] ?? 0) };
    if (at === '') return undefined;
  }
}

export function readJson(files: Files, file: string): Readonly<Record<string, unknown>> {
  const text = readSmallText(files, file);
  try {
    return text === undefined ? {} : recordOf(JSON.parse(text));
  } catch {
    return {}; // whoever uses the file says what is wrong with it
  }
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}

export function joined(folder: string, name: string): string {
  if (name === '') return folder;
  return folder === '' ? name : `${folder}/${name}`;
}

export function isBelow(file: string, folder: string): boolean {
  return folder === '' || file === folder || file.startsWith(`${folder}/`);
}
