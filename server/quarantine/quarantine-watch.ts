/**
 * The quarantine in a run: it sees each event before anybody else. A test of it that fails is marked, and takes neither its
 * suites nor its file with it.
 */
import fs from 'node:fs';
import path from 'node:path';
import {
  fileOfTest,
  type FilePath,
  type Problem,
  type Quarantine,
  type RunEvent,
  type TestId,
} from '../../test-host/protocol.ts';
import { historyChunk } from '../history/history-session.ts';
import { hasFailed } from '../running/run-totals.ts';
import { entryOfNobody, entryOfRenamed, expired } from './messages.ts';
import { isExpired, readQuarantine, type PlacedEntry } from './quarantine-file.ts';

export interface QuarantineWatch {
  /** Whose failures are none. */
  readonly ids: readonly TestId[];
  /** Changes the event in place. */
  readonly mark: (event: RunEvent) => void;
  /** What the run has shown of the file. */
  readonly problems: () => readonly Problem[];
}

/** @param now milliseconds since the epoch */
export function watchQuarantine(rootDir: string, now: number): QuarantineWatch {
  const { entries, problems } = readQuarantine(rootDir);
  const names = followFiles(entries, rootDir);
  const byFile = Map.groupBy(names.values(), ({ id }) => fileOfTest(id));
  const files = new Map<FilePath, FileWatch>();
  const watchOf = (file: FilePath): FileWatch | undefined => {
    const own = byFile.get(file);
    if (own === undefined) return undefined;
    const known = files.get(file);
    if (known !== undefined) return known;
    const made = new FileWatch({ entries: own, rootDir, now });
    files.set(file, made);
    return made;
  };
  return {
    ids: [...names.values()].flatMap(({ entry, id }) => (isExpired(entry, now) ? [] : id)),
    mark: (event) => {
      const file = fileOfEvent(event);
      if (file === undefined) return;
      if (event.type === 'file-started') files.delete(file);
      watchOf(file)?.mark(event);
    },
    problems: () => [
      ...problems,
      ...[...names.values()].flatMap(({ entry, id, isGone }) => {
        if (isGone) return entryOfNobody(entry);
        const found = files.get(fileOfTest(id))?.problems(entry) ?? [];
        return id === entry.id || found.length > 0 ? found : entryOfRenamed(entry, id);
      }),
    ],
  };
}

/** An entry with the id that its test has now. */
interface NamedEntry {
  readonly entry: PlacedEntry;
  readonly id: TestId;
  /** Its file is not there. */
  readonly isGone: boolean;
}

/** Entries of files that are not there go where the history says that those went. */
function followFiles(
  entries: readonly PlacedEntry[],
  rootDir: string,
): ReadonlyMap<PlacedEntry, NamedEntry> {
  const missing = entries.filter(({ id }) => !fs.existsSync(path.join(rootDir, fileOfTest(id))));
  const now =
    missing.length === 0
      ? new Map<TestId, TestId>()
      : historyChunk().readNewNames(rootDir, { missing: missing.map(({ id }) => id) });
  return new Map(
    entries.map((entry) => {
      const id = now.get(entry.id) ?? entry.id;
      return [entry, { entry, id, isGone: missing.includes(entry) && id === entry.id }];
    }),
  );
}

interface FileWatchOptions {
  readonly entries: readonly NamedEntry[];
  readonly rootDir: string;
  readonly now: number;
}

/** One file of a run. */
class FileWatch {
  readonly #options: FileWatchOptions;
  /** By the id that the test has now. */
  readonly #entries: Map<TestId, PlacedEntry>;
  readonly #parents = new Map<TestId, TestId>();
  /** Suites with a failure that counts, and `''` for the file. */
  readonly #failed = new Set<TestId>();
  /** Suites with one that does not. */
  readonly #spared = new Set<TestId>();
  readonly #ran = new Set<PlacedEntry>();
  readonly #absent = new Set<PlacedEntry>();

  constructor(options: FileWatchOptions) {
    this.#options = options;
    this.#entries = new Map(options.entries.map(({ id, entry }) => [id, entry]));
  }

  mark(event: RunEvent): void {
    switch (event.type) {
      case 'file-collected':
        for (const { id, parent } of event.nodes)
          if (parent !== undefined) this.#parents.set(id, parent);
        this.#findAbsent(new Set(event.nodes.map(({ id }) => id)));
        break;
      case 'test-finished':
        this.#markTest(event);
        break;
      case 'hook-finished':
        // What another hook fails, tests tell.
        if (event.hook === 'afterAll' && event.outcome === 'failed')
          this.#note(this.#failed, event.suite);
        break;
      case 'suite-finished':
        if (hasFailed(event) && this.#isSpared(event.id))
          Object.assign(event, { outcome: 'passed' });
        break;
      case 'file-finished':
        if (!hasFailed(event) || event.errors.length > 0 || !this.#isSpared('')) break;
        Object.assign(event, { outcome: 'passed' });
        Reflect.deleteProperty(event, 'reason');
        break;
      default:
        break;
    }
  }

  problems(entry: PlacedEntry): readonly Problem[] {
    if (this.#absent.has(entry)) return [entryOfNobody(entry)];
    const isOver = this.#ran.has(entry) && isExpired(entry, this.#options.now);
    if (isOver) return [expired(entry)];
    const [now] = [...this.#entries].find(([, known]) => known === entry) ?? [];
    return now === undefined || now === entry.id ? [] : [entryOfRenamed(entry, now)];
  }

  #markTest(event: Extract<RunEvent, { type: 'test-finished' }>): void {
    const entry = this.#entries.get(event.id);
    const isInForce = entry !== undefined && !isExpired(entry, this.#options.now);
    if (entry !== undefined && event.reason !== 'filter') this.#ran.add(entry);
    if (isInForce) Object.assign(event, { quarantine: quarantineOf(entry) });
    if (hasFailed(event))
      this.#note(isInForce ? this.#spared : this.#failed, this.#parents.get(event.id));
  }

  /** In a suite, all around it, and the file. */
  #note(notes: Set<TestId>, suite: TestId | undefined): void {
    for (let at = suite; at !== undefined; at = this.#parents.get(at)) notes.add(at);
    notes.add('');
  }

  #isSpared(suite: TestId): boolean {
    return this.#spared.has(suite) && !this.#failed.has(suite);
  }

  /** Entries whose titles are not there any more, unless they are called otherwise now. */
  #findAbsent(present: ReadonlySet<TestId>): void {
    const absent = [...this.#entries].filter(([id]) => !present.has(id));
    if (absent.length === 0) return;
    const missing = absent.map(([id]) => id);
    const names = historyChunk().readNewNames(this.#options.rootDir, { missing, present });
    for (const [id, entry] of absent) {
      const now = names.get(id);
      this.#entries.delete(id);
      if (now === undefined) this.#absent.add(entry);
      else this.#entries.set(now, entry);
    }
  }
}

function quarantineOf({ id: _, line: _line, ...rest }: PlacedEntry): Quarantine {
  return rest;
}

function fileOfEvent(event: RunEvent): FilePath | undefined {
  switch (event.type) {
    case 'test-finished':
    case 'suite-finished':
      return fileOfTest(event.id);
    case 'file-started':
    case 'file-collected':
    case 'file-finished':
    case 'hook-finished':
      return event.file;
    default:
      return undefined;
  }
}
