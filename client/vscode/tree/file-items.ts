/** The tests of one file as items: made when they are first asked for, then changed one by one. */
import * as vscode from 'vscode';
import type { LineRange, TreeNode } from '../../../server/protocol.ts';
import type { FilePath, TestId, TestNodeInfo } from '../../../test-host/protocol.ts';
import type { RootTree } from './root-tree.ts';
import { setSubject } from './subjects.ts';

export interface FileItemsOptions {
  readonly controller: vscode.TestController;
  readonly root: RootTree;
  readonly file: FilePath;
  readonly item: vscode.TestItem;
}

export class FileItems {
  readonly item: vscode.TestItem;
  readonly file: FilePath;
  /** Of a tree that the server has begun anew. */
  isStale = false;
  readonly #options: FileItemsOptions;
  #nodes: readonly TreeNode[] = [];
  /** Absent until somebody looks. */
  #items: Map<TestId, vscode.TestItem> | undefined;

  constructor(options: FileItemsOptions) {
    this.#options = options;
    this.item = options.item;
    this.file = options.file;
  }

  get nodes(): readonly TreeNode[] {
    return this.#nodes;
  }

  itemOf(id: TestId): vscode.TestItem | undefined {
    this.resolve();
    return this.#items?.get(id);
  }

  update(nodes: readonly TreeNode[]): void {
    const before = this.#nodes;
    this.#nodes = nodes;
    if (this.#items === undefined) return;
    const known = new Map(before.map((node) => [node.id, node]));
    const ids = new Set(nodes.map(({ id }) => id));
    for (const [id, item] of this.#items) if (!ids.has(id)) this.#remove(id, item);
    for (const [index, node] of nodes.entries()) {
      const item = this.#items.get(node.id);
      if (item === undefined || item.parent === undefined) this.#add(node, index);
      else if (known.get(node.id) !== node) describe(item, node, index);
      else item.sortText = sortTextOf(index);
    }
  }

  /** Makes the items. */
  resolve(): void {
    if (this.#items !== undefined) return;
    this.#items = new Map();
    for (const [index, node] of this.#nodes.entries()) this.#add(node, index);
    this.item.canResolveChildren = false;
  }

  /** A test that only a run knows. */
  addFound(found: TestNodeInfo): vscode.TestItem {
    const place = found.location ?? { line: 1, column: 1 };
    const node: TreeNode = {
      id: found.id,
      kind: found.kind,
      title: found.title,
      ...(found.parent !== undefined && { parent: found.parent }),
      range: { start: place, end: place },
      location: place,
      tags: found.tags ?? [],
    };
    return this.#add(node, this.#nodes.length);
  }

  #add(node: TreeNode, index: number): vscode.TestItem {
    const { controller, root, file } = this.#options;
    const uri = node.file === undefined ? this.item.uri : vscode.Uri.joinPath(root.uri, node.file);
    const item = controller.createTestItem(node.id, node.title, uri);
    describe(item, node, index);
    setSubject(item, { kind: 'test', root, file, id: node.id });
    this.#items?.set(node.id, item);
    const parent = node.parent === undefined ? undefined : this.#items?.get(node.parent);
    (parent ?? this.item).children.add(item);
    return item;
  }

  #remove(id: TestId, item: vscode.TestItem): void {
    this.#items?.delete(id);
    (item.parent ?? this.item).children.delete(id);
  }
}

function describe(item: vscode.TestItem, node: TreeNode, index: number): void {
  item.label = node.title;
  item.range = rangeOf(node.range);
  item.sortText = sortTextOf(index);
  item.tags = node.tags.map((tag) => new vscode.TestTag(tag));
}

/** In the order of the source. */
function sortTextOf(index: number): string {
  return String(index).padStart(6, '0');
}

function rangeOf({ start, end }: LineRange): vscode.Range {
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}
