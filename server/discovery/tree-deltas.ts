/** What of the trees was handed out, and what has changed since. */
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import type { VersionedTree } from './tools.ts';

/** What differs from the last delta that was handed out. */
export interface TreeDelta {
  /** One more with each delta. */
  readonly version: number;
  readonly added: readonly VersionedTree[];
  readonly changed: readonly VersionedTree[];
  readonly removed: readonly FilePath[];
  /** Of the project as a whole: all of them, not what is new. */
  readonly problems: readonly Problem[];
}

export class TreeDeltas {
  readonly #announced = new Map<FilePath, VersionedTree>();
  /** Files that may differ from what was handed out. */
  readonly #dirty = new Set<FilePath>();
  #version = 0;

  touch(file: FilePath): void {
    this.#dirty.add(file);
  }

  next(
    treeOf: (file: FilePath) => VersionedTree | undefined,
    problems: readonly Problem[],
  ): TreeDelta {
    const added: VersionedTree[] = [];
    const changed: VersionedTree[] = [];
    const removed: FilePath[] = [];
    for (const file of [...this.#dirty].sort()) {
      const before = this.#announced.get(file);
      const now = treeOf(file);
      if (now === before) continue;
      if (now === undefined) removed.push(file);
      else (before === undefined ? added : changed).push(now);
      if (now === undefined) this.#announced.delete(file);
      else this.#announced.set(file, now);
    }
    this.#dirty.clear();
    this.#version += 1;
    return { version: this.#version, added, changed, removed, problems };
  }
}
