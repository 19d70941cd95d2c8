/**
 * What somebody edits while a run is going on. The run tells places of the text that it began with: they are followed to
 * where that text stands now, before the editor gets them and follows them by itself.
 */
import * as vscode from 'vscode';
import { movedBy } from './moved-position.ts';

export class EditsMeanwhile implements vscode.Disposable {
  readonly #changes = new Map<string, vscode.TextDocumentContentChangeEvent[]>();
  readonly #listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const key = document.uri.toString();
    const changes = this.#changes.get(key) ?? [];
    changes.push(...contentChanges);
    this.#changes.set(key, changes);
  });

  readonly follow = (place: vscode.Location): vscode.Location => {
    const changes = this.#changes.get(place.uri.toString());
    if (changes === undefined) return place;
    const { line, character } = changes.reduce(movedBy, place.range.start);
    return new vscode.Location(place.uri, new vscode.Position(line, character));
  };

  dispose(): void {
    this.#listener.dispose();
  }
}
