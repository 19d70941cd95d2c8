/** Where imports lead, and whether that still is what the last session found. */
import type { Resolution } from '../../modules/resolve.ts';
import type { Files } from '../workspace/files.ts';
import type { TreeCache } from './tree-cache.ts';

export interface ModuleResolver {
  /** @param from absolute, as the path of a module in the answer */
  readonly resolve: (specifier: string, from: string) => Resolution;
  /** Where the `paths` of the tsconfig lead a specifier, whether or not something is there. */
  readonly matchPaths: (specifier: string, from: string) => readonly string[];
  /** The patterns of these `paths`. */
  readonly pathPatterns: (from: string) => readonly string[];
}

/** @param note told of each file and folder whose change could alter an answer */
export type ResolverSource = (note: (looked: string) => void) => ModuleResolver;

export interface ResolutionsOptions {
  readonly files: Files;
  readonly cache: TreeCache;
  readonly resolver: ResolverSource;
}

export class Resolutions {
  readonly #options: ResolutionsOptions;
  #resolver: ModuleResolver | undefined;
  /** What the resolver looked at, here and in the starts before. */
  readonly #looked = new Set<string>();
  #hold: boolean | undefined;
  /** The cache is to be told of it. */
  #hasLooked = false;

  constructor(options: ResolutionsOptions) {
    this.#options = options;
  }

  get resolver(): ModuleResolver {
    return (this.#resolver ??= this.#options.resolver((looked) => this.#note(looked)));
  }

  /** Files came or went: what an import stands for may be another one. */
  forget(): void {
    this.#resolver = undefined;
    this.#doubt();
  }

  /** Whether nothing has changed that the last session looked at. */
  doHold(): boolean {
    if (this.#hold !== undefined) return this.#hold;
    const stored = this.#options.cache.resolutions();
    const holds =
      stored !== undefined &&
      Object.entries(stored).every(([looked, time]) => this.#modifiedAt(looked) === time);
    if (holds) for (const looked of Object.keys(stored)) this.#looked.add(looked);
    return (this.#hold = holds);
  }

  save(): void {
    const { cache } = this.#options;
    if (!this.#hasLooked && (this.#looked.size > 0 || cache.resolutions() !== undefined)) return;
    const looked = [...this.#looked].map((path) => [path, this.#modifiedAt(path)] as const);
    cache.setResolutions(Object.fromEntries(looked));
    this.#hasLooked = false;
  }

  /** Until it is saved what was looked at, trees that the cache is given meanwhile must not be trusted after a kill. */
  #doubt(): void {
    if (this.#hasLooked) return;
    this.doHold();
    this.#hasLooked = true;
    this.#options.cache.setResolutions(undefined);
  }

  #note(looked: string): void {
    if (this.#looked.has(looked)) return;
    this.#doubt();
    this.#looked.add(looked);
  }

  #modifiedAt(path: string): number {
    return this.#options.files.stat(path)?.mtime ?? -1;
  }
}
