/** Quick fixes inside `ztest.quarantine.json`, for an entry that is over: more time, or out with it. */
import * as vscode from 'vscode';
import { moreTime, takeOut } from './health-messages.ts';

const SELECTOR = { pattern: '**/ztest.quarantine.json' };
const IS_OVER = 'ZT2308';
const DAY_MS = 24 * 60 * 60 * 1000;
const MORE_DAYS = 30;

interface Entry {
  readonly id: string;
  readonly expires?: string;
}

export function registerQuarantineFixes(): vscode.Disposable {
  const kind = vscode.CodeActionKind.QuickFix;
  return vscode.languages.registerCodeActionsProvider(
    SELECTOR,
    {
      provideCodeActions: (document, _, { diagnostics }) =>
        diagnostics.flatMap((problem) => {
          const id = idAt(document, problem.range.start);
          if (id === undefined || codeOf(problem) !== IS_OVER) return [];
          const expires = new Date(Date.now() + MORE_DAYS * DAY_MS).toISOString().slice(0, 10);
          const fixes = [
            { title: moreTime(expires), edit: (entry: Entry) => ({ ...entry, expires }) },
            { title: takeOut(), edit: () => undefined },
          ];
          return fixes.flatMap(({ title, edit }) => {
            const action = new vscode.CodeAction(title, kind);
            const change = edited(document, id, edit);
            if (change === undefined) return [];
            action.edit = change;
            action.diagnostics = [problem];
            return action;
          });
        }),
    },
    { providedCodeActionKinds: [kind] },
  );
}

function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

/** Of the entry around a place: it has no objects in it. */
function idAt(document: vscode.TextDocument, place: vscode.Position): string | undefined {
  const at = document.offsetAt(place);
  const ends = /\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}/g;
  for (const { 0: text, index } of document.getText().matchAll(ends))
    if (at <= index + text.length) return idIn(text);
  return undefined;
}

function idIn(text: string): string | undefined {
  try {
    const id: unknown = Reflect.get(Object(JSON.parse(text)), 'id');
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined; // somebody is writing
  }
}

/** The file in the form in which ztest writes it. @param edit gives nothing for an entry that goes */
function edited(
  document: vscode.TextDocument,
  id: string,
  edit: (entry: Entry) => Entry | undefined,
): vscode.WorkspaceEdit | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is no list throws below
    const file = JSON.parse(document.getText()) as { readonly tests: readonly Entry[] };
    const tests = file.tests.flatMap((entry) => (entry.id === id ? (edit(entry) ?? []) : entry));
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, all, `${JSON.stringify({ ...file, tests }, null, 2)}\n`);
    return change;
  } catch {
    return undefined;
  }
}
