/**
 * Which tests run which code, as it lies on disk: a head that says where the part of each module is, and the parts, each of
 * which is read alone.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { CodeMap } from '../../modules/code-map.ts';
import { writeFileAtomically } from '../../modules/store.ts';
import type { CoverageOwner, FilePath } from '../../test-host/protocol.ts';
import { dataDirectory } from '../loading/store-place.ts';

/** Who has run something, and the test file that it belongs to. */
export interface Runner {
  readonly file: FilePath;
  readonly owner: CoverageOwner;
}

export interface ModuleCoverage {
  /** Identity of the source that was counted. */
  readonly hash: string;
  /** Of the file at that time: when it is another, the file has changed since. */
  readonly mtime: number;
  readonly codeMap: CodeMap;
  readonly sets: readonly RunSet[];
  /** Test files that have run it before it changed, and not since. */
  readonly awaited: readonly FilePath[];
}

/** Of a file that is not here as it was counted. */
export const UNKNOWN_TIME = -1;

/** Probes that the same runners have touched. */
export interface RunSet {
  /** Base64 of one bit a probe. */
  readonly bits: string;
  readonly runners: readonly Runner[];
}

interface Head {
  readonly format: number;
  readonly runners: readonly Runner[];
  /** By absolute path. */
  readonly modules: Readonly<Record<string, Place>>;
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** With numbers in place of runners. */
type StoredModule = Omit<ModuleCoverage, 'sets'> & {
  readonly sets: readonly (readonly [bits: string, runners: readonly number[]])[];
};

const FORMAT = 2;
/** The length of the head stands before it, as text. */
const LENGTH_DIGITS = 12;

function fileOf(rootDir: string): string {
  return path.join(dataDirectory(rootDir), 'coverage.bin');
}

/** Another after each write; `undefined`: there is none. */
export function coverageStamp(rootDir: string): string | undefined {
  const stats = fs.statSync(fileOf(rootDir), { throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
}

/** @throws when there is no room for it */
export function writeCoverage(rootDir: string, modules: ReadonlyMap<string, ModuleCoverage>): void {
  const packing = packCoverage(modules);
  let packed = packing.next();
  while (packed.done !== true) packed = packing.next();
  writePacked(rootDir, packed.value);
}

/** @throws when there is no room for it */
export function writePacked(rootDir: string, packed: Buffer): void {
  writeFileAtomically(fileOf(rootDir), packed);
}

/** Yields after each module, for whoever has something else to do. */
export function* packCoverage(
  modules: ReadonlyMap<string, ModuleCoverage>,
): Generator<undefined, Buffer> {
  const { runners, numberOf } = numberRunners();
  const places: Record<string, Place> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [file, { sets, ...module }] of modules) {
    const stored: StoredModule = {
      ...module,
      sets: sets.map((set) => [set.bits, set.runners.map(numberOf)]),
    };
    const part = Buffer.from(JSON.stringify(stored));
    places[file] = { offset, length: part.length };
    offset += part.length;
    parts.push(part);
    yield;
  }
  const head = Buffer.from(
    JSON.stringify({ format: FORMAT, runners, modules: places } satisfies Head),
  );
  const length = Buffer.from(String(head.length).padStart(LENGTH_DIGITS));
  return Buffer.concat([length, head, ...parts]);
}

/** Runners are written once, and meant by number. */
export function numberRunners(): {
  readonly runners: readonly Runner[];
  readonly numberOf: (runner: Runner) => number;
} {
  const runners: Runner[] = [];
  const numbers = new Map<Runner, number>();
  const uniqueOf = uniqueRunners();
  return {
    runners,
    numberOf: (runner) => {
      const unique = uniqueOf(runner);
      let number = numbers.get(unique);
      if (number === undefined) numbers.set(unique, (number = runners.push(unique) - 1));
      return number;
    },
  };
}

/** One object for each runner; what was asked for before costs no key. */
export function uniqueRunners(): (runner: Runner) => Runner {
  const byKey = new Map<string, Runner>();
  const known = new Map<Runner, Runner>();
  return (runner) => {
    let unique = known.get(runner);
    if (unique === undefined) {
      const key = runnerKey(runner);
      unique = byKey.get(key) ?? runner;
      byKey.set(key, unique);
      known.set(runner, unique);
    }
    return unique;
  };
}

/** The same runner has the same key; two tests at once and one alone are the same test. */
export function runnerKey({ file, owner }: Runner): string {
  return owner.kind === 'test' ? `test ${owner.test}` : `${owner.kind} ${file}`;
}

export class StoredCoverage implements Disposable {
  readonly #descriptor: number;
  readonly #head: Head;
  readonly #start: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    const length = Number(this.#read(0, LENGTH_DIGITS));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `writeCoverage` has written
    this.#head = JSON.parse(this.#read(LENGTH_DIGITS, length)) as Head;
    if (this.#head.format !== FORMAT) throw new Error('written by another version');
    this.#start = LENGTH_DIGITS + length;
  }

  /** By absolute path. */
  *each(): Generator<readonly [file: string, module: ModuleCoverage]> {
    for (const file of Object.keys(this.#head.modules)) {
      const module = this.module(file);
      if (module !== undefined) yield [file, module];
    }
  }

  /** @param file absolute path */
  module(file: string): ModuleCoverage | undefined {
    const place = this.#head.modules[file];
    if (place === undefined) return undefined;
    const json = this.#read(this.#start + place.offset, place.length);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `writeCoverage` has written
    const { sets, ...module } = JSON.parse(json) as StoredModule;
    const { runners } = this.#head;
    return {
      ...module,
      sets: sets.map(([bits, numbers]) => ({
        bits,
        runners: numbers.flatMap((number) => runners[number] ?? []),
      })),
    };
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#descriptor);
  }

  #read(position: number, length: number): string {
    const bytes = Buffer.allocUnsafe(length);
    const count = fs.readSync(this.#descriptor, bytes, 0, length, position);
    if (count !== length) throw new Error('cut off');
    return bytes.toString();
  }
}

/** @returns `undefined` when no run has counted yet, or what it has left cannot be read */
export function openCoverage(rootDir: string): StoredCoverage | undefined {
  let descriptor: number;
  try {
    descriptor = fs.openSync(fileOf(rootDir), 'r');
  } catch {
    return undefined;
  }
  try {
    return new StoredCoverage(descriptor);
  } catch {
    fs.closeSync(descriptor);
    return undefined;
  }
}
