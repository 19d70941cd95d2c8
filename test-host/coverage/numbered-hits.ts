/** What was touched while one test file ran: its modules and sets by number, as the server is told of them. */
import { Buffer } from 'node:buffer';
import type { CountedModuleIdentity } from '../protocol.ts';
import type { Hits } from './hits.ts';

export interface NumberedHit {
  /** Number of the module. */
  readonly module: number;
  readonly hits: Hits;
}

export class NumberedHits {
  readonly modules: CountedModuleIdentity[] = [];
  readonly all: NumberedHit[] = [];
  readonly #numbers = new Map<CountedModuleIdentity, number>();
  readonly #token = {};

  /** A module gets the next number when it is new. */
  numberOf(module: CountedModuleIdentity): number {
    let number = this.#numbers.get(module);
    if (number === undefined) {
      number = this.modules.push(module) - 1;
      this.#numbers.set(module, number);
    }
    return number;
  }

  take(hits: Hits): number {
    if (hits.numberedBy !== this.#token) {
      hits.numberedBy = this.#token;
      hits.number = this.all.push({ module: this.numberOf(hits.module), hits }) - 1;
    }
    return hits.number;
  }

  /** What was touched of each module in any of its sets, as base64. */
  touched(): readonly string[] {
    const joined: (Hits | Buffer)[] = [];
    for (const { module, hits } of this.all) {
      const before = joined[module];
      if (before === undefined) joined[module] = hits;
      else joined[module] = join(Buffer.isBuffer(before) ? before : Buffer.from(before.bits), hits);
    }
    return this.modules.map((_, module) => {
      const touched = joined[module];
      if (touched === undefined) return '';
      return Buffer.isBuffer(touched) ? touched.toString('base64') : touched.base64;
    });
  }
}

function join(all: Buffer, { bits }: Hits): Buffer {
  for (let i = 0; i < bits.length; i++) all[i] = (all[i] ?? 0) | (bits[i] ?? 0);
  return all;
}
