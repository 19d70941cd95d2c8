/** What the last session knew: trees by file, parsed files by content, configurations. */
import path from 'node:path';
import type { FilePath } from '../../test-host/protocol.ts';
import type { ParsedFile } from '../parsing/parsed-file.ts';
import { EntryLog } from './entry-log.ts';
import type { BuiltTree } from './tools.ts';
import type { ConfigStore, StoredConfig } from './static-configs.ts';

export interface StoredTree {
  /** Of the file on disk when it was read. */
  readonly mtime: number;
  readonly size: number;
  readonly hash: string;
  /** What of the configuration the tree depends on. */
  readonly settings: string;
  readonly inputs: readonly TreeInput[];
  readonly tree: BuiltTree;
}

/** Another file that the tree was made from. */
export interface TreeInput {
  /** Absolute. */
  readonly path: string;
  /** Empty: it was not there. */
  readonly hash: string;
}

export interface TreeCache {
  readonly tree: (file: FilePath) => StoredTree | undefined;
  readonly setTree: (file: FilePath, stored: StoredTree) => void;
  readonly removeTree: (file: FilePath) => void;
  readonly parsed: (key: string) => ParsedFile | undefined;
  /** @param json of a `ParsedFile` */
  readonly setParsed: (key: string, json: string) => void;
  readonly configs: ConfigStore;
  /** What resolution looked at, with modification times; `undefined`: not all of it is known. */
  readonly resolutions: () => Readonly<Record<string, number>> | undefined;
  readonly setResolutions: (looked: Readonly<Record<string, number>> | undefined) => void;
  readonly save: () => void;
}

const megabyte = 1024 * 1024;

/** @param directory absent: nothing is kept */
export function openTreeCache(directory: string | undefined, revision: string): TreeCache {
  if (directory === undefined) return memoryCache();
  const open = (name: string, limit: number): EntryLog =>
    new EntryLog({ file: path.join(directory, name), maker: `ztest ${name} ${revision}`, limit });
  const trees = open('trees.log', 64 * megabyte);
  // Read when a file has changed: most starts need none of it.
  let parsedLog: EntryLog | undefined;
  const parsed = (): EntryLog => (parsedLog ??= open('parsed.log', 64 * megabyte));
  return {
    tree: (file) => read<StoredTree>(trees, `tree ${file}`),
    setTree: (file, stored) => trees.set(`tree ${file}`, stored),
    removeTree: (file) => trees.delete(`tree ${file}`),
    parsed: (key) => read<ParsedFile>(parsed(), key),
    setParsed: (key, json) => parsed().setJson(key, json),
    configs: {
      get: (file) => read<StoredConfig>(trees, `config ${file}`),
      set: (file, stored) => trees.set(`config ${file}`, stored),
    },
    resolutions: () => read<Readonly<Record<string, number>>>(trees, 'resolutions'),
    setResolutions: (looked) => {
      if (looked === undefined) trees.delete('resolutions');
      else trees.set('resolutions', looked);
    },
    save: () => {
      trees.save();
      parsedLog?.save();
    },
  };
}

function read<T>(log: EntryLog, key: string): T | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what we wrote, as its checksum and the revision say
  return log.get(key) as T | undefined;
}

/** Nothing outlives the session. */
function memoryCache(): TreeCache {
  const parsed = new Map<string, string>();
  return {
    tree: () => undefined,
    setTree: () => {},
    removeTree: () => {},
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what we wrote
    parsed: (key) => parsedJson(parsed.get(key)) as ParsedFile | undefined,
    setParsed: (key, json) => void parsed.set(key, json),
    configs: { get: () => undefined, set: () => {} },
    resolutions: () => undefined,
    setResolutions: () => {},
    save: () => {},
  };
}

function parsedJson(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}
