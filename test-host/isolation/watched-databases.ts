/**
 * Which files databases of `node:sqlite` lie in: they are opened by native code, past the functions of `fs`. What a statement
 * reaches beyond its own file (`ATTACH`, extensions) nobody sees.
 */

import { noteCalls } from './note-calls.ts';

export interface DatabaseNotes {
  /** Absolute. */
  readonly noteFile: (file: string) => void;
  readonly noteWritten: (file: string) => void;
  readonly noteBeyond: (what: 'process') => void;
}

/** Each is the first thing that can be done with a database that is open. */
const USES = [
  'exec',
  'prepare',
  'applyChangeset',
  'createSession',
  'createTagStore',
  'enableLoadExtension',
  'loadExtension',
];
const READS = /^\s*(?:select|pragma|explain|values)\b/i;
const REACHES = /\b(?:attach|vacuum\s+into)\b/i;

/** @param builtin the exports of `node:sqlite` */
export function watchDatabases(builtin: object, notes: DatabaseNotes): void {
  const { prototype } = new Object(Reflect.get(builtin, 'DatabaseSync')) as {
    readonly prototype?: object;
  };
  if (prototype === undefined) return;
  for (const name of USES)
    noteCalls(prototype, name, (database, [sql]) => noteUse(database, { name, sql }, notes));
}

function noteUse(
  database: unknown,
  { name, sql }: { readonly name: string; readonly sql: unknown },
  notes: DatabaseNotes,
): void {
  const place = locationOf(database);
  const isOpenEnded = name.endsWith('Extension') || (typeof sql === 'string' && REACHES.test(sql));
  if (place === undefined || isOpenEnded) notes.noteBeyond('process');
  if (typeof place !== 'string') return;
  notes.noteFile(place);
  if (typeof sql !== 'string' || !READS.test(sql)) notes.noteWritten(place);
}

/** `null`: it is in memory; `undefined`: nobody knows. */
function locationOf(database: unknown): string | null | undefined {
  try {
    const location: unknown = Reflect.get(new Object(database), 'location');
    if (typeof location !== 'function') return undefined; // until Node 22.15
    const place: unknown = Reflect.apply(location, database, []);
    return typeof place === 'string' || place === null ? place : undefined;
  } catch {
    return null; // it is not open: what is asked of it fails
  }
}
