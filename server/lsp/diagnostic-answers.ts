/** Diagnostics in both ways of the protocol: sent when the author pauses, or handed over when the client asks. */
import {
  DocumentDiagnosticReportKind,
  type Diagnostic,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { AfterPause } from './after-pause.ts';
import { cancellable } from './cancellation.ts';
import { Diagnostics, resultIdOf } from './diagnostics.ts';
import { pathToUri, uriToPath } from './file-uris.ts';

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
  toDiagnostic,
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
      : root.services.discovery.missingImports(file).map(toDiagnostic);
  };

  const sent = new Map<string, string>();
  const send = (path: string): void => {
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
  };
  /** What a client was told that asked. It asks by itself after an edit in a document that it shows. */
  const told = new Map<string, { readonly version: number; readonly resultId: string }>();
  const isOutdated = (path: string): boolean => {
    const before = told.get(path);
    const open = documentAt(path);
    if (open === undefined) return true;
    return before?.version === open.version && before.resultId !== resultIdOf(of(path));
  };
  const later = new AfterPause({
    delay: pause,
    run: (paths) => {
      if (!client().pullsDiagnostics) for (const path of paths) send(path);
      else if (client().refreshesDiagnostics && paths.some(isOutdated))
        void connection.languages.diagnostics.refresh();
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
    const report = reportOf(items, previousResultId);
    const version = documents.get(textDocument.uri)?.version;
    if (path !== undefined && version !== undefined) {
      told.set(path, { version, resultId: report.resultId });
    }
    return report;
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

  documents.onDidClose(({ document: { uri } }) => {
    const path = uriToPath(uri);
    if (path === undefined) return;
    told.delete(path);
    later.touch([path]); // its imports are not looked at any more
  });

  return {
    update: (root, update) => {
      const diagnostics = byRoot.get(root) ?? new Diagnostics(toDiagnostic);
      byRoot.set(root, diagnostics);
      later.touch([...diagnostics.update(root, update), ...openPaths()]);
    },
    [Symbol.dispose]: () => later[Symbol.dispose](),
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
