/** All that a migration would do to a project, before any of it is done: texts before and after, and what to say. */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { createResolver } from '../../modules/resolve.ts';
import { API_MODULES } from '../../modules/api-modules.ts';
import { createTsconfigReader } from '../../modules/tsconfig.ts';
import { decodeText, type Files } from '../workspace/files.ts';
import { babelNotes } from './babel-notes.ts';
import { convertSource, JSDOM_BY_DEFAULT, type SourceConversion } from './convert-source.ts';
import { convertManifest, convertTsconfig } from './json-edits.ts';
import {
  isBelow,
  joined,
  folderOf,
  projectsIn,
  readJson,
  readSuites,
  recordOf,
  type EvaluatedSettings,
  type JestSuite,
  type ProjectFiles,
} from './jest-suites.ts';
import type { Migrated } from './jest-command.ts';
import { leftoverFiles } from './leftover-files.ts';
import { MINUTES, type Note } from './notes.ts';
import type { PackageMock } from './setup-module.ts';
import { applyEdits } from './text-edit.ts';
import { reachedHelpers } from './reached-helpers.ts';
import { printWidthOf } from './source-style.ts';
import { hasSetupOfPackages, staysForOthers } from './shared-helpers.ts';
import { convertWorkflow } from './workflow-edits.ts';
import { writeConfig, type WrittenConfig } from './write-config.ts';

export interface MigrationRequest {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly files: Files;
  /** Relative to the root; none: all of it, with configuration, scripts and CI. */
  readonly paths: readonly string[];
  /** Of ztest, as `package.json` shall ask for it. */
  readonly version: string;
  /** What configurations that are code come to. Default: nobody has run them. */
  readonly evaluated?: EvaluatedSettings | undefined;
}

/** A file that changes. */
export interface FileChange {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  /** `undefined`: it is new. */
  readonly before: string | undefined;
  /** `undefined`: it goes. */
  readonly after: string | undefined;
}

export interface FileVerdict {
  readonly path: string;
  readonly isTest: boolean;
  readonly state: SourceConversion['state'];
  /** How many tests and suites it declares, as far as its text says. */
  readonly tests: number;
  readonly notes: readonly Note[];
}

export interface MigrationPlan {
  readonly rootDir: string;
  readonly suites: readonly JestSuite[];
  readonly files: readonly FileVerdict[];
  readonly changes: readonly FileChange[];
  /** Those of configurations, scripts and CI; what is about one file is there. */
  readonly notes: readonly Note[];
  /** Packages that nothing needs any more when all is converted. */
  readonly removablePackages: readonly string[];
  /** Files of Vitest beside those of Jest. */
  readonly vitestFiles: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
}

export function planMigration(request: MigrationRequest): MigrationPlan {
  const started = performance.now();
  const { rootDir, files, paths } = request;
  const project = readSuites(rootDir, files, request.evaluated);
  const isAsked = (file: string): boolean =>
    paths.length === 0 || paths.some((one) => isBelow(file, one));
  const tests = new Set(project.testFiles);
  const suiteOf = (file: string): JestSuite | undefined =>
    project.suites
      .filter((suite) => isBelow(file, suite.rootDir))
      .toSorted((one, other) => other.rootDir.length - one.rootDir.length)[0];
  const read = textReader(rootDir, files);
  const { resolve, isEsModule } = resolverOf(rootDir);
  const helpers = reachedHelpers({
    rootDir,
    sources: project.sources,
    seeds: [...project.testFiles, ...setupFilesOf(project.suites, rootDir)],
    read,
    resolve,
  });
  const candidates = project.sources.filter(
    (file) => isAsked(file) && (tests.has(file) || helpers.has(file)),
  );
  const prefersImport = candidates.some((file) => /^\s*import\b/m.test(read(file) ?? ''));
  const printWidth = printWidthOf(read);
  const verdicts: FileVerdict[] = [];
  const changes: FileChange[] = [];
  const needGlobals = new Set(
    project.suites.filter(({ settings }) => hasSetupOfPackages(settings)),
  );
  for (const file of candidates) {
    const text = read(file);
    const suite = suiteOf(file);
    if (text === undefined || suite === undefined) continue;
    const isTest = tests.has(file);
    if (
      !isTest &&
      staysForOthers({ file: path.posix.relative(suite.folder, file), text }, suite.manifest)
    ) {
      needGlobals.add(suite);
      verdicts.push({ path: file, isTest, state: 'clean', notes: [sharedNote(file)], tests: 0 });
      continue;
    }
    if (suite.staysFor !== undefined) {
      if (isTest) verdicts.push(staying(file, text, suite.staysFor));
      continue;
    }
    const conversion = convertSource(
      { file, text, bytes: files.read(`${rootDir}/${file}`) },
      {
        printWidth,
        jestMajor: suite.major,
        moduleStyle: prefersImport || isEsModule(file) ? 'import' : 'require',
        environment: environmentOf(suite),
      },
    );
    const { state, notes } = conversion;
    const declared = isTest ? countTests(text) : 0;
    // A test that declares none has somebody who does, as a helper that stays with Jest has those who load it.
    const isByOthers = isTest ? declared === 0 && state !== 'refused' : state === 'refused';
    if (conversion.needsGlobals || isByOthers) needGlobals.add(suite);
    if (isTest || (state !== 'clean' && state !== 'refused'))
      verdicts.push({ path: file, isTest, state, notes, tests: declared });
    if (conversion.edits.length > 0)
      changes.push({ path: file, before: text, after: applyEdits(text, conversion.edits) });
  }
  const whole =
    paths.length === 0 ? surroundings({ request, project, verdicts, read, needGlobals }) : none;
  return {
    rootDir,
    suites: project.suites,
    files: verdicts,
    changes: [...changes, ...whole.changes].toSorted((one, other) =>
      one.path < other.path ? -1 : 1,
    ),
    notes: whole.notes,
    removablePackages: whole.removablePackages,
    vitestFiles: verdicts.filter(({ state }) => state === 'vitest').map((one) => one.path),
    duration: performance.now() - started,
  };
}

function staying(file: string, text: string, why: NonNullable<JestSuite['staysFor']>): FileVerdict {
  const reason =
    why === 'projects'
      ? {
          what: 'belongs to one of several projects whose configurations do not stand in folders of their own',
          advice: 'Give each project a folder with its jest.config.js, then migrate it',
        }
      : {
          what: `is configured by ${why.tool}`,
          advice: `Write a jest.config.js that does not need ${why.tool}, then migrate it`,
        };
  const advice = `${reason.advice}; until then its tests stay with Jest (ztest runs them as they are).`;
  const note: Note = { file, kind: 'hand', what: reason.what, advice, minutes: MINUTES.medium };
  return { path: file, isTest: true, state: 'refused', notes: [note], tests: countTests(text) };
}

function sharedNote(file: string): Note {
  return {
    file,
    kind: 'kept',
    what: 'is for others, too: it takes the globals of whichever runner there is',
    advice: 'The configuration sets `globals: true` for it.',
    minutes: 0,
  };
}

interface Surroundings {
  readonly changes: readonly FileChange[];
  readonly notes: readonly Note[];
  readonly removablePackages: readonly string[];
}

const none: Surroundings = { changes: [], notes: [], removablePackages: [] };

interface SurroundingsOptions {
  readonly request: MigrationRequest;
  readonly project: ProjectFiles;
  readonly verdicts: readonly FileVerdict[];
  readonly read: (file: string) => string | undefined;
  readonly needGlobals: ReadonlySet<JestSuite>;
}

/** Configurations, manifests, tsconfigs and workflows: where all tests of a suite convert, nothing of Jest is left in them. */
function surroundings(options: SurroundingsOptions): Surroundings {
  const { request, project, verdicts, read } = options;
  const { rootDir, files } = request;
  const changes: FileChange[] = [];
  const change = (path: string, after: string | undefined): void => {
    const before = read(path);
    if (before !== after) changes.push({ path, before, after });
  };
  const suites = project.suites
    .filter(({ isMigrated }) => !isMigrated)
    .map((suite) => ({ suite, ...shareOf(suite, verdicts) }))
    .filter(({ taken }) => taken.length > 0);
  const notes = suites.flatMap((share) => {
    const config = configFor(share.suite, share.taken, options);
    const written = {
      ...config,
      notes: [...config.notes, ...babelNotes(share.suite.folder, read)],
    };
    for (const [file, text] of Object.entries(written.files)) change(file, text);
    const { source } = share.suite;
    if (share.left.length > 0) return [...written.notes, leftNote(share.suite, share)];
    if (source !== undefined && !source.endsWith('package.json')) change(source, undefined);
    return written.notes;
  });
  if (suites.length === 0) return none;
  if (suites.some(({ left }) => left.length > 0))
    return { changes: [...changes, ...dependencyAlone(options)], notes, removablePackages: [] };

  const folders = suites.map(({ suite }) => suite.folder);
  const manifests = [
    ...new Set(['package.json', ...folders.map((one) => joined(one, 'package.json'))]),
  ];
  const scripts = new Set<string>();
  /** Those of Jest that stay. */
  const calls: Note[] = [];
  for (const file of manifests) {
    const text = read(file);
    if (text === undefined) continue;
    const dropsJestKey = suites.some(({ suite }) => suite.source === file);
    const version = mentionsJest(text) ? request.version : undefined;
    const migrated = migratedFrom([folderOf(file)], suites);
    const converted = convertManifest({ file, text, version, dropsJestKey, migrated });
    calls.push(...converted.notes);
    for (const name of converted.scripts) scripts.add(name);
    change(file, applyEdits(text, converted.edits));
  }
  for (const file of tsconfigsOf(files, rootDir, project.suites)) {
    const text = read(file);
    if (text !== undefined) change(file, applyEdits(text, convertTsconfig(file, text).edits));
  }
  const migrated = migratedFrom(['', ...folders], suites);
  for (const file of workflowsOf(files, rootDir)) {
    const text = read(file);
    if (text === undefined) continue;
    const converted = convertWorkflow({ file, text, scripts, migrated });
    calls.push(...converted.notes);
    change(file, applyEdits(text, converted.edits));
  }
  const leftovers = leftoverFiles({ rootDir, files, read });
  const stillCalled =
    calls.length > 0 ||
    leftovers.callsJest ||
    project.suites.some((suite) => !suite.isMigrated && shareOf(suite, verdicts).left.length > 0);
  return {
    changes,
    notes: [...notes, ...calls, ...leftovers.notes],
    removablePackages: stillCalled ? [] : jestPackages(manifests.map((file) => read(file) ?? '')),
  };
}

interface Share {
  /** Test files that ztest runs from now on, and those that it does not. */
  readonly taken: readonly string[];
  readonly left: readonly string[];
}

function shareOf(suite: JestSuite, verdicts: readonly FileVerdict[]): Share {
  const own = verdicts.filter(
    ({ path, state }) => !isOfAnother(state) && suite.testFiles.includes(path),
  );
  const isLeft = ({ state }: FileVerdict): boolean => state === 'refused';
  return {
    taken: own.filter((file) => !isLeft(file)).map(({ path }) => path),
    left: own.filter(isLeft).map(({ path }) => path),
  };
}

function configFor(
  suite: JestSuite,
  tests: readonly string[],
  { request, project, needGlobals, read }: SurroundingsOptions,
): WrittenConfig {
  const { rootDir, files } = request;
  const file = joined(suite.rootDir, 'tsconfig.json');
  const tsconfig = readJson(files, `${rootDir}/${file}`);
  return writeConfig(suite, {
    rootDir,
    sources: project.sources,
    tests,
    needsGlobals: needGlobals.has(suite),
    tsconfigPaths: recordOf(recordOf(tsconfig['compilerOptions'])['paths']),
    hasTsconfig: read(file) !== undefined,
    packageMocks: packageMocks(suite, project),
  });
}

/** Jest uses a `__mocks__` file for a package of its name wherever it lies, but for what stands beside a module of the project. */
function packageMocks(
  { rootDir: folder }: JestSuite,
  { rootDir, sources, files }: ProjectFiles,
): readonly PackageMock[] {
  const own = readJson(files, `${rootDir}/${joined(folder, 'package.json')}`)['name'];
  return sources
    .filter((file) => isBelow(file, folder))
    .flatMap((file) => {
      const [, name] = /(?:^|\/)__mocks__\/(.+?)(?:\/index)?\.[cm]?[jt]sx?$/.exec(file) ?? [];
      if (name === undefined || isBuiltin(name)) return [];
      const packageName = /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;
      const isPackage =
        packageName === own ||
        ['', folder].some(
          (at) =>
            files.stat(`${rootDir}/${joined(at, `node_modules/${packageName}`)}`)?.kind ===
            'folder',
        );
      const relative = folder === '' ? file : file.slice(folder.length + 1);
      return isPackage ? [{ name, file: relative }] : [];
    });
}

/** Both runners have work then. */
function leftNote({ source, folder }: JestSuite, { taken, left }: Share): Note {
  return {
    file: source ?? joined(folder, 'package.json'),
    kind: 'hand',
    what: `${left.length} test ${left.length === 1 ? 'file stays' : 'files stay'} with Jest`,
    advice: `Scripts and CI are left as they are. Call \`ztest --hybrid 0%\` there: it runs the ${taken.length} converted on ztest and the others on Jest, which alone would fail with the converted ones.`,
    minutes: MINUTES.medium,
  };
}

function dependencyAlone({ request, read }: SurroundingsOptions): readonly FileChange[] {
  const text = read('package.json');
  if (text === undefined) return [];
  const { edits } = convertManifest({
    file: 'package.json',
    text,
    version: request.version,
    dropsJestKey: false,
    keepsScripts: true,
  });
  const after = applyEdits(text, edits);
  return after === text ? [] : [{ path: 'package.json', before: text, after }];
}

function mentionsJest(text: string): boolean {
  return /"jest"|\bjest\b/.test(text);
}

/** What a call of Jest may name, seen from one of the folders, so that ztest runs the same tests there. */
function migratedFrom(
  from: readonly string[],
  suites: readonly { readonly suite: JestSuite }[],
): Migrated {
  const namesOne = (written: string, of: (suite: JestSuite) => string | undefined): boolean =>
    from.some((folder) =>
      suites.some(
        ({ suite }) =>
          of(suite) === path.posix.join(folder, written).replace(/^\.?\/?$|\/$/, '') &&
          (suites.length === 1 || isBelow(folder, suite.rootDir)),
      ),
    );
  return {
    hasConfig: (file) => namesOne(file, ({ source }) => source),
    hasRoot: (folder) => namesOne(folder, ({ rootDir }) => rootDir),
  };
}

const JEST_PACKAGE =
  /"((?:@types\/jest|@jest\/globals|jest|jest-cli|ts-jest|babel-jest|@swc\/jest|esbuild-jest|jest-circus|jest-junit|jest-environment-node|identity-obj-proxy|jest-config|jest-watch-typeahead))":/g;

function jestPackages(manifests: readonly string[]): readonly string[] {
  const found = manifests.flatMap((text) =>
    [...text.matchAll(JEST_PACKAGE)].map((match) => match[1] ?? ''),
  );
  return [...new Set(found)]
    .filter((name) => manifests.some((text) => isDependency(text, name)))
    .sort();
}

function isDependency(text: string, name: string): boolean {
  try {
    const manifest = recordOf(JSON.parse(text));
    return [manifest['dependencies'], manifest['devDependencies']].some(
      (one) => name in recordOf(one),
    );
  } catch {
    return false;
  }
}

function tsconfigsOf(
  files: Files,
  rootDir: string,
  suites: readonly JestSuite[],
): readonly string[] {
  const folders = new Set(['', ...suites.map(({ rootDir: folder }) => folder)]);
  return [...folders].flatMap((folder) =>
    list(files, joined(rootDir, folder))
      .filter((name) => /^tsconfig(?:\..*)?\.json$/.test(name))
      .map((name) => joined(folder, name)),
  );
}

function workflowsOf(files: Files, rootDir: string): readonly string[] {
  const folder = '.github/workflows';
  return list(files, `${rootDir}/${folder}`)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `${folder}/${name}`);
}

function list(files: Files, folder: string): readonly string[] {
  try {
    return files.list(folder).map(({ name }) => name);
  } catch {
    return []; // there is none
  }
}

/** Vitest's, or of a tool that is neither. */
export function isOfAnother(state: SourceConversion['state']): boolean {
  return state === 'vitest' || state === 'foreign';
}

/** Of several projects that differ, the one that is not Node's: what runs in it must not be converted. */
function environmentOf({ settings, major, needsDocument }: JestSuite): string {
  const all = [settings, ...projectsIn(settings)].flatMap((one) => one['testEnvironment'] ?? []);
  const named = all.filter((one) => typeof one === 'string');
  const written = named.find((one) => !/^(?:jest-environment-)?node$/.test(one)) ?? named[0];
  if (written !== undefined) return written;
  if (major === undefined || major >= 27) return 'node';
  return needsDocument ? 'jsdom' : JSDOM_BY_DEFAULT;
}

function countTests(text: string): number {
  return text.match(/(?<![.\w$])[xf]?(?:it|test)\s*(?:\.\s*\w+\s*)*[(`]/g)?.length ?? 0;
}

function setupFilesOf(suites: readonly JestSuite[], rootDir: string): readonly string[] {
  return suites.flatMap(({ settings, rootDir: folder }) =>
    ['setupFiles', 'setupFilesAfterEnv', 'setupTestFrameworkScriptFile', 'snapshotSerializers']
      .flatMap((key) => settings[key])
      .filter((one) => typeof one === 'string')
      .map((written) => written.replace(/^<rootDir>\/?/, './'))
      .map((written) => path.posix.relative(rootDir, path.posix.join(rootDir, folder, written))),
  );
}

function textReader(rootDir: string, files: Files): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) {
      const bytes = files.read(`${rootDir}/${file}`);
      texts.set(file, bytes === undefined ? undefined : decodeText(bytes));
    }
    return texts.get(file);
  };
}

interface ProjectResolver {
  /** The module of the project that a specifier leads to. */
  readonly resolve: (specifier: string, from: string) => string | undefined;
  readonly isEsModule: (file: string) => boolean;
}

/** Paths are relative to the root. */
function resolverOf(rootDir: string): ProjectResolver {
  const tsconfig = createTsconfigReader({ note: () => undefined, onError: () => undefined });
  const resolver = createResolver({
    matchPaths: tsconfig.matchPaths,
    customConditions: tsconfig.customConditions,
    note: () => undefined,
    apiModules: API_MODULES,
  });
  return {
    isEsModule: (file) => resolver.isEsModule(`${rootDir}/${file}`),
    resolve: (specifier, from) => {
      const found = resolver.resolve(specifier, `${rootDir}/${from}`, 'import');
      if (found.kind !== 'module') return undefined;
      const file = found.path.split(path.sep).join('/');
      return file.startsWith(`${rootDir}/`) ? file.slice(rootDir.length + 1) : undefined;
    },
  };
}
