/**
 * A part of the file of coverage: all that was known when the file was written, or what one run has told since. Two lengths,
 * a head that says where the part of each module is, and those parts, each of which is read alone.
 */
import fs from 'node:fs';
import type { CodeMap } from '../../modules/code-map.ts';
import type { FilePath } from '../../test-host/protocol.ts';
import type { RunSet, Runner } from './runners.ts';
import {
  makeRunnerTable,
  unpackRunners,
  type PackedRunners,
  type PickRunners,
} from './runner-table.ts';

export interface SegmentModule {
  readonly hash: string;
  readonly mtime: number;
  /** Absent: that of the segment before, of the same hash. */
  readonly codeMap: CodeMap | undefined;
  readonly sets: readonly RunSet[];
  readonly awaited: readonly FilePath[];
}

/** Who has run anew: what segments before this one say of them no longer holds. */
export interface RanAnew {
  /** Keys of runners. */
  readonly runners: readonly string[];
  /** Test files, with all that is of them. */
  readonly files: readonly FilePath[];
  /** Digests of what test files have told that ran as a whole. */
  readonly digests?: Readonly<Record<FilePath, string>>;
}

interface Head {
  readonly format: number;
  readonly runners: PackedRunners;
  readonly ranAnew: RanAnew;
  /** By absolute path. */
  readonly modules: Readonly<Record<string, Place>>;
}

type Place = readonly [offset: number, length: number, hash: string, mtime: number];

interface StoredPart {
  readonly codeMap?: CodeMap;
  readonly awaited: readonly FilePath[];
  /** Base64 of one bit a probe, and the numbers of runners. */
  readonly sets: readonly (readonly [bits: string, runners: string])[];
}

const FORMAT = 3;
/** Of each of the two lengths. */
const DIGITS = 12;

/** Yields after each module. */
export function* packSegment(
  modules: ReadonlyMap<string, SegmentModule>,
  ranAnew: RanAnew,
): Generator<undefined, Buffer> {
  const table = makeRunnerTable([...modules.values()].flatMap(({ sets }) => sets));
  const places: Record<string, Place> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [file, { hash, mtime, codeMap, awaited, sets }] of modules) {
    const stored: StoredPart = {
      ...(codeMap !== undefined && { codeMap }),
      awaited,
      sets: sets.map(({ bits, runners }) => [bits, table.numbersOf(runners)]),
    };
    const part = Buffer.from(JSON.stringify(stored));
    places[file] = [offset, part.length, hash, mtime];
    offset += part.length;
    parts.push(part);
    yield;
  }
  const head = Buffer.from(
    JSON.stringify({
      format: FORMAT,
      runners: table.packed,
      ranAnew,
      modules: places,
    } satisfies Head),
  );
  const lengths = [head.length, offset].map((length) => String(length).padStart(DIGITS)).join('');
  return Buffer.concat([Buffer.from(lengths), head, ...parts]);
}

/** Who has run it is asked of few sets. */
class LazySet implements RunSet {
  readonly bits: string;
  readonly #numbers: string;
  readonly #pick: PickRunners;
  #runners: readonly Runner[] | undefined;

  constructor([bits, numbers]: StoredPart['sets'][number], pick: PickRunners) {
    this.bits = bits;
    this.#numbers = numbers;
    this.#pick = pick;
  }

  get runners(): readonly Runner[] {
    return (this.#runners ??= this.#pick(this.#numbers));
  }
}

export class Segment {
  readonly #descriptor: number;
  readonly #head: Head;
  readonly #start: number;
  /** Where it ends in the file. */
  readonly end: number;
  #pick: PickRunners | undefined;

  /** @throws when it is not whole, or of another version */
  constructor(descriptor: number, position: number) {
    this.#descriptor = descriptor;
    const lengths = this.#read(position, 2 * DIGITS);
    const headLength = Number(lengths.slice(0, DIGITS));
    const head = this.#read(position + 2 * DIGITS, headLength);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `packSegment` has written
    this.#head = JSON.parse(head) as Head;
    if (this.#head.format !== FORMAT) throw new Error('written by another version');
    this.#start = position + 2 * DIGITS + headLength;
    this.end = this.#start + Number(lengths.slice(DIGITS));
    if (this.end > fs.fstatSync(descriptor).size) throw new Error('cut off');
  }

  get ranAnew(): RanAnew {
    return this.#head.ranAnew;
  }

  /** Absolute paths. */
  get files(): readonly string[] {
    return Object.keys(this.#head.modules);
  }

  get testFiles(): readonly FilePath[] {
    return this.#head.runners.map(([file]) => file);
  }

  /** What is known of a module without reading its part. */
  version(file: string): { readonly hash: string; readonly mtime: number } | undefined {
    const place = this.#head.modules[file];
    return place && { hash: place[2], mtime: place[3] };
  }

  module(file: string): SegmentModule | undefined {
    const place = this.#head.modules[file];
    if (place === undefined) return undefined;
    const [offset, length, hash, mtime] = place;
    const json = this.#read(this.#start + offset, length);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `packSegment` has written
    const { codeMap, awaited, sets } = JSON.parse(json) as StoredPart;
    const pick = (this.#pick ??= unpackRunners(this.#head.runners));
    return { hash, mtime, codeMap, awaited, sets: sets.map((set) => new LazySet(set, pick)) };
  }

  #read(position: number, length: number): string {
    const bytes = Buffer.allocUnsafe(length);
    const count = fs.readSync(this.#descriptor, bytes, 0, length, position);
    if (count !== length) throw new Error('cut off');
    return bytes.toString();
  }
}
