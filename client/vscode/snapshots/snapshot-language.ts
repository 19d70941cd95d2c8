/** What the editor does for `.snap` files: outline, folding, the way to the test of an entry. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { TestTree } from '../tree/test-tree.ts';
import { snapshotEntries, titlesOfKey, type SnapshotEntry } from './snapshot-entries.ts';

const SELECTOR: vscode.DocumentSelector = { language: 'snapshot' };

export function registerSnapshotLanguage(tree: TestTree): readonly vscode.Disposable[] {
  return [
    vscode.languages.registerDocumentSymbolProvider(SELECTOR, {
      provideDocumentSymbols: (document) =>
        snapshotEntries(document.getText()).map((entry) => symbolOf(entry, document)),
    }),
    vscode.languages.registerFoldingRangeProvider(SELECTOR, {
      provideFoldingRanges: (document) =>
        snapshotEntries(document.getText())
          .filter(({ line, endLine }) => endLine > line)
          .map(({ line, endLine }) => new vscode.FoldingRange(line, endLine)),
    }),
    vscode.languages.registerDefinitionProvider(SELECTOR, {
      provideDefinition: (document, position) => {
        const entry = snapshotEntries(document.getText()).find(
          ({ line, endLine }) => line <= position.line && position.line <= endLine,
        );
        return entry === undefined ? undefined : testOf(entry, document.uri, tree);
      },
    }),
  ];
}

function symbolOf(
  { key, line, endLine }: SnapshotEntry,
  document: vscode.TextDocument,
): vscode.DocumentSymbol {
  const whole = new vscode.Range(line, 0, endLine, document.lineAt(endLine).text.length);
  const first = document.lineAt(line).range;
  return new vscode.DocumentSymbol(key, '', vscode.SymbolKind.Constant, whole, first);
}

/** `a/__snapshots__/b.test.ts.snap` belongs to `a/b.test.ts`. */
function testOf(
  { key }: SnapshotEntry,
  uri: vscode.Uri,
  tree: TestTree,
): vscode.Location | undefined {
  const folder = vscode.Uri.joinPath(uri, '..');
  const beside = path.posix.basename(folder.path) === '__snapshots__' ? '../..' : '..';
  const name = path.posix.basename(uri.path).replace(/\.snap$/, '');
  const file = tree.fileAt(vscode.Uri.joinPath(uri, beside, name));
  if (file === undefined) return undefined;
  for (const title of titlesOfKey(key)) {
    const range = file.rangeOf(title);
    if (range !== undefined && file.item.uri !== undefined)
      return new vscode.Location(file.item.uri, range);
  }
  return undefined;
}
