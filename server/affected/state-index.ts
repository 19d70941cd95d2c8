/** The log the other way round: who has read a file, who imported it, what has changed since a run. */
import type { FilePath } from '../../test-host/protocol.ts';
import { isFileInput } from '../history/input-names.ts';
import { LOADED } from './settings.ts';
import type { StateLog } from './state-log.ts';

export class StateIndex {
  readonly #log: StateLog;
  #readers: ReadonlyMap<string, readonly FilePath[]> | undefined;
  #importers: ReadonlyMap<FilePath, readonly FilePath[]> | undefined;
  #newest: readonly (readonly [name: string, run: number])[] | undefined;

  constructor(log: StateLog) {
    this.#log = log;
  }

  /** Test files that have read it. */
  readersOf(name: string): readonly FilePath[] {
    this.#readers ??= invert(this.#log.files(), (file) => this.#log.inputs(file));
    return this.#readers.get(name) ?? [];
  }

  /** Test files that have loaded it, or something that may load it, in a way that no code says. */
  loadersOf(name: string): readonly FilePath[] {
    return this.readersOf(LOADED + name);
  }

  /** Modules that imported it when they were loaded last. */
  importersOf(name: FilePath): readonly FilePath[] {
    this.#importers ??= invert(
      this.#log.names(),
      (file) => this.#log.versions(file).at(-1)?.to ?? [],
    );
    return this.#importers.get(name) ?? [];
  }

  /** What has another version since a run; the newest first. */
  *changedSince(run: number): Generator<string> {
    this.#newest ??= [...this.#log.names()]
      .map((name) => [name, this.#log.versions(name).at(-1)?.run ?? 0] as const)
      .toSorted(([, one], [, other]) => other - one);
    for (const [name, last] of this.#newest) {
      if (last <= run) return;
      yield name;
    }
  }
}

function invert(
  names: Iterable<string>,
  linksOf: (name: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const inverted = new Map<string, string[]>();
  for (const name of names) {
    for (const link of linksOf(name)) {
      const list = inverted.get(link);
      if (list === undefined) inverted.set(link, [name]);
      else list.push(name);
    }
  }
  return inverted;
}

/** Files with several versions, or another one on disk. */
export function differingNames(
  log: StateLog,
  hashNow: (name: FilePath) => string,
): readonly FilePath[] {
  return [...log.names()].filter((name) => {
    if (!isFileInput(name)) return false;
    const now = hashNow(name);
    return log.versions(name).some(({ hash }) => hash !== now);
  });
}
