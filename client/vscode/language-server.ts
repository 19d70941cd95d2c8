/** The language server as the extension sees it: started, asked, heard, ended. */
import * as vscode from 'vscode';
import {
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';
import {
  debuggerWanted,
  openRoots,
  runEvents,
  treeChanged,
  type DebuggerWanted,
  type NotificationMethod,
  type OpenedRoots,
  type RequestMethod,
  type RunEvents,
  type TreeChange,
} from '../../server/protocol.ts';

export interface LanguageServerOptions {
  /** Absolute path of the server's bundle. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  /** The Node of the server and of every test; `undefined`: VS Code's own. */
  readonly findNode: () => Promise<string | undefined>;
  readonly onTreeChange: (change: TreeChange) => 'applied' | 'missed';
  readonly onStart: (roots: OpenedRoots) => void;
}

const LANGUAGES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];

export class LanguageServer implements vscode.Disposable {
  readonly #options: LanguageServerOptions;
  #client: LanguageClient | undefined;
  readonly #runs = new Map<string, RunListener>();

  constructor(options: LanguageServerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { module, log, findNode } = this.#options;
    const node = await findNode();
    const client = new LanguageClient(
      'ztest',
      'ztest',
      { module, transport: TransportKind.ipc, ...(node !== undefined && { runtime: node }) },
      clientOptions(log),
    );
    this.#client = client;
    this.#hear(treeChanged, (change: TreeChange) => {
      if (this.#options.onTreeChange(change) === 'missed') void this.#openRoots();
    });
    this.#hear(runEvents, (events: RunEvents) => this.#runs.get(events.runId)?.onEvents(events));
    this.#hear(debuggerWanted, (wanted: DebuggerWanted) =>
      this.#runs.get(wanted.runId)?.onDebugger(wanted.port),
    );
    await client.start();
    await this.#openRoots();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    if (this.#client?.isRunning() === true) await this.#client.stop();
  }

  dispose(): void {
    void this.stop();
  }

  async ask<Params, Result>(
    { method }: RequestMethod<Params, Result>,
    params: Params,
    token?: vscode.CancellationToken,
  ): Promise<Result> {
    // An absent token must not be handed over: it would travel as a second parameter.
    const client = this.#client;
    if (client === undefined) throw new Error('The server was not started.');
    return await (token === undefined
      ? client.sendRequest<Result>(method, params)
      : client.sendRequest<Result>(method, params, token));
  }

  /** Hears the events of a run until it is disposed. */
  follow(runId: string, listener: RunListener): vscode.Disposable {
    this.#runs.set(runId, listener);
    return new vscode.Disposable(() => this.#runs.delete(runId));
  }

  async #openRoots(): Promise<void> {
    this.#options.onStart(await this.ask(openRoots, {}));
  }

  #hear<Params>({ method }: NotificationMethod<Params>, handler: (params: Params) => void): void {
    this.#client?.onNotification(method, handler);
  }
}

export interface RunListener {
  readonly onEvents: (events: RunEvents) => void;
  readonly onDebugger: (port: number) => void;
}

function clientOptions(log: vscode.LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: LANGUAGES.map((language) => ({ scheme: 'file', language })),
    outputChannel: log,
    initializationOptions: { isTrusted: vscode.workspace.isTrusted, hasTestViews: true },
  };
}
