/**
 * Which code each test of a file runs: at every boundary between tests, what has been touched since the last one is given to
 * whoever ran. Code that runs while no test does belongs to the file: its modules being loaded, hooks of its suites.
 */
import type { ModuleProbes } from '../loader/compiled-module.ts';
import type { CoverageMessage, CoverageOwner, TestId } from '../protocol.ts';
import type { CounterArray, CounterGroup, Counters, ModuleCounters } from './counters.ts';
import type { ChildHits } from './children/shared-counters.ts';
import { Digest } from './digest.ts';
import { bitsOfCounts, isAnySet } from './hits.ts';
import { NumberedHits, type NumberedHit } from './numbered-hits.ts';
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
        const taken = this.#hits.take(known.of(module, bits));
        if (counts !== undefined) this.#passes?.add(this.#hits.numberOf(module), counts);
        for (const { sets } of starters) sets.push(taken);
      }
    }
    const { modules, touched } = this.#hits;
    if (modules.length === 0) return undefined;
    const { all, numbers } = this.#hits.ordered();
    const owners = [...this.#owners.values()].map(({ owner, sets }) => ({
      owner,
      sets: [...Uint32Array.from(new Set(sets), (number) => numbers[number] ?? 0).sort()],
    }));
    return {
      type: 'coverage',
      file,
      modules,
      digest: digestOf([modules, owners.map(({ owner }) => owner), hasStarted], all, owners),
      touched: modules.map((_, number) => touched(number)),
      sets: all.map(({ module, hits }) => [module, hits.base64]),
      owners,
      ...(hasStarted && { startsOthers: true }),
      ...(this.#passes !== undefined && { counts: this.#passes.all() }),
    };
  }

  /** What has been touched since the last time belongs to whoever runs. */
  #sweep(): void {
    let owners: readonly Owned[] | undefined;
    this.#touched.each((group) => {
      const numbers = this.#passes === undefined ? this.#numbersOf(group) : this.#count(group);
      if (numbers.length > 0) {
        owners ??= this.#whoRuns();
        for (const { sets } of owners) for (const number of numbers) sets.push(number);
      }
      group.block.bytes.fill(0, group.start, group.end);
    });
  }

  #numbersOf(group: CounterGroup): readonly number[] {
    return this.#hits.numbersOf(this.#counters.known.ofGroup(group));
  }

  #count({ modules }: CounterGroup): readonly number[] {
    return modules.flatMap((module) => {
      const { identity, words } = module;
      if (!this.#modules.has(module) || !isAnySet(words)) return [];
      this.#passes?.add(this.#hits.numberOf(identity), words);
      return this.#hits.take(this.#counters.known.of(identity, bitsOfCounts(words)));
    });
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
  all: readonly NumberedHit[],
  owners: CoverageMessage['owners'],
): string {
  const digest = new Digest();
  digest.text(JSON.stringify(named));
  for (const { module, hits } of all) {
    digest.add(module);
    for (const word of hits.digest) digest.add(word);
  }
  for (const { sets } of owners) {
    digest.add(sets.length);
    for (const set of sets) digest.add(set);
  }
  return digest.toString();
}
