/** Finds what of the counters of a file was touched: groups that lie close together in memory are looked through at once. */
import { Buffer } from 'node:buffer';
import { WORD_BYTES, type CounterBlock, type CounterGroup } from './counters.ts';

/** Bytes of other groups that are rather looked through than left out. */
const MOST_BETWEEN = 4096;

interface Stretch {
  readonly block: CounterBlock;
  readonly start: number;
  readonly bytes: Buffer;
  readonly words: Int32Array;
}

// oxlint-disable-next-line typescript/unbound-method -- called on other buffers; user code may replace that of the prototype
const indexOf: (this: Buffer, byte: number, from: number) => number = Buffer.alloc(0).indexOf;

export class TouchedGroups {
  readonly #counts: boolean;
  readonly #stretches: Stretch[] = [];
  #added = new Set<CounterGroup>();

  /** @param options.counts a counter is a word, and may hold any number */
  constructor({ counts }: { readonly counts: boolean }) {
    this.#counts = counts;
  }

  /** @param group one that has grown is to be added again */
  add(group: CounterGroup): void {
    this.#added.add(group);
  }

  /** Groups of other files may be among them. @param visit leaves nothing in its counters */
  each(visit: (group: CounterGroup) => void): void {
    if (this.#added.size > 0) this.#arrange();
    for (const stretch of this.#stretches) {
      const { block, start } = stretch;
      for (let at = this.#next(stretch, 0); at >= 0;) {
        const group = block.groups[block.owners[Math.trunc((start + at) / WORD_BYTES)] ?? 0];
        if (group === undefined) break;
        visit(group);
        at = this.#next(stretch, group.end - start);
      }
    }
  }

  #next({ bytes, words }: Stretch, from: number): number {
    if (!this.#counts) return indexOf.call(bytes, 1, from);
    for (let i = from / WORD_BYTES; i < words.length; i++)
      if (words[i] !== 0) return i * WORD_BYTES;
    return -1;
  }

  #arrange(): void {
    const added = [...this.#added].sort(inMemory);
    this.#added.clear();
    const all = this.#stretches;
    for (const { block, start, end } of added) {
      const isIn = (one: Stretch): boolean =>
        one.block === block && one.start <= start && end <= one.start + one.bytes.length;
      if (all.some(isIn)) continue;
      const last = all.at(-1);
      const between = last?.block === block ? start - last.start - last.bytes.length : Infinity;
      const joins = last !== undefined && last.start <= start && between <= MOST_BETWEEN;
      if (joins) all.pop();
      all.push(stretchOf(block, joins ? last.start : start, end));
    }
  }
}

function inMemory(a: CounterGroup, b: CounterGroup): number {
  return a.block.number - b.block.number || a.start - b.start;
}

function stretchOf(block: CounterBlock, start: number, end: number): Stretch {
  return {
    block,
    start,
    bytes: block.bytes.subarray(start, end),
    words: new Int32Array(block.bytes.buffer, start, (end - start) / WORD_BYTES),
  };
}
