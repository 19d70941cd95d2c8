/** What a command is meant for: what a menu hands over, or else where the cursor is. */
import * as vscode from 'vscode';
import type { TestRef } from '../../../server/protocol.ts';
import { subjectOf } from '../tree/subjects.ts';
import type { TestView } from '../test-view.ts';

export interface EditorPlace {
  readonly uri: vscode.Uri;
  readonly position?: vscode.Position;
}

/** A menu of the Test Explorer hands over items, one at a message the item with its message. */
export function itemsMeant(
  { tree }: Pick<TestView, 'tree'>,
  args: readonly unknown[],
): readonly vscode.TestItem[] {
  const items = args.flat().flatMap((arg) => itemIn(arg) ?? itemNamed(tree, arg) ?? []);
  if (items.length > 0) return [...new Set(items)];
  // A test that is gone is not the one at the cursor.
  if (args.flat().some(isNamed)) return [];
  const editor = vscode.window.activeTextEditor;
  const file = editor && tree.fileAt(editor.document.uri);
  return file === undefined ? [] : [file.itemAt(editor?.selection.active)];
}

/** A menu of an editor or of the file explorer hands over a uri. */
export function placeMeant([uri, position]: readonly unknown[]): EditorPlace | undefined {
  if (uri instanceof vscode.Uri)
    return position instanceof vscode.Position ? { uri, position } : { uri };
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri };
}

/** Where the cursor stands. */
export function cursorPlace(): EditorPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri, position: editor.selection.active };
}

/** The folder of the open file, or else the first one. */
export function folderMeant(): vscode.WorkspaceFolder | undefined {
  const editor = vscode.window.activeTextEditor;
  return (
    (editor && vscode.workspace.getWorkspaceFolder(editor.document.uri)) ??
    vscode.workspace.workspaceFolders?.[0]
  );
}

/** A link or a view says which test is meant. */
function itemNamed(tree: TestView['tree'], arg: unknown): vscode.TestItem | undefined {
  return isNamed(arg) ? tree.item(arg.root, arg.id) : undefined;
}

function isNamed(arg: unknown): arg is TestRef {
  if (typeof arg !== 'object' || arg === null || !('root' in arg) || !('id' in arg)) return false;
  return typeof arg.root === 'string' && typeof arg.id === 'string';
}

function itemIn(arg: unknown): vscode.TestItem | undefined {
  if (typeof arg !== 'object' || arg === null) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only items of ours have a subject
  const item = ('test' in arg ? arg.test : arg) as vscode.TestItem;
  return subjectOf(item) === undefined ? undefined : item;
}
