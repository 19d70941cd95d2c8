/**
 * Which tests run which code, as it lies on disk: what was known when the file was written, and behind it what each run since
 * has told. Of a module only its own parts are read.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { CodeMap } from '../../modules/code-map.ts';
import { writeFileAtomically } from '../../modules/store.ts';
import type { CoverageMessage, FilePath } from '../../test-host/protocol.ts';
import { fileOfKey, joinSets, runnerKey, type Runner, type RunSet } from './runners.ts';
import { dataDirectory } from '../loading/store-place.ts';
import { packSegment, Segment, type RanAnew, type SegmentModule } from './coverage-segment.ts';

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

function fileOf(rootDir: string): string {
  return path.join(dataDirectory(rootDir), 'coverage.bin');
}

/** Another after each write; `undefined`: there is none. */
export function coverageStamp(rootDir: string): string | undefined {
  const stats = fs.statSync(fileOf(rootDir), { throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
}

/** @throws when there is no room for it */
export function writeCoverage(
  rootDir: string,
  modules: ReadonlyMap<string, ModuleCoverage>,
  digests?: RanAnew['digests'],
): void {
  const packing = packCoverage(modules, digests);
  let packed = packing.next();
  while (packed.done !== true) packed = packing.next();
  writePacked(rootDir, packed.value);
}

/** @throws when there is no room for it */
export function writePacked(rootDir: string, packed: Buffer): void {
  writeFileAtomically(fileOf(rootDir), packed);
}

/** Yields after each module, for whoever has something else to do. */
export function packCoverage(
  modules: ReadonlyMap<string, ModuleCoverage>,
  digests?: RanAnew['digests'],
): Generator<undefined, Buffer> {
  return packSegment(modules, { runners: [], files: [], ...(digests && { digests }) });
}

/** Adds what a run has told. @throws when there is no room for it */
export function appendCoverage(
  rootDir: string,
  modules: ReadonlyMap<string, SegmentModule>,
  ranAnew: RanAnew,
): void {
  const packing = packSegment(modules, ranAnew);
  let packed = packing.next();
  while (packed.done !== true) packed = packing.next();
  fs.appendFileSync(fileOf(rootDir), packed.value);
}

/** More than this is not added to a file: it is written anew. */
const MOST_SEGMENTS = 200;
const MOST_ADDED_BYTES = 4 * 1024 * 1024;

export class StoredCoverage implements Disposable {
  readonly #descriptor: number;
  readonly #segments: readonly Segment[];
  /** Number of the last segment in which a runner, or all of a test file, has run. */
  readonly #lastRuns = new Map<string, number>();
  readonly #lastWhole = new Map<FilePath, number>();
  /** Number of the last segment in which anything of a test file has run. */
  readonly #lastOfFile = new Map<FilePath, number>();

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.#segments = readSegments(descriptor);
    for (const [number, { ranAnew }] of this.#segments.entries()) {
      for (const key of ranAnew.runners) {
        this.#lastRuns.set(key, number);
        this.#lastOfFile.set(fileOfKey(key), number);
      }
      for (const file of ranAnew.files) {
        this.#lastWhole.set(file, number);
        this.#lastOfFile.set(file, number);
      }
    }
  }

  /** Test files of which anything is known. */
  testFiles(): ReadonlySet<FilePath> {
    return new Set(this.#segments.flatMap(({ testFiles }) => testFiles));
  }

  /** So much was added that reading takes longer than writing it anew; or its end was cut off, and hides what comes behind. */
  get isLong(): boolean {
    const [first] = this.#segments;
    const end = this.#segments.at(-1)?.end ?? 0;
    if (end < fs.fstatSync(this.#descriptor).size) return true;
    const added = end - (first?.end ?? 0);
    const most = Math.max(MOST_ADDED_BYTES, first?.end ?? 0);
    return this.#segments.length > MOST_SEGMENTS || added > most;
  }

  /**
   * Whether what a test file has told is what it told when it last ran as a whole, and nothing of that was replaced since.
   *
   * @param told.modules those of the message
   */
  holds(file: FilePath, { digest, modules }: Pick<CoverageMessage, 'digest' | 'modules'>): boolean {
    const number = this.#segments.findLastIndex(
      ({ ranAnew }) => ranAnew.digests?.[file] !== undefined || ranAnew.files.includes(file),
    );
    if (this.#segments[number]?.ranAnew.digests?.[file] !== digest) return false;
    const since = this.#segments.slice(number);
    const hasRunAlone = since
      .slice(1)
      .some(({ ranAnew }) => ranAnew.runners.some((key) => fileOfKey(key) === file));
    return (
      !hasRunAlone &&
      modules.every((module) =>
        since.every(
          (segment) => (segment.version(module.file)?.hash ?? module.hash) === module.hash,
        ),
      )
    );
  }

  /** By absolute path. */
  *each(): Generator<readonly [file: string, module: ModuleCoverage]> {
    for (const file of new Set(this.#segments.flatMap(({ files }) => files))) {
      const module = this.module(file);
      if (module !== undefined) yield [file, module];
    }
  }

  /** What is known of a module without reading more than heads. */
  version(file: string): { readonly hash: string; readonly mtime: number } | undefined {
    return this.#segments.findLast((segment) => segment.version(file))?.version(file);
  }

  /** @param file absolute path */
  module(file: string): ModuleCoverage | undefined {
    const { length } = this.#segments;
    const [first] = this.#segments;
    const all = length === 1 ? first?.module(file) : undefined;
    if (all?.codeMap !== undefined) return { ...all, codeMap: all.codeMap }; // written joined
    let known: ModuleCoverage | undefined;
    let hasRun = false;
    for (const [number, segment] of this.#segments.entries()) {
      const now = segment.module(file);
      if (now === undefined) continue;
      const hasChanged = known !== undefined && known.hash !== now.hash;
      const codeMap = now.codeMap ?? known?.codeMap;
      hasRun ||= now.sets.length > 0;
      if (codeMap === undefined) continue;
      const before = hasChanged ? (known?.sets ?? []).flatMap(({ runners }) => runners) : [];
      const awaited = [...(known?.awaited ?? []), ...now.awaited, ...before.map((one) => one.file)];
      known = {
        ...now,
        codeMap,
        sets: [...(hasChanged ? [] : (known?.sets ?? [])), ...this.#stillTrue(now.sets, number)],
        awaited: [...new Set(awaited)].filter((test) => (this.#lastWhole.get(test) ?? -1) < number),
      };
    }
    if (known === undefined) return undefined;
    const sets = joinSets(known.sets);
    const isLeft = hasRun && sets.length === 0 && known.awaited.length === 0; // no test loads it any more
    return isLeft ? undefined : { ...known, sets };
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#descriptor);
  }

  /** Without those who have run again later. */
  #stillTrue(sets: readonly RunSet[], number: number): readonly RunSet[] {
    if (number === this.#segments.length - 1) return sets;
    const isLast = (runner: Runner): boolean =>
      (this.#lastOfFile.get(runner.file) ?? 0) <= number ||
      ((this.#lastWhole.get(runner.file) ?? 0) <= number &&
        (this.#lastRuns.get(runnerKey(runner)) ?? 0) <= number);
    return sets.map(({ bits, runners }) => ({ bits, runners: runners.filter(isLast) }));
  }
}

/** What was cut off at the end, by a process that was killed, is not there. */
function readSegments(descriptor: number): readonly Segment[] {
  const segments = [new Segment(descriptor, 0)];
  const { size } = fs.fstatSync(descriptor);
  for (let at = segments[0]?.end ?? size; at < size;) {
    try {
      const segment = new Segment(descriptor, at);
      segments.push(segment);
      at = segment.end;
    } catch {
      break;
    }
  }
  return segments;
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
