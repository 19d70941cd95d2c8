/** A quick fix of the server: the editor's own rename, at a title. */
import * as vscode from 'vscode';

export async function editTitle([uri, position]: readonly unknown[]): Promise<void> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our server's quick fix hands it over
  const { line, character } = position as { readonly line: number; readonly character: number };
  await vscode.commands.executeCommand('editor.action.rename', [
    vscode.Uri.parse(String(uri)),
    new vscode.Position(line, character),
  ]);
}
