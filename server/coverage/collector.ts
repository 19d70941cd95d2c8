/** What code the tests of a run have run, put together from what hosts tell of their files. */
import type { CoverageOwner, HostMessage } from '../../test-host/protocol.ts';

/** What was touched of a module by all together. */
export interface ModuleHits {
  /** Identity of the source that the probes are in: a key into the store. */
  readonly hash: string;
  /** One bit a probe. */
  readonly bits: Uint8Array;
}

/** A set of probes of a module, and who has touched exactly it. */
export interface OwnedHits {
  /** Workspace-relative path of the test file. */
  readonly file: string;
  readonly owners: readonly CoverageOwner[];
  readonly bits: Uint8Array;
}

export class CoverageCollector {
  readonly #modules = new Map<string, ModuleHits>();
  readonly #owned = new Map<string, OwnedHits[]>();

  add({ file, modules, sets, owners }: Extract<HostMessage, { type: 'coverage' }>): void {
    const ownersOfSets = sets.map((): CoverageOwner[] => []);
    for (const { owner, sets: touched } of owners)
      for (const number of touched) ownersOfSets[number]?.push(owner);
    for (const [number, [at, encoded]] of sets.entries()) {
      const module = modules[at];
      if (module === undefined) continue;
      const bits = Buffer.from(encoded, 'base64');
      this.#join(module, bits);
      const owned = this.#owned.get(module.file) ?? [];
      this.#owned.set(module.file, owned);
      owned.push({ file, owners: ownersOfSets[number] ?? [], bits });
    }
  }

  /** By absolute path. */
  modules(): ReadonlyMap<string, ModuleHits> {
    return this.#modules;
  }

  /** @param module absolute path */
  ownersOf(module: string): readonly OwnedHits[] {
    return this.#owned.get(module) ?? [];
  }

  /** A file that has changed during the run is known as it was last. */
  #join({ file, hash }: { readonly file: string; readonly hash: string }, bits: Uint8Array): void {
    const known = this.#modules.get(file);
    if (known?.hash !== hash) {
      this.#modules.set(file, { hash, bits: bits.slice() });
      return;
    }
    for (let i = 0; i < bits.length; i++) known.bits[i] = (known.bits[i] ?? 0) | (bits[i] ?? 0);
  }
}
