/** From Jest to ztest: what it would take, the change with the editor's own preview, and the way back. */
import * as vscode from 'vscode';
import {
  compareWithJest,
  keepOriginals,
  planMigration,
  settleMigration,
  undoMigration,
  type PlannedMigration,
} from '../../../server/protocol.ts';
import {
  comparing,
  editedSinceMigration,
  migrationFailed,
  migrationTitle,
  migrationUndone,
  noJestHere,
  nothingToMigrate,
  undoAllTheSame,
} from '../messages.ts';
import type { TestView } from '../test-view.ts';
import { showMarkdown } from './explain-test.ts';
import { folderMeant, placeMeant } from './targets.ts';

export async function analyseJest({ server }: TestView): Promise<void> {
  const root = folderMeant()?.uri.toString();
  if (root === undefined) return;
  const plan = await server.ask(planMigration, { root });
  if (plan === null) void vscode.window.showInformationMessage(noJestHere());
  else await showMarkdown(migrationTitle(), plan.report);
}

export async function migrateWorkspace(view: TestView): Promise<void> {
  const folder = folderMeant();
  if (folder !== undefined) await migrate(view, { root: folder.uri });
}

export async function migrateFile(view: TestView, args: readonly unknown[]): Promise<void> {
  const uri = placeMeant(args)?.uri;
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  if (folder !== undefined) await migrate(view, { root: folder.uri, file: uri });
}

async function migrate(
  { server }: TestView,
  { root: folder, file }: { readonly root: vscode.Uri; readonly file?: vscode.Uri | undefined },
): Promise<void> {
  await vscode.workspace.saveAll(false); // the plan is made of what is saved
  const root = folder.toString();
  const plan = await server.ask(planMigration, {
    root,
    willBeDone: true,
    ...(file !== undefined && { uris: [file.toString()] }),
  });
  if (plan === null || plan.changes.length === 0) {
    void vscode.window.showInformationMessage(plan === null ? noJestHere() : nothingToMigrate());
    return;
  }
  const kept = await server.ask(keepOriginals, { root });
  if (!kept.ok) {
    void vscode.window.showErrorMessage(migrationFailed(kept));
    return;
  }
  try {
    const edit = await workspaceEdit(plan);
    if (await vscode.workspace.applyEdit(edit, { isRefactoring: true })) await saveChanged(plan);
  } finally {
    await server.ask(settleMigration, { root });
  }
}

/**
 * What waits for a tick opens the preview: the configuration that goes, or else the first file. All else is ticked already, so
 * that one click does the whole.
 */
async function workspaceEdit({ changes }: PlannedMigration): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  const unticked = changes.find(({ kind }) => kind === 'removed') ?? changes[0];
  for (const change of changes) {
    const metadata = { needsConfirmation: change === unticked, label: migrationTitle() };
    const uri = vscode.Uri.parse(change.uri);
    if (change.kind === 'removed') edit.deleteFile(uri, {}, metadata);
    else if (change.kind === 'new') {
      const contents = new TextEncoder().encode(change.edits.map(({ text }) => text).join(''));
      edit.createFile(uri, { contents }, metadata);
    } else {
      const document = await vscode.workspace.openTextDocument(uri);
      for (const { start, end, text } of change.edits)
        edit.replace(uri, linesOf(document, start, end), inDocument(document, text), metadata);
    }
  }
  return edit;
}

function linesOf(document: vscode.TextDocument, start: number, end: number): vscode.Range {
  return document.validateRange(new vscode.Range(start, 0, end, 0));
}

/** Editors have one line end for the whole document. */
function inDocument(document: vscode.TextDocument, text: string): string {
  const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  return text.replaceAll(/\r?\n/g, lineEnd);
}

async function saveChanged({ changes }: PlannedMigration): Promise<void> {
  const uris = new Set(changes.map(({ uri }) => vscode.Uri.parse(uri).toString()));
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && uris.has(document.uri.toString())) await document.save();
}

export async function undoLastMigration({ server }: TestView): Promise<void> {
  const root = folderMeant()?.uri.toString();
  if (root === undefined) return;
  let undone = await server.ask(undoMigration, { root, force: false });
  if (!undone.ok && undone.reason === 'edited') {
    const anyway = undoAllTheSame();
    const answer = await vscode.window.showWarningMessage(
      editedSinceMigration(undone.files),
      { modal: true },
      anyway,
    );
    if (answer !== anyway) return;
    undone = await server.ask(undoMigration, { root, force: true });
  }
  if (undone.ok) void vscode.window.showInformationMessage(migrationUndone(undone.files));
  else void vscode.window.showErrorMessage(migrationFailed(undone));
}

export async function compareRunners({ server }: TestView): Promise<void> {
  const root = folderMeant()?.uri.toString();
  if (root === undefined) return;
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: comparing(), cancellable: true },
    async (_progress, token) => await server.ask(compareWithJest, { root }, token),
  );
  if (report === null) void vscode.window.showInformationMessage(noJestHere());
  else await showMarkdown(migrationTitle(), report);
}
