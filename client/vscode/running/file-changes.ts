/** What happens to the files of the workspace: this editor saves them or holds them unsaved, others write them. */
import * as vscode from 'vscode';

export interface FileChange {
  readonly uri: vscode.Uri;
  readonly by: 'author' | 'others';
  /** Come or gone. */
  readonly isMoved: boolean;
}

const FILES = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json,toml,snap}';

export function followFiles(onChange: (change: FileChange) => void): vscode.Disposable {
  /** How files were left that were saved here: watchers tell of a save again, and later. */
  const saved = new Map<string, Promise<string | undefined>>();
  const isSaved = async (uri: vscode.Uri): Promise<boolean> => {
    const stamp = await saved.get(uri.toString());
    return stamp !== undefined && stamp === (await stampOf(uri));
  };
  const report = (uri: vscode.Uri, change: Omit<FileChange, 'uri'>): void => {
    if (!/\/(?:node_modules|\.git|\.ztest)\//.test(uri.path)) onChange({ uri, ...change });
  };
  const reportOther = async (uri: vscode.Uri, isMoved: boolean): Promise<void> => {
    if (!(await isSaved(uri))) report(uri, { by: 'others', isMoved });
  };
  const watcher = vscode.workspace.createFileSystemWatcher(FILES);
  return vscode.Disposable.from(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      report(uri, { by: 'author', isMoved: false });
      saved.set(uri.toString(), stampOf(uri));
    }),
    watcher,
    watcher.onDidChange(async (uri) => await reportOther(uri, false)),
    watcher.onDidCreate(async (uri) => await reportOther(uri, true)),
    watcher.onDidDelete((uri) => report(uri, { by: 'others', isMoved: true })),
  );
}

/** Milliseconds without a key: the author has paused. */
const PAUSE_MS = 400;

/** Told of documents with text that is in no file, when their author pauses; as far as the settings want that. */
export function followTyping(onPause: (uri: vscode.Uri) => void): vscode.Disposable {
  const timers = new Map<string, NodeJS.Timeout>();
  const pause = (document: vscode.TextDocument): void => {
    timers.delete(document.uri.toString());
    if (document.isDirty) onPause(document.uri);
  };
  const listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length === 0 || !isRunnable(document) || !runsUnsaved()) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => pause(document), PAUSE_MS),
    );
  });
  return new vscode.Disposable(() => {
    for (const timer of timers.values()) clearTimeout(timer);
    listener.dispose();
  });
}

/** Uris of the documents whose text a continuous run takes in place of their files. */
export function unsavedDocuments(): readonly string[] {
  if (!runsUnsaved()) return [];
  return vscode.workspace.textDocuments
    .filter((document) => document.isDirty && isRunnable(document))
    .map(({ uri }) => uri.toString());
}

function runsUnsaved(): boolean {
  return vscode.workspace.getConfiguration('ztest').get('continuousRun.unsaved', false);
}

function isRunnable({ uri, languageId }: vscode.TextDocument): boolean {
  return uri.scheme === 'file' && /^(?:type|java)script(?:react)?$/.test(languageId);
}

/** When the file was written, and how long it is; `undefined` for one that is gone. */
async function stampOf(uri: vscode.Uri): Promise<string | undefined> {
  return await vscode.workspace.fs.stat(uri).then(
    ({ mtime, size }) => `${mtime} ${size}`,
    () => undefined,
  );
}
