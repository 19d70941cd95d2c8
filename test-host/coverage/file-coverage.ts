/**
 * Which code each test of a file runs: at every boundary between tests, what has been touched since the last one is given to
 * whoever ran. Code that runs while no test does belongs to the file: its modules being loaded, hooks of its suites.
 */
import type { ModuleProbes } from '../loader/compiled-module.ts';
import type { CoverageMessage, CoverageOwner, TestId } from '../protocol.ts';
import type { CounterArray, Counters, ModuleCounters } from './counters.ts';
import type { ChildHits } from './children/shared-counters.ts';
import { Digest } from './digest.ts';
import { bitsOfCounts, isAnySet, type Hits } from './hits.ts';
import { NumberedHits } from './numbered-hits.ts';
import { Passes } from './passes.ts';
import { TouchedGroups } from './touched-groups.ts';

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

export class FileCoverage {
  readonly #counters: Counters;
  /** Of this file, in the order in which they were loaded. */
  readonly #modules = new Set<ModuleCounters>();
  readonly #touched: TouchedGroups;
  readonly #running = new Map<TestId, Owned>();
  readonly #hits = new NumberedHits();
  readonly #passes: Passes | undefined;
  /** By the id of the test, or by kind. */
  readonly #owners = new Map<string, Owned>();
  #isLoading = true;
  /** Modules that are being evaluated since. */
  #evaluations = 0;

  /** @param options.sharesModules with the files before it: isolation `none` */
  constructor(counters: Counters, { sharesModules }: { readonly sharesModules: boolean }) {
    this.#counters = counters;
    counters.known.forgetIfMany();
    this.#touched = new TouchedGroups(counters);
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
    this.#hits.numberOf(counters.identity);
    this.#touched.add(counters.group);
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
  finish(
    file: string,
    {
      children,
      hasStarted,
    }: { readonly children: readonly FinishedChild[]; readonly hasStarted: boolean },
  ): CoverageMessage | undefined {
    this.#sweep();
    const { known } = this.#counters;
    for (const { starters, hits } of children) {
      for (const { file: path, source, bits, counts } of hits) {
        const module = known.module(path, source);
        const taken = this.#hits.take(known.ofBits(module, bits));
        if (counts !== undefined) this.#passes?.add(this.#hits.numberOf(module), counts);
        for (const { sets } of starters) sets.push(taken);
      }
    }
    const { modules, all } = this.#hits;
    if (modules.length === 0) return undefined;
    const owners = [...this.#owners.values()].map(({ owner, sets }) => ({
      owner,
      sets: [...new Set(sets)],
    }));
    return {
      type: 'coverage',
      file,
      modules,
      digest: this.#digest(owners, hasStarted),
      touched: this.#hits.touched(),
      sets: all.map(({ module, hits }) => [module, hits.base64]),
      owners,
      ...(hasStarted && { startsOthers: true }),
      ...(this.#passes !== undefined && { counts: this.#passes.all() }),
    };
  }

  /** Sets have another order in each host: their digests are added up. */
  #digest(owners: CoverageMessage['owners'], hasStarted: boolean): string {
    const { modules, all } = this.#hits;
    const digest = new Digest();
    digest.text(JSON.stringify([modules, owners.map(({ owner }) => owner), hasStarted]));
    for (const { sets } of owners) {
      let [a, b] = [sets.length, 0];
      for (const set of sets) {
        const [more, other] = all[set]?.hits.digest ?? [0, 0];
        a = (a + more) | 0;
        b = (b + other) | 0;
      }
      digest.add(a);
      digest.add(b);
    }
    return digest.toString();
  }

  /** What has been touched since the last time belongs to whoever runs. */
  #sweep(): void {
    let owners: readonly Owned[] | undefined;
    this.#touched.each((group) => {
      for (const module of group.modules) {
        const hits = this.#hitsOf(module);
        if (hits === undefined) continue;
        const isOwn = this.#modules.has(module);
        if (isOwn) this.#passes?.add(this.#hits.numberOf(module.identity), module.words);
        module.words.fill(0);
        if (!isOwn) continue;
        const number = this.#hits.take(hits);
        owners ??= this.#whoRuns();
        for (const { sets } of owners) sets.push(number);
      }
    });
  }

  #hitsOf({ identity, words }: ModuleCounters): Hits | undefined {
    const { known, counts } = this.#counters;
    if (!counts) return known.ofWords(identity, words);
    return isAnySet(words) ? known.ofBits(identity, bitsOfCounts(words)) : undefined;
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
