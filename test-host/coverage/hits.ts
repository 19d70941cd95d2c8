/** Which probes were touched, one bit each: bit 0 of byte 0 is probe 0. Equal ones are kept once. */
import { Buffer } from 'node:buffer';
import type { CountedModuleIdentity } from '../protocol.ts';
import type { CounterGroup } from './counters.ts';
import { Digest } from './digest.ts';

/** Probes of a module that were touched together, by any test of the host. */
export interface Hits {
  /** The same object for the same module. */
  readonly module: CountedModuleIdentity;
  readonly bits: Uint8Array;
  readonly base64: string;
  /** Of the bits. */
  readonly digest: readonly [number, number];
}

/** Shifts the lowest bit of each byte of a word into its upper four bits. */
const GATHER = 0x10204080;

/** V8 makes no hash of a text that is longer. */
const LONGEST_KEY = 16_000;
/** So many are kept from one test file to the next. */
const MOST_KNOWN = 50_000;

// oxlint-disable-next-line typescript/unbound-method -- called on other buffers; user code may replace that of the prototype
const { toString } = Buffer.alloc(0);

/** What was touched in a host: tests mostly touch what others have touched. */
export class KnownHits {
  readonly #byCounters = new Map<CounterGroup, Map<string, readonly Hits[]>>();
  readonly #byBits = new Map<CountedModuleIdentity, Map<string, Hits>>();
  readonly #modules = new Map<string, CountedModuleIdentity>();
  #count = 0;

  /** Between two test files: what a file was given must stay the same. */
  forgetIfMany(): void {
    if (this.#count < MOST_KNOWN) return;
    this.#byCounters.clear();
    this.#byBits.clear();
    this.#count = 0;
  }

  module(file: string, hash: string): CountedModuleIdentity {
    const key = `${hash} ${file}`;
    let module = this.#modules.get(key);
    if (module === undefined) this.#modules.set(key, (module = { file, hash }));
    return module;
  }

  /** @param group whose counters are 0 or 1 each */
  ofGroup(group: CounterGroup): readonly Hits[] {
    const { block, start, end } = group;
    if (end - start > LONGEST_KEY) return this.#read(group);
    let known = this.#byCounters.get(group);
    if (known === undefined)
      this.#byCounters.set(group, (known = new Map<string, readonly Hits[]>()));
    const key = toString.call(block.bytes, 'latin1', start, end);
    let hits = known.get(key);
    if (hits === undefined) {
      known.set(key, (hits = this.#read(group)));
      this.#count++;
    }
    return hits;
  }

  of(module: CountedModuleIdentity, bits: Uint8Array): Hits {
    let known = this.#byBits.get(module);
    if (known === undefined) this.#byBits.set(module, (known = new Map<string, Hits>()));
    const buffer = Buffer.from(bits.buffer, bits.byteOffset, bits.length);
    const base64 = toString.call(buffer, 'base64');
    let hits = known.get(base64);
    if (hits === undefined) {
      const digest = new Digest();
      digest.bytes(bits);
      hits = { module, bits, base64, digest: digest.words };
      known.set(base64, hits);
      this.#count++;
    }
    return hits;
  }

  #read({ modules }: CounterGroup): readonly Hits[] {
    return modules.flatMap(({ identity, words }) =>
      isAnySet(words) ? this.of(identity, bitsOf(words)) : [],
    );
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

/** Four bytes of 0 or 1, the first of them lowest, as four bits. */
function nibble(word: number): number {
  return Math.imul(word, GATHER) >>> 28;
}
