/**
 * What a test file reads besides its modules: files below the root, and environment variables. Its outcome depends on them, so
 * the history must know of them. What is read is noted and nothing else: a note takes less than a microsecond.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReadInputs } from '../protocol.ts';

const READERS = ['readFileSync', 'readFile', 'openSync', 'open', 'createReadStream', 'existsSync'];
const PROMISED_READERS = ['readFile', 'open'];

export class TrackedInputs {
  readonly #paths = new Set<unknown>();
  readonly #env = new Set<string>();

  /** Before any user code. */
  install(): void {
    for (const name of READERS) this.#note(fs, name);
    for (const name of PROMISED_READERS) this.#note(fs.promises, name);
  }

  readonly noteVariable = (name: string): void => {
    this.#env.add(name);
  };

  /** All since it was asked last. */
  take(rootDir: string): ReadInputs {
    const files = new Set<string>();
    for (const read of this.#paths) {
      const file = pathOf(read);
      if (file !== undefined && isInput(file, rootDir)) files.add(file);
    }
    const env = [...this.#env];
    this.#paths.clear();
    this.#env.clear();
    return { ...(files.size > 0 && { files: [...files] }), ...(env.length > 0 && { env }) };
  }

  #note(owner: object, name: string): void {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') return;
    const paths = this.#paths;
    const noting = {
      [name](this: unknown, ...args: readonly unknown[]): unknown {
        paths.add(args[0]);
        return Reflect.apply(original, this, args);
      },
    }[name];
    if (noting === undefined) return;
    Object.defineProperty(noting, 'length', { value: original.length, configurable: true });
    Reflect.set(owner, name, noting);
  }
}

function pathOf(read: unknown): string | undefined {
  if (typeof read === 'string') return path.resolve(read);
  if (read instanceof URL && read.protocol === 'file:') return fileURLToPath(read);
  return undefined;
}

function isInput(file: string, rootDir: string): boolean {
  if (!file.startsWith(rootDir + path.sep)) return false;
  return !/[\\/](?:node_modules|\.ztest|\.git)(?:[\\/]|$)/.test(file.slice(rootDir.length));
}
