/**
 * Which probes were touched: the counters of a module at the end of a test. Equal ones are kept once, all of a file in one
 * piece of memory: a file of many tests has thousands of them.
 */

export interface Hits {
  readonly number: number;
  /** Of the module, within its file. */
  readonly module: number;
  /** Where its words begin in the memory, and how many there are: an even number. */
  readonly start: number;
  readonly length: number;
  /** Another one with the same hash. */
  readonly next: Hits | undefined;
}

/** Shifts the lowest bit of each byte of a word into its upper four bits. */
const GATHER = 0x10204080;
const FIRST_WORDS = 1 << 10;

export class DistinctHits {
  readonly all: Hits[] = [];
  #memory = new Int32Array(FIRST_WORDS);
  #used = 0;
  readonly #byHash = new Map<number, Hits>();

  /** @param words a byte a probe, 0 or 1 @returns the number of the set */
  take(module: number, words: Int32Array): number {
    let hash = module;
    for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ (words[i] ?? 0), 0x01000193);
    const alike = this.#byHash.get(hash);
    for (let one = alike; one !== undefined; one = one.next)
      if (one.module === module && this.#isEqual(one, words)) return one.number;
    const length = evenLength(words);
    const start = this.#reserve(length);
    this.#memory.set(words, start);
    const number = this.all.length;
    const hits = { number, module, start, length, next: alike };
    this.all.push(hits);
    this.#byHash.set(hash, hits);
    return number;
  }

  words({ start, length }: Hits): Int32Array {
    return this.#memory.subarray(start, start + length);
  }

  /** Of each set, one bit a probe. */
  bits(): readonly Uint8Array[] {
    return this.all.map((hits) => bitsOf(this.words(hits)));
  }

  /** What was touched of each module in any of them. @param bits as {@link bits} gives them */
  touched(modules: number, bits: readonly Uint8Array[]): readonly Uint8Array[] {
    const touched = Array.from({ length: modules }, (): Uint8Array => new Uint8Array());
    for (const { number, module } of this.all) {
      const own = bits[number] ?? new Uint8Array();
      const known = touched[module];
      if (known === undefined || known.length === 0) touched[module] = own.slice();
      else for (let i = 0; i < own.length; i++) known[i] = (known[i] ?? 0) | (own[i] ?? 0);
    }
    return touched;
  }

  #isEqual({ start, length }: Hits, words: Int32Array): boolean {
    if (length !== evenLength(words)) return false;
    for (let i = 0; i < words.length; i++) if (this.#memory[start + i] !== words[i]) return false;
    return true;
  }

  #reserve(length: number): number {
    const start = this.#used;
    this.#used += length;
    if (this.#used > this.#memory.length) {
      const larger = new Int32Array(Math.max(2 * this.#memory.length, this.#used));
      larger.set(this.#memory);
      this.#memory = larger;
    }
    return start;
  }
}

function evenLength(words: Int32Array): number {
  return words.length + (words.length & 1);
}

/** @param words counters, each byte 0 or 1 */
export function bitsOf(words: Int32Array): Uint8Array {
  const bits = new Uint8Array((words.length + 1) >> 1);
  for (let i = 0; i < words.length; i += 2)
    bits[i >> 1] = nibble(words[i] ?? 0) | (nibble(words[i + 1] ?? 0) << 4);
  return bits;
}

/** @param counts how often each probe was passed */
export function bitsOfCounts(counts: Int32Array): Uint8Array {
  const bits = new Uint8Array((counts.length + 7) >> 3);
  for (let probe = 0; probe < counts.length; probe++)
    if (counts[probe] !== 0) bits[probe >> 3] = (bits[probe >> 3] ?? 0) | (1 << (probe & 7));
  return bits;
}

/** Four bytes of 0 or 1, the first of them lowest, as four bits. */
function nibble(word: number): number {
  return Math.imul(word, GATHER) >>> 28;
}

/** The same as a byte a probe. */
export function wordsOfCounts(counts: Int32Array): Int32Array {
  const bytes = new Uint8Array((counts.length + 3) & ~3);
  for (let probe = 0; probe < counts.length; probe++) if (counts[probe] !== 0) bytes[probe] = 1;
  return new Int32Array(bytes.buffer);
}

/** @param bits one a probe */
export function wordsOfBits(bits: Uint8Array): Int32Array {
  const bytes = new Uint8Array(8 * bits.length);
  for (let probe = 0; probe < bytes.length; probe++)
    bytes[probe] = ((bits[probe >> 3] ?? 0) >> (probe & 7)) & 1;
  return new Int32Array(bytes.buffer);
}
