/** Entry of the extension where there is no Node (vscode.dev, github.dev): it shows tests, and says what runs them. */
import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
} from 'vscode-languageclient/browser';
import { State, type LanguageClientOptions } from 'vscode-languageclient';
import type { TestView } from '../test-view.ts';
import { showTestsOnly } from './show-tests-only.ts';

interface WebWorker {
  readonly terminate: () => void;
}
declare const Worker: new (url: string) => WebWorker;

let view: TestView | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = vscode.Uri.joinPath(context.extensionUri, 'dist/web-server.cjs');
  view = showTestsOnly(context, (options) => createWorkerClient(server, options));
  await view.server.start();
}

export async function deactivate(): Promise<void> {
  await view?.server.stop();
}

function createWorkerClient(server: vscode.Uri, options: LanguageClientOptions): LanguageClient {
  let worker: WebWorker | undefined;
  const client = new LanguageClient(
    'ztest',
    'ztest',
    async () => {
      worker = await startWorker(server);
      // A worker itself would do, were it an instance of the class that VS Code has put in place of the browser's.
      return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
    },
    options,
  );
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Stopped) worker?.terminate();
  });
  return client;
}

/** From its text: what a browser would fetch itself must come from where the editor comes from, as a script. */
async function startWorker(script: vscode.Uri): Promise<WebWorker> {
  const text = await vscode.workspace.fs.readFile(script);
  const url = URL.createObjectURL(new Blob([new Uint8Array(text)], { type: 'text/javascript' }));
  return new Worker(url);
}
