/** The test files of a root and of the folders in it that have a configuration of their own: the nearest one decides. */
import path from 'node:path';
import { pathInProject, splitPath, type FilePath, type Problem } from '../../test-host/protocol.ts';
import type { JestProject } from '../jest/jest-project.ts';
import type * as Jest from '../jest/jest-chunk.ts';
import { findTestFiles } from './find-test-files.ts';
import { loadServerChunk } from './lazy-chunk.ts';
import type { LoadedConfig } from './load-config.ts';
import type { ResolvedConfig } from './resolved-config.ts';

export interface ProjectFiles {
  /** Relative to the root, with forward slashes, in the order of their UTF-16 code units. */
  readonly files: readonly FilePath[];
  readonly problems: readonly Problem[];
  /** Of files that another configuration than the root's decides about. */
  readonly configs: ReadonlyMap<FilePath, ResolvedConfig>;
  /** What is wrong with a configuration: nothing can run. */
  readonly errors: readonly Problem[];
  /** Those of them that are about the configuration of one folder, by that folder, relative to the root. */
  readonly broken?: ReadonlyMap<FilePath, readonly Problem[]>;
}

/**
 * @param load reads the configuration of a folder, given with its absolute path, and speaks of files relative to it;
 *   `undefined`: nobody asks for what is in that folder
 */
export async function findProjectFiles(
  root: ResolvedConfig,
  load: (folder: string) => Promise<LoadedConfig | undefined>,
): Promise<ProjectFiles> {
  if (root.jest !== undefined) return jestChunk().findJestFiles(root, root.jest);
  const files: FilePath[] = [];
  const problems: Problem[] = [];
  const errors: Problem[] = [];
  const configs = new Map<FilePath, ResolvedConfig>();
  const broken = new Map<FilePath, readonly Problem[]>();
  const addJest = (config: ResolvedConfig, jest: JestProject): void => {
    const found = jestChunk().findJestFiles(config, jest);
    const folder = path.relative(root.rootDir, config.rootDir).split(path.sep).join('/');
    for (const file of found.files) {
      const { file: plain, project } = splitPath(file);
      const inRoot =
        project === undefined ? `${folder}/${plain}` : pathInProject(`${folder}/${plain}`, project);
      files.push(inRoot);
      configs.set(inRoot, found.configs.get(file) ?? config);
    }
    problems.push(...found.problems, ...jestChunk().problemsOfTools(jest));
    errors.push(...found.errors);
  };
  const search = async (config: ResolvedConfig, folder: string): Promise<void> => {
    if (config.jest !== undefined) return addJest(config, config.jest);
    const found = findTestFiles({ ...config, knowsJest: root.configFile === undefined });
    problems.push(...found.problems);
    for (const file of found.files) {
      files.push(`${folder}${file}`);
      if (config !== root) configs.set(`${folder}${file}`, config);
    }
    for (const nested of found.nested) {
      const loaded = await load(path.join(config.rootDir, nested));
      if (loaded === undefined) continue;
      const place = `${folder}${nested}`;
      if (loaded.ok) {
        problems.push(...placedIn(place, loaded.warnings));
        await search(loaded.config, `${place}/`);
      } else broken.set(place, placedIn(place, loaded.problems));
    }
  };
  await search(root, '');
  errors.push(...[...broken.values()].flat());
  return { files: configs.size > 0 ? files.sort() : files, problems, configs, errors, broken };
}

/** They speak of files of that folder. */
function placedIn(folder: FilePath, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => {
    const { location } = problem;
    if (location === undefined || path.isAbsolute(location.file)) return problem;
    const file = path.posix.join(folder, location.file);
    return { ...problem, location: { ...location, file } };
  });
}

function jestChunk(): typeof Jest {
  return loadServerChunk<typeof Jest>('jest', '../jest/jest-chunk.ts');
}
