/** Entry of the bundle `graph`: what depends on what in a project on this disk. `ztest run` does without it. */
import path from 'node:path';
import { API_MODULES } from '../../modules/api-modules.ts';
import { createResolver } from '../../modules/resolve.ts';
import { createTsconfigReader } from '../../modules/tsconfig.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import { loadCompiler, saveCompilerCode } from '../parsing/compiler-code.ts';
import type { ParsedModule } from '../parsing/parse-module.ts';
import type * as Parsing from '../parsing/parsing-chunk.ts';
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
  /** Where the compiler runs; default: here, a few milliseconds at a stretch. */
  readonly parse?: ModuleReaderOptions['parse'];
}

export function openProjectGraph({
  rootDir,
  tests,
  setupFiles,
  tsconfig,
  useCache,
  workspace = new Workspace(diskFiles),
  parse = parseHere,
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
    createResolver: () => createGraphResolver(tsconfig),
    setupFiles: setupFiles.map(slashes),
  });
  graph.setTests(tests.map(slashes));
  const save = (): void => {
    if (useCache) saveCompilerCode();
    store?.save();
  };
  return { graph, save };
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

/** Milliseconds. */
const turn = 10;

async function parseHere(
  ...[sources, signal]: Parameters<ModuleReaderOptions['parse']>
): Promise<readonly ParsedModule[]> {
  loadCompiler();
  const { parseModule } = loadServerChunk<typeof Parsing>('parsing', '../parsing/parsing-chunk.ts');
  const parsed: ParsedModule[] = [];
  let until = performance.now() + turn;
  for (const { path: file, text } of sources) {
    parsed.push(parseModule(file, text));
    if (performance.now() < until) continue;
    await new Promise((resume) => void setImmediate(resume));
    if (signal?.aborted === true) break;
    until = performance.now() + turn;
  }
  return parsed;
}

function slashes(file: string): string {
  return path.sep === '/' ? file : file.split(path.sep).join('/');
}
