import fs from 'node:fs';
import path from 'node:path';
import { createDiscovery } from '../../../server/discovery/discovery-chunk.ts';
import { openProjectGraph } from '../../../server/graph/graph-chunk.ts';
import type { FileSymbols } from '../../../server/parsing/symbol-facts.ts';
import type { GraphChanges, ModuleGraph } from '../../../server/graph/module-graph.ts';
import { diskFiles } from '../../../server/workspace/disk-files.ts';
import { Workspace } from '../../../server/workspace/workspace.ts';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';

export interface GraphProject extends Disposable {
  readonly directory: string;
  readonly graph: ModuleGraph;
  readonly workspace: Workspace;
  /** Absolute. */
  readonly at: (file: string) => string;
  /** Relative to the project. */
  readonly name: (file: string | undefined) => string;
  readonly write: (files: ProjectFiles) => void;
  readonly remove: (file: string) => void;
  readonly update: (changes: {
    readonly moved?: readonly string[];
    readonly edited?: readonly string[];
  }) => Promise<void>;
  /** `kind specifier -> target` of each edge of a file. */
  readonly edges: (file: string) => readonly string[];
}

/** The graph of a project in a temporary folder; its tests are the files with `.test.` in their name. */
export async function createGraphProject(
  files: ProjectFiles,
  { setupFiles = [] }: { readonly setupFiles?: readonly string[] } = {},
): Promise<GraphProject> {
  const project = createProject(files);
  const { directory } = project;
  const at = (file: string): string => path.posix.join(directory, file);
  const name = (file: string | undefined): string =>
    file === undefined
      ? '?'
      : file.startsWith(directory)
        ? path.posix.relative(directory, file)
        : file;
  const workspace = new Workspace(diskFiles);
  const { graph } = await openGraph(directory, { setupFiles: setupFiles.map(at), workspace });
  return {
    directory,
    graph,
    workspace,
    at,
    name,
    write: project.write,
    remove: (file) => fs.rmSync(at(file), { recursive: true }),
    update: async ({ moved = [], edited = [] }) => {
      graph.setTests(findTests(directory));
      const changes: GraphChanges = { moved: moved.map(at), edited: edited.map(at) };
      graph.update(changes);
      await graph.complete();
    },
    edges: (file) =>
      graph
        .edgesOf(at(file))
        .map(({ kind, specifier, to }) => `${kind} ${specifier} -> ${name(to)}`),
    [Symbol.dispose]: project.dispose,
  };
}

/** The graph of a folder, complete. */
export async function openGraph(
  directory: string,
  options: Partial<Parameters<typeof openProjectGraph>[0]> = {},
): Promise<Pick<GraphProject, 'graph'>> {
  const discovery = createDiscovery({ rootDir: directory, useCache: false });
  const { graph } = openProjectGraph({
    rootDir: directory,
    tests: findTests(directory),
    setupFiles: [],
    useCache: false,
    parse: async (sources, signal) => await discovery.parseModules(sources, signal),
    ...options,
  });
  await graph.complete();
  return { graph };
}

export async function symbolsOf({ graph, at }: GraphProject, file: string): Promise<FileSymbols> {
  await graph.loadSymbols([at(file)]);
  const symbols = graph.symbolsOf(at(file));
  if (typeof symbols !== 'object') throw new Error(`${file} has no symbols`);
  return symbols;
}

function findTests(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.[jt]sx?$/.test(file) && !file.includes('node_modules'))
    .map((file) => path.posix.join(directory, file))
    .toSorted();
}
