/** The quarantine of a root as an editor's server answers for it: each answer is of the file as it is on the disk now. */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath, Problem, TestId } from '../../test-host/protocol.ts';
import type {
  ChangedQuarantine,
  NewQuarantineEntry,
  ProposedQuarantine,
  QuarantineState,
} from '../protocol.ts';
import { quarantineChunk } from './open-quarantine.ts';
import { RELEASE_AFTER } from './release.ts';

export class QuarantineService {
  readonly #rootDir: string;
  readonly #testsOf: (file: FilePath) => ReadonlySet<TestId> | undefined;

  /** @param testsOf all tests of a file; `undefined`: only a run knows them */
  constructor(rootDir: string, testsOf: (file: FilePath) => ReadonlySet<TestId> | undefined) {
    this.#rootDir = rootDir;
    this.#testsOf = testsOf;
  }

  read(): QuarantineState {
    const { readQuarantine, isExpired } = quarantineChunk();
    const { entries, problems } = readQuarantine(this.#rootDir);
    const now = Date.now();
    return {
      entries: entries.map((entry) => ({ ...entry, isExpired: isExpired(entry, now) })),
      problems,
    };
  }

  /** What is wrong in the file, and whose time is over. Asked at each key: the file is read again when it was written. */
  problems(): readonly Problem[] {
    const file = path.join(this.#rootDir, 'ztest.quarantine.json');
    const written = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (written === undefined) return [];
    if (this.#seen?.written !== written) {
      const { listProblems } = quarantineChunk();
      this.#seen = { written, problems: listProblems(this.#rootDir, Date.now()) };
    }
    return this.#seen.problems;
  }
  #seen: { readonly written: number; readonly problems: readonly Problem[] } | undefined;

  add(entry: NewQuarantineEntry): ChangedQuarantine {
    const added = quarantineChunk().addToQuarantine(this.#rootDir, entry, Date.now());
    return { ...this.read(), isDone: 'value' in added, ...('problems' in added && added) };
  }

  remove(ids: readonly TestId[]): ChangedQuarantine {
    const removed = quarantineChunk().removeFromQuarantine(this.#rootDir, ids);
    return { ...this.read(), isDone: 'value' in removed, ...('problems' in removed && removed) };
  }

  propose(): ProposedQuarantine {
    const testsOf = this.#testsOf;
    const proposed = quarantineChunk().proposeQuarantine(this.#rootDir, {
      after: RELEASE_AFTER,
      testsOf,
    });
    return 'value' in proposed
      ? { ...proposed.value, problems: [] }
      : { add: [], release: [], renamed: [], gone: [], problems: proposed.problems };
  }
}
