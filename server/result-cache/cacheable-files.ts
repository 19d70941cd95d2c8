/** Test files of a run that may be taken as passed later, as long as nothing that they depend on changes. Pure. */
import {
  fileOfTest,
  type FilePath,
  type ReadInputs,
  type RunEvent,
  type RunMessage,
  type TestId,
  type TestNodeInfo,
} from '../../test-host/protocol.ts';

/** A file all of whose tests passed at once, or are never run. */
export interface CachedFile {
  /** As they were announced, suites too. */
  readonly nodes: readonly TestNodeInfo[];
  /** Of the tests that did not simply pass. */
  readonly others: readonly CachedResult[];
}

export type CachedResult = Pick<
  Extract<RunEvent, { type: 'test-finished' }>,
  'id' | 'outcome' | 'reason' | 'note'
>;

interface HeardFile {
  nodes: readonly TestNodeInfo[];
  readonly results: Map<TestId, CachedResult>;
  isClean: boolean;
  isFinished: boolean;
}

/** What came of each file, picked from the events of a run while they pass. */
export class CacheableFiles {
  readonly #files = new Map<FilePath, HeardFile>();

  hear(events: readonly RunMessage[]): void {
    for (const event of events) this.#hear(event);
  }

  /** @param inputsOf what they have read: with a file that had to do with the outside it is never known */
  take(
    inputsOf: (file: FilePath) => ReadInputs | undefined,
  ): readonly (CachedFile & { readonly file: FilePath })[] {
    return [...this.#files].flatMap(([file, { nodes, results, isClean, isFinished }]) => {
      const inputs = inputsOf(file);
      const tests = nodes.filter(({ kind }) => kind === 'test');
      // What it writes others may need.
      const isAlone = inputs?.beyond === undefined && inputs?.written === undefined;
      const isKnown = isFinished && inputs !== undefined && isAlone;
      const isWhole = tests.length > 0 && tests.every(({ id }) => results.has(id));
      const others = [...results.values()].filter(
        ({ outcome, reason }) => outcome !== 'passed' || reason !== undefined,
      );
      return isClean && isKnown && isWhole ? { file, nodes, others } : [];
    });
  }

  #hear(event: RunEvent): void {
    switch (event.type) {
      case 'test-finished': {
        const file = this.#files.get(fileOfTest(event.id));
        if (file === undefined) return;
        const { id, outcome, reason, note } = event;
        file.results.set(id, {
          id,
          outcome,
          ...(reason !== undefined && { reason }),
          ...(note !== undefined && { note }),
        });
        if (!isSteady(event)) file.isClean = false;
        break;
      }
      case 'file-started':
        this.#files.set(event.file, {
          nodes: [],
          results: new Map(),
          isClean: true,
          isFinished: false,
        });
        break;
      case 'file-collected': {
        const file = this.#files.get(event.file);
        if (file === undefined) return;
        file.nodes = event.nodes;
        if (event.nodes.some(({ isFiltered }) => isFiltered)) file.isClean = false;
        break;
      }
      case 'file-finished': {
        const file = this.#files.get(event.file);
        if (file === undefined) return;
        file.isFinished = true;
        const { written = 0, updated = 0, removed = 0, obsolete = 0 } = event.snapshots ?? {};
        const isSame = written + updated + removed + obsolete === 0;
        if (hasTrouble(event.outcome) || event.errors.length > 0 || !isSame) file.isClean = false;
        break;
      }
      case 'hook-finished':
        if (event.outcome === 'failed') this.#spoil(event.file);
        break;
      case 'leak':
      case 'snapshot-obsolete':
        this.#spoil(event.file);
        break;
      default:
        break;
    }
  }

  #spoil(name: FilePath | undefined): void {
    const file = name === undefined ? undefined : this.#files.get(name);
    if (file !== undefined) file.isClean = false;
  }
}

const STEADY_REASONS = new Set(['skip', 'todo', 'condition', 'only', 'expected-failure']);

/** It would be the same again, and says nothing besides. */
function isSteady(event: Extract<RunEvent, { type: 'test-finished' }>): boolean {
  const { outcome, reason, retries, quarantine, annotations = [], attachments = [] } = event;
  if (retries !== undefined || quarantine !== undefined || event.isCached === true) return false;
  if (annotations.length + attachments.length > 0) return false;
  return !hasTrouble(outcome) && (reason === undefined || STEADY_REASONS.has(reason));
}

function hasTrouble(outcome: string): boolean {
  return outcome !== 'passed' && outcome !== 'skipped';
}
