/** What the runs of a sitting have told of each test file: its tests, what failed, which snapshots do not match. */
import type { FilePath, RunMessage, TestId } from '../../../test-host/protocol.ts';
import { readTestId } from '../../../test-host/protocol.ts';

interface KnownFile {
  /** Its tests, by id: whether it failed when it ran last. */
  tests: Map<TestId, boolean>;
  /** It failed outside of its tests. */
  hasFailed: boolean;
  /** Snapshots that do not match, or that no test has. */
  hasOddSnapshots: boolean;
}

export class KnownResults {
  readonly #files = new Map<FilePath, KnownFile>();

  hear(events: readonly RunMessage[]): void {
    for (const event of events) {
      if (event.type === 'file-collected') {
        const file = this.#of(event.file);
        const before = file.tests;
        file.tests = new Map();
        for (const { kind, id } of event.nodes)
          if (kind === 'test') file.tests.set(id, before.get(id) ?? false);
      } else if (event.type === 'test-finished') {
        if (event.reason === 'cancelled' || event.reason === 'bail') continue;
        const { file } = readTestId(event.id);
        const isBad = event.outcome === 'failed' || event.outcome === 'errored';
        const hasFailed = isBad && event.quarantine === undefined;
        if (event.reason !== 'filter') this.#of(file).tests.set(event.id, hasFailed);
      } else if (event.type === 'file-finished' && event.reason !== 'cancelled') {
        const file = this.#of(event.file);
        file.hasFailed = event.errors.length > 0;
        const { unmatched = 0, obsolete = 0 } = event.snapshots ?? {};
        file.hasOddSnapshots = unmatched + obsolete > 0;
      }
    }
  }

  forget(file: FilePath): void {
    this.#files.delete(file);
  }

  get tests(): readonly TestId[] {
    return [...this.#files.values()].flatMap(({ tests }) => [...tests.keys()]);
  }

  testsOf(file: FilePath): number | undefined {
    return this.#files.get(file)?.tests.size;
  }

  /** Files with the tests in them that failed; without, the file itself did. */
  failures(): ReadonlyMap<FilePath, readonly TestId[] | undefined> {
    const failures = new Map<FilePath, readonly TestId[] | undefined>();
    for (const [file, { tests, hasFailed }] of this.#files) {
      const ids = [...tests].flatMap(([id, failed]) => (failed ? id : []));
      if (hasFailed) failures.set(file, undefined);
      else if (ids.length > 0) failures.set(file, ids);
    }
    return failures;
  }

  /** Files that failed outside of their tests. */
  broken(): readonly FilePath[] {
    return [...this.#files].flatMap(([file, { hasFailed }]) => (hasFailed ? file : []));
  }

  oddSnapshots(): readonly FilePath[] {
    return [...this.#files].flatMap(([file, { hasOddSnapshots }]) => (hasOddSnapshots ? file : []));
  }

  #of(file: FilePath): KnownFile {
    let known = this.#files.get(file);
    if (known === undefined) {
      known = { tests: new Map(), hasFailed: false, hasOddSnapshots: false };
      this.#files.set(file, known);
    }
    return known;
  }
}
