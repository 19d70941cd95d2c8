/** From a Jest configuration to one of ours: presets are joined, projects read, and what cannot be followed is said. */
import fs from 'node:fs';
import path from 'node:path';
import type { ConfigFunctionInput, Problem } from '../../test-host/protocol.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { transformerOf } from '../../modules/module-rules.ts';
import { findProjectFolders } from '../config/workspace-root.ts';
import { resolveConfig, withAbsolutePaths, type ResolveContext } from '../config/resolve-config.ts';
import type { ConfigLayer, ResolvedConfig } from '../config/resolved-config.ts';
import type { FoundJest } from './find-jest-config.ts';
import { findModule } from './find-modules.ts';
import { jestLevel } from './jest-level.ts';
import {
  jestConfigNotFound,
  missingWrapper,
  severalJestConfigs,
  unknownWrapper,
} from './messages.ts';
import { findProjects } from './projects.ts';
import { readOptions, shownPath, withPreset, type JestOptions } from './read-options.ts';
import { readProject, type ProjectContext, type ReadProject } from './resolve-project.ts';
import { inRootDir } from './root-dir.ts';

export interface LoadJestOptions {
  /** Absolute; shown paths are relative to it. */
  readonly cwd: string;
  readonly evaluate: (file: string, input: ConfigFunctionInput) => Promise<unknown>;
  /** Stronger than what the file says, weakest first. */
  readonly layers: readonly ConfigLayer[];
  readonly context: Pick<ResolveContext, 'ci' | 'cores'>;
  /** What is wrong besides. */
  readonly problems: readonly Problem[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function loadJestConfig(
  found: FoundJest,
  options: LoadJestOptions,
): Promise<LoadedConfig> {
  const problems: Problem[] = [...options.problems];
  const config = await load(found, { ...options, problems });
  return config === undefined || problems.some(({ severity }) => severity === 'error')
    ? { ok: false, problems }
    : { ok: true, config, warnings: problems };
}

type Loading = LoadJestOptions & { readonly problems: Problem[] };

async function load(found: FoundJest, loading: Loading): Promise<ResolvedConfig | undefined> {
  const { cwd, problems } = loading;
  const { folder, others, commandLine, wrapper } = found;
  const made = wrapper?.known;
  const file = made === undefined ? found.file : findModule(made.maker, folder);
  const shown = file === undefined ? "Jest's defaults" : shownPath(file, cwd);
  if (file !== undefined && !fs.existsSync(file)) {
    problems.push(jestConfigNotFound(shown));
    return undefined;
  }
  if (wrapper !== undefined && file === undefined) {
    problems.push(made === undefined ? unknownWrapper(wrapper.name) : missingWrapper(wrapper.name));
    if (made !== undefined) return undefined;
  }
  if (others.length > 0) problems.push(severalJestConfigs(shown, others));
  const read =
    file === undefined
      ? {}
      : await readOptions(file, {
          ...loading,
          isManifest: found.isManifest,
          wrapper: made && { name: made.name, folder },
        });
  if (read === undefined) return undefined;
  const { config: _, esModules, ...given } = commandLine?.settings ?? {};
  const written = { ...read, ...given };
  const hasEsModules =
    esModules !== undefined ||
    loading.env['NODE_OPTIONS']?.includes('--experimental-vm-modules') === true;
  const callDir = findProjectFolders(folder).packageRoot ?? folder;
  const context = { ...loading, shown, hasEsModules, callDir };
  const env = notYetSet(commandLine?.env ?? {}, loading.env);
  const main = await readOne(written, { ...context, folder });
  if (main === undefined) return undefined;
  const projects: ReadOne[] = [];
  for (const project of await findProjects(main.options, {
    ...context,
    folder,
    rootDir: main.rootDir,
  })) {
    const one = await readOne(project.options, { ...context, ...project });
    if (one !== undefined) projects.push(one);
  }
  const all = [main, ...projects];
  const runRoot = commonFolder([callDir, ...all.flatMap((one) => one.roots)]);
  const toConfig = async (
    one: ReadOne,
    inner: readonly ResolvedConfig[],
  ): Promise<ResolvedConfig | undefined> => {
    const project = await readProject(one.options, {
      ...one.context,
      problems,
      runRoot,
      isMain: one === main,
    });
    return project.isForeign && one !== main
      ? undefined
      : resolved(project, { loading, runRoot, env, projects: inner, place: found });
  };
  const inner: ResolvedConfig[] = [];
  for (const one of projects) inner.push(...[(await toConfig(one, [])) ?? []].flat());
  return await toConfig(main, inner);
}

/** What whoever calls says himself is stronger than a script. */
function notYetSet(
  env: Readonly<Record<string, string>>,
  given: LoadJestOptions['env'],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => given[name] === undefined));
}

interface ReadOne {
  readonly options: JestOptions;
  readonly rootDir: string;
  /** Absolute folders that tests lie in. */
  readonly roots: readonly string[];
  readonly context: Omit<ProjectContext, 'runRoot' | 'problems' | 'isMain'>;
}

async function readOne(
  written: JestOptions,
  options: Loading & {
    readonly folder: string;
    readonly shown: string;
    readonly hasEsModules: boolean;
    readonly callDir: string;
  },
): Promise<ReadOne | undefined> {
  const { folder, shown, hasEsModules } = options;
  const rootDir = rootOf(written, folder);
  const joined = await withPreset(written, { ...options, rootDir });
  if (joined === undefined) return undefined;
  const list = joined['roots'];
  const roots = Array.isArray(list) ? list.filter((root) => typeof root === 'string') : [];
  return {
    options: joined,
    rootDir,
    roots: [rootDir, ...roots.map((root) => path.resolve(rootDir, inRootDir(root, rootDir)))],
    context: {
      rootDir,
      callDir: options.callDir,
      level: jestLevel(rootDir),
      shown,
      hasEsModules,
      evaluate: options.evaluate,
    },
  };
}

function rootOf({ rootDir }: JestOptions, folder: string): string {
  return typeof rootDir === 'string' ? path.resolve(folder, inRootDir(rootDir, folder)) : folder;
}

function resolved(
  { layer, modules, jest }: ReadProject,
  {
    loading,
    runRoot,
    env,
    projects,
    place,
  }: {
    readonly loading: Loading;
    readonly runRoot: string;
    readonly env: Readonly<Record<string, string>>;
    readonly projects: readonly ResolvedConfig[];
    readonly place: FoundJest;
  },
): ResolvedConfig {
  const { cwd, layers, context } = loading;
  const config = resolveConfig(
    [{ ...layer, env }, ...layers.map((one) => withAbsolutePaths(one, cwd))],
    {
      ...context,
      rootDir: runRoot,
      configFile: undefined,
      profile: undefined,
    },
  );
  const said = layers.findLast(({ isolation }) => isolation !== undefined)?.isolation;
  const host = { ...jest.host, sharesPackages: said === 'partial' && !transformsPackages(jest) };
  return { ...config, ...modules, jest: { ...jest, host, projects, place } };
}

/** What a package loads may need the project's transformer, and Node's own loader asks nobody. */
function transformsPackages({ modules }: ReadProject['jest']): boolean {
  const file = path.join(modules.rootDir, 'node_modules', 'react-native', 'index.js');
  return transformerOf(file, modules) !== undefined;
}

/** The folder that all lie in. */
function commonFolder(folders: readonly string[]): string {
  const [first = '', ...rest] = folders;
  let common = first;
  for (const folder of rest) {
    while (folder !== common && !folder.startsWith(`${common}${path.sep}`)) {
      const above = path.dirname(common);
      if (above === common) return common;
      common = above;
    }
  }
  return common;
}
