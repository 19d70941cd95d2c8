/** The tests of all workspace folders as items of the Test Explorer: it follows the server's changes, item by item. */
import type * as vscode from 'vscode';
import type { OpenedRoots, TreeChange } from '../../../server/protocol.ts';
import type { TestId } from '../../../test-host/protocol.ts';
import type { FileItems } from './file-items.ts';
import { RootTree } from './root-tree.ts';
import { subjectOf } from './subjects.ts';

export class TestTree {
  readonly #controller: vscode.TestController;
  readonly #roots = new Map<string, RootTree>();
  readonly #isFilled = Promise.withResolvers<void>();

  constructor(controller: vscode.TestController) {
    this.#controller = controller;
    controller.resolveHandler = async (item) => {
      // The explorer is busy until the first trees are here.
      if (item === undefined) return await this.#isFilled.promise;
      const subject = subjectOf(item);
      if (subject?.kind === 'file') subject.root.file(subject.file)?.resolve();
    };
  }

  /** The editor asks for the tests of a file when it opens it, which may be before they are here. */
  showTestsOf({ uri }: vscode.TextDocument): void {
    this.fileAt(uri)?.resolve();
  }

  fileAt(uri: vscode.Uri): FileItems | undefined {
    for (const root of this.#roots.values()) {
      const file = root.fileAt(uri);
      if (file !== undefined) return file;
    }
    return undefined;
  }

  roots(): readonly RootTree[] {
    return [...this.#roots.values()];
  }

  root(uri: string): RootTree | undefined {
    return this.#roots.get(uri);
  }

  /** Roots that stay keep their items, and these their results. */
  open({ roots }: Pick<OpenedRoots, 'roots'>): void {
    for (const uri of this.#roots.keys()) if (!roots.includes(uri)) this.#roots.delete(uri);
    const items = roots.map((uri) => {
      const root = this.#roots.get(uri) ?? new RootTree(this.#controller, uri);
      this.#roots.set(uri, root);
      return root;
    });
    const [only] = items;
    if (items.length === 1 && only !== undefined) only.showIn(this.#controller.items);
    else {
      // First, for whoever leaves the top level empties it.
      for (const root of items) root.showIn(root.item.children);
      this.#controller.items.replace(items.map((root) => root.item));
    }
    this.#noteFilled();
  }

  /** Folders that have left the workspace. */
  close(uris: readonly string[]): void {
    const roots = [...this.#roots.keys()].filter((uri) => !uris.includes(uri));
    if (roots.length < this.#roots.size) this.open({ roots });
  }

  /** Whatever is missing does not come. */
  giveUp(): void {
    this.#isFilled.resolve();
  }

  #noteFilled(): void {
    if (this.roots().every(({ item }) => !item.busy)) this.#isFilled.resolve();
  }

  /** `missed`: the server has to tell everything again; so it does of a folder that came later. */
  apply(change: TreeChange): 'applied' | 'missed' {
    const result = this.#roots.get(change.root)?.apply(change) ?? 'missed';
    this.#noteFilled();
    return result;
  }

  itemWithId(id: TestId): vscode.TestItem | undefined {
    for (const root of this.#roots.values()) {
      const item = root.itemOf(id);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  item(root: string, id: TestId): vscode.TestItem | undefined {
    return this.#roots.get(root)?.itemOf(id);
  }
}
