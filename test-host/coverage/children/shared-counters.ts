/**
 * Counters of threads, in memory that their starter can read whatever becomes of them. At its beginning stand two numbers:
 * how much of each part is taken. Then come the counters, and behind these the modules that they belong to, as JSON, each
 * behind its length, which is written last.
 */
import type { ModuleProbes } from '../../loader/compiled-module.ts';
import type { CounterArray } from '../counters.ts';
import { bitsOf, bitsOfCounts } from '../hits.ts';

/** What was touched of a module. */
export interface ChildHits {
  /** Absolute path. */
  readonly file: string;
  /** Identity of the text that the probes are in. */
  readonly source: string;
  /** One bit a probe. */
  readonly bits: Uint8Array;
  /** How often each probe was passed, when that is counted. */
  readonly counts?: readonly number[];
}

/** @param words counters: four bytes a probe when it is counted how often, else one */
export function hitsIn(
  words: Int32Array,
  { counts }: CountKind,
): Omit<ChildHits, 'file' | 'source'> {
  return counts
    ? { bits: bitsOfCounts(words), counts: Array.from(words, (count) => count >>> 0) }
    : { bits: bitsOf(words) };
}

export interface CountKind {
  readonly counts: boolean;
}

const WORD_BYTES = 4;
const HEAD_BYTES = 2 * WORD_BYTES;
const COUNTER_BYTES = 8 << 20;
const NAME_BYTES = 1 << 20;

type Entry = readonly [file: string, source: string, start: number, bytes: number];

export function createSharedCounters(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_BYTES + COUNTER_BYTES + NAME_BYTES); // the system gives what is used
}

/** @returns `undefined` when there is no room left */
export function allocateShared(
  memory: SharedArrayBuffer,
  file: string,
  { source, count, counts }: Pick<ModuleProbes, 'source' | 'count'> & CountKind,
): CounterArray | undefined {
  const head = new Int32Array(memory, 0, 2);
  const bytes = aligned(counts ? count * WORD_BYTES : count);
  const start = Atomics.add(head, 0, bytes);
  const name = new TextEncoder().encode(
    JSON.stringify([file, source, start, bytes] satisfies Entry),
  );
  const at = Atomics.add(head, 1, WORD_BYTES + aligned(name.length));
  if (start + bytes > COUNTER_BYTES || at + WORD_BYTES + name.length > NAME_BYTES) return undefined;
  const place = HEAD_BYTES + COUNTER_BYTES + at;
  new Uint8Array(memory, place + WORD_BYTES, name.length).set(name);
  Atomics.store(new Int32Array(memory, place, 1), 0, name.length);
  return counts
    ? new Uint32Array(memory, HEAD_BYTES + start, count)
    : new Uint8Array(memory, HEAD_BYTES + start, count);
}

export function readShared(memory: SharedArrayBuffer, kind: CountKind): readonly ChildHits[] {
  const hits: ChildHits[] = [];
  const taken = Math.min(Atomics.load(new Int32Array(memory, 0, 2), 1), NAME_BYTES);
  for (let at = 0; at < taken;) {
    const place = HEAD_BYTES + COUNTER_BYTES + at;
    const length = Atomics.load(new Int32Array(memory, place, 1), 0);
    if (length === 0) break; // ended while it was written
    const name = Buffer.from(memory, place + WORD_BYTES, length).toString();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `allocateShared` has written
    const [file, source, start, bytes] = JSON.parse(name) as Entry;
    const words = new Int32Array(memory, HEAD_BYTES + start, bytes / WORD_BYTES);
    hits.push({ file, source, ...hitsIn(words, kind) });
    at += WORD_BYTES + aligned(length);
  }
  return hits;
}

function aligned(bytes: number): number {
  return (bytes + WORD_BYTES - 1) & -WORD_BYTES;
}
