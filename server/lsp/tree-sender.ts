/** Tells a client that has asked for them how the trees of a root change: never a whole tree twice. */
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import type { TreeNode } from '../discovery/file-tree.ts';
import type { FileChange, TreeChange } from '../protocol.ts';
import type { RootUpdate } from './root.ts';
import type { KnownTree } from './services.ts';
import { changeOf } from './tree-change.ts';

/** A larger message would hold up the answers behind it. */
const mostNodes = 2_000;

export class TreeSender {
  readonly #root: string;
  readonly #send: (change: TreeChange) => void;
  readonly #sent = new Map<FilePath, readonly TreeNode[]>();
  #problems = '[]';
  #version = 0;

  constructor(root: string, send: (change: TreeChange) => void) {
    this.#root = root;
    this.#send = send;
  }

  get version(): number {
    return this.#version;
  }

  /** Everything, for a client that knows nothing. */
  sendAll(trees: readonly KnownTree[], problems: readonly Problem[]): void {
    this.#sent.clear();
    this.#problems = '[]';
    this.#version = 0;
    this.#tellInPortions({ trees, removed: [], problems }, 'first');
  }

  update(update: RootUpdate): void {
    this.#tellInPortions(update, 'later');
  }

  #tellInPortions({ trees, removed, problems }: RootUpdate, which: 'first' | 'later'): void {
    const portions = inPortions(trees);
    for (const [index, portion] of portions.entries()) {
      const isPartial = which === 'first' && index < portions.length - 1;
      this.#tell(
        {
          trees: portion,
          removed: index === 0 ? removed : [],
          problems: isPartial ? [] : problems,
        },
        isPartial,
      );
    }
  }

  #tell({ trees, removed, problems }: RootUpdate, isPartial: boolean): void {
    const files = trees.flatMap((tree) => this.#fileChange(tree) ?? []);
    const gone = removed.filter((file) => this.#sent.delete(file));
    const problemText = JSON.stringify(problems);
    const hasOtherProblems = problemText !== this.#problems;
    const isNews = files.length > 0 || gone.length > 0 || hasOtherProblems || this.#version === 0;
    if (!isNews) return;
    this.#problems = problemText;
    this.#version += 1;
    this.#send({
      root: this.#root,
      version: this.#version,
      files,
      removed: gone,
      ...(hasOtherProblems && { problems }),
      ...(isPartial && { isPartial }),
    });
  }

  #fileChange({ file, nodes }: KnownTree): FileChange | undefined {
    const before = this.#sent.get(file);
    this.#sent.set(file, nodes);
    return changeOf(file, before ?? [], nodes) ?? (before === undefined ? { file } : undefined);
  }
}

function inPortions(trees: readonly KnownTree[]): readonly (readonly KnownTree[])[] {
  const portions: KnownTree[][] = [[]];
  let size = 0;
  for (const tree of trees) {
    if (size > 0 && size + tree.nodes.length > mostNodes) {
      portions.push([]);
      size = 0;
    }
    portions.at(-1)?.push(tree);
    size += tree.nodes.length;
  }
  return portions;
}
