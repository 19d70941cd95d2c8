/** One workspace folder: folders and files as items; the tests of a file become items when somebody looks at them. */
import * as vscode from 'vscode';
import { applyFileChange, type FileChange, type TreeChange } from '../../../server/protocol.ts';
import { fileOfTest, splitPath, type FilePath, type TestId } from '../../../test-host/protocol.ts';
import { FileItems } from './file-items.ts';
import type { ItemMark } from './item-mark.ts';
import { setSubject } from './subjects.ts';
import { UnseenFiles } from './unseen-files.ts';

export class RootTree {
  readonly uri: vscode.Uri;
  /** Shown when there are several roots. */
  readonly item: vscode.TestItem;
  readonly #controller: vscode.TestController;
  readonly #files = new Map<FilePath, FileItems>();
  readonly #folders = new Map<string, vscode.TestItem>();
  #top: vscode.TestItemCollection;
  #version = 0;
  #hasStale = false;
  readonly #unseen = new UnseenFiles();
  readonly #marks = new Map<FilePath, Map<TestId, ItemMark>>();

  constructor(controller: vscode.TestController, uri: string) {
    this.#controller = controller;
    this.uri = vscode.Uri.parse(uri);
    const name = vscode.workspace.getWorkspaceFolder(this.uri)?.name ?? this.uri.path;
    this.item = controller.createTestItem(uri, name, this.uri);
    this.item.busy = true;
    this.#top = this.item.children;
    setSubject(this.item, { kind: 'root', root: this });
  }

  /** Where the top level stands: in the explorer itself, or below the item of the root. */
  showIn(top: vscode.TestItemCollection): void {
    if (top === this.#top) return;
    const items = [...this.#top].map(([, item]) => item);
    this.#top.replace([]);
    this.#top = top;
    top.replace(items);
  }

  files(): readonly FileItems[] {
    return [...this.#files.values()];
  }

  file(file: FilePath): FileItems | undefined {
    return this.#files.get(file);
  }

  fileAt(uri: vscode.Uri): FileItems | undefined {
    const { scheme, authority, path } = this.uri;
    const isInside = uri.scheme === scheme && uri.authority === authority;
    return isInside && uri.path.startsWith(`${path}/`)
      ? this.#files.get(uri.path.slice(path.length + 1))
      : undefined;
  }

  itemOf(id: TestId): vscode.TestItem | undefined {
    for (const file of this.#files.values()) {
      if (id.startsWith(`${file.file}#`)) {
        const item = file.itemOf(id);
        if (item !== undefined) return item;
      }
    }
    return undefined;
  }

  /** Whether it is there, as far as the source tells. */
  mayHave(id: TestId): boolean {
    const file = this.#files.get(fileOfTest(id));
    return file?.mayHave(id) === true;
  }

  /** What stands beside tests, whether they are known yet or not; `undefined`: nothing any more. */
  mark(marks: ReadonlyMap<TestId, ItemMark | undefined>): void {
    for (const [id, mark] of marks) {
      const file = fileOfTest(id);
      const known = this.#marksOf(file);
      if (mark === undefined) known.delete(id);
      else known.set(id, mark);
      this.#files.get(file)?.remark(id);
    }
  }

  #marksOf(file: FilePath): Map<TestId, ItemMark> {
    const known = this.#marks.get(file) ?? new Map<TestId, ItemMark>();
    this.#marks.set(file, known);
    return known;
  }

  apply(change: TreeChange): 'applied' | 'missed' {
    if (change.version !== 1 && change.version !== this.#version + 1) return 'missed';
    this.#version = change.version;
    if (change.version === 1) this.#begin();
    const opened = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    for (const file of change.files) this.#changeFile(file, opened);
    for (const file of change.removed) this.#removeFile(file);
    if (change.isPartial !== true) {
      this.#dropStale();
      this.item.busy = false;
      this.#unseen.resolve(this.files());
    }
    return 'applied';
  }

  /** The server begins with an empty tree; items of files that come again stay, with their results. */
  #begin(): void {
    for (const file of this.#files.values()) file.isStale = true;
    this.#hasStale = this.#files.size > 0;
  }

  #dropStale(): void {
    if (!this.#hasStale) return;
    this.#hasStale = false;
    for (const file of this.#files.values()) if (file.isStale) this.#removeFile(file.file);
  }

  #changeFile(change: FileChange, opened: ReadonlySet<string>): void {
    const known = this.#files.get(change.file);
    const file = known ?? this.#addFile(change.file);
    const isNew = known === undefined || file.isStale;
    file.isStale = false;
    file.update(applyFileChange(isNew ? [] : file.nodes, change));
    const error = change.error ?? (isNew ? '' : undefined);
    if (error !== undefined) file.item.error = error === '' ? undefined : error;
    // The editor asks for the tests of a file when it opens it: this one came later.
    if (known === undefined && opened.size > 0 && opened.has(String(file.item.uri))) file.resolve();
  }

  #addFile(path: FilePath): FileItems {
    const { file: place, project } = splitPath(path);
    const folder = folderOf(path);
    const name = place.slice(folder.length);
    const label = project === undefined ? name : `${name} (${project})`;
    const uri = vscode.Uri.joinPath(this.uri, place);
    const item = this.#controller.createTestItem(path, label, uri);
    item.sortText = `1${item.label}`;
    item.canResolveChildren = true;
    setSubject(item, { kind: 'file', root: this, file: path });
    const file = new FileItems({
      controller: this.#controller,
      root: this,
      file: path,
      item,
      marks: this.#marksOf(path),
    });
    this.#files.set(path, file);
    this.#childrenOf(folder).add(item);
    return file;
  }

  #removeFile(path: FilePath): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.#files.delete(path);
    let folder = folderOf(path);
    this.#childrenOf(folder).delete(file.item.id);
    while (folder !== '' && this.#childrenOf(folder).size === 0) {
      this.#folders.delete(folder);
      const parent = parentOf(folder);
      this.#childrenOf(parent).delete(folder);
      folder = parent;
    }
  }

  #childrenOf(folder: string): vscode.TestItemCollection {
    return folder === '' ? this.#top : this.#folderItem(folder).children;
  }

  #folderItem(folder: string): vscode.TestItem {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const parent = parentOf(folder);
    const uri = vscode.Uri.joinPath(this.uri, folder);
    const item = this.#controller.createTestItem(folder, folder.slice(parent.length, -1), uri);
    item.sortText = `0${item.label}`;
    setSubject(item, { kind: 'folder', root: this, folder });
    this.#folders.set(folder, item);
    this.#childrenOf(parent).add(item);
    return item;
  }
}

function folderOf(path: FilePath): string {
  const { file } = splitPath(path);
  return file.slice(0, file.lastIndexOf('/') + 1);
}

function parentOf(folder: string): string {
  return folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
}
