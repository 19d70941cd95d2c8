/** The configuration of a folder that is open in an editor, and of the folders in it: asked for anew by each run. */
import path from 'node:path';
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { Engine } from '../engine.ts';

interface Project {
  readonly ok: true;
  readonly config: ResolvedConfig;
  /** Of a folder with a configuration of its own. */
  readonly configOf: (file: FilePath) => ResolvedConfig | undefined;
  readonly warnings: readonly Problem[];
}

type LoadedProject = Project | { readonly ok: false; readonly problems: readonly Problem[] };

export async function loadProject(
  engine: Engine,
  { rootDir, env }: { readonly rootDir: string; readonly env: NodeJS.ProcessEnv },
  signal: AbortSignal,
): Promise<LoadedProject> {
  const request = { cwd: rootDir, env, flags: {} };
  // A configuration is a program, which may never end.
  const endConfig = (): void => engine.killAll();
  signal.addEventListener('abort', endConfig, { once: true });
  const loaded = await engine.loadConfig(request);
  const found = loaded.ok && (await engine.findFiles(loaded.config, request));
  signal.removeEventListener('abort', endConfig);
  if (!loaded.ok || found === false)
    return { ok: false, problems: loaded.ok ? [] : loaded.problems };
  if (found.errors.length > 0) return { ok: false, problems: found.errors };
  const above = folderWithin(loaded.config.rootDir, rootDir);
  return {
    ok: true,
    // The configuration may stand above the folder that is open; files and ids are those of the folder.
    config: { ...loaded.config, rootDir },
    configOf: (file) => found.configs.get(`${above}${file}`),
    warnings: loaded.warnings,
  };
}

/** With a slash at its end; '' for the project itself. */
function folderWithin(project: string, folder: string): string {
  const relative = path.relative(project, folder).replaceAll('\\', '/');
  return relative === '' ? '' : `${relative}/`;
}
