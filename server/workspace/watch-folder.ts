/** Watches a folder with all below it, for clients that cannot; reports where something may have changed. */
import fs from 'node:fs';
import path from 'node:path';
import { foreignFolders } from '../config/find-test-files.ts';
import { isIgnored, parseIgnoreFile, type IgnoreRules } from '../config/ignore-rules.ts';
import { outerIgnoreRules } from '../config/outer-ignore-rules.ts';
import { diskFiles } from './disk-files.ts';
import { readSmallText } from './files.ts';
import type { Problem } from '../../test-host/protocol.ts';
import type { FileEvent } from './changes.ts';
import { noMoreWatches } from './messages.ts';

interface Watched {
  readonly watcher: fs.FSWatcher;
  /** What Git ignores in it, by its own rules and those from above. */
  readonly rules: readonly IgnoreRules[];
}

type SeenEvent = Exclude<FileEvent, { readonly kind: 'renamed' }>;

/** Milliseconds. */
const shortly = 20;
/** Whoever changes so many files (a checkout, an install) is not done yet: the end is waited for. */
const manyEvents = 50;
const longestWait = 500;

/**
 * @param report called with what happened in the last moment
 * @param onProblem told once that not all is watched
 */
export function watchFolder(
  root: string,
  report: (events: readonly FileEvent[]) => void,
  onProblem: (problem: Problem) => void = () => {},
): Disposable {
  const folders = new Map<string, Watched>();
  const pending = new Map<string, SeenEvent>();
  let isOut = false;
  let firstEvent = 0;
  let lastEvent = 0;
  const flush = (): void => {
    const now = performance.now();
    const isGoingOn = pending.size > manyEvents && now - lastEvent < shortly;
    if (isGoingOn && now - firstEvent < longestWait) {
      setTimeout(flush, shortly).unref();
      return;
    }
    const events = [...pending.values()];
    pending.clear();
    report(events);
  };
  const note = (event: SeenEvent): void => {
    lastEvent = performance.now();
    // A new file is written to as well: that it is new is what counts.
    if (event.kind === 'changed' && pending.has(event.path)) return;
    if (pending.size === 0) {
      firstEvent = lastEvent;
      setTimeout(flush, shortly).unref();
    }
    pending.set(event.path, event);
  };
  const watch = (folder: string, outer: readonly IgnoreRules[]): void => {
    if (folders.has(folder)) return;
    let watcher: fs.FSWatcher;
    try {
      watcher = fs.watch(folder, { persistent: false }, (kind, name) => {
        if (name !== null) look(folder, name, kind === 'rename');
      });
    } catch (error) {
      // What is open in an editor is still followed.
      if (isOutOfWatches(error) && !isOut) onProblem(noMoreWatches(folders.size));
      isOut ||= isOutOfWatches(error);
      return; // or it is gone
    }
    watcher.on('error', () => forget(folder));
    const entries = entriesOf(folder);
    const rules = entries.some(({ name }) => name === '.gitignore')
      ? withIgnoreFile(folder, outer)
      : outer;
    folders.set(folder, { watcher, rules });
    for (const entry of entries) {
      const isFolder = entry.isDirectory();
      if (isFolder && !isOutside(folder, { name: entry.name, isFolder }, rules))
        watch(`${folder}/${entry.name}`, rules);
    }
  };
  const look = (folder: string, name: string, mayBeNew: boolean): void => {
    const file = `${folder}/${name}`;
    const rules = folders.get(folder)?.rules ?? [];
    const stat = fs.lstatSync(file, { throwIfNoEntry: false });
    const isFolder = stat?.isDirectory() ?? folders.has(file);
    if (isOutside(folder, { name, isFolder }, rules)) return;
    if (name === '.gitignore') watchAnew(folder);
    if (stat === undefined) {
      forget(file);
      note({ kind: 'deleted', path: file });
    } else {
      if (isFolder) watch(file, rules);
      note({ kind: mayBeNew ? 'created' : 'changed', path: file });
    }
  };
  const forget = (folder: string): void => {
    for (const [watched, { watcher }] of folders) {
      if (watched !== folder && !watched.startsWith(`${folder}/`)) continue;
      watcher.close();
      folders.delete(watched);
    }
  };
  const watchAnew = (folder: string): void => {
    const outer = folders.get(path.posix.dirname(folder))?.rules;
    forget(folder);
    watch(folder, outer ?? outerIgnoreRules(root, '', diskFiles));
  };
  watchAnew(root);
  return { [Symbol.dispose]: () => forget(root) };
}

/** Of the user, or of files of a process. */
function isOutOfWatches(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(?:ENOSPC|EMFILE|ENFILE)$/.test(String(error.code))
  );
}

/** Nothing in it is a part of the project: watching it would cost thousands of watches. */
function isOutside(
  folder: string,
  { name, isFolder }: { readonly name: string; readonly isFolder: boolean },
  rules: readonly IgnoreRules[],
): boolean {
  return (
    foreignFolders.has(name) || isIgnored({ path: `${folder}/${name}`, name, isFolder }, rules)
  );
}

function withIgnoreFile(folder: string, outer: readonly IgnoreRules[]): readonly IgnoreRules[] {
  const text = readSmallText(diskFiles, `${folder}/.gitignore`);
  return text === undefined ? outer : [...outer, parseIgnoreFile(text, folder)];
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // gone since
  }
}
