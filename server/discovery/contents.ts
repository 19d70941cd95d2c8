/** What the other files hold that trees were made from, as far as a tree depends on it; read once until it may have changed. */
import { mayDeclareTests } from '../parsing/test-apis.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { contentHash } from './content-hash.ts';
import type { TreeInput } from './tree-cache.ts';

/** In place of a hash: the file has no word that declares tests, and that is all that was asked. */
export const quiet = '-';

export class Contents {
  readonly #workspace: Workspace;
  readonly #hashes = new Map<string, string>();
  /** Whether a file has no word that declares tests. */
  readonly #quiet = new Map<string, boolean>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** @param paths absent: of all files */
  forget(paths?: Iterable<string>): void {
    for (const known of [this.#hashes, this.#quiet]) {
      if (paths === undefined) known.clear();
      for (const path of paths ?? []) known.delete(path);
    }
  }

  knownHash(path: string): string | undefined {
    return this.#hashes.get(path);
  }

  /** @returns without a text and with an empty hash: there is none */
  read(path: string): { readonly hash: string; readonly text?: string } {
    const source = this.#workspace.read(path);
    const hash = source.origin === 'none' ? '' : contentHash(source.text);
    this.#hashes.set(path, hash);
    return source.origin === 'none' ? { hash } : { hash, text: source.text };
  }

  mayDeclareTests(path: string): boolean {
    const known = this.#quiet.get(path);
    if (known !== undefined) return !known;
    const source = this.#workspace.read(path);
    const may = source.origin !== 'none' && mayDeclareTests(source.text);
    this.#quiet.set(path, !may);
    return may;
  }

  /** Whether the file is what it was when the tree was made. */
  holds({ path, hash }: TreeInput): boolean {
    if (hash === quiet) return !this.mayDeclareTests(path);
    return (this.#hashes.get(path) ?? this.read(path).hash) === hash;
  }
}
