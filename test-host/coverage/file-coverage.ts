/**
 * Which code each test of a file runs: at every boundary between tests, what has been touched since the last one is given to
 * whoever ran. Code that runs while no test does belongs to the file: its modules being loaded, hooks of its suites.
 */
import type { ModuleProbes } from '../loader/compiled-module.ts';
import type { CoverageMessage, CoverageOwner, HostMessage, TestId } from '../protocol.ts';
import type { CounterArray, Counters, ModuleCounters } from './counters.ts';
import type { ChildHits } from './children/shared-counters.ts';
import { Digest } from './digest.ts';
import { bitsOf, bitsOfCounts, DistinctHits, type Hits } from './hits.ts';
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
    const modules = [...this.#modules].map(({ file: path, source }) => ({
      file: path,
      hash: source,
    }));
    const numbers = new Map(modules.map((module, i) => [`${module.hash} ${module.file}`, i]));
    for (const { starters, hits } of children) {
      for (const { file: path, source, bits, counts } of hits) {
        const key = `${source} ${path}`;
        const number = numbers.get(key) ?? modules.push({ file: path, hash: source }) - 1;
        numbers.set(key, number);
        const taken = this.#hits.take(number, bits);
        if (counts !== undefined) this.#passes?.add(number, counts);
        for (const { sets } of starters) sets.push(taken.number);
      }
    }
    if (modules.length === 0) return undefined;
    const owners = [...this.#owners.values()].map(({ owner, sets }) => ({
      owner,
      sets: [...new Set(sets)],
    }));
    const named = [modules, owners.map(({ owner }) => owner), hasStarted];
    const digest = digestOf(named, this.#hits.all, owners);
    if (digest === told) return { type: 'coverage-as-before', file };
    const touched = modules.map((_, number) => base64(this.#hits.touchedOf(number)));
    return {
      type: 'coverage',
      file,
      modules,
      digest,
      touched,
      sets: this.#hits.all.map(({ module, bits }) => [module, base64(bits)]),
      owners,
      ...(hasStarted && { startsOthers: true }),
      ...(this.#passes !== undefined && { counts: this.#passes.all() }),
    };
  }

  /** What has been touched since the last time belongs to whoever runs. */
  #sweep(): void {
    let owners: readonly Owned[] | undefined;
    const all = this.#words;
    for (let number = 0; number < all.length; number++) {
      const words = all[number];
      if (words === undefined || !isAnySet(words)) continue;
      const bits = this.#passes === undefined ? bitsOf(words) : bitsOfCounts(words);
      const hits = this.#hits.take(number, bits);
      this.#passes?.add(number, words);
      words.fill(0);
      owners ??= this.#whoRuns();
      for (const { sets } of owners) sets.push(hits.number);
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

function digestOf(
  named: unknown,
  hits: readonly Hits[],
  owners: CoverageMessage['owners'],
): string {
  const digest = new Digest();
  digest.text(JSON.stringify(named));
  for (const { module, bits } of hits) {
    digest.add(module);
    digest.bytes(bits);
  }
  for (const { sets } of owners) {
    digest.add(sets.length);
    for (const set of sets) digest.add(set);
  }
  return digest.toString();
}

function base64(bits: Uint8Array): string {
  return Buffer.from(bits.buffer, bits.byteOffset, bits.length).toString('base64');
}

function isAnySet(words: Int32Array): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return true;
  return false;
}
