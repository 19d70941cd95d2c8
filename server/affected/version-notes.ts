/** Which versions of files, variables and settings a run has seen; each is noted once. */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath } from '../../test-host/protocol.ts';
import {
  CLOCK_GRAIN_MS,
  isFileInput,
  lookAt,
  lookedAt,
  variableOf,
  variableValue,
} from '../history/input-names.ts';
import { findInstalled } from '../history/installed.ts';
import { contentName } from './content-name.ts';
import { idOf, readState, type FileState } from './file-state.ts';
import { readInstalled } from './packages.ts';
import { PACKAGES } from './settings.ts';
import { projectFiles } from './project-files.ts';
import { extendedBy } from './tsconfig-files.ts';
import { ABSENT, type StateLog, type Version } from './state-log.ts';

export interface VersionNotesOptions {
  /** Absolute. */
  readonly rootDir: string;
  readonly log: StateLog;
  readonly run: number;
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
}

export class VersionNotes {
  readonly #rootDir: string;
  readonly #log: StateLog;
  readonly #run: number;
  readonly #since: number;
  readonly #noted = new Set<string>();
  readonly #folders = new Set<FilePath>();
  readonly #names = new Map<string, FilePath>();
  /** Files as they were when they were noted. */
  readonly #looked = new Map<FilePath, LookedAt>();

  constructor({ rootDir, log, run, since }: VersionNotesOptions) {
    this.#rootDir = rootDir;
    this.#log = log;
    this.#run = run;
    this.#since = since;
  }

  /** A file, a folder that was listed (`src/`), or what is no file: see `input-names.ts`. */
  input(name: string): void {
    if (isFileInput(name)) return this.file(name);
    const rootDir = this.#rootDir;
    const [variable, looked = ''] = [variableOf(name), lookedAt(name)];
    const value =
      variable === undefined
        ? lookAt(path.join(rootDir, looked), { rootDir, hasTimes: false })
        : variableValue(variable, process.env);
    this.value(name, value === undefined ? ABSENT : contentName(value));
  }

  file(name: FilePath): void {
    this.#addOnDisk(name, (stats, { hash }) => {
      const last = this.#last(name);
      const isTouched = stats?.isFile() === true && stats.ctimeMs >= this.#since - CLOCK_GRAIN_MS;
      // Written while the tests ran: nobody knows which of the two they have seen, unless it is what it was.
      return !isTouched || hash === (last?.left ?? last?.hash);
    });
  }

  /** What processes may use that tests have started. */
  *project(): Generator<undefined, void> {
    for (const name of projectFiles(withSlashes(this.#rootDir))) {
      this.file(name);
      yield;
    }
  }

  /** With what it extends. */
  deciding(name: FilePath): void {
    this.file(name);
    for (const extended of extendedBy(path.join(this.#rootDir, name)))
      this.file(this.relative(extended));
  }

  /** Written by the run itself: the next one sees it as it is left. */
  ownFile(name: FilePath): void {
    this.#addOnDisk(name, () => true);
  }

  /** Notes files anew that were written since: nobody knows which of the two the tests have seen. */
  lookAgain(): void {
    for (const [name, { stamp, note }] of this.#looked) {
      const stats = fs.statSync(path.join(this.#rootDir, name), { throwIfNoEntry: false });
      if (stampOf(stats) === stamp) continue;
      this.#noted.delete(name);
      note();
    }
  }

  /** It was noted, or is as it was in the run before, which notes it. */
  isKnownModule(name: FilePath, { to, ...loaded }: LoadedModule): boolean {
    if (this.#noted.has(name)) return true;
    const last = this.#last(name);
    if (!isAsIn(last, loaded) || !sameNames(last?.to, to)) return false;
    this.#noted.add(name);
    return true;
  }

  module(name: FilePath, module: LoadedModule): void {
    if (this.#isNoted(name)) return;
    const { to, ...loaded } = module;
    const state = readState(path.join(this.#rootDir, name));
    this.#looked.set(name, { stamp: stampOfState(state), note: () => this.module(name, module) });
    this.#add(name, { state, to, isSure: this.#isLoaded(state, loaded) });
  }

  /** What decides there how modules are found and compiled. */
  folder(folder: FilePath): void {
    if (this.#folders.has(folder)) return;
    this.#folders.add(folder);
    for (const name of DECISIVE) {
      const file = path.posix.join(folder, name);
      const isKnown = this.#last(file) !== undefined;
      if (isKnown || fs.existsSync(path.join(this.#rootDir, file))) this.deciding(file);
    }
    const above = path.posix.dirname(folder);
    // Outside the root, up to where the way there began: `../packages/b` to `..`.
    if (folder !== '.' && !/^(?:\.\.\/)*\.\.$/.test(folder)) this.folder(above);
  }

  packages(): void {
    if (this.#isNoted(PACKAGES)) return;
    const stats = findInstalled(this.#rootDir)?.stats;
    if (isUntouched(this.#last(PACKAGES), stats)) return;
    this.#add(PACKAGES, { state: readInstalled(this.#rootDir), isSure: true });
  }

  /** Of what is no file. */
  value(name: string, hash: string): void {
    if (this.#isNoted(name) || this.#last(name)?.hash === hash) return;
    this.#log.addVersion(name, { run: this.#run, hash });
  }

  relative(file: string): FilePath {
    let name = this.#names.get(file);
    if (name === undefined)
      this.#names.set(file, (name = withSlashes(path.relative(this.#rootDir, file))));
    return name;
  }

  #addOnDisk(
    name: FilePath,
    isSure: (stats: fs.Stats | undefined, state: FileState) => boolean,
  ): void {
    if (this.#isNoted(name)) return;
    const file = path.join(this.#rootDir, name);
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    this.#looked.set(name, { stamp: stampOf(stats), note: () => this.#addOnDisk(name, isSure) });
    const last = this.#last(name);
    if (isUntouched(last, stats) && last?.to === undefined) return;
    const state = readState(file);
    this.#add(name, { state, isSure: isSure(stats, state) });
  }

  #add(
    name: FilePath,
    {
      state: { hash, mtime, size, id, text },
      to,
      isSure,
    }: {
      readonly state: FileState;
      readonly to?: readonly FilePath[];
      readonly isSure: boolean;
    },
  ): void {
    const last = this.#last(name);
    const known = isSure ? hash : '';
    const isSame =
      last?.hash === known && last.mtime === mtime && last.size === size && last.id === id;
    if (isSame && sameNames(last.to, to)) return;
    if (text !== undefined && isSure && last?.hash !== hash) this.#log.setText(hash, text);
    this.#log.addVersion(name, {
      run: this.#run,
      hash: known,
      ...(!isSure && { left: hash }),
      ...(mtime !== undefined && { mtime, size }),
      ...(id !== undefined && { id }),
      ...(to && { to }),
    });
  }

  #isLoaded({ mtime, size }: FileState, loaded: Stamp): boolean {
    if (loaded.size !== size || mtime === undefined) return false;
    // One that was written a moment before it was loaded is known by no time.
    if (loaded.mtime < 0) return mtime < this.#since - CLOCK_GRAIN_MS;
    return loaded.mtime === mtime;
  }

  #last(name: string): Version | undefined {
    return this.#log.versions(name).at(-1);
  }

  #isNoted(name: string): boolean {
    if (this.#noted.has(name)) return true;
    this.#noted.add(name);
    return false;
  }
}

interface LookedAt {
  readonly stamp: string;
  readonly note: () => void;
}

function stampOf(stats: fs.Stats | undefined): string {
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size} ${idOf(stats)}`;
}

function stampOfState({ mtime, size, id }: FileState): string {
  return id === undefined ? '' : `${mtime} ${size} ${id}`;
}

/** What has not been written to since is what it was. */
function isUntouched(last: Version | undefined, stats: fs.Stats | undefined): boolean {
  if (stats === undefined) return last?.hash === ABSENT;
  return isAsIn(last, { mtime: stats.mtimeMs, size: stats.size }) && last?.id === idOf(stats);
}

function isAsIn(version: Version | undefined, { mtime, size }: Stamp): boolean {
  return version?.mtime === mtime && version.size === size && version.hash !== '';
}

export interface LoadedModule extends Stamp {
  readonly to: readonly FilePath[];
}

interface Stamp {
  readonly mtime: number;
  readonly size: number;
}

const DECISIVE = ['package.json', 'tsconfig.json', 'jsconfig.json'];

function sameNames(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): boolean {
  return (
    one === other ||
    (one?.length === other?.length && one?.every((name, i) => name === other?.[i]) === true)
  );
}

export function withSlashes(file: string): string {
  return path.sep === '/' ? file : file.split(path.sep).join('/');
}
