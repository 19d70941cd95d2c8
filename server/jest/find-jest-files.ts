/** The test files of a Jest project, as Jest finds them: by globs or expressions on absolute paths, whatever Git ignores. */
import path from 'node:path';
import { pathInProject, type FilePath, type Problem } from '../../test-host/protocol.ts';
import { compileGlob } from '../config/file-patterns.ts';
import { findFiles } from '../config/find-test-files.ts';
import type { ProjectFiles } from '../config/nested-configs.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { diskFiles } from '../workspace/disk-files.ts';
import { docblockEnvironment, type DocblockEnvironment } from './docblocks.ts';
import { findEnvironment, rulesOfEnvironment } from './environment.ts';
import type { JestFiles, JestProject } from './jest-project.ts';
import { missingEnvironment } from './messages.ts';

export function findJestFiles(root: ResolvedConfig, jest: JestProject): ProjectFiles {
  const files: FilePath[] = [];
  const problems: Problem[] = [];
  const errors: Problem[] = [];
  const configs = new Map<FilePath, ResolvedConfig>();
  const nameOf = namesOfProjects(jest.projects);
  for (const config of jest.projects.length > 0 ? jest.projects : [root]) {
    if (config.jest === undefined) continue;
    const found = filesOf(config.jest, root.rootDir);
    problems.push(...found.problems);
    const own = withManualMocks(config, config.jest, found.manualMocks);
    const configOf = byEnvironment(own, errors);
    for (const file of found.files) {
      const name = configs.has(file) ? pathInProject(file, nameOf(config)) : file;
      files.push(name);
      configs.set(name, configOf(`${root.rootDir}/${file}`));
    }
  }
  return { files: files.sort(), problems, configs, errors };
}

/** Two projects may have the same name: their numbers tell them apart. */
function namesOfProjects(projects: readonly ResolvedConfig[]): (project: ResolvedConfig) => string {
  return (project) => {
    const name = project.jest?.name ?? '';
    const twins = projects.filter((one) => one.jest?.name === name);
    return twins.length === 1 ? name : `${name} ${projects.indexOf(project) + 1}`;
  };
}

function withManualMocks(
  config: ResolvedConfig,
  jest: JestProject,
  manualMocks: Readonly<Record<string, string>>,
): ResolvedConfig {
  if (Object.keys(manualMocks).length === 0) return config;
  return { ...config, jest: { ...jest, host: { ...jest.host, manualMocks } } };
}

/** Files with the same environment share a configuration: they are run one after the other. */
function byEnvironment(
  config: ResolvedConfig,
  errors: Problem[],
): (file: string) => ResolvedConfig {
  const known = new Map<string, ResolvedConfig>();
  return (file) => {
    const wanted = docblockEnvironment(file);
    if (wanted === undefined || config.jest === undefined) return config;
    if (isSame(wanted, config.jest)) return config;
    const key = JSON.stringify(wanted);
    const own = known.get(key) ?? withEnvironment(config, config.jest, { wanted, errors });
    known.set(key, own);
    return own;
  };
}

function isSame({ name, options }: DocblockEnvironment, { host }: JestProject): boolean {
  return name === host.environment.name && Object.keys(options ?? {}).length === 0;
}

function withEnvironment(
  config: ResolvedConfig,
  jest: JestProject,
  { wanted, errors }: { readonly wanted: DocblockEnvironment; readonly errors: Problem[] },
): ResolvedConfig {
  const { rootDir } = jest.modules;
  const options = { ...jest.host.environment.options, ...wanted.options };
  const { environment, isMissing } = findEnvironment(wanted.name, { rootDir, options });
  if (isMissing) errors.push(missingEnvironment(jest.source ?? rootDir, wanted.name));
  return {
    ...config,
    jest: {
      ...jest,
      modules: { ...jest.modules, ...rulesOfEnvironment(environment) },
      host: { ...jest.host, environment },
    },
  };
}

interface Found {
  /** Relative to the root of the run. */
  readonly files: readonly FilePath[];
  readonly problems: readonly Problem[];
  readonly manualMocks: Readonly<Record<string, string>>;
}

function filesOf({ files: wanted }: JestProject, runRoot: string): Found {
  const isTest = testPredicate(wanted);
  const ignored = wanted.ignored.map((one) => new RegExp(one));
  // Only these leave out all that is in a folder.
  const ignoredFolders = wanted.ignored
    .filter((one) => !one.includes('$'))
    .map((one) => new RegExp(one));
  const absolute = (file: string): string => `${runRoot}/${file}`;
  const { files, problems } = findFiles(
    {
      isIncluded: (file) => isMock(file) || isTest(absolute(file)),
      isExcluded: (place) => ignoredFolders.some((one) => one.test(`${absolute(place)}/`)),
      bases: wanted.roots.map((folder) => ({
        folder: path.relative(runRoot, folder).split(path.sep).join('/'),
        depth: Number.POSITIVE_INFINITY,
      })),
    },
    { rootDir: runRoot, files: diskFiles, seesIgnored: true },
  );
  const manualMocks: Record<string, string> = {};
  for (const file of files) {
    const name = mockedName(file);
    if (name !== undefined) manualMocks[name] ??= absolute(file);
  }
  const tests = files.filter(
    (file) => isTest(absolute(file)) && !ignored.some((one) => one.test(absolute(file))),
  );
  return { files: tests, problems, manualMocks };
}

function testPredicate({ match, regex, extensions }: JestFiles): (file: string) => boolean {
  const isModule = (file: string): boolean => extensions.includes(path.extname(file));
  if (regex.length > 0 && match.length === 0) {
    const expressions = regex.map((one) => new RegExp(one));
    return (file) => isModule(file) && expressions.some((one) => one.test(file));
  }
  const wanted = match.filter((glob) => !glob.startsWith('!')).map(predicateOf);
  const unwanted = match
    .filter((glob) => glob.startsWith('!'))
    .map((glob) => predicateOf(glob.slice(1)));
  return (file) =>
    isModule(file) &&
    wanted.some((matches) => matches(file)) &&
    !unwanted.some((matches) => matches(file));
}

/** Those that nearly everybody has need no glob library. */
const known: Readonly<Record<string, RegExp>> = {
  '**/__tests__/**/*.?([mc])[jt]s?(x)': /\/__tests__\/(?:.*\/)?[^/]*\.[mc]?[jt]sx?$/,
  '**/__tests__/**/*.[jt]s?(x)': /\/__tests__\/(?:.*\/)?[^/]*\.[jt]sx?$/,
  '**/?(*.)+(spec|test).?([mc])[jt]s?(x)': /\/(?:[^/]*\.)?(?:spec|test)+\.[mc]?[jt]sx?$/,
  '**/?(*.)+(spec|test).[jt]s?(x)': /\/(?:[^/]*\.)?(?:spec|test)+\.[jt]sx?$/,
};

function predicateOf(glob: string): (file: string) => boolean {
  const expression = known[glob];
  return expression === undefined ? compileGlob(glob) : (file) => expression.test(file);
}

function isMock(file: string): boolean {
  return /(?:^|\/)__mocks__\//.test(file);
}

/** What a file below a `__mocks__` folder stands for. */
function mockedName(file: string): string | undefined {
  return /(?:^|\/)__mocks__\/(.*)\.(?:[cm]?[jt]sx?|json)$/.exec(file)?.[1]?.replace(/\/index$/, '');
}
