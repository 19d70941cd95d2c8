/** Places as the server tells them, as the editor shows them. */
import * as vscode from 'vscode';
import type { Place } from '../../../server/protocol.ts';

export function toLocation({ uri, range: { start, end } }: Place): vscode.Location {
  return new vscode.Location(
    vscode.Uri.parse(uri),
    new vscode.Range(start.line, start.character, end.line, end.character),
  );
}

/** With the cursor at its start. */
export async function openPlace(place: Place): Promise<void> {
  const { uri, range } = toLocation(place);
  const selection = new vscode.Range(range.start, range.start);
  await vscode.window.showTextDocument(uri, { selection });
}

export function relativeName(uri: string | vscode.Uri): string {
  return vscode.workspace.asRelativePath(typeof uri === 'string' ? vscode.Uri.parse(uri) : uri);
}
