/** What code the tests of a run have run, put together from what hosts tell of their files. */
import type { CountedModuleIdentity, CoverageMessage, FilePath } from '../../test-host/protocol.ts';
import { type RunSet, type Runner, runnerKey } from './runners.ts';

/** What was touched of a module by all together. */
export interface ModuleHits {
  /** Identity of the source that the probes are in: a key into the store. */
  readonly hash: string;
  /** One bit a probe. */
  readonly bits: Uint8Array;
  /** How often each probe was passed, when that is counted. */
  counts?: number[];
}

/** How often it was passed; 0 or 1 where only that is known. */
export function passesOf(
  { bits, counts }: Pick<ModuleHits, 'bits' | 'counts'>,
  probe: number,
): number {
  return counts?.[probe] ?? ((bits[probe >> 3] ?? 0) >> (probe & 7)) & 1;
}

/** By absolute path of the module. */
export type SetsOfModules = ReadonlyMap<string, readonly RunSet[]>;

export class CoverageCollector {
  readonly #modules = new Map<string, ModuleHits>();
  readonly #messages: CoverageMessage[] = [];
  #sets: SetsOfModules | undefined;

  add(message: CoverageMessage): void {
    const { modules, touched, counts = [] } = message;
    this.#messages.push(message);
    this.#sets = undefined;
    for (const [at, module] of modules.entries())
      this.#join(module, Buffer.from(touched[at] ?? '', 'base64'));
    for (const [at, passes] of counts.entries()) this.#count(modules[at], passes);
  }

  /** By absolute path. */
  modules(): ReadonlyMap<string, ModuleHits> {
    return this.#modules;
  }

  /** Of all test files. */
  sets(): SetsOfModules {
    return (this.#sets ??= this.setsExcept(new Set()));
  }

  /** Of all test files but some. Mostly nobody asks: it is made when somebody does. */
  setsExcept(left: ReadonlySet<FilePath>): SetsOfModules {
    const all = new Map<string, RunSet[]>();
    for (const message of this.#messages) {
      const { file } = message;
      if (left.has(file)) continue;
      const { modules, sets, owners } = message; // read from a file when it is asked for
      const runnersOf = sets.map((): Runner[] => []);
      for (const { owner, sets: touched } of owners) {
        const runner = { file, owner };
        for (const number of touched) runnersOf[number]?.push(runner);
      }
      for (const [number, [at, bits]] of sets.entries()) {
        const module = modules[at];
        // What was counted of another text says nothing of this one.
        if (module === undefined || this.#modules.get(module.file)?.hash !== module.hash) continue;
        const known = all.get(module.file) ?? [];
        all.set(module.file, known);
        known.push({ bits, runners: runnersOf[number] ?? [] });
      }
    }
    return all;
  }

  /** Keys of all that ran, whether it has touched anything or not; but for those of some test files. */
  runnersExcept(left: ReadonlySet<FilePath>): ReadonlySet<string> {
    const told = this.#messages.filter(({ file }) => !left.has(file));
    return new Set(
      told.flatMap(({ file, owners }) => owners.map(({ owner }) => runnerKey({ file, owner }))),
    );
  }

  /** What some test files have told. */
  of(files: ReadonlySet<FilePath>): readonly CoverageMessage[] {
    return this.#messages.filter(({ file }) => files.has(file));
  }

  /** What each test file has told; not of those that have told something twice. */
  told(): ReadonlyMap<FilePath, Pick<CoverageMessage, 'modules' | 'digest'>> {
    const byFile = Map.groupBy(this.#messages, ({ file }) => file);
    return new Map(
      [...byFile].flatMap(([file, [first, ...others]]) =>
        first === undefined || others.length > 0 ? [] : [[file, first]],
      ),
    );
  }

  #count(module: CountedModuleIdentity | undefined, passes: readonly number[]): void {
    const known = module && this.#modules.get(module.file);
    if (known === undefined || known.hash !== module?.hash) return;
    known.counts ??= [];
    for (const [probe, count] of passes.entries())
      known.counts[probe] = (known.counts[probe] ?? 0) + count;
  }

  /** A file that has changed during the run is known as it was last. */
  #join({ file, hash }: CountedModuleIdentity, bits: Uint8Array): void {
    const known = this.#modules.get(file);
    if (known?.hash !== hash || known.bits.length === 0) {
      this.#modules.set(file, { hash, bits: bits.slice() });
      return;
    }
    for (let i = 0; i < bits.length; i++) known.bits[i] = (known.bits[i] ?? 0) | (bits[i] ?? 0);
  }
}
