/**
 * Entry of the language server where there is no Node: a web worker that the extension starts and ends. It finds tests like the
 * other one; it reads files by asking the extension, and runs nothing.
 */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { pathToUri } from '../lsp/file-uris.ts';
import { messageCheck } from '../lsp/message-check.ts';
import { startServer } from '../lsp/server.ts';
import { listFolder, readCompiler, readFile, type RequestMethod } from '../protocol.ts';
import { loadChunks } from './chunks.ts';
import { setCompiler } from './compiler.ts';
import { mountFiles } from './node/fs.ts';
import { rootOpener } from './open-root.ts';
import { ProjectFiles } from './project-files.ts';

declare const ZTEST_VERSION: string;
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(self),
  new BrowserMessageWriter(self),
  { messageStrategy: messageCheck },
);
const ask = async <Params, Result>(
  { method }: RequestMethod<Params, Result>,
  params: Params,
): Promise<Result> => await connection.sendRequest<Result>(method, params);

const files = new ProjectFiles({
  list: async (folder) => (await ask(listFolder, { uri: pathToUri(folder) })) ?? undefined,
  read: async (file) => (await ask(readFile, { uri: pathToUri(file) })) ?? undefined,
});
mountFiles(files);
const initialized = Promise.withResolvers<void>();
const open = rootOpener(files, initialized.promise);
let loading: Promise<void> | undefined;
startServer(connection, {
  version: ZTEST_VERSION,
  openRoot: (options) => {
    loading ??= loadParsing();
    loading.then(initialized.resolve, initialized.reject);
    return open(options);
  },
  isContinuousIntegration: false,
});

async function loadParsing(): Promise<void> {
  setCompiler(await ask(readCompiler, {}));
  await loadChunks();
}
