/**
 * The counters of all modules of a host: one byte a probe, four when it is counted how often, in large blocks, so that what
 * a test has touched is found by looking through few words.
 */
import type { ModuleProbes } from '../loader/compiled-module.ts';
import type { Counting } from '../loader/file-modules.ts';
import type { CountedModuleIdentity } from '../protocol.ts';
import { Digest } from './digest.ts';

/** What probes write to. */
export type CounterArray = Uint8Array | Uint32Array;

export interface ModuleCounters {
  /** Absolute path of the module. */
  readonly file: string;
  /** Identity of the text that the probes are in. */
  readonly source: string;
  readonly array: CounterArray;
  /** The same memory, four bytes at a time. */
  readonly words: Int32Array;
  /** Digest of the file and its source. */
  readonly identity: readonly [number, number];
}

/** The first block, and the largest: a run of one small file needs little, and a warm host has many of them. */
const LEAST_BYTES = 1 << 14;
const MOST_BYTES = 1 << 20;
const WORD_BYTES = 4;

export class Counters {
  /** It is counted how often a probe is passed. */
  readonly counts: boolean;
  readonly #modules = new Map<string, ModuleCounters>();
  #block = new ArrayBuffer(0);
  #used = 0;

  constructor({ counts }: { readonly counts: boolean }) {
    this.counts = counts;
  }

  /** The same for each evaluation of a module, as long as its source is the same. */
  of(file: string, { source, count }: ModuleProbes): ModuleCounters {
    const known = this.#modules.get(file);
    if (known?.source === source) return known;
    const identity = identityOf({ file, hash: source });
    const counters = { file, source, identity, ...this.#allocate(count) };
    this.#modules.set(file, counters);
    return counters;
  }

  all(): Iterable<ModuleCounters> {
    return this.#modules.values();
  }

  #allocate(probes: number): Pick<ModuleCounters, 'array' | 'words'> {
    const words = this.counts ? probes : Math.ceil(probes / WORD_BYTES);
    const bytes = words * WORD_BYTES;
    if (this.#used + bytes > this.#block.byteLength) {
      const next = Math.min(2 * this.#block.byteLength, MOST_BYTES);
      this.#block = new ArrayBuffer(Math.max(LEAST_BYTES, next, bytes));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += bytes;
    return {
      array: this.counts
        ? new Uint32Array(this.#block, start, probes)
        : new Uint8Array(this.#block, start, probes),
      words: new Int32Array(this.#block, start, words),
    };
  }
}

export function identityOf({ file, hash }: CountedModuleIdentity): readonly [number, number] {
  const digest = new Digest();
  digest.text(`${hash} ${file}`);
  return digest.value;
}

/**
 * A function that is turned into text and back (`eval(String(fn))`) has probes without counters: they find these globals, which
 * count nothing. The names are those of `probe-text.ts`.
 */
export function receiveStrayProbes(): void {
  const handOn = (value: unknown): unknown => value;
  const strays = {
    __zt: new Uint8Array(0),
    __zt_truth: handOn,
    __zt_value: handOn,
    __zt_link: handOn,
    __zt_method: (receiver: unknown, get: (receiver: unknown) => unknown): unknown => {
      const method = receiver === undefined ? undefined : get(receiver);
      return typeof method === 'function' ? method.bind(receiver) : method;
    },
  };
  for (const [name, value] of Object.entries(strays))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** For modules that run for no test: a configuration, a global set-up. */
export const uncounted: Counting = {
  countersOf: (_, { count }) => new Uint8Array(count),
  evaluate: (run) => run(),
};
