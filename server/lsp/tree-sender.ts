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
  readonly #errors = new Map<FilePath, string>();
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
    this.#errors.clear();
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
    const gone = removed.filter((file) => {
      this.#errors.delete(file);
      return this.#sent.delete(file);
    });
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

  #fileChange(tree: KnownTree): FileChange | undefined {
    const { file, nodes } = tree;
    const before = this.#sent.get(file);
    this.#sent.set(file, nodes);
    const error = errorOf(tree);
    const hasOtherError = error !== (this.#errors.get(file) ?? '');
    if (hasOtherError) this.#errors.set(file, error);
    const change = changeOf(file, before ?? [], nodes);
    if (change === undefined && before !== undefined && !hasOtherError) return undefined;
    return { file, ...change, ...(hasOtherError && { error }) };
  }
}

/** What keeps the file from being run at all. */
function errorOf({ problems }: KnownTree): string {
  const syntax = problems.find(({ kind, file }) => kind === 'syntax' && file === undefined);
  return syntax === undefined ? '' : `${syntax.message} (${syntax.range.start.line})`;
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
