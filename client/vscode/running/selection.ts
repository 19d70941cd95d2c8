/** From items that a user picked to files and ids that the server runs. */
import type * as vscode from 'vscode';
import type { RunFile, TreeNode } from '../../../server/protocol.ts';
import { splitPath, type FilePath, type TestId } from '../../../test-host/protocol.ts';
import type { FileItems } from '../tree/file-items.ts';
import type { RootTree } from '../tree/root-tree.ts';
import { subjectOf } from '../tree/subjects.ts';

export interface RootSelection {
  readonly root: RootTree;
  readonly files: readonly ChosenFile[];
}

export interface ChosenFile extends RunFile {
  /** Nobody asked for it: a change affects it. */
  readonly why?: string;
}

/** What is picked, by root; whatever an excluded item stands for is left out. */
export function selectionOf(
  roots: readonly RootTree[],
  { include, exclude = [] }: Pick<vscode.TestRunRequest, 'include' | 'exclude'>,
): readonly RootSelection[] {
  const picked = new Picked();
  if (include === undefined) for (const root of roots) picked.addAll(root);
  else for (const item of include) picked.add(item);
  for (const item of exclude) picked.leaveOut(item);
  return picked.selections();
}

class Picked {
  /** Ids of what is picked of a file; `all`: the whole file. */
  readonly #roots = new Map<RootTree, Map<FilePath, Set<TestId> | 'all'>>();

  add(item: vscode.TestItem): void {
    const subject = subjectOf(item);
    if (subject === undefined) return;
    if (subject.kind !== 'test') return this.addAll(subject.root, filesOf(item));
    const files = this.#filesOf(subject.root);
    const ids = files.get(subject.file) ?? new Set();
    if (ids === 'all') return;
    const id = runnableId(subject.root.file(subject.file)?.nodes ?? [], subject.id);
    files.set(subject.file, id === undefined ? 'all' : ids.add(id));
  }

  addAll(root: RootTree, files: readonly FileItems[] = root.files()): void {
    for (const { file } of files) this.#filesOf(root).set(file, 'all');
  }

  leaveOut(item: vscode.TestItem): void {
    const subject = subjectOf(item);
    if (subject === undefined) return;
    const files = this.#filesOf(subject.root);
    if (subject.kind !== 'test') {
      for (const { file } of filesOf(item)) files.delete(file);
      return;
    }
    const ids = files.get(subject.file);
    const file = subject.root.file(subject.file);
    if (ids === undefined || file === undefined) return;
    files.set(subject.file, withoutNode(file, ids, subject.id));
  }

  selections(): readonly RootSelection[] {
    return [...this.#roots].flatMap(([root, files]) => {
      const chosen = [...files].flatMap(([file, ids]): RunFile[] => {
        if (ids === 'all') return [{ file }];
        return ids.size > 0 ? [{ file, ids: [...ids] }] : [];
      });
      return chosen.length > 0 ? [{ root, files: chosen }] : [];
    });
  }

  #filesOf(root: RootTree): Map<FilePath, Set<TestId> | 'all'> {
    const files = this.#roots.get(root) ?? new Map<FilePath, Set<TestId> | 'all'>();
    this.#roots.set(root, files);
    return files;
  }
}

/** A node whose tests only a run knows has no id that a run reports: what holds it runs. @returns `undefined`: the file */
function runnableId(nodes: readonly TreeNode[], id: TestId): TestId | undefined {
  const node = nodes.find((one) => one.id === id);
  if (node?.isDynamic !== true) return id;
  return node.parent === undefined ? undefined : runnableId(nodes, node.parent);
}

/** The same choice less one node: what holds it is picked as its other children. */
function withoutNode(file: FileItems, ids: Set<TestId> | 'all', left: TestId): Set<TestId> {
  const { nodes } = file;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const chosen = ids === 'all' ? new Set<TestId>() : new Set(ids);
  const path: TestId[] = [];
  for (let id: TestId | undefined = left; id !== undefined; id = byId.get(id)?.parent)
    path.unshift(id);
  const openFrom = ids === 'all' ? 0 : path.findIndex((id) => ids.has(id));
  if (openFrom < 0) return chosen;
  const firstParent = ids === 'all' ? undefined : path[openFrom];
  if (firstParent !== undefined) chosen.delete(firstParent);
  const opened = ids === 'all' ? [undefined, ...path.slice(0, -1)] : path.slice(openFrom, -1);
  for (const parent of opened) {
    for (const node of nodes)
      if (node.parent === parent && !path.includes(node.id)) chosen.add(node.id);
  }
  return chosen;
}

function filesOf(item: vscode.TestItem): readonly FileItems[] {
  const subject = subjectOf(item);
  switch (subject?.kind) {
    case 'root':
      return subject.root.files();
    case 'folder':
      return subject.root
        .files()
        .filter(({ file }) => splitPath(file).file.startsWith(subject.folder));
    case 'file': {
      const file = subject.root.file(subject.file);
      return file === undefined ? [] : [file];
    }
    case 'test':
    case undefined:
      return [];
    default:
      return subject satisfies never;
  }
}
