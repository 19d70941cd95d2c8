/** What an editor asks of the graph of one folder. It is opened by the first question, and follows from then on. */
import type { FilePath } from '../../test-host/protocol.ts';
import { coalesce, type FileEvent } from '../workspace/changes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { isFileTarget } from './module-facts.ts';
import type { ModuleGraph } from './module-graph.ts';
import { closureOf, dependantsOf, pathsOf, type PathStep } from './queries.ts';
import { LOAD, SymbolIndex, type SymbolRef } from './symbol-index.ts';

export interface GraphServiceOptions {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly workspace: Workspace;
  /** Test files, relative to the root, as discovery knows them now. */
  readonly testFiles: () => readonly FilePath[];
  /** @param tests absolute */
  readonly open: (tests: readonly string[]) => Promise<ProjectGraph>;
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
  #symbols: SymbolIndex | undefined;
  /** While it is being opened. */
  readonly #missed: FileEvent[] = [];

  constructor(options: GraphServiceOptions) {
    this.#options = options;
  }

  readonly change = (events: readonly FileEvent[]): void => {
    const { workspace } = this.#options;
    for (const event of events) {
      if (event.kind === 'document') workspace.setDocument(event.path, event.text);
      else if (event.kind === 'document-closed') workspace.closeDocument(event.path);
    }
    if (this.#project !== undefined) this.#project.graph.update(coalesce(events));
    else if (this.#opening !== undefined) this.#missed.push(...events);
  };

  /** Test files that reach the subject, each with the way there. */
  readonly testsOf = async (
    { path, offset }: Subject,
    signal: AbortSignal,
  ): Promise<readonly { readonly file: FilePath; readonly why: readonly string[] }[]> => {
    const graph = await this.#open();
    graph.add(path);
    await complete(graph, signal);
    this.#project?.save();
    const source = offset === undefined ? undefined : this.#options.workspace.read(path);
    if (offset !== undefined && source !== undefined && source.origin !== 'none') {
      this.#symbols ??= new SymbolIndex(graph);
      const symbols = this.#symbols.symbolsAt(path, source.text, offset);
      return this.#symbols.testsOf(...symbols).map(({ test, modules, symbols: way }) => ({
        file: this.#relative(test),
        why: [...modules.map(this.#sentence), ...way.flatMap(this.#usage)],
      }));
    }
    if (graph.tests.has(path)) return [{ file: this.#relative(path), why: [] }];
    const answers = dependantsOf(graph, [path]);
    const pathOf = pathsOf(answers, 'dependants');
    return answers
      .filter(({ target }) => graph.tests.has(target))
      .map(({ target }) => ({
        file: this.#relative(target),
        why: (pathOf(target) ?? []).map(this.#sentence),
      }));
  };

  /** Modules of the project that a file reaches, nearest first. */
  readonly sourceOf = async (
    { path }: Subject,
    signal: AbortSignal,
  ): Promise<readonly { readonly path: string }[]> => {
    const graph = await this.#open();
    graph.add(path);
    await complete(graph, signal, path);
    return closureOf(graph, path).flatMap(({ target }) =>
      isFileTarget(target) && !graph.tests.has(target) ? [{ path: target }] : [],
    );
  };

  [Symbol.dispose](): void {
    this.#project?.save();
  }

  async #open(): Promise<ModuleGraph> {
    const tests = this.#options.testFiles().map((file) => this.#absolute(file));
    this.#opening ??= this.#options.open(tests).then((opened) => {
      this.#project = opened;
      opened.graph.update(coalesce(this.#missed.splice(0)));
      return opened;
    });
    const { graph } = await this.#opening;
    graph.setTests(tests);
    return graph;
  }

  readonly #sentence = ({ from, to, kind }: PathStep): string => {
    const verb = kind === 'mock' || kind === 'manual-mock' ? 'mocks' : 'loads';
    return `${this.#relative(from)} ${verb} ${this.#relative(to)}`;
  };

  readonly #usage = (
    { file, name }: SymbolRef,
    at: number,
    all: readonly SymbolRef[],
  ): readonly string[] => {
    const next = all[at + 1];
    if (next === undefined) return [];
    const user = name === LOAD ? this.#relative(file) : `${name} of ${this.#relative(file)}`;
    return [`${user} uses ${next.name}`];
  };

  #relative(file: string): FilePath {
    const { rootDir } = this.#options;
    return file.startsWith(`${rootDir}/`) ? file.slice(rootDir.length + 1) : file;
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
