/** What a client asks of coverage: what of the code has run, by whom, and which changed lines have not. */
import path from 'node:path';
import type { CoveringAnswer, Covered } from '../coverage/covering-tests.ts';
import type { TreeNode } from '../discovery/file-tree.ts';
import * as protocol from '../protocol.ts';
import type { CoveringTest, CoveringTests } from '../protocol.ts';
import { readTestId, type FilePath, type TestId } from '../../test-host/protocol.ts';
import { answering } from './answering.ts';
import { abortedBy } from './cancellation.ts';
import { pathToUri, uriToPath } from './file-uris.ts';
import { toRange } from './ranges.ts';
import type { Root } from './root.ts';
import type { Session } from './session.ts';

export function answerCoverage({ connection, roots, documents }: Session): void {
  const answer = answering(connection);
  const textOf = (uri: string): string | undefined => documents.get(uri)?.getText();

  answer(protocol.knownCoverage, async ({ root, runId }) => {
    const shares = await roots.get(root)?.services.coverage?.showKnown(runId);
    return shares?.map(({ file, ...rest }) => ({ ...rest, uri: pathToUri(file) })) ?? [];
  });
  answer(protocol.coverageDetails, ({ root, runId, uri, test }) => {
    const file = uriToPath(uri);
    const coverage = roots.get(root)?.services.coverage;
    if (file === undefined || coverage === undefined) return null;
    return coverage.details(runId, path.normalize(file), { test, text: textOf(uri) }) ?? null;
  });
  answer(protocol.prepareCounting, async ({ root, files }, token) => {
    await roots.get(root)?.services.runs?.prepareCounting(files, abortedBy(token));
    return null;
  });
  answer(protocol.coveringTests, ({ textDocument: { uri }, line }) => {
    const file = path.normalize(uriToPath(uri) ?? '');
    const question = { file, line: line + 1, text: textOf(uri) };
    return joinAnswers(
      roots.all().flatMap((root) => {
        const found = root.services.coverage?.covering(question);
        return found === undefined ? [] : { root, answer: found };
      }),
    );
  });
  answer(protocol.uncoveredChanges, async ({ root, base = '' }) => {
    const changes = await roots.get(root)?.services.coverage?.changes(base);
    if (changes === undefined) return null;
    const { missing, stale, ...rest } = changes;
    const files = missing.map(({ file, lines }) => ({
      uri: pathToUri(file),
      lines: lines.map((one) => one - 1).toSorted((a, b) => a - b),
    }));
    return { ...rest, files, stale: stale.map(pathToUri) };
  });
}

interface RootAnswer {
  readonly root: Root;
  readonly answer: CoveringAnswer;
}

/** A file may be run by the tests of several folders; what one of them knows is an answer. */
function joinAnswers(answers: readonly RootAnswer[]): CoveringTests {
  const known = answers.flatMap(({ root, answer }) => (answer.ok ? { root, answer } : []));
  if (known.length === 0) return { isKnown: false, reason: bestReason(answers) };
  const others = known.flatMap(({ answer }) =>
    answer.runners.flatMap(({ file, owner }) => (owner.kind === 'test' ? [] : { file, owner })),
  );
  const filesOf = (kind: 'load' | 'hooks'): readonly string[] => [
    ...new Set(others.filter(({ owner }) => owner.kind === kind).map(({ file }) => file)),
  ];
  return {
    isKnown: true,
    tests: known.flatMap(({ root, answer }) => testsOf(root, answer)),
    load: filesOf('load'),
    hooks: filesOf('hooks'),
    of: known.some(({ answer }) => answer.of === 'line') ? 'line' : 'function',
    isStale: known.some(({ answer }) => answer.isStale),
    awaited: known.reduce((sum, { answer }) => sum + answer.awaited.length, 0),
  };
}

/** Who knows the file knows more than who does not, and who knows any more than who knows none. */
function bestReason(answers: readonly RootAnswer[]): 'no-data' | 'no-file' | 'no-code' | 'changed' {
  const reasons = answers.flatMap(({ answer }) => (answer.ok ? [] : answer.reason));
  const order = ['changed', 'no-code', 'no-file'] as const;
  return order.find((reason) => reasons.includes(reason)) ?? 'no-data';
}

/** In the order of the files. */
function testsOf(root: Root, { runners }: Covered): readonly CoveringTest[] {
  const trees = new Map<FilePath, ReadonlyMap<TestId, TreeNode>>();
  const nodesOf = (file: FilePath): ReadonlyMap<TestId, TreeNode> => {
    const known = trees.get(file);
    if (known !== undefined) return known;
    const tree = root.services.discovery.tree(file);
    const nodes = new Map(tree?.nodes.map((node) => [node.id, node]));
    trees.set(file, nodes);
    return nodes;
  };
  return runners
    .flatMap(({ owner }): readonly CoveringTest[] => {
      if (owner.kind !== 'test') return [];
      const { test: id, isShared } = owner;
      const { file, titles } = readTestId(id);
      const node = nodesOf(file).get(id);
      const uri = pathToUri(root.absolute(node?.file ?? file));
      const range = node === undefined ? TOP : toRange(node.range);
      const shared = isShared === true ? { isShared } : {};
      return [{ root: root.uri, id, titles, file, uri, range, ...shared }];
    })
    .toSorted((a, b) => compare(a.file, b.file) || a.range.start.line - b.range.start.line);
}

const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
