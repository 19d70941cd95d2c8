/**
 * Reads what the graph needs of a file: from memory while its stamp holds, from what earlier sessions kept, else from its text.
 * Imports are read at once where that needs no compiler; what needs it is loaded in batches.
 */
import { scanImports } from '../parsing/scan-imports.ts';
import type { ParsedModule } from '../parsing/parse-module.ts';
import type { FileSymbols } from '../parsing/symbol-facts.ts';
import { contentHash } from '../discovery/content-hash.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ModuleFacts } from './module-facts.ts';

/** As `discovery/entry-log.ts` has it. */
export interface EntryStore {
  readonly get: (key: string) => unknown;
  readonly set: (key: string, value: unknown) => void;
}

export interface ModuleSource {
  readonly path: string;
  readonly text: string;
}

export interface ModuleReaderOptions {
  readonly workspace: Workspace;
  /** One answer for each; `undefined`: there is none, for a reason that is said elsewhere. */
  readonly parse: (
    sources: readonly ModuleSource[],
    signal: AbortSignal | undefined,
  ) => Promise<readonly (ParsedModule | undefined)[]>;
  readonly store?: EntryStore | undefined;
}

interface Known {
  readonly facts: ModuleFacts;
  readonly version: Version;
  parsed?: Parsed;
  /** Of the state before. */
  readonly last?: Parsed | undefined;
}

interface Parsed {
  /** Of the text. */
  readonly hash: string;
  readonly imports: ModuleFacts['imports'];
  /** `null`: the compiler could not say. */
  readonly symbols: FileSymbols | null;
}

/** What tells one state of a file from the next: its stamp on disk, or the text of the document before it. */
type Version = { readonly mtime: number; readonly size: number } | { readonly text: string };

interface Stored<T> {
  readonly mtime: number;
  readonly size: number;
  readonly value: T;
}

export class ModuleReader {
  readonly #options: ModuleReaderOptions;
  readonly #known = new Map<string, Known>();
  readonly #loading = new Map<string, Promise<void>>();

  constructor(options: ModuleReaderOptions) {
    this.#options = options;
  }

  /** The same facts as long as the file says the same; `undefined`: it is gone, or too large. */
  read(file: string): ModuleFacts | 'unparsed' | undefined {
    const { workspace } = this.#options;
    const known = this.#known.get(file);
    const stamp = workspace.stamp(file);
    if (stamp !== undefined) {
      if (known !== undefined && isSame(known.version, stamp)) return known.facts;
      const facts = this.#stored<ModuleFacts>(`module ${file}`, stamp);
      if (facts !== undefined) return this.#keep(file, { facts, version: stamp }).facts;
    }
    const source = workspace.read(file);
    if (source.origin === 'none') return undefined;
    const { text } = source;
    const version = stamp ?? { text };
    if (known !== undefined && isSame(known.version, version)) return known.facts;
    const imports = scanImports(text);
    if (imports === undefined) return 'unparsed';
    this.#store(`module ${file}`, version, { imports });
    const last = known?.parsed ?? known?.last;
    return this.#keep(file, { facts: { imports }, version, last }).facts;
  }

  /** Of the file as it was read last; `undefined`: nobody can say. */
  symbols(file: string): FileSymbols | 'unparsed' | undefined {
    const known = this.#known.get(file);
    if (known === undefined) return undefined;
    const { version } = known;
    if (known.parsed === undefined && 'mtime' in version) {
      const stored = this.#stored<Parsed>(`symbols ${file}`, version);
      if (stored !== undefined) known.parsed = stored;
    }
    return known.parsed === undefined ? 'unparsed' : (known.parsed.symbols ?? undefined);
  }

  /** Of the text that its symbols were found in. */
  hash(file: string): string | undefined {
    return this.#known.get(file)?.parsed?.hash;
  }

  /** Has these files parsed. Once more where one is still unparsed: somebody cancelled what we waited for, or it changed. */
  async load(files: Iterable<string>, signal?: AbortSignal): Promise<void> {
    const all = [...files];
    const own = all.filter((file) => !this.#loading.has(file));
    const others = new Set(all.flatMap((file) => this.#loading.get(file) ?? []));
    const loading = this.#load(own, signal);
    for (const file of own) this.#loading.set(file, loading);
    try {
      await Promise.all([loading, ...others]);
    } finally {
      for (const file of own) this.#loading.delete(file);
    }
  }

  async #load(files: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    const { workspace, parse } = this.#options;
    const wanted = files.map((path) => {
      const stamp = workspace.stamp(path);
      const source = workspace.read(path);
      const text = source.origin === 'none' ? '' : source.text;
      return { path, text, hash: contentHash(text), version: stamp ?? { text } };
    });
    // A document is mostly what is on disk, and a touched file what it was.
    const unknown = wanted.filter(({ path, hash }) => this.#parsedBefore(path)?.hash !== hash);
    const answers = unknown.length === 0 ? [] : await parse(unknown, signal);
    if (signal?.aborted === true) return;
    for (const { path, version } of wanted.filter((one) => !unknown.includes(one))) {
      const parsed = this.#parsedBefore(path);
      if (parsed !== undefined) this.#take(path, version, parsed);
    }
    for (const [i, { path, hash, version }] of unknown.entries()) {
      const { imports = [], symbols = null } = answers[i] ?? {};
      this.#take(path, version, { hash, imports, symbols });
    }
  }

  #parsedBefore(path: string): Parsed | undefined {
    const { parsed, last } = this.#known.get(path) ?? {};
    return parsed ?? last ?? this.#stored<Parsed>(`symbols ${path}`);
  }

  #take(path: string, version: Version, parsed: Parsed): void {
    const before = this.#known.get(path);
    const isKnown = before !== undefined && isSame(before.version, version);
    const facts = isKnown ? before.facts : { imports: parsed.imports };
    this.#keep(path, { facts, version, parsed });
    this.#store(`module ${path}`, version, facts);
    // Found again by its hash: what is in a document is mostly saved later.
    this.#store(`symbols ${path}`, 'mtime' in version ? version : unsaved, parsed);
  }

  #keep(file: string, known: Known): Known {
    this.#known.set(file, known);
    return known;
  }

  /** @param version absent: of any state of the file */
  #stored<T>(key: string, version?: Version): T | undefined {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what we wrote, as the store vouches for
    const stored = this.#options.store?.get(key) as Stored<T> | undefined;
    const isMeant = stored !== undefined && (version === undefined || isSame(stored, version));
    return isMeant ? stored.value : undefined;
  }

  #store(key: string, version: Version, value: unknown): void {
    if (!('mtime' in version)) return; // of what is being typed only the last state is worth keeping
    const { mtime, size } = version;
    this.#options.store?.set(key, { mtime, size, value });
  }
}

const unsaved: Version = { mtime: -1, size: -1 };

function isSame(one: Version, other: Version): boolean {
  if ('text' in one) return 'text' in other && one.text === other.text;
  return 'mtime' in other && one.mtime === other.mtime && one.size === other.size;
}
