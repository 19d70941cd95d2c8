/** Diagnostics in both ways of the protocol: sent when the author pauses, or handed over when the client asks. */
import {
  DocumentDiagnosticReportKind,
  type Diagnostic,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { cancellable } from './cancellation.ts';
import { Diagnostics, ofTree, resultIdOf } from './diagnostics.ts';
import { pathToUri, uriToPath } from './file-uris.ts';
import { PushDiagnostics } from './push-diagnostics.ts';
import type { Root, RootUpdate } from './root.ts';
import type { Session } from './session.ts';

/** Shorter than a pause to think, longer than one between two keys. */
const pause = 200;

export interface DiagnosticAnswers extends Disposable {
  readonly update: (root: Root, update: RootUpdate) => void;
}

export function answerDiagnostics({
  connection,
  documents,
  roots,
  client,
}: Session): DiagnosticAnswers {
  const byRoot = new WeakMap<Root, Diagnostics>();
  const of = (path: string): readonly Diagnostic[] => [
    ...roots.all().flatMap((root) => byRoot.get(root)?.of(path) ?? []),
    ...(documentAt(path) === undefined ? [] : importsOf(path)),
  ];
  const importsOf = (path: string): readonly Diagnostic[] => {
    const root = roots.rootOf(path);
    const file = root?.relative(path);
    return root === undefined || file === undefined
      ? []
      : root.services.discovery.missingImports(file).map(ofTree);
  };

  const sent = new Map<string, string>();
  const push = new PushDiagnostics({
    delay: pause,
    send: (path) => {
      const open = documents.get(pathToUri(path)) ?? documentAt(path);
      const diagnostics = of(path);
      const state = `${open?.version} ${resultIdOf(diagnostics)}`;
      if (sent.get(path) === state || (diagnostics.length === 0 && !sent.has(path))) return;
      sent.set(path, state);
      void connection.sendDiagnostics({
        uri: open?.uri ?? pathToUri(path),
        diagnostics: [...diagnostics],
        ...(open !== undefined && { version: open.version }),
      });
    },
  });
  /** Editors do not all write the same uri for a path. */
  const documentAt = (path: string) => documents.all().find(({ uri }) => uriToPath(uri) === path);

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    const path = uriToPath(textDocument.uri);
    if (path !== undefined) {
      await cancellable(token, async () => {
        await roots.treeOf(textDocument.uri);
      });
    }
    const items = path === undefined ? [] : of(path);
    return reportOf(items, previousResultId);
  });
  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token) => {
    await cancellable(token, async () => {
      await Promise.all(roots.all().map(async (root) => await root.settled()));
    });
    const known = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const wrong = roots.all().flatMap((root) => [...(byRoot.get(root)?.paths() ?? [])]);
    const uris = new Set([...wrong.map(pathToUri), ...known.keys()]);
    const items = [...uris].map((uri): WorkspaceDocumentDiagnosticReport => ({
      uri,
      version: documents.get(uri)?.version ?? null,
      ...reportOf(of(uriToPath(uri) ?? ''), known.get(uri)),
    }));
    return { items };
  });

  /** A file that came or went may be what they import. */
  const openPaths = (): readonly string[] =>
    documents.all().flatMap(({ uri }) => uriToPath(uri) ?? []);

  return {
    update: (root, update) => {
      const diagnostics = byRoot.get(root) ?? new Diagnostics();
      byRoot.set(root, diagnostics);
      const touched = diagnostics.update(root, update);
      if (!client().pullsDiagnostics) return push.touch([...touched, ...openPaths()]);
      // A client asks by itself after an edit in a document that it shows.
      const isElsewhere = [...touched].some((path) => documentAt(path) === undefined);
      if (isElsewhere && client().refreshesDiagnostics)
        void connection.languages.diagnostics.refresh();
    },
    [Symbol.dispose]: () => push[Symbol.dispose](),
  };
}

type Report =
  | { readonly kind: typeof DocumentDiagnosticReportKind.Unchanged; readonly resultId: string }
  | {
      readonly kind: typeof DocumentDiagnosticReportKind.Full;
      readonly resultId: string;
      readonly items: Diagnostic[];
    };

function reportOf(items: readonly Diagnostic[], previous: string | undefined): Report {
  const resultId = resultIdOf(items);
  return resultId === previous
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items] };
}
