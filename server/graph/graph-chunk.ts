/** Entry of the bundle `graph`: what depends on what in a project on this disk. `ztest run` does without it. */
import path from 'node:path';
import { API_MODULES } from '../../modules/api-modules.ts';
import { createResolver } from '../../modules/resolve.ts';
import { createTsconfigReader } from '../../modules/tsconfig.ts';
import { EntryLog } from '../discovery/entry-log.ts';
import { revision } from '../discovery/revision.ts';
import { discoveryDirectory } from '../loading/store-place.ts';
import type { ProjectGraph } from './graph-service.ts';
import { ModuleGraph, type GraphResolver } from './module-graph.ts';
import { ModuleReader, type ModuleReaderOptions } from './module-reader.ts';
import { diskFiles } from '../workspace/disk-files.ts';
import { Workspace } from '../workspace/workspace.ts';

export { answerQuestion } from './graph-report.ts';
export { GraphService } from './graph-service.ts';

export interface GraphRequest {
  /** Absolute. */
  readonly rootDir: string;
  /** Absolute, like the set-up files. */
  readonly tests: readonly string[];
  readonly setupFiles: readonly string[];
  /** A tsconfig for all files. */
  readonly tsconfig?: string | undefined;
  /** False: neither read nor keep what was parsed. */
  readonly useCache: boolean;
  /** Default: the files on disk, no open documents. */
  readonly workspace?: Workspace;
  /** Discovery's. */
  readonly parse: ModuleReaderOptions['parse'];
}

export function openProjectGraph({
  rootDir,
  tests,
  setupFiles,
  tsconfig,
  useCache,
  workspace = new Workspace(diskFiles),
  parse,
}: GraphRequest): ProjectGraph {
  const store = useCache
    ? new EntryLog({
        file: path.join(discoveryDirectory(rootDir), 'modules.log'),
        maker: `ztest modules ${revision}`,
        limit: largestStore,
      })
    : undefined;
  const graph = new ModuleGraph({
    rootDir: slashes(rootDir),
    reader: new ModuleReader({ workspace, parse, store }),
    isFile: (file) => workspace.isFile(file),
    list: (folder) => listFolder(folder, workspace),
    createResolver: () => createGraphResolver(tsconfig),
    setupFiles: setupFiles.map(slashes),
  });
  graph.setTests(tests.map(slashes));
  return { graph, save: () => store?.save() };
}

/** The files on disk, no open documents. */
export function diskWorkspace(): Workspace {
  return new Workspace(diskFiles);
}

/** Bytes. */
const largestStore = 128 * 1024 * 1024;

function createGraphResolver(tsconfig: string | undefined): GraphResolver {
  const note = (): void => {}; // the graph knows by itself what a change may alter
  const reader = createTsconfigReader({
    ...(tsconfig !== undefined && { path: tsconfig }),
    note,
    onError: () => {}, // said where modules are loaded
  });
  const { matchPaths, customConditions, compilerOptions } = reader;
  const resolver = createResolver({ matchPaths, customConditions, note, apiModules: API_MODULES });
  return {
    ...resolver,
    candidates: matchPaths,
    keepsTypeImports: (file) => {
      const { verbatimModuleSyntax, preserveValueImports, importsNotUsedAsValues } =
        compilerOptions(file);
      return (
        verbatimModuleSyntax === true ||
        preserveValueImports === true ||
        importsNotUsedAsValues === 'preserve'
      );
    },
  };
}

function listFolder(folder: string, { files }: Workspace): readonly string[] {
  if (files.stat(folder)?.kind !== 'folder') return [];
  return files.list(folder).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
}

function slashes(file: string): string {
  return path.sep === '/' ? file : file.split(path.sep).join('/');
}
