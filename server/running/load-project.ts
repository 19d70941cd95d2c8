/** The configuration of a folder that is open in an editor, and of the folders in it: asked for anew by each run. */
import path from 'node:path';
import { pathInProject, splitPath, type FilePath, type Problem } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { Engine } from '../engine.ts';

interface Project {
  readonly ok: true;
  readonly config: ResolvedConfig;
  /** Of a folder with a configuration of its own. */
  readonly configOf: (file: FilePath) => ResolvedConfig | undefined;
  /** What is wrong with that configuration: the file cannot run. */
  readonly errorsOf: (file: FilePath) => readonly Problem[];
  /** The names of test files that are not those of the disk: those of a second project, a third. */
  readonly namesInProjects: readonly FilePath[];
  /** What the filter of a Jest configuration leaves; absent: it was not asked, or there is none. */
  readonly isLeft?: (file: FilePath) => boolean;
  readonly warnings: readonly Problem[];
}

type LoadedProject = Project | { readonly ok: false; readonly problems: readonly Problem[] };

export async function loadProject(
  engine: Engine,
  {
    rootDir,
    env,
    isFiltered = false,
  }: {
    readonly rootDir: string;
    readonly env: NodeJS.ProcessEnv;
    /** Default: false, the filter of a Jest configuration is not asked. */
    readonly isFiltered?: boolean;
  },
  signal: AbortSignal,
): Promise<LoadedProject> {
  const request = { cwd: rootDir, env, flags: {} };
  // A configuration is a program, which may never end.
  const endConfig = (): void => engine.killAll();
  signal.addEventListener('abort', endConfig, { once: true });
  const loaded = await engine.loadConfig(request);
  const found =
    loaded.ok &&
    (await engine.findFiles(loaded.config, {
      ...request,
      isStatic: !isFiltered,
      within: rootDir,
    }));
  signal.removeEventListener('abort', endConfig);
  if (!loaded.ok || found === false)
    return { ok: false, problems: loaded.ok ? [] : loaded.problems };
  const ofFolders = new Set([...(found.broken?.values() ?? [])].flat());
  const errors = found.errors.filter((error) => !ofFolders.has(error));
  if (errors.length > 0) return { ok: false, problems: errors };
  const above = folderWithin(loaded.config.rootDir, rootDir);
  const broken = [...(found.broken ?? [])].map(([folder, problems]) => ({
    folder,
    problems: problems.map((problem) => withoutFolder(problem, above)),
  }));
  const hasFilter = isFiltered && loaded.config.jest?.tools?.filter !== undefined;
  const left = new Set(found.files);
  return {
    ok: true,
    // The configuration may stand above the folder that is open; files and ids are those of the folder.
    config: { ...loaded.config, rootDir },
    configOf: (file) => found.configs.get(moved(file, (plain) => above + plain)),
    errorsOf: (file) =>
      broken
        .filter(({ folder }) => `${above}${file}`.startsWith(`${folder}/`))
        .flatMap(({ problems }) => problems),
    namesInProjects: [...found.configs.keys()]
      .map((name) => ({ name, ...splitPath(name) }))
      .filter(({ file, project }) => project !== undefined && file.startsWith(above))
      .map(({ name }) => moved(name, (plain) => plain.slice(above.length))),
    ...(hasFilter && { isLeft: (file) => left.has(moved(file, (plain) => above + plain)) }),
    warnings: loaded.warnings,
  };
}

function moved(name: FilePath, move: (plain: FilePath) => FilePath): FilePath {
  const { file, project } = splitPath(name);
  return project === undefined ? move(file) : pathInProject(move(file), project);
}

function withoutFolder(problem: Problem, folder: string): Problem {
  const { location } = problem;
  if (location?.file.startsWith(folder) !== true) return problem;
  return { ...problem, location: { ...location, file: location.file.slice(folder.length) } };
}

/** With a slash at its end; '' for the project itself. */
function folderWithin(project: string, folder: string): string {
  const relative = path.relative(project, folder).replaceAll('\\', '/');
  return relative === '' ? '' : `${relative}/`;
}
