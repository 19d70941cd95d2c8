/** Which probes were touched, one bit each: bit 0 of byte 0 is probe 0. Equal ones are kept once. */

export interface Hits {
  readonly number: number;
  /** Of the module, within its file. */
  readonly module: number;
  readonly bits: Uint8Array;
}

/** Shifts the lowest bit of each byte of a word into its upper four bits. */
const GATHER = 0x10204080;

export class DistinctHits {
  readonly all: Hits[] = [];
  /** By module. */
  readonly #touched: Uint8Array[] = [];
  readonly #byHash = new Map<number, Hits[]>();

  take(module: number, bits: Uint8Array): Hits {
    let hash = module;
    for (let i = 0; i < bits.length; i++) hash = Math.imul(hash ^ (bits[i] ?? 0), 0x01000193);
    const alike = this.#byHash.get(hash);
    if (alike !== undefined)
      for (const one of alike) if (one.module === module && areEqual(one.bits, bits)) return one;
    const hits = { number: this.all.length, module, bits };
    this.all.push(hits);
    this.#join(module, bits);
    if (alike === undefined) this.#byHash.set(hash, [hits]);
    else alike.push(hits);
    return hits;
  }

  /** What was touched of a module in any of them. */
  touchedOf(module: number): Uint8Array {
    return this.#touched[module] ?? NOTHING;
  }

  #join(module: number, bits: Uint8Array): void {
    const touched = this.#touched[module];
    if (touched === undefined) this.#touched[module] = bits.slice();
    else for (let i = 0; i < bits.length; i++) touched[i] = (touched[i] ?? 0) | (bits[i] ?? 0);
  }
}

const NOTHING = new Uint8Array();

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

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}
