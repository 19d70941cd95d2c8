/** A first test: beside the open source file, or on its own. */
import path from 'node:path';
import * as vscode from 'vscode';
import { isThere } from './open-configuration.ts';
import { folderMeant } from './targets.ts';

export async function createFirstTest(): Promise<void> {
  const folder = folderMeant();
  if (folder === undefined) return;
  const uri = placeOfTest(folder.uri, vscode.window.activeTextEditor?.document.uri);
  if (!(await isThere(uri)))
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(FIRST));
  await vscode.window.showTextDocument(uri, { preview: false });
}

const FIRST = `import { expect, test } from 'ztest';

test('adds two numbers', () => {
  expect(1 + 2).toBe(3);
});
`;

function placeOfTest(folder: vscode.Uri, open: vscode.Uri | undefined): vscode.Uri {
  const source =
    open && /^(?<stem>.+)\.(?<extension>[cm]?[jt]sx?)$/.exec(path.posix.basename(open.path));
  if (open?.scheme !== folder.scheme || !source?.groups)
    return vscode.Uri.joinPath(folder, 'first.test.ts');
  const { stem, extension } = source.groups;
  return vscode.Uri.joinPath(open, '..', `${stem}.test.${extension}`);
}
