/**
 * What a test file or a configuration reads besides its modules: files, and environment variables. Its outcome depends on them,
 * so who keeps it must know of them. What it writes begins no run in watch mode. Paths are noted and nothing else: a note takes
 * less than a microsecond.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReadInputs } from '../protocol.ts';

const READERS = ['readFileSync', 'readFile', 'openSync', 'open', 'createReadStream', 'existsSync'];
const PROMISED_READERS = ['readFile', 'open'];
const LISTERS = ['readdirSync', 'readdir', 'opendirSync', 'opendir'];
const PROMISED_LISTERS = ['readdir', 'opendir'];
const PROMISED_WRITERS = ['writeFile', 'appendFile', 'rename', 'copyFile', 'cp', 'unlink', 'rm'];
const WRITERS = [
  ...PROMISED_WRITERS.flatMap((name) => [name, `${name}Sync`]),
  'createWriteStream',
  'truncate',
  'truncateSync',
];

export class TrackedInputs {
  readonly #paths = new Set<unknown>();
  readonly #folders = new Set<unknown>();
  readonly #written = new Set<unknown>();
  readonly #env = new Set<string>();

  /** Before any user code. */
  install(): void {
    for (const name of READERS) note(fs, name, this.#paths);
    for (const name of PROMISED_READERS) note(fs.promises, name, this.#paths);
    for (const name of LISTERS) note(fs, name, this.#folders);
    for (const name of PROMISED_LISTERS) note(fs.promises, name, this.#folders);
    for (const name of WRITERS) note(fs, name, this.#written);
    for (const name of PROMISED_WRITERS) note(fs.promises, name, this.#written);
  }

  readonly noteVariable = (name: string): void => {
    this.#env.add(name);
  };

  /** All since it was asked last. @param rootDir what is not below it is left out */
  take(rootDir: string): ReadInputs {
    const files = taken(this.#paths, rootDir);
    const folders = taken(this.#folders, rootDir);
    const written = taken(this.#written, rootDir);
    const env = [...this.#env];
    this.#env.clear();
    return {
      ...(files.length > 0 && { files }),
      ...(folders.length > 0 && { folders }),
      ...(env.length > 0 && { env }),
      ...(written.length > 0 && { written }),
    };
  }
}

function note(owner: object, name: string, paths: Set<unknown>): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const hasTarget = /^(?:rename|copyFile|cp)/.test(name);
  const noting = {
    [name](this: unknown, ...args: readonly unknown[]): unknown {
      paths.add(args[0]);
      if (hasTarget) paths.add(args[1]);
      return Reflect.apply(original, this, args);
    },
  }[name];
  if (noting === undefined) return;
  Object.defineProperty(noting, 'length', { value: original.length, configurable: true });
  Reflect.set(owner, name, noting);
}

function taken(paths: Set<unknown>, rootDir: string): readonly string[] {
  const inputs = new Set<string>();
  for (const read of paths) {
    const place = pathOf(read);
    if (place !== undefined && isInput(place, rootDir)) inputs.add(place);
  }
  paths.clear();
  return [...inputs];
}

function pathOf(read: unknown): string | undefined {
  if (typeof read === 'string') return path.resolve(read);
  if (read instanceof URL && read.protocol === 'file:') return fileURLToPath(read);
  return undefined;
}

function isInput(file: string, rootDir: string): boolean {
  const inside = rootDir.endsWith(path.sep) ? rootDir : rootDir + path.sep;
  if (!file.startsWith(inside)) return false;
  return !/[\\/](?:node_modules|\.ztest|\.git)(?:[\\/]|$)/.test(file.slice(inside.length - 1));
}
