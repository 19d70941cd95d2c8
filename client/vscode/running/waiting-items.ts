/** Files of a run that are not over, each with the items that have no result yet. */
import type * as vscode from 'vscode';
import type { FilePath } from '../../../test-host/protocol.ts';

export class WaitingItems {
  readonly #files = new Map<FilePath, Set<vscode.TestItem>>();
  readonly #fileOf = new Map<vscode.TestItem, FilePath>();

  files(): Iterable<readonly [FilePath, ReadonlySet<vscode.TestItem>]> {
    return this.#files;
  }

  addFile(file: FilePath): Set<vscode.TestItem> {
    const items = this.#files.get(file) ?? new Set();
    this.#files.set(file, items);
    return items;
  }

  /** @returns whether it is new */
  add(file: FilePath, item: vscode.TestItem): boolean {
    const items = this.addFile(file);
    if (items.has(item)) return false;
    items.add(item);
    this.#fileOf.set(item, file);
    return true;
  }

  delete(item: vscode.TestItem): void {
    const file = this.#fileOf.get(item);
    if (file === undefined) return;
    this.#fileOf.delete(item);
    this.#files.get(file)?.delete(item);
  }

  /** The file is over. @returns what has no result */
  takeFile(file: FilePath): readonly vscode.TestItem[] {
    const left = [...(this.#files.get(file) ?? [])];
    for (const item of left) this.#fileOf.delete(item);
    this.#files.delete(file);
    return left;
  }
}
