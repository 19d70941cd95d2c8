/** The tests of one file as items: made when they are first asked for, then changed one by one. */
import * as vscode from 'vscode';
import type { LineRange, TreeNode } from '../../../server/protocol.ts';
import type { FilePath, TestId, TestNodeInfo } from '../../../test-host/protocol.ts';
import { knownOnlyToARun } from '../messages.ts';
import type { ItemMark } from './item-mark.ts';
import type { RootTree } from './root-tree.ts';
import { setSubject } from './subjects.ts';

export interface FileItemsOptions {
  readonly controller: vscode.TestController;
  readonly root: RootTree;
  readonly file: FilePath;
  readonly item: vscode.TestItem;
  /** Of its tests; they change. */
  readonly marks: ReadonlyMap<TestId, ItemMark>;
}

export class FileItems {
  readonly item: vscode.TestItem;
  readonly file: FilePath;
  /** Of a tree that the server has begun anew. */
  isStale = false;
  readonly #options: FileItemsOptions;
  #nodes: readonly TreeNode[] = [];
  /** Of those that somebody asked for. */
  readonly #items = new Map<TestId, vscode.TestItem>();
  /** All of them. */
  #isResolved = false;
  /** Tests that only a run knew, below the nodes that announce them. */
  readonly #found = new Map<TestId, TreeNode>();
  #places: ReadonlyMap<TestId, number> | undefined;

  constructor(options: FileItemsOptions) {
    this.#options = options;
    this.item = options.item;
    this.file = options.file;
  }

  get isResolved(): boolean {
    return this.#isResolved;
  }

  get root(): RootTree {
    return this.#options.root;
  }

  get nodes(): readonly TreeNode[] {
    return this.#nodes;
  }

  itemOf(id: TestId): vscode.TestItem | undefined {
    const known = this.#items.get(id);
    if (known !== undefined || this.#isResolved) return known;
    const index = this.#placeOf(id);
    const node = index === undefined ? undefined : this.#nodes[index];
    return node && this.#add(node, index);
  }

  mayHave(id: TestId): boolean {
    return this.#placeOf(id) !== undefined || this.#nodes.some((node) => node.isDynamic === true);
  }

  #placeOf(id: TestId): number | undefined {
    this.#places ??= new Map(this.#nodes.map((node, at) => [node.id, at]));
    return this.#places.get(id);
  }

  update(nodes: readonly TreeNode[]): void {
    const before = new Map(this.#nodes.map((node) => [node.id, node]));
    this.#nodes = nodes;
    this.#places = undefined;
    const ids = new Set(nodes.map(({ id }) => id));
    for (const [id, { parent = '' }] of this.#found)
      if (ids.has(parent)) ids.add(id);
      else this.#found.delete(id);
    for (const [id, item] of this.#items) if (!ids.has(id)) this.#remove(id, item);
    this.#tagFile();
    for (const [index, node] of nodes.entries()) {
      const item = this.#items.get(node.id);
      if (item === undefined) {
        if (this.#isResolved) this.#add(node, index);
      } else if (before.get(node.id) !== node) this.#describe(item, node, index);
      else item.sortText = sortTextOf(index);
    }
  }

  /** What its marks say of a test is other than before. */
  remark(id: TestId): void {
    // The filter sees only items: one with a mark has one.
    const item = this.#options.marks.has(id) ? this.itemOf(id) : this.#items.get(id);
    const index = this.#placeOf(id);
    const node = this.#found.get(id) ?? (index === undefined ? undefined : this.#nodes[index]);
    if (item !== undefined && node !== undefined)
      this.#describe(item, node, index ?? Number(item.sortText));
    this.#tagFile();
  }

  /** The explorer filters by what it has: an item for the file, and those that somebody asked for. */
  #tagFile(): void {
    const marks = [...this.#options.marks.values()].flatMap(({ tags }) => tags);
    const tags = new Set([...this.#nodes.flatMap((node) => node.tags), ...marks]);
    this.item.tags = [...tags].map((tag) => new vscode.TestTag(tag));
  }

  /** Makes all items. */
  resolve(): void {
    if (this.#isResolved) return;
    for (const [index, node] of this.#nodes.entries())
      if (!this.#items.has(node.id)) this.#add(node, index);
    this.#isResolved = true;
    this.item.canResolveChildren = false;
  }

  /** The innermost test or suite at a place; the file where there is none. */
  itemAt(position: vscode.Position | undefined): vscode.TestItem {
    const here =
      position &&
      this.#nodes.findLast(
        (node) => node.file === undefined && rangeOf(node.range).contains(position),
      );
    return (here && this.itemOf(here.id)) ?? this.item;
  }

  /** Where the test with this full title stands: titles from the outermost suite inwards, joined by spaces. */
  rangeOf(fullTitle: string): vscode.Range | undefined {
    const full = new Map<TestId, string>();
    for (const { id, parent, title, range } of this.#nodes) {
      const above = parent === undefined ? undefined : full.get(parent);
      const whole = above === undefined ? title : `${above} ${title}`;
      full.set(id, whole);
      if (whole === fullTitle) return rangeOf(range);
    }
    return undefined;
  }

  /** A test that only a run knows: shown below the node that stands in the source for it. */
  addFound({ id, kind, title, parent, location, tags = [] }: TestNodeInfo): vscode.TestItem {
    const place = location ?? { line: 1, column: 1 };
    const announced = this.#nodes.find(
      (node) =>
        node.isDynamic === true &&
        node.location.line === place.line &&
        node.location.column === place.column,
    );
    const above = announced?.id ?? parent;
    const node: TreeNode = {
      id,
      kind,
      title,
      ...(above !== undefined && { parent: above }),
      range: announced?.range ?? { start: place, end: place },
      location: place,
      tags,
    };
    this.#found.set(id, node);
    return this.#add(node, this.#nodes.length + this.#found.size);
  }

  #add(node: TreeNode, index = 0): vscode.TestItem {
    const { controller, root, file } = this.#options;
    const uri = node.file === undefined ? this.item.uri : vscode.Uri.joinPath(root.uri, node.file);
    const item = controller.createTestItem(node.id, node.title, uri);
    this.#describe(item, node, index);
    setSubject(item, { kind: 'test', root, file, id: node.id });
    this.#items.set(node.id, item);
    const parent = node.parent === undefined ? undefined : this.itemOf(node.parent);
    (parent ?? this.item).children.add(item);
    return item;
  }

  #describe(item: vscode.TestItem, node: TreeNode, index: number): void {
    const above = node.parent === undefined ? undefined : this.#placeOf(node.parent);
    const inherited = (above === undefined ? undefined : this.#nodes[above]?.tags) ?? [];
    const own = node.tags.filter((tag) => !inherited.includes(tag)).map((tag) => `@${tag}`);
    if (node.isDynamic === true) own.unshift(knownOnlyToARun());
    const mark = this.#options.marks.get(node.id);
    if (mark !== undefined) own.unshift(mark.text);
    const tags = mark === undefined ? node.tags : [...new Set([...node.tags, ...mark.tags])];
    item.label = node.title;
    item.range = rangeOf(node.range);
    item.sortText = sortTextOf(index);
    item.tags = tags.map((tag) => new vscode.TestTag(tag));
    item.description = own.join(' ');
  }

  #remove(id: TestId, item: vscode.TestItem): void {
    this.#items.delete(id);
    (item.parent ?? this.item).children.delete(id);
  }
}

/** In the order of the source. */
function sortTextOf(index: number): string {
  return String(index).padStart(6, '0');
}

function rangeOf({ start, end }: LineRange): vscode.Range {
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}
