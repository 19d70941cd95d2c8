/** Folders outside of the root that tests load modules from: other packages of a workspace. Each is watched for itself. */
import fs from 'node:fs';
import path from 'node:path';
import type { FileEvent } from '../workspace/changes.ts';

/** More are no workspace. */
const MOST = 500;

export class OutsideFolders implements Disposable {
  readonly #watchers = new Map<string, fs.FSWatcher>();
  readonly #report: (events: readonly FileEvent[]) => void;

  constructor(report: (events: readonly FileEvent[]) => void) {
    this.#report = report;
  }

  /** @param files absolute; those of packages are not followed */
  follow(files: Iterable<string>): void {
    for (const file of files) {
      const folder = path.dirname(file);
      if (this.#watchers.has(folder) || this.#watchers.size >= MOST) continue;
      if (/[\\/]node_modules[\\/]/.test(file)) continue;
      this.#watch(folder);
    }
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  #watch(folder: string): void {
    try {
      const watcher = fs.watch(folder, { persistent: false }, (kind, name) => {
        if (name === null) return;
        const file = path.join(folder, name).replaceAll('\\', '/');
        const isThere = fs.existsSync(file);
        const moved = isThere ? 'created' : 'deleted';
        this.#report([{ kind: kind === 'rename' ? moved : 'changed', path: file }]);
      });
      watcher.on('error', () => this.#watchers.delete(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // gone, or no more watches: the latter is said of the root
    }
  }
}
