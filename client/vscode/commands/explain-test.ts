/** "Why is my test not here?": asked for a file or a title, answered with what decided. */
import * as vscode from 'vscode';
import { explain } from '../../../server/protocol.ts';
import { askWhatToExplain, explanationTitle, renderExplanation } from '../messages.ts';
import type { TestView } from '../test-view.ts';
import { folderMeant } from './targets.ts';

const SCHEME = 'ztest-explanation';

export async function explainTest({ server }: TestView): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const uri = editor?.document.uri;
  const open = uri && vscode.workspace.getWorkspaceFolder(uri) && uri;
  const target = await vscode.window.showInputBox({
    ...askWhatToExplain(),
    value: open === undefined ? '' : vscode.workspace.asRelativePath(open, false),
    ignoreFocusOut: true,
  });
  if (target === undefined || target.trim() === '') return;
  const root = folderMeant()?.uri.toString();
  const answer = await server.ask(explain, {
    ...(root !== undefined && { root }),
    target: target.trim(),
  });
  await showMarkdown(explanationTitle(), renderExplanation(answer));
}

/**
 * Its documents are what their uri says: an editor that asks nobody to save it, also after a reload. As Markdown, long lines are
 * wrapped.
 */
export function showExplanations(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ query }) => query,
  });
}

/** To be read, not to be kept. */
export async function showMarkdown(title: string, text: string): Promise<void> {
  const path = `/${title}.md`;
  const uri = vscode.Uri.from({ scheme: SCHEME, path, query: text });
  await vscode.window.showTextDocument(uri, { preview: true });
}
