/**
 * Writes what a migration changes, and takes it back. What was there before lies in `.ztest/migration/` before the first file
 * is touched, each file appears whole or not at all, and what a crash leaves in the middle can be taken back as well.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { FileChange } from './plan.ts';

/** One file that was changed; a second migration keeps what was there before the first. */
interface Entry {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  /** `undefined`: it was not there. */
  readonly before:
    | { readonly hash: string; readonly mode: number; readonly copy: string }
    | undefined;
  /** `undefined`: it goes. */
  readonly after: string | undefined;
}

interface Journal {
  readonly version: 1;
  readonly entries: readonly Entry[];
}

export type WriteOutcome =
  | { readonly ok: true; readonly written: number }
  | {
      readonly ok: false;
      readonly reason: 'changed' | 'read-only' | 'no-place' | 'failed';
      readonly file: string;
      readonly detail?: string;
    };

export function writeChanges(rootDir: string, changes: readonly FileChange[]): WriteOutcome {
  const kept = prepareChanges(rootDir, changes);
  if (!kept.ok) return kept;
  const done: FileChange[] = [];
  for (const change of changes) {
    const current = readBytes(path.join(rootDir, change.path))?.toString();
    if (current === change.after) continue; // through another name: a symbolic link
    const isAsRead = current === change.before;
    try {
      if (isAsRead) writeOne(rootDir, change);
    } catch (error) {
      putBack(rootDir, done);
      return { ok: false, reason: 'failed', file: change.path, detail: textOf(error) };
    }
    if (!isAsRead) {
      putBack(rootDir, done);
      return { ok: false, reason: 'changed', file: change.path };
    }
    done.push(change);
  }
  return { ok: true, written: done.length };
}

/** All but the changes themselves: afterwards they can be taken back, whoever makes them. */
export function prepareChanges(rootDir: string, changes: readonly FileChange[]): WriteOutcome {
  const blocked = firstBlocked(rootDir, changes);
  if (blocked !== undefined) return blocked;
  try {
    keepOriginals(rootDir, changes);
    return { ok: true, written: 0 };
  } catch (error) {
    return { ok: false, reason: 'no-place', file: '.ztest/migration', detail: textOf(error) };
  }
}

/** Before anything is written: whatever can be known to fail. */
function firstBlocked(
  rootDir: string,
  changes: readonly FileChange[],
): Extract<WriteOutcome, { ok: false }> | undefined {
  for (const { path: file, before, after } of changes) {
    const absolute = path.join(rootDir, file);
    if (readBytes(absolute)?.toString() !== before) return { ok: false, reason: 'changed', file };
    const stat = fs.statSync(absolute, { throwIfNoEntry: false });
    // A superuser may write what its owner has locked: the lock is a wish.
    const isLocked = stat !== undefined && (stat.mode & 0o200) === 0;
    if (isLocked || !isFolderWritable(absolute)) return { ok: false, reason: 'read-only', file };
    if (before === undefined && after === undefined) return { ok: false, reason: 'changed', file };
  }
  return undefined;
}

function isFolderWritable(file: string): boolean {
  try {
    fs.accessSync(path.dirname(file), fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The journal is there, and lasts, before the first file changes. */
function keepOriginals(rootDir: string, changes: readonly FileChange[]): void {
  const folder = placeOf(rootDir);
  fs.mkdirSync(path.join(folder, 'files'), { recursive: true });
  const ignoreFile = path.join(rootDir, '.ztest', '.gitignore');
  if (!fs.existsSync(ignoreFile)) fs.writeFileSync(ignoreFile, '*\n');
  const known = new Map((readJournal(rootDir)?.entries ?? []).map((entry) => [entry.path, entry]));
  for (const { path: file, after } of changes) {
    const earlier = known.get(file);
    const hash = after === undefined ? undefined : hashOf(after);
    known.set(
      file,
      earlier === undefined ? keepOne(rootDir, file, hash) : { ...earlier, after: hash },
    );
  }
  writeJournal(rootDir, [...known.values()]);
}

function writeJournal(rootDir: string, entries: readonly Entry[]): void {
  const journal: Journal = { version: 1, entries };
  const file = path.join(placeOf(rootDir), 'journal.json');
  writeWhole(file, `${JSON.stringify(journal, undefined, 1)}\n`, 0o644);
}

function keepOne(rootDir: string, file: string, after: string | undefined): Entry {
  const absolute = path.join(rootDir, file);
  const bytes = readBytes(absolute);
  if (bytes === undefined) return { path: file, before: undefined, after };
  const copy = hashOf(file);
  writeWhole(path.join(placeOf(rootDir), 'files', copy), bytes, 0o644);
  const { mode } = fs.statSync(absolute);
  return { path: file, before: { hash: hashOf(bytes), mode: mode & 0o7777, copy }, after };
}

function writeOne(rootDir: string, { path: file, after }: Omit<FileChange, 'before'>): void {
  const absolute = path.join(rootDir, file);
  if (after === undefined) {
    fs.rmSync(absolute);
    return;
  }
  const real = fs.existsSync(absolute) ? fs.realpathSync(absolute) : absolute;
  const mode = fs.statSync(real, { throwIfNoEntry: false })?.mode ?? 0o644;
  writeWhole(real, after, mode & 0o7777);
}

/** What was done before a file could not be written. */
function putBack(rootDir: string, done: readonly FileChange[]): void {
  for (const { path: file, before } of done.toReversed())
    writeOne(rootDir, { path: file, after: before });
}

export type UndoOutcome =
  | { readonly ok: true; readonly restored: readonly string[] }
  | { readonly ok: false; readonly reason: 'nothing' }
  /** They were changed since: undoing would lose that. */
  | { readonly ok: false; readonly reason: 'edited'; readonly files: readonly string[] }
  | {
      readonly ok: false;
      readonly reason: 'failed';
      readonly file: string;
      readonly detail: string;
    };

export function undoChanges(rootDir: string, { force }: { readonly force: boolean }): UndoOutcome {
  const journal = readJournal(rootDir);
  if (journal === undefined) return { ok: false, reason: 'nothing' };
  const open = journal.entries.filter((entry) => stateOf(rootDir, entry) !== 'before');
  const edited = open.filter((entry) => stateOf(rootDir, entry) === 'other').map((one) => one.path);
  if (edited.length > 0 && !force) return { ok: false, reason: 'edited', files: edited };
  for (const entry of journal.entries) clearDrafts(path.join(rootDir, entry.path));
  for (const entry of open.toReversed()) {
    try {
      restore(rootDir, entry);
    } catch (error) {
      return { ok: false, reason: 'failed', file: entry.path, detail: textOf(error) };
    }
  }
  fs.rmSync(placeOf(rootDir), { recursive: true, force: true });
  return { ok: true, restored: open.map((one) => one.path) };
}

/** Whether there is a migration that could be taken back, and whether all of it was done. */
export function journalState(rootDir: string): 'none' | 'whole' | 'broken-off' {
  const journal = readJournal(rootDir);
  if (journal === undefined) return 'none';
  const isDone = journal.entries.some((entry) => stateOf(rootDir, entry) !== 'before');
  const isOpen = journal.entries.some(
    (entry) => stateOf(rootDir, entry) === 'before' && entry.before?.hash !== entry.after,
  );
  if (!isDone) return 'none';
  return isOpen ? 'broken-off' : 'whole';
}

/** Others made the changes, and perhaps not all of them: what is as before needs no undoing. */
export function settleChanges(rootDir: string): void {
  const journal = readJournal(rootDir);
  if (journal === undefined) return;
  const entries = journal.entries.filter((entry) => stateOf(rootDir, entry) !== 'before');
  writeJournal(rootDir, entries);
  forgetChanges(rootDir);
}

/** Only for what was prepared and then not done. */
export function forgetChanges(rootDir: string): void {
  if (journalState(rootDir) === 'none')
    fs.rmSync(placeOf(rootDir), { recursive: true, force: true });
}

function stateOf(
  rootDir: string,
  { path: file, before, after }: Entry,
): 'before' | 'after' | 'other' {
  const bytes = readBytes(path.join(rootDir, file));
  const hash = bytes === undefined ? undefined : hashOf(bytes);
  if (hash === before?.hash) return 'before';
  return hash === after ? 'after' : 'other';
}

function restore(rootDir: string, { path: file, before }: Entry): void {
  const absolute = path.join(rootDir, file);
  if (before === undefined) {
    fs.rmSync(absolute, { force: true });
    return;
  }
  const bytes = fs.readFileSync(path.join(placeOf(rootDir), 'files', before.copy));
  const real = fs.existsSync(absolute) ? fs.realpathSync(absolute) : absolute;
  fs.mkdirSync(path.dirname(real), { recursive: true });
  writeWhole(real, bytes, before.mode);
}

/** Where what validation knows is kept, too. */
export function placeOf(rootDir: string): string {
  return path.join(rootDir, '.ztest', 'migration');
}

function readJournal(rootDir: string): Journal | undefined {
  const text = readBytes(path.join(placeOf(rootDir), 'journal.json'));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written above, whole or not at all
  return text === undefined ? undefined : (JSON.parse(text.toString()) as Journal);
}

function writeWhole(file: string, content: string | Uint8Array, mode: number): void {
  const draft = `${file}.${process.pid}.ztest-tmp`;
  try {
    const handle = fs.openSync(draft, 'w', mode);
    try {
      fs.writeFileSync(handle, content);
      fs.fchmodSync(handle, mode);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

/** Who is killed while it writes leaves a draft. */
function clearDrafts(file: string): void {
  const folder = path.dirname(file);
  const isDraft = (name: string): boolean =>
    name.startsWith(`${path.basename(file)}.`) && name.endsWith('.ztest-tmp');
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : [])
    if (isDraft(name)) fs.rmSync(path.join(folder, name), { force: true });
}

function readBytes(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha1').update(content).digest('hex');
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
