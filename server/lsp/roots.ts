/** The workspace folders that are open, and which of them a file belongs to. */
import type { FileEvent } from '../workspace/changes.ts';
import { uriToPath } from './file-uris.ts';
import { Root, type RootSettings } from './root.ts';
import type { KnownTree, RootServices } from './services.ts';

export interface RootsOptions extends Pick<RootSettings, 'onUpdate' | 'onError'> {
  readonly openServices: (rootDir: string) => RootServices;
  /** The documents that are open. */
  readonly documents: () => readonly FileEvent[];
}

/** A test file as the root sees it that it belongs to. */
export interface FoundTree {
  readonly root: Root;
  readonly tree: KnownTree;
}

export class Roots {
  readonly #options: RootsOptions;
  readonly #roots = new Map<string, Root>();

  constructor(options: RootsOptions) {
    this.#options = options;
  }

  all(): readonly Root[] {
    return [...this.#roots.values()];
  }

  /** Without a uri: the first one. */
  get(uri: string | undefined): Root | undefined {
    return uri === undefined ? this.all()[0] : this.#roots.get(uri);
  }

  add(uri: string): void {
    const directory = uriToPath(uri);
    if (directory === undefined || this.#roots.has(uri)) return;
    const { openServices, documents, onUpdate, onError } = this.#options;
    const services = openServices(directory);
    const root = new Root({ uri, directory, services, onUpdate, onError });
    this.#roots.set(uri, root);
    root.open(documents());
  }

  remove(uri: string): Root | undefined {
    const root = this.#roots.get(uri);
    this.#roots.delete(uri);
    root?.[Symbol.dispose]();
    return root;
  }

  /** All of them are told: the tests of one may be made from modules of another. */
  change(events: readonly FileEvent[]): void {
    for (const root of this.#roots.values()) root.change(events);
  }

  /** At every file; fulfilled when what was found is told. */
  async lookAgain(): Promise<void> {
    this.change(this.all().map(({ directory }) => ({ kind: 'created', path: directory })));
    await Promise.all(this.all().map(async (root) => await root.settled()));
  }

  /** The innermost root that a file lies in. */
  rootOf(path: string): Root | undefined {
    return this.all()
      .filter((root) => root.relative(path) !== undefined)
      .toSorted((a, b) => b.directory.length - a.directory.length)[0];
  }

  /** The tree of a test file, once all that was reported is in it. */
  async treeOf(uri: string): Promise<FoundTree | undefined> {
    const path = uriToPath(uri);
    const root = path === undefined ? undefined : this.rootOf(path);
    const file = path === undefined ? undefined : root?.relative(path);
    if (root === undefined || file === undefined) return undefined;
    const tree = await root.tree(file);
    return tree && { root, tree };
  }

  [Symbol.dispose](): void {
    for (const uri of this.#roots.keys()) this.remove(uri);
  }
}
