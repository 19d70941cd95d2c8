/** Results that an edit has made stale are dimmed, before anything runs again. */
import * as vscode from 'vscode';
import { affected } from '../../../server/protocol.ts';
import type { RunContext } from './run-session.ts';

/** The author has paused. */
const PAUSE_MS = 250;

export function dimStaleResults(context: RunContext): vscode.Disposable {
  const edited = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const dim = (): void => {
    const uris = [...edited];
    edited.clear();
    dimAffected(context, uris).catch((error: unknown) => context.log.error(String(error)));
  };
  const listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length === 0 || document.uri.scheme !== 'file') return;
    edited.add(document.uri.toString());
    clearTimeout(timer);
    timer = setTimeout(dim, PAUSE_MS);
  });
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    listener.dispose();
  });
}

async function dimAffected(
  { controller, tree, server }: RunContext,
  uris: readonly string[],
): Promise<void> {
  for (const root of tree.roots()) {
    const files = await server.ask(affected, { root: root.uri.toString(), uris });
    const items = files.flatMap(({ file, ids }) => {
      const known = root.file(file);
      if (known === undefined) return [];
      return ids === undefined ? [known.item] : ids.flatMap((id) => known.itemOf(id) ?? []);
    });
    if (items.length > 0) controller.invalidateTestResults(items);
  }
}
