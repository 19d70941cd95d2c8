/** A run that goes on: after each save, what the saved files can have changed runs anew. */
import * as vscode from 'vscode';
import { affected, type RunFile } from '../../../server/protocol.ts';
import type { RootTree } from '../tree/root-tree.ts';
import { runFiles, type RunContext } from './run-session.ts';
import { selectionOf, type RootSelection } from './selection.ts';

export interface ContinuousOptions {
  readonly request: vscode.TestRunRequest;
  /** Cancelled when the user turns it off. */
  readonly token: vscode.CancellationToken;
}

/** Several files are often saved together. */
const TOGETHER_MS = 20;

export function runContinuously(context: RunContext, options: ContinuousOptions): void {
  const run = new ContinuousRun(context, options);
  const { include = [] } = options.request;
  for (const item of include) continuous.add(item);
  const saves = vscode.workspace.onDidSaveTextDocument(({ uri }) => run.onSave(uri));
  const files = vscode.workspace.createFileSystemWatcher(
    '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json,toml,snap}',
  );
  const watching = [
    files.onDidCreate((uri) => run.onWritten(uri)),
    files.onDidChange((uri) => run.onWritten(uri)),
    files.onDidDelete((uri) => run.onChange(uri)),
  ];
  options.token.onCancellationRequested(() => {
    run.stop();
    for (const item of include) continuous.delete(item);
    for (const each of [saves, files, ...watching]) each.dispose();
  });
}

const continuous = new WeakSet<vscode.TestItem>();

export function isRunContinuously(item: vscode.TestItem): boolean {
  return continuous.has(item);
}

class ContinuousRun {
  readonly #context: RunContext;
  readonly #options: ContinuousOptions;
  readonly #changed = new Map<string, vscode.Uri>();
  /** How the files were left that somebody has saved, by their uri. */
  readonly #saved = new Map<string, Promise<string | undefined>>();
  /** Of the run that is going on: what it has not finished runs again with the next. */
  #running:
    | { readonly source: vscode.CancellationTokenSource; readonly files: readonly RootSelection[] }
    | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: RunContext, options: ContinuousOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Sooner than the file system tells of it. */
  onSave(uri: vscode.Uri): void {
    this.onChange(uri);
    this.#saved.set(uri.toString(), stampOf(uri));
  }

  /** The file system tells of a save once more. */
  async onWritten(uri: vscode.Uri): Promise<void> {
    const saved = await this.#saved.get(uri.toString());
    if (saved === undefined || saved !== (await stampOf(uri))) this.onChange(uri);
  }

  onChange(uri: vscode.Uri): void {
    if (uri.path.includes('/node_modules/') || uri.path.includes('/.ztest/')) return;
    this.#changed.set(uri.toString(), uri);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#start().catch((error: unknown) => {
        this.#context.log.error(toError(error));
      });
    }, TOGETHER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.source.cancel();
  }

  async #start(): Promise<void> {
    const uris = [...this.#changed.keys()];
    this.#changed.clear();
    const interrupted = this.#running;
    interrupted?.source.cancel();
    const { tree } = this.#context;
    const wanted = new Map(
      selectionOf(tree.roots(), this.#options.request).map(({ root, files }) => [root, files]),
    );
    const selections = await Promise.all(
      [...wanted].map(async ([root, chosen]): Promise<RootSelection> => {
        const hit = await this.#affectedIn(root, uris);
        const left = interrupted?.files.find((one) => one.root === root)?.files ?? [];
        const names = new Set([...hit, ...left].map(({ file }) => file));
        return { root, files: chosen.filter(({ file }) => names.has(file)) };
      }),
    );
    const files = selections.filter((one) => one.files.length > 0);
    if (files.length === 0 || this.#options.token.isCancellationRequested) return;
    const running = { source: new vscode.CancellationTokenSource(), files };
    this.#running = running;
    await runFiles(this.#context, {
      request: this.#options.request,
      token: running.source.token,
      selections: files,
    });
    if (this.#running === running) this.#running = undefined;
  }

  async #affectedIn(root: RootTree, uris: readonly string[]): Promise<readonly RunFile[]> {
    return await this.#context.server.ask(affected, { root: root.uri.toString(), uris });
  }
}

/** When the file was written, and how long it is; `undefined` for one that is gone. */
async function stampOf(uri: vscode.Uri): Promise<string | undefined> {
  return await vscode.workspace.fs.stat(uri).then(
    ({ mtime, size }) => `${mtime} ${size}`,
    () => undefined,
  );
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
