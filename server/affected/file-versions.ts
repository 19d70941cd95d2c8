/** Files as they are now against versions of them: whether they differ, and in what. */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath } from '../../test-host/protocol.ts';
import type { FileCode } from '../parsing/code-units.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { diffCode, type CodeChanges } from './code-changes.ts';
import { CLOCK_GRAIN_MS } from '../history/input-names.ts';
import { isCode, readState, stateOfText, type FileState } from './file-state.ts';
import { ABSENT, type StateLog } from './state-log.ts';

export type FindCode = (
  sources: readonly { readonly path: string; readonly text: string }[],
) => Promise<readonly (FileCode | undefined)[]>;

export interface FileVersionsOptions {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly workspace: Workspace;
  readonly log: StateLog;
  readonly findCode: FindCode;
}

/** What of a file is other than in a version; `file`: whoever depends on it at all. */
export type Difference =
  | { readonly of: 'nothing' }
  | { readonly of: 'file'; readonly what: 'new' | 'deleted' | 'module level' | 'contents' }
  | { readonly of: 'functions'; readonly functions: CodeChanges['functions'] };

/** One for each question: while it is answered, files stay as they were looked at. */
export class FileVersions {
  readonly #options: FileVersionsOptions;
  readonly #codes: Map<string, Promise<FileCode | undefined>>;
  readonly #now = new Map<FilePath, FileState>();
  readonly #differences = new Map<string, Promise<Difference>>();

  /** @param codes by hash: what other questions have found */
  constructor(options: FileVersionsOptions, codes: Map<string, Promise<FileCode | undefined>>) {
    this.#options = options;
    this.#codes = codes;
  }

  now(name: FilePath): FileState {
    let state = this.#now.get(name);
    if (state === undefined) this.#now.set(name, (state = this.#read(name)));
    return state;
  }

  #read(name: FilePath): FileState {
    const { rootDir, workspace, log } = this.#options;
    if (name.endsWith('/')) return readState(`${rootDir}/${name}`);
    const file = path.posix.resolve(rootDir, name);
    if (workspace.hasDocument(file)) {
      const source = workspace.read(file);
      if (source.origin !== 'none') return stateOfText(file, Buffer.from(source.text));
    }
    const stamp = workspace.stamp(file);
    const known =
      stamp &&
      log
        .versions(name)
        .find(
          ({ mtime, size, id, hash }) =>
            mtime === stamp.mtime && size === stamp.size && id === stamp.id && hash !== '',
        );
    return known === undefined ? readState(file) : { hash: known.hash };
  }

  /** No run took note of it, and nothing has happened to it since this one; or it came later, and went. */
  isUnseen(name: FilePath, run: number): boolean {
    const { rootDir, workspace, log } = this.#options;
    const file = path.posix.resolve(rootDir, name);
    if (log.versions(name).length > 0) return false;
    if (workspace.hasDocument(file)) return false;
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return true;
    // Also a file that was moved here has another time of change.
    return log.isOfClock(run) && stats.ctimeMs < run - CLOCK_GRAIN_MS;
  }

  /** @param text of the version, for who does not keep it in the log */
  async differenceFrom(name: FilePath, hash: string, text?: string): Promise<Difference> {
    const key = `${name}\n${hash}`;
    let difference = this.#differences.get(key);
    if (difference === undefined)
      this.#differences.set(key, (difference = this.#compare(name, hash, text)));
    return await difference;
  }

  /** Whether code of the file can leave something behind for code that runs later; of what is no code nobody can say. */
  async holdsState(name: FilePath): Promise<boolean> {
    const { hash, text } = this.now(name);
    const { log } = this.#options;
    const known = log.holdsState(hash);
    if (known !== undefined) return known;
    const source = text ?? log.text(hash);
    if (source === undefined || !isCode(name)) return isCode(name);
    const code = await this.#codeOf(name, hash, source);
    log.setHoldsState(hash, code?.holdsState !== false);
    return code?.holdsState !== false;
  }

  async #compare(name: FilePath, hash: string, known: string | undefined): Promise<Difference> {
    const now = this.now(name);
    if (now.hash === hash) return { of: 'nothing' };
    if (hash === ABSENT) return { of: 'file', what: 'new' };
    if (now.hash === ABSENT) return { of: 'file', what: 'deleted' };
    const { log } = this.#options;
    const before = known ?? log.text(hash);
    const after = now.text ?? log.text(now.hash);
    if (before === undefined || after === undefined || !isCode(name))
      return { of: 'file', what: 'contents' };
    const [old, code] = await Promise.all([
      this.#codeOf(name, hash, before),
      this.#codeOf(name, now.hash, after),
    ]);
    if (old === undefined || code === undefined) return { of: 'file', what: 'contents' };
    const { isOfModule, functions } = diffCode(old, code);
    if (isOfModule) return { of: 'file', what: 'module level' };
    return functions.length === 0 ? { of: 'nothing' } : { of: 'functions', functions };
  }

  async #codeOf(name: FilePath, hash: string, text: string): Promise<FileCode | undefined> {
    const key = `${path.posix.extname(name)} ${hash}`;
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = this.#options.findCode([{ path: name, text }]).then(([found]) => found);
      this.#codes.set(key, code);
      // The oldest are least asked for.
      for (const oldest of this.#codes.keys())
        if (this.#codes.size > MOST_CODES) this.#codes.delete(oldest);
    }
    return await code;
  }
}

const MOST_CODES = 500;
