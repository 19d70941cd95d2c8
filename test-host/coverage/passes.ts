/** How often the probes of the modules of a file were passed, when that is counted: sums, which have no limit of 32 bits. */
export class Passes {
  readonly #byModule: number[][] = [];

  /** @param counts of each probe; as unsigned numbers */
  add(module: number, counts: Iterable<number>): void {
    const sums = (this.#byModule[module] ??= []);
    let probe = 0;
    for (const count of counts) {
      sums[probe] = (sums[probe] ?? 0) + (count >>> 0);
      probe++;
    }
  }

  /** By module, then by probe. */
  all(): readonly (readonly number[])[] {
    const { length } = this.#byModule;
    return Array.from({ length }, (_, module) => this.#byModule[module] ?? []);
  }
}
