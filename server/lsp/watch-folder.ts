/** Watches a folder with all below it, for clients that cannot; reports where something may have changed. */
import fs from 'node:fs';
import path from 'node:path';
import type { FileEvent } from '../workspace/changes.ts';

/** What they hold is no test of the project, and would cost thousands of watches. */
const unwatched: ReadonlySet<string> = new Set(['node_modules', '.git', '.ztest', '.hg', '.svn']);

/** @param report called with what happened in the last moment */
export function watchFolder(
  root: string,
  report: (events: readonly FileEvent[]) => void,
): Disposable {
  const watchers = new Map<string, fs.FSWatcher>();
  const pending = new Map<string, FileEvent>();
  const flush = (): void => {
    const events = [...pending.values()];
    pending.clear();
    report(events);
  };
  const note = (event: Exclude<FileEvent, { readonly kind: 'renamed' }>): void => {
    // A new file is written to as well: that it is new is what counts.
    if (event.kind === 'changed' && pending.has(event.path)) return;
    if (pending.size === 0) setTimeout(flush, 20).unref();
    pending.set(event.path, event);
  };
  const watch = (folder: string): void => {
    if (watchers.has(folder)) return;
    let watcher: fs.FSWatcher;
    try {
      watcher = fs.watch(folder, { persistent: false }, (kind, name) => {
        if (name !== null && !unwatched.has(name)) look(`${folder}/${name}`, kind === 'rename');
      });
    } catch {
      return; // gone, or the system has no more watches: what is open in the editor is still followed
    }
    watcher.on('error', () => forget(folder));
    watchers.set(folder, watcher);
    for (const entry of entriesOf(folder)) {
      if (entry.isDirectory() && !unwatched.has(entry.name)) watch(`${folder}/${entry.name}`);
    }
  };
  const look = (file: string, mayBeNew: boolean): void => {
    const stat = fs.lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) {
      forget(file);
      note({ kind: 'deleted', path: file });
    } else {
      if (stat.isDirectory()) watch(file);
      note({ kind: mayBeNew ? 'created' : 'changed', path: file });
    }
  };
  const forget = (folder: string): void => {
    for (const [watched, watcher] of watchers) {
      if (watched !== folder && !watched.startsWith(`${folder}/`)) continue;
      watcher.close();
      watchers.delete(watched);
    }
  };
  watch(path.posix.normalize(root));
  return { [Symbol.dispose]: () => forget(root) };
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // gone since
  }
}
