/** Entry of the extension where there is no Node (vscode.dev, github.dev): it shows tests, and says what runs them. */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { State, type LanguageClientOptions } from 'vscode-languageclient';
import type { TestView } from '../test-view.ts';
import { showTestsOnly } from './show-tests-only.ts';

interface WebWorker {
  readonly terminate: () => void;
}
declare const Worker: new (url: string) => WebWorker;

let view: TestView | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const url = vscode.Uri.joinPath(context.extensionUri, 'dist/web-server.js').toString(true);
  view = showTestsOnly(context, (options) => createWorkerClient(url, options));
  await view.server.start();
}

export async function deactivate(): Promise<void> {
  await view?.server.stop();
}

function createWorkerClient(url: string, options: LanguageClientOptions): LanguageClient {
  let worker: WebWorker | undefined;
  const startWorker = async (): Promise<WebWorker> => {
    worker?.terminate();
    return await Promise.resolve((worker = new Worker(url)));
  };
  const client = new LanguageClient('ztest', 'ztest', startWorker, options);
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Stopped) worker?.terminate();
  });
  return client;
}
