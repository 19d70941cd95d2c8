/**
 * What a test file or a configuration reads besides its modules: files, and environment variables. Its outcome depends on them,
 * so who keeps it must know of them. What it writes begins no run in watch mode. Paths are noted and nothing else: a note takes
 * less than a microsecond.
 */
import fs, { type Dirent } from 'node:fs';
import path from 'node:path';
import os from 'node:os';
import { inputsOf, isElsewhere, isWithin, pathOf, placeOf } from './input-paths.ts';
import { noteCalls } from './note-calls.ts';
import { ALL_VARIABLES } from './tracked-environment.ts';
import type { ReadInputs } from '../protocol.ts';

const READERS = [
  'readFileSync',
  'readFile',
  'openSync',
  'open',
  'createReadStream',
  'openAsBlob',
  'existsSync',
  'exists',
  'copyFileSync',
  'copyFile',
];
const PROMISED_READERS = ['readFile', 'open', 'copyFile'];
/** They tell of a file what is not in it: its time, who may do what with it, where a link leads. */
const PROMISED_LOOKERS = ['access', 'stat', 'lstat', 'readlink', 'realpath'];
const LOOKERS = PROMISED_LOOKERS.flatMap((name) => [name, `${name}Sync`]);
const LISTERS = ['readdirSync', 'readdir', 'opendirSync', 'opendir', 'cpSync', 'cp'];
const PROMISED_LISTERS = ['readdir', 'opendir', 'cp'];
const TIDIERS = ['unlink', 'rm', 'mkdir', 'rmdir', 'symlink', 'link'];
const PROMISED_WRITERS = ['writeFile', 'appendFile', 'rename', 'copyFile', 'cp', ...TIDIERS];
const WRITERS = [
  ...PROMISED_WRITERS.flatMap((name) => [name, `${name}Sync`]),
  'createWriteStream',
  'truncate',
  'truncateSync',
];
/** What they write is theirs from the first byte on. */
const MAKERS = /^(?:writeFile|copyFile|rename)/;
/** They fail where something is already, or where nothing is. */
const PICKY = /^(?:mkdir|rmdir|unlink|symlink|link)(?:Sync)?$/;
const PACKAGE_FILE = /[\\/](?:node_modules[\\/]|package\.json$)/;

type Beyond = NonNullable<ReadInputs['beyond']>[number];

const { existsSync, readdirSync, statSync } = fs; // asking is no reading
const { tmpdir } = os;
const getBuiltinModule = process.getBuiltinModule.bind(process);

export class TrackedInputs {
  readonly #paths = new Set<unknown>();
  readonly #folders = new Set<unknown>();
  readonly #looks = new Set<unknown>();
  /** Beginnings of paths that nobody had before. */
  readonly #ownTemporary = new Set<string>();
  /** Of these all that is in them. */
  readonly #whole = new Set<unknown>();
  readonly #written = new Set<unknown>();
  /** What was in them before cannot matter any more. */
  readonly #made = new Set<unknown>();
  readonly #env = new Set<string>();
  readonly #beyond = new Set<Beyond>();
  readonly #sharedPaths = new Set<unknown>();
  readonly #sharedEnv = new Set<string>();
  /** Present while a host looks for modules. */
  #looked: Set<unknown> | undefined;
  /** Packages that are being loaded. */
  #loading = 0;

  /** Before any user code. */
  install(): void {
    for (const name of READERS) note(fs, name, this.#read);
    for (const name of LOOKERS) note(fs, name, this.#look);
    for (const name of ['realpath', 'realpathSync'] as const) note(fs[name], 'native', this.#look);
    for (const name of LISTERS) note(fs, name, this.#list);
    for (const name of WRITERS) note(fs, name, this.#write);
    for (const name of ['mkdtemp', 'mkdtempSync']) note(fs, name, this.#makeTemporary);
    this.#awaitPromises();
    this.#noteAsked('tmpdir', ['TMPDIR', 'TMP', 'TEMP']);
    this.#noteAsked('homedir', ['HOME', 'USERPROFILE']);
  }

  /** Node loads `fs.promises` when it is read for the first time, which takes 1 ms. */
  #awaitPromises(): void {
    const accessor = Reflect.getOwnPropertyDescriptor(fs, 'promises');
    const read = accessor?.get;
    if (read === undefined) return this.notePromises();
    const get = (): unknown => {
      this.notePromises();
      return Reflect.apply(read, fs, []);
    };
    Object.defineProperty(fs, 'promises', { ...accessor, get });
  }

  /** Once they are there. */
  readonly notePromises = (): void => {
    if (this.#notesPromises) return;
    this.#notesPromises = true;
    const promises: object = getBuiltinModule('node:fs/promises');
    for (const name of PROMISED_READERS) note(promises, name, this.#read);
    for (const name of PROMISED_LOOKERS) note(promises, name, this.#look);
    for (const name of PROMISED_LISTERS) note(promises, name, this.#list);
    for (const name of PROMISED_WRITERS) note(promises, name, this.#write);
    note(promises, 'mkdtemp', this.#makeTemporary);
  };
  #notesPromises = false;

  /** Node reads these variables itself. */
  #noteAsked(name: 'tmpdir' | 'homedir', variables: readonly string[]): void {
    note(os, name, () => {
      for (const variable of variables) this.noteVariable(variable);
    });
  }

  readonly noteVariable = (name: string): void => {
    if (this.#looked !== undefined) return;
    if (this.#loading > 0) this.#sharedEnv.add(name);
    if (this.#loading === 0 || name !== ALL_VARIABLES) this.#env.add(name);
  };

  readonly noteFile = (file: unknown): void => {
    this.#paths.add(file);
  };

  readonly noteWritten = (file: unknown): void => {
    this.#written.add(file);
  };

  readonly noteBeyond = (what: Beyond): void => {
    if (this.#looked !== undefined) return;
    this.#beyond.add(what);
  };

  /** Looks for modules, or makes them: what is there speaks for itself when it is loaded, what is not may come. */
  whileResolving<T>(work: () => T): T {
    const outer = this.#looked;
    const looked = new Set<unknown>();
    this.#looked = looked;
    try {
      return work();
    } finally {
      this.#looked = outer;
      for (const file of looked) if (!existsSync(String(file))) this.#paths.add(file);
    }
  }

  readonly #read = (name: string, [file]: readonly unknown[]): void => {
    const place = placeOf(file);
    if (this.#loading > 0 && typeof place === 'string' && PACKAGE_FILE.test(place)) return;
    if (!this.#made.has(place)) (this.#looked ?? this.#paths).add(place);
  };

  readonly #look = (name: string, args: readonly unknown[]): void => {
    this.#read(name, args);
    if (this.#looked !== undefined || this.#loading > 0) return;
    const isExistence = name.startsWith('access') && typeof args[1] !== 'number';
    if (!isExistence) this.#looks.add(placeOf(args[0]));
  };

  readonly #makeTemporary = (_name: string, [prefix]: readonly unknown[]): void => {
    const place = placeOf(prefix);
    if (typeof place === 'string') this.#ownTemporary.add(place);
  };

  readonly #list = (name: string, [folder, options]: readonly unknown[]): void => {
    const place = placeOf(folder);
    this.#folders.add(place);
    const isWhole = name.startsWith('cp') || isRecursive(options);
    if (isWhole) this.#whole.add(place);
  };

  readonly #write = (name: string, [file, other, options]: readonly unknown[]): void => {
    const [place, target] = [placeOf(file), placeOf(other)];
    const isLink = /^(?:sym)?link/.test(name);
    const hasTarget = isLink || /^(?:rename|copyFile|cp)/.test(name);
    if (!isLink) this.#written.add(place);
    if (hasTarget) this.#written.add(target);
    const made = hasTarget ? target : place;
    if (PICKY.test(name) && !isRecursive(other)) this.#read(name, [made]);
    if (MAKERS.test(name) && !isAppending(options)) this.#made.add(made);
    if (typeof made === 'string' && !isRecursive(other)) this.#ownTemporary.add(made);
  };

  /** A package is loaded once for all files of this process: what it reads meanwhile counts for each of them. */
  async whileLoading<T>(load: () => Promise<T>): Promise<T> {
    const before = this.#beginLoading();
    try {
      return await load();
    } finally {
      this.#endLoading(before);
    }
  }

  whileLoadingSync<T>(load: () => T): T {
    const before = this.#beginLoading();
    try {
      return load();
    } finally {
      this.#endLoading(before);
    }
  }

  #beginLoading(): number {
    this.#loading++;
    return this.#paths.size;
  }

  #endLoading(before: number): void {
    this.#loading--;
    for (const path of [...this.#paths].slice(before)) this.#sharedPaths.add(path);
  }

  /** In the system's folder for passing files: what the file has made there itself, and the folder. */
  #isOwnTemporary(read: unknown): boolean {
    const file = pathOf(read);
    if (file === undefined || !isWithin(file, tmpdir())) return false;
    return file === tmpdir() || [...this.#ownTemporary].some((begin) => file.startsWith(begin));
  }

  #noteWhole(place: string): void {
    if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) {
      this.#paths.add(place);
      return;
    }
    this.#folders.add(place);
    for (const entry of entriesOf(place)) {
      const isOwn = entry.isDirectory() && !/^(?:node_modules|\.git)$/.test(entry.name);
      if (isOwn || entry.isFile()) this.#noteWhole(path.join(place, entry.name));
    }
  }

  /** All since it was asked last. @param rootDir what is not below it is left out */
  take(rootDir: string): ReadInputs {
    for (const read of [...this.#paths, ...this.#folders])
      if (isElsewhere(read, rootDir) && !this.#isOwnTemporary(read)) this.#beyond.add('file');
    if (this.#folders.has(tmpdir())) this.#beyond.add('file');
    for (const folder of inputsOf(this.#whole, rootDir)) this.#noteWhole(folder);
    this.#whole.clear();
    const files = inputsOf(this.#paths, rootDir);
    const looks = inputsOf(this.#looks, rootDir);
    const folders = inputsOf(this.#folders, rootDir);
    const written = inputsOf(this.#written, rootDir);
    this.#written.clear();
    this.#made.clear();
    const env = [...this.#env];
    const beyond = [...this.#beyond];
    const shared = { files: inputsOf(this.#sharedPaths, rootDir), env: [...this.#sharedEnv] };
    this.#paths.clear();
    this.#folders.clear();
    this.#looks.clear();
    this.#ownTemporary.clear();
    this.#beyond.clear();
    this.#env.clear();
    return {
      ...(files.length > 0 && { files }),
      ...(folders.length > 0 && { folders }),
      ...(looks.length > 0 && { looks }),
      ...(env.length > 0 && { env }),
      ...(written.length > 0 && { written }),
      ...(shared.files.length + shared.env.length > 0 && { shared }),
      ...(beyond.length > 0 && { beyond }),
    };
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // nobody may look into it
  }
}

function note(
  owner: object,
  name: string,
  add: (name: string, args: readonly unknown[]) => void,
): void {
  noteCalls(owner, name, (_receiver, args) => add(name, args));
}

function isRecursive(options: unknown): boolean {
  return (
    typeof options === 'object' && options !== null && Reflect.get(options, 'recursive') === true
  );
}

function isAppending(options: unknown): boolean {
  if (typeof options !== 'object' || options === null) return false;
  const flag: unknown = Reflect.get(options, 'flag');
  return flag !== undefined && flag !== 'w';
}
