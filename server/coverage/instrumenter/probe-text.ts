/** How probes are written. */

/** Functions that hand on a value and note which of two ways it takes: the probe that they are given, or the next one. */
const HELPERS = {
  /** Its truth decides. */
  truth: (name, { hit }) => `function ${name}(v,p){${hit('v?p:p+1')};return v}`,
  /** Whether there is one decides. */
  value: (name, { hit }) => `function ${name}(v,p){${hit('v!=null?p:p+1')};return v}`,
  /**
   * One link of a chain of several, `k`: 1 when there is one before it, 2 when there is one behind it. When a link ends the
   * chain, those behind it are not reached, though their values pass by here: nothing runs in between.
   */
  link: (name, { hit, ended }) =>
    `function ${name}(v,p,k){if(k&1&&${ended}){${ended}=k&2;return v}${hit('v!=null?p:p+1')};${ended}=v==null&&k&2;return v}`,
  /** The same for a method that is called: it is bound to what it was read from. */
  method: (name, { hit, ended }) =>
    `function ${name}(o,get,p,k){if(k&1&&${ended}){${ended}=k&2;return}const v=get(o);${hit('v!=null?p:p+1')};${ended}=v==null&&k&2;return typeof v=='function'?(()=>{}).bind.call(v,o):v}`,
} satisfies Readonly<Record<string, (name: string, names: HelperNames) => string>>;

interface HelperNames {
  readonly hit: (probe: string) => string;
  /** A variable: the chain has ended at the link before. */
  readonly ended: string;
}

export type HelperName = keyof typeof HELPERS;

export class ProbeText {
  readonly #counters: string;
  readonly #increment: string;
  readonly #used = new Set<HelperName>();

  /** @param counters their variable; the source has no name that begins like it */
  constructor(counters: string, { counts }: { readonly counts: boolean }) {
    this.#counters = counters;
    this.#increment = counts ? '++' : '=1';
  }

  /** An expression that counts. */
  write(probe: number | string): string {
    return `${this.#counters}[${probe}]${this.#increment}`;
  }

  /** @returns how it is called, apart from a word that may stand before it: `return!a&&b` */
  helper(name: HelperName): string {
    this.#used.add(name);
    return ` ${this.#nameOf(name)}`;
  }

  /** A variable for what a helper calls. */
  get parameter(): string {
    return this.#nameOf('value_');
  }

  /** What stands behind everything else, on a line of its own; `''` when nothing is needed. */
  footer(): string {
    if (this.#used.size === 0) return '';
    const ended = this.#nameOf('ended');
    const names = { hit: (probe: string) => this.write(probe), ended };
    const helpers = [...this.#used].map((name) => HELPERS[name](this.#nameOf(name), names));
    return `\nvar ${ended};${helpers.join('')}`;
  }

  #nameOf(what: string): string {
    return `${this.#counters}_${what}`;
  }
}
