/** Node's SQLite, without the warning that it is experimental: users can do nothing about it. */
import { createRequire } from 'node:module';
import type NodeSqlite from 'node:sqlite';

const requireHere = createRequire(import.meta.filename);

/** @returns `undefined` where Node was built without it */
export function loadSqlite(): typeof NodeSqlite | undefined {
  const emitWarning: unknown = Reflect.get(process, 'emitWarning');
  process.emitWarning = () => {};
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by its name
    return requireHere('node:sqlite') as typeof NodeSqlite;
  } catch {
    return undefined; // the caller says that there is no history
  } finally {
    Reflect.set(process, 'emitWarning', emitWarning);
  }
}
