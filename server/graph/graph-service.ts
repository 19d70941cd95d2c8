/**
 * What an editor asks of the graph of one folder. It is opened by the first question or ahead of it, and follows from then on.
 * What happens to files while a question is being answered waits: the answer is about one state of them.
 */
import type { FilePath } from '../../test-host/protocol.ts';
import type { TreeNode } from '../discovery/file-tree.ts';
import { coalesce, type FileEvent } from '../workspace/changes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { reachingTests, type ReachContext, type ReachingTests } from './reaching-tests.ts';
import { isFileTarget } from './module-facts.ts';
import type { ModuleGraph } from './module-graph.ts';
import { closureOf } from './queries.ts';
import { symbolsAt } from './symbol-places.ts';

export interface GraphServiceOptions {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly workspace: Workspace;
  /** Test files as discovery knows them now, relative to the root. */
  readonly trees: () => Iterable<KnownTestFile>;
  /** @param tests absolute */
  readonly open: (tests: readonly string[]) => Promise<ProjectGraph>;
}

export interface KnownTestFile {
  readonly file: FilePath;
  readonly nodes: readonly TreeNode[];
  /** Of the text that the nodes were found in; absent: nobody knows. */
  readonly hash?: string | undefined;
}

export interface ProjectGraph {
  /** Not yet complete. */
  readonly graph: ModuleGraph;
  /** Keeps what was parsed for the next start. */
  readonly save: () => void;
}

/** Absolute path, and the offset of a symbol in its text; without one: the file. */
interface Subject {
  readonly path: string;
  readonly offset?: number;
}

export class GraphService {
  readonly #options: GraphServiceOptions;
  #opening: Promise<ProjectGraph> | undefined;
  #project: ProjectGraph | undefined;
  /** How many are being answered. */
  #questions = 0;
  /** What happened meanwhile. */
  readonly #later: FileEvent[] = [];
  #idle = Promise.withResolvers<void>();

  constructor(options: GraphServiceOptions) {
    this.#options = options;
  }

  readonly change = (events: readonly FileEvent[]): void => {
    this.#later.push(...events);
    if (this.#questions === 0) this.#catchUp();
  };

  /** Reads what there is, so that the first question finds it read. */
  readonly prepare = async (signal: AbortSignal): Promise<void> => {
    const graph = await this.#open(this.#trees());
    await complete(graph, signal);
    this.#project?.save();
  };

  /** Tests that reach the subject, each with the way there. */
  readonly testsOf = async (
    { path, offset }: Subject,
    signal: AbortSignal,
  ): Promise<readonly ReachingTests[]> =>
    await this.#answer(async () => {
      const trees = this.#trees();
      const graph = await this.#open(trees);
      graph.add(path);
      await complete(graph, signal);
      const { rootDir, workspace } = this.#options;
      const source = offset === undefined ? undefined : workspace.read(path);
      const symbols =
        offset === undefined || source === undefined || source.origin === 'none'
          ? undefined
          : await symbolsAt({ file: path, text: source.text, offset }, graph, signal);
      return await reachingTests(
        { path, symbols },
        {
          graph,
          treeOf: (file) => trees.get(file),
          rootDir,
          signal,
        },
      );
    });

  /** A question over the whole graph, with some files in it that no test may reach. */
  async asking<T>(
    paths: readonly string[],
    question: (graph: ModuleGraph, treeOf: ReachContext['treeOf']) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    return await this.#answer(async () => {
      const trees = this.#trees();
      const graph = await this.#open(trees);
      for (const path of paths) graph.add(path);
      await complete(graph, signal);
      return await question(graph, (file) => trees.get(file));
    });
  }

  /** Modules of the project that a file reaches, nearest first. */
  readonly sourceOf = async (
    { path }: Subject,
    signal: AbortSignal,
  ): Promise<readonly { readonly path: string }[]> =>
    await this.#answer(async () => {
      const graph = await this.#open(this.#trees());
      graph.add(path);
      await complete(graph, signal, path);
      return closureOf(graph, path).flatMap(({ target }) =>
        isFileTarget(target) && !graph.tests.has(target) ? [{ path: target }] : [],
      );
    });

  [Symbol.dispose](): void {
    this.#project?.save();
  }

  async #answer<T>(question: () => Promise<T>): Promise<T> {
    // What happened before it was asked is in the answer.
    while (this.#later.length > 0) await this.#idle.promise;
    this.#questions += 1;
    try {
      return await question();
    } finally {
      this.#questions -= 1;
      if (this.#questions === 0) {
        this.#catchUp();
        setImmediate(() => this.#project?.save());
      }
    }
  }

  #catchUp(): void {
    const { workspace } = this.#options;
    const events = this.#later.splice(0);
    for (const event of events) {
      if (event.kind === 'document') workspace.setDocument(event.path, event.text);
      else if (event.kind === 'document-closed') workspace.closeDocument(event.path);
    }
    this.#project?.graph.update(coalesce(events));
    this.#idle.resolve();
    this.#idle = Promise.withResolvers();
  }

  #trees(): ReadonlyMap<string, KnownTestFile> {
    const trees = [...this.#options.trees()];
    return new Map(trees.map((tree) => [this.#absolute(tree.file), tree]));
  }

  async #open(trees: ReadonlyMap<string, KnownTestFile>): Promise<ModuleGraph> {
    const tests = [...trees.keys()];
    this.#opening ??= this.#options.open(tests).then((opened) => (this.#project = opened));
    const { graph } = await this.#opening;
    graph.setTests(tests);
    return graph;
  }

  #absolute(file: FilePath): string {
    return file.startsWith('/') || /^[a-z]:/i.test(file)
      ? file
      : `${this.#options.rootDir}/${file}`;
  }
}

async function complete(graph: ModuleGraph, signal: AbortSignal, from?: string): Promise<void> {
  if ((await graph.complete(signal, from)) === 'cancelled') signal.throwIfAborted();
}
