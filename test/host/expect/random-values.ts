/** Pairs of values that are equal, nearly equal or different, the same for the same seed. */
import { expect } from 'ztest';
import { Point } from './odd-values.ts';

export function randomPairs({
  seed,
  count,
}: {
  seed: number;
  count: number;
}): [unknown, unknown][] {
  const random = new RandomValues(seed);
  return Array.from({ length: count }, () => {
    const a = random.value(3);
    return [a, random.below(10) === 0 ? random.value(3) : random.like(a)];
  });
}

const primitives = [
  0,
  -0,
  1,
  2,
  Number.NaN,
  '',
  'a',
  'b',
  true,
  null,
  undefined,
  1n,
  Symbol.for('x'),
];
const keys = ['a', 'b', 'c', 'length', 'toString', 'constructor'];

class RandomValues {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  value(depth: number): unknown {
    if (depth === 0 || this.below(5) === 0) return this.#oneOf(primitives);
    const makers: (() => unknown)[] = [
      () => this.#object(depth),
      () => this.#list(depth),
      () => Object.assign(new Point(), this.#object(depth)),
      () => Object.assign(Object.create(null), this.#object(depth)),
      () => new Map(this.#list(depth).map((item) => [this.#oneOf([...primitives, item]), item])),
      () => new Set(this.#list(depth)),
      () => new Date(this.#oneOf([0, 1, Number.NaN])),
      () => this.#oneOf([/a/, /a/i, new Error('x'), new TypeError('x'), new Error('y')]),
      () =>
        this.#oneOf([
          new Uint8Array([1]),
          Buffer.from([1]),
          new Float64Array([-0]),
          new ArrayBuffer(1),
        ]),
      () => Object.assign(this.#list(depth), this.#oneOf([{ x: 1 }, { length: 3 }])),
      () => this.#oneOf([expect.anything(), expect.any(Number), expect.objectContaining({ a: 1 })]),
      () => ({ ...this.#object(depth), [Symbol.for('s')]: this.below(2) }),
    ];
    return this.#oneOf(makers)();
  }

  /** A copy with a small change here and there. */
  like(value: unknown): unknown {
    if (this.below(40) === 0) return this.value(1);
    if (typeof value !== 'object' || value === null || this.below(12) === 0) return value;
    if (Array.isArray(value)) return Object.assign([], this.#properties(value));
    if (value instanceof Map)
      return new Map([...value].map(([k, v]) => [this.like(k), this.like(v)]));
    if (value instanceof Set) return new Set([...value].map((item) => this.like(item)).reverse());
    const prototype = Object.getPrototypeOf(value);
    const isCopied = prototype === Object.prototype || prototype === null || value instanceof Point;
    if (!isCopied) return value;
    const copy = Object.create(this.below(8) === 0 ? Object.prototype : prototype);
    return Object.assign(copy, this.#properties(value));
  }

  #properties(value: object): object {
    const names = this.below(2) === 0 ? Reflect.ownKeys(value) : Reflect.ownKeys(value).reverse();
    const kept = names.filter((name) => name !== 'length' && this.below(20) !== 0);
    return Object.fromEntries(kept.map((name) => [name, this.like(Reflect.get(value, name))]));
  }

  #object(depth: number): object {
    const length = this.below(4);
    return Object.fromEntries(Array.from({ length }, () => [this.#key(), this.value(depth - 1)]));
  }

  #key(): string {
    return keys[this.below(this.below(3) === 0 ? keys.length : 3)] ?? 'a';
  }

  #list(depth: number): unknown[] {
    return Array.from({ length: this.below(4) }, () => this.value(depth - 1));
  }

  #oneOf<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T; // in range
  }
}
