/** What stands around the sources: configurations, manifests, tsconfigs, workflows. Where all tests of a suite convert, nothing of Jest is left in them. */
import type { Files } from '../workspace/files.ts';
import { babelNotes } from './babel-notes.ts';
import { convertCallers } from './jest-callers.ts';
import { convertManifest } from './json-edits.ts';
import {
  isBelow,
  joined,
  readJson,
  recordOf,
  type JestSuite,
  type ProjectFiles,
} from './jest-suites.ts';
import { leftoverFiles } from './leftover-files.ts';
import { isOfAnother, type FileChange, type FileVerdict, type MigrationRequest } from './plan.ts';
import { MINUTES, type Note } from './notes.ts';
import { packageAt, packageMocks } from './suite-packages.ts';
import { applyEdits } from './text-edit.ts';
import { convertTsconfig } from './tsconfig-edits.ts';
import { typescriptNotes } from './typescript-notes.ts';
import { headConfig, writeConfig, type ConfigContext } from './write-config.ts';

interface Surroundings {
  readonly changes: readonly FileChange[];
  readonly notes: readonly Note[];
  readonly removablePackages: readonly string[];
}

const NONE: Surroundings = { changes: [], notes: [], removablePackages: [] };

export interface SurroundingsOptions {
  readonly request: MigrationRequest;
  readonly project: ProjectFiles;
  readonly verdicts: readonly FileVerdict[];
  readonly read: (file: string) => string | undefined;
  readonly needGlobals: ReadonlySet<JestSuite>;
}

export function surroundings(options: SurroundingsOptions): Surroundings {
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
  if (suites.length === 0) return NONE;
  const added: string[] = [];
  const notes = suites.flatMap((share) => {
    const config = writeConfig(share.suite, configContext(share.suite, share.taken, options));
    for (const [file, text] of Object.entries(config.files)) {
      change(file, text);
      if (file.endsWith('.ts')) added.push(file);
    }
    const left = share.left.length > 0 ? [leftNote(share.suite, share)] : [];
    return [
      ...config.notes,
      ...babelNotes(share.suite.folder, read),
      ...typescriptNotes(share.suite, share.taken, { rootDir, files }),
      ...left,
    ];
  });
  const isWhole = suites.every(({ left }) => left.length === 0);
  const heads = isWhole ? headsOf(project.suites, verdicts) : [];
  for (const head of heads) {
    const config = headConfig(head, configContext(head, [], options));
    if (config !== undefined) change(joined(head.rootDir, 'ztest.config.ts'), config);
  }
  const callers = isWhole
    ? convertCallers({
        suites: [...suites.map(({ suite }) => suite), ...heads],
        workflows: workflowsOf(files, rootDir),
        version: request.version,
        read,
      })
    : undefined;
  const { runsOthers = true, keepsConfig = true } = callers ?? {};
  const removed = [...suites.map(({ suite }) => suite), ...heads].flatMap(({ source }) =>
    keepsConfig || source === undefined || source.endsWith('package.json') ? [] : [source],
  );
  for (const file of removed) change(file, undefined);
  for (const file of tsconfigsOf(files, rootDir, project.suites)) {
    const text = read(file);
    if (text === undefined) continue;
    const wish = { file, text, read, added, removed, dropsTypes: !runsOthers };
    change(file, applyEdits(text, convertTsconfig(wish)));
  }
  if (callers === undefined)
    return { changes: [...changes, ...dependencyAlone(options)], notes, removablePackages: [] };

  for (const [file, text] of callers.texts) change(file, text);
  const leftovers = leftoverFiles({ rootDir, files, read });
  const stillCalled =
    callers.notes.length > 0 ||
    leftovers.callsJest ||
    project.suites.some((suite) => !suite.isMigrated && shareOf(suite, verdicts).left.length > 0);
  return {
    changes,
    notes: [...notes, ...callers.notes, ...leftovers.notes],
    removablePackages: stillCalled
      ? []
      : jestPackages(callers.manifests.map((file) => read(file) ?? '')),
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

/** Suites without tests of their own: others were built on them, or named as their projects. They go with the last of those. */
function headsOf(
  suites: readonly JestSuite[],
  verdicts: readonly FileVerdict[],
): readonly JestSuite[] {
  const isLeft = (suite: JestSuite): boolean =>
    !suite.isMigrated && shareOf(suite, verdicts).left.length > 0;
  if (suites.some(isLeft)) return [];
  return suites.filter(
    ({ isMigrated, source, testFiles }) =>
      !isMigrated && source !== undefined && testFiles.length === 0,
  );
}

function configContext(
  suite: JestSuite,
  tests: readonly string[],
  { request, project, verdicts, needGlobals, read }: SurroundingsOptions,
): ConfigContext {
  const needsGlobals = needGlobals.has(suite);
  const mocks = packageMocks(suite, project);
  const isSaid = Object.keys(suite.settings).some((key) => /^\w+Mocks$|^automock$/.test(key));
  const mentions = (pattern: RegExp): boolean =>
    needsGlobals ||
    verdicts.some((one) => isBelow(one.path, suite.rootDir) && pattern.test(read(one.path) ?? ''));
  const { rootDir, files } = request;
  const file = joined(suite.rootDir, 'tsconfig.json');
  const tsconfig = readJson(files, `${rootDir}/${file}`);
  return {
    rootDir,
    sources: project.sources,
    tests,
    needsGlobals,
    usesMocks: tests.length > 0 && (isSaid || mocks.length > 0 || mentions(/\bjest\b|spyOn|mock/i)),
    usesSnapshots: mentions(/Snapshot\b/),
    tsconfigPaths: recordOf(recordOf(tsconfig['compilerOptions'])['paths']),
    hasTsconfig: read(file) !== undefined,
    packageMocks: mocks,
    packageAt: (name) => packageAt(name, suite.rootDir, request),
  };
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

/** Those of the repository, and its own actions. */
function workflowsOf(files: Files, rootDir: string): readonly string[] {
  const actions = list(files, `${rootDir}/.github/actions`).flatMap((name) =>
    ['action.yml', 'action.yaml'].map((file) => `.github/actions/${name}/${file}`),
  );
  return [
    ...list(files, `${rootDir}/.github/workflows`)
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => `.github/workflows/${name}`),
    ...actions.filter((file) => files.stat(`${rootDir}/${file}`)?.kind === 'file'),
  ];
}

function list(files: Files, folder: string): readonly string[] {
  try {
    return files.list(folder).map(({ name }) => name);
  } catch {
    return []; // there is none
  }
}
