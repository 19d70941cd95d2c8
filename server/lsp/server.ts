/**
 * The language server without its transport: what a client can ask, and who answers it. It holds what is open and passes
 * events on; the answers are made in the other files of this folder.
 */
import path from 'node:path';
import {
  ErrorCodes,
  ResponseError,
  TextDocuments,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileEvent } from '../workspace/changes.ts';
import { serverCapabilities, abilitiesOf } from './capabilities.ts';
import { asOnCi } from '../discovery/messages.ts';
import { answerCoverage } from './coverage-requests.ts';
import { answerDiagnostics } from './diagnostic-answers.ts';
import { ofTree } from './diagnostics.ts';
import { uriToPath } from './file-uris.ts';
import { answerFeatures } from './features.ts';
import { answerWrongParams } from './message-check.ts';
import { cacheElsewhere } from './messages.ts';
import { Roots } from './roots.ts';
import type { Session } from './session.ts';
import type { OpenRoot } from './services.ts';
import { answerTestRequests } from './test-requests.ts';
import { answerMigration } from './migration-requests.ts';
import { answerQuarantine } from './quarantine-requests.ts';
import { answerRuns } from './run-requests.ts';
import { answerHealth } from './health-requests.ts';
import { followFiles } from './follow-files.ts';

export interface ServerOptions {
  readonly version: string;
  readonly openRoot: OpenRoot;
  /** Stray `only`s are errors. */
  readonly isContinuousIntegration: boolean;
}

/** @returns what ends everything, where the client vanishes without a word */
export function startServer(connection: Connection, options: ServerOptions): () => void {
  const documents = new TextDocuments(TextDocument);
  let client = abilitiesOf({ capabilities: {}, processId: null, rootUri: null });
  const report = (error: unknown): void =>
    connection.console.error(
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  const roots = new Roots({
    openServices: (rootDir) => {
      const { isTrusted, env } = client;
      const services = options.openRoot({ rootDir, isTrusted, env, version: options.version });
      const { dataDirectory = rootDir } = services;
      if (path.relative(rootDir, dataDirectory).startsWith('..'))
        connection.console.warn(cacheElsewhere(rootDir, dataDirectory));
      return services;
    },
    documents: () => documents.all().flatMap((document) => eventOf(document) ?? []),
    onUpdate: (root, update) => {
      for (const listener of listeners) listener(root, update);
    },
    onError: report,
  });
  const session: Session = {
    connection,
    documents,
    roots,
    client: () => client,
    toDiagnostic: (problem) => ofTree(options.isContinuousIntegration ? asOnCi(problem) : problem),
  };
  const diagnostics = answerDiagnostics(session);
  const listeners = [answerTestRequests(session), diagnostics.update];
  answerFeatures(session);
  answerRuns(session);
  answerCoverage(session);
  answerHealth(session);
  answerMigration(session);
  answerQuarantine(session);

  answerWrongParams(connection);
  let isInitialized = false;
  connection.onInitialize((params: InitializeParams): InitializeResult | ResponseError<never> => {
    if (isInitialized) {
      return new ResponseError(ErrorCodes.InvalidRequest, 'The server is initialized already.');
    }
    isInitialized = true;
    client = abilitiesOf(params);
    // Behind the answer: a client that opens a window has much else to do before it says that it has it.
    setImmediate(openAll);
    return {
      capabilities: serverCapabilities(client),
      serverInfo: { name: 'ztest', version: options.version },
    };
  });
  const openAll = (): void => {
    for (const uri of client.roots) roots.add(uri);
  };
  connection.onInitialized(() => {
    openAll();
    if (client.changesFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) roots.remove(uri);
        for (const { uri } of added) roots.add(uri);
        following.watch(roots.all());
      });
    }
    following.watch(roots.all());
  });
  const following = followFiles(session);
  documents.onDidChangeContent(({ document }) => {
    const event = eventOf(document);
    if (event !== undefined) roots.change([event]);
  });
  documents.onDidClose(({ document: { uri } }) => {
    const path = uriToPath(uri);
    if (path !== undefined) roots.change([{ kind: 'document-closed', path }]);
  });
  documents.listen(connection);

  const close = (): void => {
    following[Symbol.dispose]();
    diagnostics[Symbol.dispose]();
    roots[Symbol.dispose]();
  };
  connection.onShutdown(async () => {
    await Promise.all(roots.all().map(async ({ services }) => await services.history?.flush()));
    close();
  });
  connection.listen();
  return close;
}

function eventOf(document: TextDocument): FileEvent | undefined {
  const path = uriToPath(document.uri);
  return path === undefined ? undefined : { kind: 'document', path, text: document.getText() };
}
