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
  readonly #all: NumberedHit[] = [];
  readonly #modules = new Map<CountedModuleIdentity, number>();
  readonly #numbers = new Map<Hits, number>();
  readonly #groups = new Map<readonly Hits[], readonly number[]>();
  /** By module. */
  readonly #touched: (Hits | { readonly joined: Buffer })[] = [];

  /** A module gets the next number when it is new. */
  numberOf(module: CountedModuleIdentity): number {
    let number = this.#modules.get(module);
    if (number === undefined) {
      number = this.modules.push(module) - 1;
      this.#modules.set(module, number);
      this.#groups.clear();
    }
    return number;
  }

  take(hits: Hits): number {
    let number = this.#numbers.get(hits);
    if (number === undefined) {
      const module = this.numberOf(hits.module);
      number = this.#all.push({ module, hits }) - 1;
      this.#numbers.set(hits, number);
      this.#join(module, hits);
    }
    return number;
  }

  /** @param all the same array for what is the same; what is of no module of this file is left out */
  numbersOf(all: readonly Hits[]): readonly number[] {
    let numbers = this.#groups.get(all);
    if (numbers === undefined) {
      numbers = all.flatMap((hits) => (this.#modules.has(hits.module) ? this.take(hits) : []));
      this.#groups.set(all, numbers);
    }
    return numbers;
  }

  /** All by module, and what their numbers become: memory has another order in each host. */
  ordered(): { readonly all: readonly NumberedHit[]; readonly numbers: Uint32Array } {
    const order = [...this.#all.keys()].sort((a, b) => this.#moduleOf(a) - this.#moduleOf(b));
    const numbers = new Uint32Array(order.length);
    for (const [number, before] of order.entries()) numbers[before] = number;
    return { all: order.flatMap((before) => this.#all[before] ?? []), numbers };
  }

  #moduleOf(number: number): number {
    return this.#all[number]?.module ?? 0;
  }

  /** What was touched of a module in any of them, as base64. */
  readonly touched = (module: number): string => {
    const touched = this.#touched[module];
    if (touched === undefined) return '';
    return 'joined' in touched ? touched.joined.toString('base64') : touched.base64;
  };

  #join(module: number, hits: Hits): void {
    const touched = this.#touched[module];
    if (touched === undefined) {
      this.#touched[module] = hits;
      return;
    }
    const joined = 'joined' in touched ? touched.joined : Buffer.from(touched.bits);
    for (let i = 0; i < hits.bits.length; i++) joined[i] = (joined[i] ?? 0) | (hits.bits[i] ?? 0);
    this.#touched[module] = { joined };
  }
}
