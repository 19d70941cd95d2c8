/**
 * The counters of all modules of a host: one byte a probe, four when it is counted how often, in large blocks, so that what
 * a test has touched is found by looking through a stretch of memory.
 */
import { Buffer } from 'node:buffer';
import type { ModuleProbes } from '../loader/compiled-module.ts';
import type { Counting } from '../loader/file-modules.ts';
import type { CountedModuleIdentity } from '../protocol.ts';
import { KnownHits } from './hits.ts';

/** What probes write to. */
export type CounterArray = Uint8Array | Uint32Array;

export interface ModuleCounters {
  /** The same object for the same file with the same text. */
  readonly identity: CountedModuleIdentity;
  readonly array: CounterArray;
  /** The same memory, four bytes at a time. */
  readonly words: Int32Array;
  readonly group: CounterGroup;
}

/** Modules side by side whose counters are looked at as one. */
export interface CounterGroup {
  readonly block: CounterBlock;
  readonly modules: ModuleCounters[];
  /** First of its bytes in the block, and the first behind them. */
  readonly start: number;
  end: number;
}

export interface CounterBlock {
  readonly number: number;
  readonly bytes: Buffer<ArrayBuffer>;
  /** For each four bytes, the number of their group. */
  readonly owners: Uint32Array;
  readonly groups: CounterGroup[];
}

/** The first block, and the largest: a run of one small file needs little, and a warm host has many of them. */
const LEAST_BYTES = 1 << 14;
const MOST_BYTES = 1 << 20;
/** A group that has come to so much takes no more modules. */
const GROUP_BYTES = 2048;
export const WORD_BYTES = 4;

export class Counters {
  /** It is counted how often a probe is passed. */
  readonly counts: boolean;
  readonly known = new KnownHits();
  readonly #modules = new Map<string, ModuleCounters>();
  #block = createBlock(0, 0);
  #used = 0;

  constructor({ counts }: { readonly counts: boolean }) {
    this.counts = counts;
  }

  /** The same for each evaluation of a module, as long as its source is the same. */
  of(file: string, { source, count }: ModuleProbes): ModuleCounters {
    const known = this.#modules.get(file);
    if (known?.identity.hash === source) return known;
    const counters = this.#allocate(this.known.module(file, source), count);
    this.#modules.set(file, counters);
    return counters;
  }

  all(): Iterable<ModuleCounters> {
    return this.#modules.values();
  }

  #allocate(identity: CountedModuleIdentity, probes: number): ModuleCounters {
    const words = this.counts ? probes : Math.ceil(probes / WORD_BYTES);
    const bytes = words * WORD_BYTES;
    const { length } = this.#block.bytes;
    if (this.#used + bytes > length) {
      const next = Math.min(2 * length, MOST_BYTES);
      this.#block = createBlock(this.#block.number + 1, Math.max(LEAST_BYTES, next, bytes));
      this.#used = 0;
    }
    const start = this.#used;
    const end = start + bytes;
    this.#used = end;
    const group = groupFor(this.#block, start);
    group.end = end;
    const { buffer } = this.#block.bytes;
    const counters = {
      identity,
      array: this.counts
        ? new Uint32Array(buffer, start, probes)
        : new Uint8Array(buffer, start, probes),
      words: new Int32Array(buffer, start, words),
      group,
    };
    group.modules.push(counters);
    const { owners, groups } = this.#block;
    owners.fill(groups.length - 1, start / WORD_BYTES, end / WORD_BYTES);
    return counters;
  }
}

function groupFor(block: CounterBlock, start: number): CounterGroup {
  const last = block.groups.at(-1);
  if (last !== undefined && last.end - last.start < GROUP_BYTES) return last;
  const group = { block, modules: [], start, end: start };
  block.groups.push(group);
  return group;
}

function createBlock(number: number, bytes: number): CounterBlock {
  return {
    number,
    bytes: Buffer.from(new ArrayBuffer(bytes)),
    owners: new Uint32Array(bytes / WORD_BYTES),
    groups: [],
  };
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
