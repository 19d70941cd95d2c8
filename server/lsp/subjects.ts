/** From a place in a document to the tests that reach it, and from a test to what it exercises. */
import type { CancellationToken, Location } from 'vscode-languageserver/node';
import type { ReachingTest, SubjectParams } from '../protocol.ts';
import { cancellable } from './cancellation.ts';
import { pathToUri, uriToPath } from './file-uris.ts';
import { toPosition, toRange } from './ranges.ts';
import type { Root } from './root.ts';
import type { Session } from './session.ts';
import type { Reached, Subject } from './services.ts';

export async function findTests(
  session: Session,
  params: SubjectParams,
  token: CancellationToken,
): Promise<ReachingTest[]> {
  const subject = subjectOf(session, params);
  if (subject === undefined) return [];
  return await cancellable(token, async (signal) => {
    const found = await Promise.all(
      session.roots.all().map(async (root) => {
        await root.settled();
        const reached = await root.services.graph.testsOf(subject, signal);
        return reached.flatMap((one) => testsIn(root, one));
      }),
    );
    return found.flat();
  });
}

export async function findSources(
  session: Session,
  params: SubjectParams,
  token: CancellationToken,
): Promise<Location[]> {
  const subject = subjectOf(session, params);
  if (subject === undefined) return [];
  const root = session.roots.rootOf(subject.path);
  if (root === undefined) return [];
  return await cancellable(token, async (signal) => {
    await root.settled();
    const places = await root.services.graph.sourceOf(subject, signal);
    return places.map(({ path, line = 1 }) => {
      const start = toPosition({ line, column: 1 });
      return { uri: pathToUri(path), range: { start, end: start } };
    });
  });
}

function subjectOf(
  { documents }: Session,
  { textDocument, position }: SubjectParams,
): Subject | undefined {
  const path = uriToPath(textDocument.uri);
  if (path === undefined) return undefined;
  const document = documents.get(textDocument.uri);
  return position === undefined || document === undefined
    ? { path }
    : { path, offset: document.offsetAt(position) };
}

function testsIn(root: Root, { file, tests, why }: Reached): readonly ReachingTest[] {
  const chosen = tests === undefined ? undefined : new Set(tests);
  const nodes = root.services.discovery.tree(file)?.nodes ?? [];
  return nodes
    .filter(({ id, kind }) => kind !== 'suite' && chosen?.has(id) !== false)
    .map(({ id, title, range, file: declaredIn = file }) => ({
      uri: pathToUri(root.absolute(declaredIn)),
      range: toRange(range),
      id,
      title,
      why,
    }));
}
