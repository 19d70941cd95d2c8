/** Reads what the graph needs of a file: from memory while its stamp holds, from what earlier sessions kept, else by parsing. */
import type { ModuleFacts } from './module-facts.ts';
import type { FileRole } from './module-graph.ts';

export interface ReadSource {
  /** `undefined`: gone, or too large. */
  readonly stamp: (file: string) => Stamp | undefined;
  readonly text: (file: string) => string | undefined;
}

export interface Stamp {
  readonly mtime: number;
  readonly size: number;
}

/** As `discovery/entry-log.ts` has it. */
export interface EntryStore {
  readonly get: (key: string) => unknown;
  readonly set: (key: string, value: unknown) => void;
}

export interface ModuleSource {
  readonly file: string;
  readonly text: string;
  readonly role: FileRole;
}

interface Known extends Stamp {
  readonly facts: ModuleFacts;
}

export interface ModuleReaderOptions {
  readonly readSource: ReadSource;
  readonly parse: (source: ModuleSource) => ModuleFacts;
  readonly store?: EntryStore | undefined;
}

/** @returns the same facts as long as the file says the same */
export function createModuleReader({
  readSource,
  parse,
  store,
}: ModuleReaderOptions): (file: string, role: FileRole) => ModuleFacts | undefined {
  const known = new Map<string, Known>();
  return (file, role) => {
    const key = `${role} ${file}`;
    const stamp = readSource.stamp(file);
    if (stamp === undefined) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what we wrote, as the store vouches for
    const before = known.get(key) ?? (store?.get(key) as Known | undefined);
    let now = before;
    if (before?.mtime !== stamp.mtime || before.size !== stamp.size) {
      const text = readSource.text(file);
      if (text === undefined) return undefined;
      now = { ...stamp, facts: parse({ file, text, role }) };
      store?.set(key, now);
    }
    if (now !== undefined) known.set(key, now);
    return now?.facts;
  };
}
