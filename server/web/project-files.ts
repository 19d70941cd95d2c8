/**
 * The files of folders that only the client can read. Whoever looks sees what has been fetched up to now; what he misses is
 * noted and fetched before he looks again. So nothing is read that nobody asks for, which counts where each file is a download.
 */
import path from 'node:path';
import type { FolderItem } from '../protocol.ts';
import type { FileEvent } from '../workspace/changes.ts';
import type { Files, FileStat, FolderEntry } from '../workspace/files.ts';

export interface FileSource {
  /** `undefined`: there is no such folder. */
  readonly list: (folder: string) => Promise<readonly FolderItem[] | undefined>;
  /** `undefined`: there is no such file. */
  readonly read: (file: string) => Promise<Uint8Array | undefined>;
}

/** Each may be a request to a server. */
const fetchedAtOnce = 32;

export class ProjectFiles implements Files {
  readonly #source: FileSource;
  readonly #roots = new Set<string>();
  readonly #folders = new Map<string, ReadonlyMap<string, FolderItem>>();
  readonly #contents = new Map<string, Uint8Array | undefined>();
  /** When each was fetched, by a clock that every fetching moves on. */
  readonly #times = new Map<string, number>();
  #clock = 0;
  readonly #missed = new Set<string>();

  constructor(source: FileSource) {
    this.#source = source;
  }

  /** Nothing outside of the roots is ever looked at. */
  addRoot(folder: string): void {
    this.#roots.add(folder);
  }

  removeRoot(folder: string): void {
    this.#roots.delete(folder);
    this.#forgetBelow(folder);
  }

  readonly list = (folder: string): readonly FolderEntry[] => {
    if (this.stat(folder)?.kind !== 'folder')
      throw Object.assign(new Error(`no folder ${folder}`), { code: 'ENOENT' });
    return [...(this.#itemsOf(folder)?.values() ?? [])].map(({ name, kind }) => ({
      name,
      isFile: () => kind === 'file',
      isDirectory: () => kind === 'folder',
      isSymbolicLink: () => false,
    }));
  };

  readonly stat = (target: string): FileStat | undefined => {
    const kind = this.#roots.has(target)
      ? 'folder'
      : this.#itemsOf(path.dirname(target))?.get(path.basename(target))?.kind;
    if (kind === undefined) return undefined;
    const mtime = this.#times.get(target) ?? 0;
    return { kind, mtime, size: this.#contents.get(target)?.length ?? 0 };
  };

  readonly read = (file: string): Uint8Array | undefined => {
    if (this.stat(file)?.kind !== 'file') return undefined;
    if (!this.#contents.has(file)) this.#missed.add(file);
    return this.#contents.get(file);
  };

  readonly realPath = (target: string): string | undefined =>
    this.stat(target) === undefined ? undefined : target;

  /** Fetches what somebody has missed. @returns these paths; none: nothing was missed */
  async fetch(): Promise<readonly string[]> {
    const paths = [...this.#missed];
    this.#missed.clear();
    for (let at = 0; at < paths.length; at += fetchedAtOnce)
      await Promise.all(paths.slice(at, at + fetchedAtOnce).map(async (one) => this.#fetch(one)));
    return paths;
  }

  /** What was fetched of these paths is out of date: it is fetched again, what else is known below them is forgotten. */
  doubt(events: readonly FileEvent[]): void {
    for (const event of events) {
      if (event.kind === 'document' || event.kind === 'document-closed') continue;
      const paths = event.kind === 'renamed' ? [event.from, event.to] : [event.path];
      for (const target of paths) this.#doubt(target, event.kind);
    }
  }

  #doubt(target: string, kind: FileEvent['kind']): void {
    if (this.#contents.delete(target)) this.#missed.add(target);
    if (kind === 'changed') return;
    const parent = path.dirname(target);
    if (this.#folders.has(parent)) this.#missed.add(parent);
    this.#forgetBelow(target);
  }

  #forgetBelow(target: string): void {
    for (const known of [this.#folders, this.#contents]) {
      for (const one of known.keys())
        if (one === target || one.startsWith(`${target}/`)) known.delete(one);
    }
  }

  async #fetch(target: string): Promise<void> {
    if (this.stat(target)?.kind === 'folder') {
      const items = (await this.#source.list(target)) ?? [];
      this.#folders.set(target, new Map(items.map((item) => [item.name, item])));
      // With it, so that what it ignores is never looked at.
      const rules = `${target}/.gitignore`;
      if (this.stat(rules)?.kind === 'file') await this.#fetch(rules);
    } else this.#contents.set(target, await this.#source.read(target));
    this.#times.set(target, ++this.#clock);
  }

  /** `undefined`: it is no folder of a root, or not fetched yet. */
  #itemsOf(folder: string): ReadonlyMap<string, FolderItem> | undefined {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const isInside = folder !== path.dirname(folder) && this.stat(folder)?.kind === 'folder';
    if (isInside) this.#missed.add(folder);
    return undefined;
  }
}
