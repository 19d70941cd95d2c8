/** The inline snapshots that a file is about to write, by the place of the call in the source. */
import type { AttemptRecord } from './attempts.ts';

/** 1-based, of the matcher's name in the call; `file` is absolute. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface InlineEntry extends SourcePosition {
  readonly value: string;
  /** False for one that matched: it only takes part in telling whether all visits of the place agree. */
  readonly isWritten: boolean;
  /** The matcher was called with a snapshot to compare with. */
  readonly hasArgument: boolean;
  readonly record: AttemptRecord | undefined;
}

export class InlineSites {
  readonly #sites = new Map<string, InlineEntry[]>();
  readonly #disputed = new Set<string>();

  /** False when the place was reached before with another value: then nothing is written there. */
  add(entry: InlineEntry): boolean {
    const key = `${entry.file}:${entry.line}:${entry.column}`;
    const others = this.#sites.get(key);
    if (others === undefined) this.#sites.set(key, [entry]);
    else others.push(entry);
    const agrees = others === undefined || others.every((other) => other.value === entry.value);
    if (!agrees) this.#disputed.add(key);
    return agrees && !this.#disputed.has(key);
  }

  discard(record: AttemptRecord): void {
    for (const [key, entries] of this.#sites) {
      const kept = entries.filter((entry) => entry.record !== record);
      if (kept.length === entries.length) continue;
      if (kept.length === 0) this.#sites.delete(key);
      else this.#sites.set(key, kept);
      if (kept.every((entry) => entry.value === kept[0]?.value)) this.#disputed.delete(key);
    }
  }

  /** One entry a place, grouped by file. */
  toWrite(): Map<string, InlineEntry[]> {
    const files = new Map<string, InlineEntry[]>();
    for (const [key, entries] of this.#sites) {
      const entry = entries.find((candidate) => candidate.isWritten);
      if (entry === undefined || this.#disputed.has(key)) continue;
      const inFile = files.get(entry.file);
      if (inFile === undefined) files.set(entry.file, [entry]);
      else inFile.push(entry);
    }
    return files;
  }
}
