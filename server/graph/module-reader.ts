/** Reads what the graph needs of a file: from memory while its stamp holds, from what earlier sessions kept, else by parsing. */
import type { Workspace } from '../workspace/workspace.ts';
import type { FileRole, ModuleFacts } from './module-facts.ts';

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

export interface ModuleReaderOptions {
  readonly workspace: Workspace;
  readonly parse: (source: ModuleSource) => ModuleFacts;
  readonly store?: EntryStore | undefined;
}

interface Known {
  readonly facts: ModuleFacts;
  /** Of the file on disk. */
  readonly mtime?: number;
  readonly size?: number;
  /** Of a document that stands before it. */
  readonly text?: string;
}

/** @returns the same facts as long as the file says the same; `undefined`: it is gone, or too large */
export function createModuleReader({
  workspace,
  parse,
  store,
}: ModuleReaderOptions): (file: string, role: FileRole) => ModuleFacts | undefined {
  const known = new Map<string, Known>();
  return (file, role) => {
    const key = `${role} ${file}`;
    const stamp = workspace.stamp(file);
    if (stamp === undefined && !workspace.hasDocument(file)) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what we wrote, as the store vouches for
    const before = known.get(key) ?? (store?.get(key) as Known | undefined);
    let now = before;
    if (stamp === undefined || before?.mtime !== stamp.mtime || before.size !== stamp.size) {
      const source = workspace.read(file);
      if (source.origin === 'none') return undefined;
      const { text } = source;
      if (stamp === undefined) {
        now = before?.text === text ? before : { text, facts: parse({ file, text, role }) };
      } else {
        now = { mtime: stamp.mtime, size: stamp.size, facts: parse({ file, text, role }) };
        store?.set(key, now);
      }
    }
    if (now !== undefined) known.set(key, now);
    return now?.facts;
  };
}
