/** One workspace folder: hands events to discovery in order, and what has changed to whoever shows it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import type { TreeProblem } from '../discovery/file-tree.ts';
import { coalesce, type FileEvent } from '../workspace/changes.ts';
import type { DiscoveryDelta, KnownTree, RootServices } from './services.ts';

export interface RootSettings {
  readonly uri: string;
  /** Absolute, with forward slashes. */
  readonly directory: string;
  readonly services: RootServices;
  readonly onUpdate: (root: Root, update: RootUpdate) => void;
  /** A bug of ours: the root goes on without this change. */
  readonly onError: (error: unknown) => void;
}

export interface RootUpdate {
  readonly trees: readonly KnownTree[];
  readonly removed: readonly FilePath[];
  readonly problems: readonly Problem[];
}

/** Milliseconds in which a client that opens a window asks for the tree. */
const WINDOW_MS = 500;

export class Root {
  readonly uri: string;
  readonly directory: string;
  readonly services: RootServices;
  readonly #settings: RootSettings;
  readonly #closing = new AbortController();
  readonly #opened = Promise.withResolvers<void>();
  readonly #edits = new Set<Promise<void>>();
  #isOpen = false;
  #problems: readonly Problem[] = [];
  /** What only running the configuration has shown. */
  #runProblems: readonly Problem[] = [];

  constructor(settings: RootSettings) {
    this.#settings = settings;
    this.uri = settings.uri;
    this.directory = settings.directory;
    this.services = settings.services;
  }

  /** The first tree is complete. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  get problems(): readonly Problem[] {
    const known = new Set(this.#problems.map(placeOf));
    return [...this.#problems, ...this.#runProblems.filter((one) => !known.has(placeOf(one)))];
  }

  /** They hold until another run says otherwise, or somebody changes the file. */
  noteRun(problems: readonly Problem[]): void {
    if (problems.length === 0 && this.#runProblems.length === 0) return;
    this.#runProblems = problems;
    this.#settings.onUpdate(this, { trees: [], removed: [], problems: this.problems });
  }

  /** Open documents come with it, so that the first tree shows what their author sees. */
  open(documents: readonly FileEvent[]): void {
    const { discovery, graph } = this.services;
    discovery.listen?.(({ added, removed }) =>
      this.#settings.onUpdate(this, { trees: added, removed, problems: this.problems }),
    );
    if (documents.length > 0) graph.change(documents);
    const opening = this.#hear(async (signal) => {
      const first = discovery.open(signal);
      if (documents.length === 0) return await first;
      const [found, typed] = await Promise.all([first, discovery.change(documents, signal)]);
      return merged(found, typed);
    }, 'opened');
    void opening.finally(() => this.#opened.resolve()).then(async () => await this.#prepare());
  }

  change(events: readonly FileEvent[]): void {
    this.#forgetProblemsOf(events);
    const edit = this.#hear(async (signal) => {
      const delta = this.services.discovery.change(events, signal);
      this.services.graph.change(events);
      return await delta;
    });
    this.#edits.add(edit);
    void edit.finally(() => this.#edits.delete(edit));
  }

  /** Fulfilled when everything that was reported so far is in the trees. */
  async settled(): Promise<void> {
    await this.#opened.promise;
    await Promise.all(this.#edits);
  }

  /** The tree of a file with every edit so far in it. A file that is known does not wait for the others. */
  async tree(file: FilePath): Promise<KnownTree | undefined> {
    await Promise.all(this.#edits);
    const known = this.services.discovery.tree(file);
    if (known !== undefined || this.#isOpen) return known;
    await this.#opened.promise;
    return this.services.discovery.tree(file);
  }

  /** What is wrong in a test file that is open; what its imports lead to is looked up for these alone. */
  problemsOf(file: FilePath): readonly TreeProblem[] {
    const { discovery } = this.services;
    return [...(discovery.tree(file)?.problems ?? []), ...discovery.missingImports(file)];
  }

  relative(absolute: string): FilePath | undefined {
    return absolute.startsWith(`${this.directory}/`)
      ? absolute.slice(this.directory.length + 1)
      : undefined;
  }

  absolute(file: FilePath): string {
    return file.startsWith('/') || /^[a-z]:/i.test(file) ? file : `${this.directory}/${file}`;
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
    this.services[Symbol.dispose]();
  }

  #forgetProblemsOf(events: readonly FileEvent[]): void {
    if (this.#runProblems.length === 0) return;
    // Runs read what is saved.
    const { moved, edited } = coalesce(events.filter(({ kind }) => !kind.startsWith('document')));
    const isChanged = (file: FilePath): boolean => moved.has(file) || edited.has(file);
    const left = this.#runProblems.filter(
      ({ location }) => location === undefined || !isChanged(this.absolute(location.file)),
    );
    if (left.length < this.#runProblems.length) this.noteRun(left);
  }

  /** The tree is there, and told: until somebody asks there is nothing to do. */
  async #prepare(): Promise<void> {
    const { signal } = this.#closing;
    try {
      await delay(WINDOW_MS, undefined, { ref: false });
      if (!signal.aborted) await this.services.graph.prepare?.(signal);
    } catch (error) {
      if (!signal.aborted) this.#settings.onError(error);
    }
  }

  /** Never rejects: what goes wrong is told. */
  async #hear(
    work: (signal: AbortSignal) => Promise<DiscoveryDelta>,
    what?: 'opened',
  ): Promise<void> {
    const { signal } = this.#closing;
    try {
      const delta = await work(signal);
      if (signal.aborted) return;
      if (what === 'opened') this.#isOpen = true;
      this.#problems = delta.problems;
      const trees = [...delta.added, ...delta.changed];
      this.#settings.onUpdate(this, { trees, removed: delta.removed, problems: this.problems });
    } catch (error) {
      if (!signal.aborted) this.#settings.onError(error);
    }
  }
}

function placeOf({ location }: Problem): string {
  return `${location?.file}:${location?.line}`;
}

function merged(first: DiscoveryDelta, then: DiscoveryDelta): DiscoveryDelta {
  return {
    added: [...first.added, ...then.added],
    changed: [...first.changed, ...then.changed],
    removed: [...first.removed, ...then.removed],
    problems: then.problems,
  };
}
