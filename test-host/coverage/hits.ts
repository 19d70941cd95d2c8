/** Which probes were touched, one bit each: bit 0 of byte 0 is probe 0. Equal ones are kept once a host. */
import { Buffer } from 'node:buffer';
import type { CountedModuleIdentity } from '../protocol.ts';
import { Digest } from './digest.ts';

/** Probes of a module that were touched together, by any test of the host. */
export class Hits {
  /** The same object for the same module. */
  readonly module: CountedModuleIdentity;
  /** Among those of the file that runs. */
  number = -1;
  /** What the number is of. */
  numberedBy: object | undefined;
  readonly #makeBits: () => Uint8Array;
  #bits: Uint8Array | undefined;
  #base64: string | undefined;
  #digest: readonly [number, number] | undefined;

  constructor(module: CountedModuleIdentity, makeBits: () => Uint8Array) {
    this.module = module;
    this.#makeBits = makeBits;
  }

  get bits(): Uint8Array {
    return (this.#bits ??= this.#makeBits());
  }

  get base64(): string {
    if (this.#base64 !== undefined) return this.#base64;
    const { buffer, byteOffset, length } = this.bits;
    return (this.#base64 = Buffer.from(buffer, byteOffset, length).toString('base64'));
  }

  get digest(): readonly [number, number] {
    if (this.#digest !== undefined) return this.#digest;
    const digest = new Digest();
    digest.text(`${this.module.hash} ${this.module.file}`);
    digest.bytes(this.bits);
    return (this.#digest = digest.words);
  }
}

/** So many are kept from one test file to the next. */
const MOST_KNOWN = 50_000;
const PRIME = 0x01000193;

interface SeenWords {
  readonly words: Int32Array;
  readonly hits: Hits;
}

/** What was touched in a host: tests mostly touch what others have touched. */
export class KnownHits {
  /** By module, then by a hash of the counters. */
  readonly #byWords = new Map<CountedModuleIdentity, Map<number, SeenWords[]>>();
  readonly #byBits = new Map<CountedModuleIdentity, Map<string, Hits>>();
  readonly #modules = new Map<string, CountedModuleIdentity>();
  #count = 0;

  /** Between two test files: what a file was given must stay the same. */
  forgetIfMany(): void {
    if (this.#count < MOST_KNOWN) return;
    this.#byWords.clear();
    this.#byBits.clear();
    this.#count = 0;
  }

  module(file: string, hash: string): CountedModuleIdentity {
    const key = `${hash} ${file}`;
    let module = this.#modules.get(key);
    if (module === undefined) this.#modules.set(key, (module = { file, hash }));
    return module;
  }

  /** @param words counters, each byte 0 or 1 @returns `undefined` when none is set */
  ofWords(module: CountedModuleIdentity, words: Int32Array): Hits | undefined {
    let hash = 0;
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? 0;
      if (word !== 0) hash = Math.imul(hash ^ word ^ (i << 1), PRIME) | 1;
    }
    if (hash === 0) return undefined;
    let known = this.#byWords.get(module);
    if (known === undefined) this.#byWords.set(module, (known = new Map<number, SeenWords[]>()));
    let alike = known.get(hash);
    if (alike === undefined) known.set(hash, (alike = []));
    for (const one of alike) if (areEqual(one.words, words)) return one.hits;
    const copy = words.slice();
    const hits = new Hits(module, () => bitsOf(copy));
    alike.push({ words: copy, hits });
    this.#count++;
    return hits;
  }

  ofBits(module: CountedModuleIdentity, bits: Uint8Array): Hits {
    let known = this.#byBits.get(module);
    if (known === undefined) this.#byBits.set(module, (known = new Map<string, Hits>()));
    const made = new Hits(module, () => bits);
    const hits = known.get(made.base64);
    if (hits !== undefined) return hits;
    known.set(made.base64, made);
    this.#count++;
    return made;
  }
}

export function isAnySet(words: Int32Array): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return true;
  return false;
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

/** Shifts the lowest bit of each byte of a word into its upper four bits. */
const GATHER = 0x10204080;

/** Four bytes of 0 or 1, the first of them lowest, as four bits. */
function nibble(word: number): number {
  return Math.imul(word, GATHER) >>> 28;
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
