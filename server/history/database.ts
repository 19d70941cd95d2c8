/**
 * The history as a file: `.ztest/history.db`. Whoever ran writes, several at a time take turns. It is never closed by the
 * command: what it wrote is in the log beside it (WAL), which the next one reads.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Problem } from '../../test-host/protocol.ts';
import { historyFile } from './history-file.ts';
import {
  historyBroken,
  historyTooNew,
  historyUnavailable,
  historyUnreadable,
  historyUnwritable,
} from './messages.ts';
import { MIGRATIONS } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

/** Milliseconds that one waits for another who writes. */
const PATIENCE_MS = 5_000;

export interface Kept<T> {
  /** Absent: it could not be done. */
  readonly value?: T;
  readonly problems: readonly Problem[];
}

/** The file as it was when somebody began to use it. */
export interface Connection {
  readonly db: DatabaseSync;
  readonly identity: number | undefined;
}

/**
 * For who is going to write, and has the time now: a history that is not there yet is begun.
 * @returns nothing where there is none that can be written
 */
export function connectAhead(rootDir: string): Connection | undefined {
  const file = historyFile(rootDir);
  try {
    const isNew = identityOf(file) === undefined;
    const db = connect(file);
    if (db === undefined) return undefined;
    if (isNew) open(file, db);
    else versionOf(db); // all that it reads first
    return { db, identity: identityOf(file) };
  } catch {
    return undefined; // who writes says what is wrong
  }
}

/** Does all of `write`, or nothing of it. A file that is broken is put aside, and a new one begun. */
export function writeHistory<T>(
  rootDir: string,
  write: (db: DatabaseSync) => T,
  ahead?: Connection,
): Kept<T> {
  const file = historyFile(rootDir);
  const problems: Problem[] = [];
  for (let attempt = 1; ; attempt++) {
    const before = identityOf(file);
    try {
      const isThat = ahead !== undefined && attempt === 1 && ahead.identity === before;
      const opened = open(file, isThat ? ahead.db : connect(file));
      if (!('exec' in opened)) return { problems: [opened] };
      return { value: inTransaction(opened, write), problems };
    } catch (error) {
      if (!isBroken(error) || attempt === 2)
        return { problems: [...problems, historyUnwritable(file, reasonOf(error))] };
      // Another command may have put it aside meanwhile.
      if (identityOf(file) === before) problems.push(historyBroken(putAside(file)));
    }
  }
}

/** @returns no value and no problems: nothing was recorded yet */
export function readHistory<T>(rootDir: string, read: (db: DatabaseSync) => T): Kept<T> {
  const file = historyFile(rootDir);
  if (!fs.existsSync(file)) return { problems: [] };
  try {
    const opened = open(file, connect(file));
    if (!('exec' in opened)) return { problems: [opened] };
    return hasRuns(opened) ? { value: read(opened), problems: [] } : { problems: [] };
  } catch (error) {
    if (isBroken(error)) return { problems: [historyBroken(putAside(file))] };
    return { problems: [historyUnreadable(file, reasonOf(error))] };
  }
}

/** For what is not about the history: one that cannot be read is told, and put aside, by who records the run. */
export function peekHistory<T>(rootDir: string, read: (db: DatabaseSync) => T): T | undefined {
  const file = historyFile(rootDir);
  if (!fs.existsSync(file)) return undefined;
  try {
    const opened = open(file, connect(file));
    return 'exec' in opened ? read(opened) : undefined;
  } catch {
    return undefined;
  }
}

function connect(file: string): DatabaseSync | undefined {
  const sqlite = loadSqlite();
  return sqlite && new sqlite.DatabaseSync(file, { timeout: PATIENCE_MS });
}

function open(file: string, db: DatabaseSync | undefined): DatabaseSync | Problem {
  if (db === undefined) return historyUnavailable();
  const version = versionOf(db);
  if (version > MIGRATIONS.length) {
    db.close();
    return historyTooNew(file);
  }
  db.exec('pragma synchronous = normal');
  db.exec('pragma cache_size = -32000');
  if (version === MIGRATIONS.length) return db;
  db.exec('pragma journal_mode = wal');
  inTransaction(db, () => {
    for (const step of MIGRATIONS.slice(versionOf(db))) db.exec(step); // another may have been faster
    db.exec(`pragma user_version = ${MIGRATIONS.length}`);
  });
  return db;
}

function hasRuns(db: DatabaseSync): boolean {
  return db.prepare('select 1 from runs limit 1').get() !== undefined;
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('pragma user_version').get()?.['user_version']);
}

function inTransaction<T>(db: DatabaseSync, work: (db: DatabaseSync) => T): T {
  db.exec('begin immediate');
  try {
    const value = work(db);
    db.exec('commit');
    return value;
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}

/** Codes of SQLite: https://www.sqlite.org/rescode.html#corrupt and #notadb; the lowest byte is the kind. */
function isBroken(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  const kind = Number(error.errcode) & 0xff;
  return (
    kind === 11 || kind === 26 || (kind === 1 && /no such (?:table|column)/.test(error.message))
  );
}

function putAside(file: string): string {
  const aside = path.join(path.dirname(file), 'history-broken.db');
  fs.renameSync(file, aside);
  for (const end of ['-wal', '-shm']) fs.rmSync(file + end, { force: true });
  return aside;
}

function identityOf(file: string): number | undefined {
  return fs.statSync(file, { throwIfNoEntry: false })?.ino;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
