/**
 * Which code each test of a file runs: at every boundary between tests, what has been touched since the last one is given to
 * whoever ran. Code that runs while no test does belongs to the file: its modules being loaded, hooks of its suites.
 */
import type { ModuleProbes } from '../loader/compiled-module.ts';
import type { CountedModuleIdentity, CoverageOwner, HostMessage, TestId } from '../protocol.ts';
import { identityOf, type CounterArray, type Counters, type ModuleCounters } from './counters.ts';
import type { ChildHits } from './children/shared-counters.ts';
import { Digest } from './digest.ts';
import { DistinctHits, wordsOfBits, wordsOfCounts } from './hits.ts';
import { Passes } from './passes.ts';

/** Who has touched which sets; one may be told of several times. */
export interface Owned {
  owner: CoverageOwner;
  readonly sets: number[];
}

/** A process or thread that the file has started. */
export interface FinishedChild {
  readonly starters: readonly Owned[];
  readonly hits: readonly ChildHits[];
}

interface EndOfFile {
  readonly children: readonly FinishedChild[];
  readonly hasStarted: boolean;
  /** Digest of what it told when it last ran. */
  readonly told: string | undefined;
}

interface Told {
  /** Modules of processes and threads only. */
  readonly others: readonly CountedModuleIdentity[];
  readonly owners: readonly Owned[];
  readonly hasStarted: boolean;
}

type ToldCoverage = Extract<HostMessage, { type: 'coverage' | 'coverage-as-before' }>;

export class FileCoverage {
  readonly #counters: Counters;
  /** Of this file, in the order in which they were loaded. */
  readonly #modules = new Set<ModuleCounters>();
  /** Theirs, in the same order: they are looked through at every boundary. */
  readonly #words: Int32Array[] = [];
  readonly #running = new Map<TestId, Owned>();
  readonly #hits = new DistinctHits();
  readonly #passes: Passes | undefined;
  /** By the id of the test, or by kind. */
  readonly #owners = new Map<string, Owned>();
  #isLoading = true;
  /** Modules that are being evaluated since. */
  #evaluations = 0;

  /** @param options.sharesModules with the files before it: isolation `none` */
  constructor(counters: Counters, { sharesModules }: { readonly sharesModules: boolean }) {
    this.#counters = counters;
    this.#passes = counters.counts ? new Passes() : undefined;
    if (sharesModules) for (const module of counters.all()) this.#add(module);
  }

  /** What a module of this file counts in; nothing of what another file did with it is left. */
  countersOf(file: string, probes: ModuleProbes): CounterArray {
    const counters = this.#counters.of(file, probes);
    if (!this.#modules.has(counters)) this.#add(counters);
    return counters.array;
  }

  #add(counters: ModuleCounters): void {
    counters.array.fill(0);
    this.#modules.add(counters);
    this.#words.push(counters.words);
  }

  /** What a module does while it is loaded is of the file, also when a test was the first to need it. */
  evaluate(run: () => void | Promise<void>): void | Promise<void> {
    if (this.#isLoading) return run();
    if (this.#evaluations === 0) this.#sweep();
    this.#evaluations++;
    const end = (): void => {
      if (this.#evaluations === 1) this.#sweep();
      this.#evaluations--;
    };
    let running: void | Promise<void>;
    try {
      running = run();
    } catch (error) {
      end();
      throw error;
    }
    if (running === undefined) end();
    else running.then(end, end);
    return running;
  }

  /** All modules of the file are there. */
  loaded(): void {
    this.#sweep();
    this.#isLoading = false;
  }

  testBegins(id: TestId): void {
    this.#sweep();
    this.#running.set(id, this.#owned(id, { kind: 'test', test: id })); // also when it touches nothing
  }

  testEnds(id: TestId): void {
    this.#sweep();
    this.#running.delete(id);
  }

  /** Whose a process or thread is that is started now. */
  starters(): readonly Owned[] {
    return this.#whoRuns();
  }

  /** @returns what the server gets; `undefined` when the file runs no code that is counted */
  finish(file: string, { children, hasStarted, told }: EndOfFile): ToldCoverage | undefined {
    this.#sweep();
    const others = children.length === 0 ? [] : this.#takeHitsOf(children);
    if (this.#modules.size + others.length === 0) return undefined;
    const owners = [...this.#owners.values()].map(({ owner, sets }) => ({
      owner,
      sets: sets.length > 1 ? [...new Set(sets)] : sets,
    }));
    const digest = this.#digestOf({ others, owners, hasStarted });
    if (digest === told) return { type: 'coverage-as-before', file };
    const own = [...this.#modules].map(({ file: path, source }) => ({ file: path, hash: source }));
    const modules = [...own, ...others];
    const bits = this.#hits.bits();
    return {
      type: 'coverage',
      file,
      modules,
      digest,
      touched: this.#hits.touched(modules.length, bits).map(base64),
      sets: this.#hits.all.map(({ module }, number) => [module, base64(bits[number] ?? NOTHING)]),
      owners,
      ...(hasStarted && { startsOthers: true }),
      ...(this.#passes !== undefined && { counts: this.#passes.all() }),
    };
  }

  /** @returns modules that only they have loaded: their numbers are behind those of the file's own */
  #takeHitsOf(children: readonly FinishedChild[]): readonly CountedModuleIdentity[] {
    const own = [...this.#modules].map(({ file, source }) => `${source} ${file}`);
    const numbers = new Map(own.map((key, i) => [key, i]));
    const others: CountedModuleIdentity[] = [];
    for (const { starters, hits } of children) {
      for (const { file, source, bits, counts } of hits) {
        const key = `${source} ${file}`;
        let number = numbers.get(key);
        if (number === undefined) {
          number = numbers.size;
          numbers.set(key, number);
          others.push({ file, hash: source });
        }
        const taken = this.#hits.take(number, wordsOfBits(bits));
        if (counts !== undefined) this.#passes?.add(number, counts);
        for (const { sets } of starters) sets.push(taken);
      }
    }
    return others;
  }

  #digestOf({ others, owners, hasStarted }: Told): string {
    const digest = new Digest();
    for (const { identity } of this.#modules) for (const half of identity) digest.add(half);
    for (const other of others) for (const half of identityOf(other)) digest.add(half);
    digest.add(hasStarted ? 1 : 0);
    for (const hits of this.#hits.all) {
      digest.add(hits.module);
      digest.words(this.#hits.words(hits));
    }
    digest.text(owners.map(({ owner }) => nameOf(owner)).join('\n')); // one text, for each has its price
    for (const { sets } of owners) {
      digest.add(sets.length);
      for (const set of sets) digest.add(set);
    }
    return digest.toString();
  }

  /** What has been touched since the last time belongs to whoever runs. */
  #sweep(): void {
    let owners: readonly Owned[] | undefined;
    const all = this.#words;
    for (let number = 0; number < all.length; number++) {
      const words = all[number];
      if (words === undefined || !isAnySet(words)) continue;
      const set = this.#hits.take(
        number,
        this.#passes === undefined ? words : wordsOfCounts(words),
      );
      this.#passes?.add(number, words);
      words.fill(0);
      owners ??= this.#whoRuns();
      for (const { sets } of owners) sets.push(set);
    }
  }

  #whoRuns(): readonly Owned[] {
    const isOfTests = this.#running.size > 0 && this.#evaluations === 0;
    if (!isOfTests) return [this.#file()];
    const running = [...this.#running.values()];
    if (running.length > 1)
      for (const one of running)
        if (one.owner.kind === 'test') one.owner = { ...one.owner, isShared: true };
    return running;
  }

  #file(): Owned {
    const kind = this.#isLoading || this.#evaluations > 0 ? 'load' : 'hooks';
    return this.#owned(kind, { kind });
  }

  #owned(key: string, owner: CoverageOwner): Owned {
    let known = this.#owners.get(key);
    if (known === undefined) this.#owners.set(key, (known = { owner, sets: [] }));
    return known;
  }
}

/** The same only for the same one. */
function nameOf(owner: CoverageOwner): string {
  return owner.kind === 'test'
    ? `${owner.isShared === true ? 's' : 't'} ${owner.test}`
    : owner.kind;
}

const NOTHING = new Uint8Array();

function base64(bits: Uint8Array): string {
  return Buffer.from(bits.buffer, bits.byteOffset, bits.length).toString('base64');
}

function isAnySet(words: Int32Array): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return true;
  return false;
}
