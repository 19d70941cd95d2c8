/** What code the tests of a run have run, put together from what hosts tell of their files. */
import type { HostMessage } from '../../test-host/protocol.ts';
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

interface ModuleIdentity {
  readonly file: string;
  readonly hash: string;
}

export class CoverageCollector {
  readonly #modules = new Map<string, ModuleHits>();
  readonly #sets = new Map<string, RunSet[]>();
  readonly #runners = new Set<string>();

  add(message: Extract<HostMessage, { type: 'coverage' }>): void {
    const { file, modules, sets, owners, counts = [] } = message;
    const runnersOf = sets.map((): Runner[] => []);
    for (const { owner, sets: touched } of owners) {
      const runner = { file, owner };
      this.#runners.add(runnerKey(runner));
      for (const number of touched) runnersOf[number]?.push(runner);
    }
    for (const [number, [at, bits]] of sets.entries()) {
      const module = modules[at];
      if (module === undefined) continue;
      this.#join(module, Buffer.from(bits, 'base64'));
      const known = this.#sets.get(module.file) ?? [];
      this.#sets.set(module.file, known);
      known.push({ bits, runners: runnersOf[number] ?? [] });
    }
    for (const [at, passes] of counts.entries()) this.#count(modules[at], passes);
    // Loaded, and nothing of it ran.
    for (const { file: module, hash } of modules)
      if (!this.#modules.has(module)) this.#modules.set(module, { hash, bits: new Uint8Array() });
  }

  /** By absolute path. */
  modules(): ReadonlyMap<string, ModuleHits> {
    return this.#modules;
  }

  /** @param module absolute path */
  setsOf(module: string): readonly RunSet[] {
    return this.#sets.get(module) ?? [];
  }

  /** Keys of all that ran, whether it has touched anything or not. */
  runners(): ReadonlySet<string> {
    return this.#runners;
  }

  #count(module: ModuleIdentity | undefined, passes: readonly number[]): void {
    const known = module && this.#modules.get(module.file);
    if (known === undefined || known.hash !== module?.hash) return;
    known.counts ??= [];
    for (const [probe, count] of passes.entries())
      known.counts[probe] = (known.counts[probe] ?? 0) + count;
  }

  /** A file that has changed during the run is known as it was last. */
  #join({ file, hash }: ModuleIdentity, bits: Uint8Array): void {
    const known = this.#modules.get(file);
    if (known?.hash !== hash || known.bits.length === 0) {
      this.#modules.set(file, { hash, bits: bits.slice() });
      this.#sets.delete(file);
      return;
    }
    for (let i = 0; i < bits.length; i++) known.bits[i] = (known.bits[i] ?? 0) | (bits[i] ?? 0);
  }
}
