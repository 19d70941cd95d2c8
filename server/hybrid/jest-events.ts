/** What Jest reports of a file, as the events of a run of ours. Pure. */
import {
  makeTestId,
  type FilePath,
  type RunEvent,
  type SerializedError,
  type SnapshotCounts,
  type TestId,
  type TestNodeInfo,
  type TestSelection,
} from '../../test-host/protocol.ts';
import { readJestError } from './jest-errors.ts';
import type { JestFileResult, JestTestResult } from './jest-message.ts';

export interface FileEventsOptions {
  readonly rootDir: string;
  readonly selection: TestSelection | undefined;
}

/** All but `file-started`. */
export function fileEvents(
  file: FilePath,
  result: JestFileResult,
  options: FileEventsOptions,
): readonly RunEvent[] {
  const { nodes, tests } = treeOf(file, result.tests, options.selection);
  const errorOf = (text: string): SerializedError => readJestError(text, options.rootDir);
  const outcome = outcomeOf(result);
  return [
    { type: 'file-collected', file, nodes },
    ...result.console.map(({ type, message }): RunEvent => {
      const stream = /^(?:error|warn|assert)$/.test(type) ? 'stderr' : 'stdout';
      return { type: 'output', stream, text: `${message}\n`, file };
    }),
    ...tests.map(({ id, test }): RunEvent => finished(id, test, errorOf)),
    ...obsolete(file, result),
    {
      type: 'file-finished',
      file,
      outcome,
      ...(outcome === 'errored' && { reason: 'load' as const }),
      duration: result.duration,
      loadDuration: 0,
      errors: result.error === undefined ? [] : [errorOf(result.error)],
      snapshots: snapshotsOf(result),
    },
  ];
}

interface Tree {
  readonly nodes: readonly TestNodeInfo[];
  /** Those that are selected. */
  readonly tests: readonly { readonly id: TestId; readonly test: JestTestResult }[];
}

/** Jest knows suites by their titles only: twins of a suite are one. */
function treeOf(
  file: FilePath,
  results: readonly JestTestResult[],
  selection: TestSelection | undefined,
): Tree {
  const nodes: TestNodeInfo[] = [];
  const tests: { id: TestId; test: JestTestResult }[] = [];
  const suites = new Set<TestId>();
  const twins = new Map<TestId, number>();
  for (const test of results) {
    let parent: TestId | undefined;
    for (let depth = 1; depth < test.titles.length; depth++) {
      const titles = test.titles.slice(0, depth);
      const id = makeTestId(file, titles, 0);
      if (!suites.has(id))
        nodes.push({
          id,
          kind: 'suite',
          title: titles.at(-1) ?? '',
          ...(parent !== undefined && { parent }),
        });
      suites.add(id);
      parent = id;
    }
    const first = makeTestId(file, test.titles, 0);
    const twin = twins.get(first) ?? 0;
    twins.set(first, twin + 1);
    const id = twin === 0 ? first : makeTestId(file, test.titles, twin);
    const isSelected = selects(selection, id, test.titles);
    const mode = test.status === 'todo' ? 'todo' : test.status === 'pending' ? 'skip' : undefined;
    nodes.push({
      id,
      kind: 'test',
      title: test.titles.at(-1) ?? '',
      ...(parent !== undefined && { parent }),
      ...(test.location !== undefined && { location: { file, ...test.location } }),
      ...(mode !== undefined && { mode }),
      ...(!isSelected && { isFiltered: true as const }),
    });
    if (isSelected) tests.push({ id, test });
  }
  return { nodes, tests };
}

/** Jest has run at least these. */
function selects(
  selection: TestSelection | undefined,
  id: TestId,
  titles: readonly string[],
): boolean {
  const { ids, titlePattern } = selection ?? {};
  if (ids !== undefined && !ids.some((one) => one === id || id.startsWith(`${one}>`))) return false;
  if (titlePattern === undefined) return true;
  return new RegExp(titlePattern.source, titlePattern.flags).test(titles.join(' '));
}

function finished(
  id: TestId,
  { status, duration, failures, retries }: JestTestResult,
  errorOf: (text: string) => SerializedError,
): RunEvent {
  const errors = failures.map(errorOf);
  const shared = { type: 'test-finished', id, duration, errors } as const;
  const earlier =
    retries.length > 0 ? { retries: retries.map((text) => [errorOf(text)]) } : undefined;
  switch (status) {
    case 'passed':
      return { ...shared, ...earlier, outcome: 'passed' };
    case 'failed':
      return { ...shared, ...earlier, outcome: 'failed' };
    case 'todo':
      return { ...shared, outcome: 'skipped', reason: 'todo' };
    default:
      return { ...shared, outcome: 'skipped', reason: 'skip' };
  }
}

function outcomeOf({ error, tests }: JestFileResult): 'passed' | 'failed' | 'skipped' | 'errored' {
  if (error !== undefined) return 'errored';
  if (tests.some(({ status }) => status === 'failed')) return 'failed';
  return tests.length === 0 || tests.some(({ status }) => status === 'passed')
    ? 'passed'
    : 'skipped';
}

function obsolete(file: FilePath, { snapshot }: JestFileResult): readonly RunEvent[] {
  const keys = snapshot.uncheckedKeys ?? [];
  return keys.length === 0 ? [] : [{ type: 'snapshot-obsolete', file, keys }];
}

function snapshotsOf({ snapshot }: JestFileResult): SnapshotCounts {
  return {
    matched: snapshot.matched ?? 0,
    written: snapshot.added ?? 0,
    updated: snapshot.updated ?? 0,
    unmatched: snapshot.unmatched ?? 0,
    obsolete: snapshot.unchecked ?? 0,
    removed: 0,
  };
}
