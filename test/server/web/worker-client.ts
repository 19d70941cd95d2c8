/** A client of the language server for web windows, in a realm that has nothing of Node: its bundle, its messages, its files. */
import fs from 'node:fs';
import { join, resolve } from 'node:path';
import vm from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createProtocolConnection,
  Disposable as Registration,
  type DataCallback,
  type Message,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import {
  applyFileChange,
  listFolder,
  openRoots,
  readCompiler,
  readFile,
  treeChanged,
  type TreeChange,
} from '../../../server/protocol.ts';
import type { TreeNode } from '../../../server/discovery/file-tree.ts';

const dist = resolve(import.meta.dirname, '../../../dist');
const scheme = 'vscode-vfs://some%20where';

/** What a web worker has besides the language itself. */
const REALM = {
  AbortController,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  clearTimeout,
  console,
  performance,
  queueMicrotask,
  setTimeout,
};

export interface WorkerClient extends Disposable {
  readonly connection: ProtocolConnection;
  readonly uri: (file: string) => string;
  /** By file. */
  readonly trees: ReadonlyMap<string, readonly TreeNode[]>;
  readonly changes: readonly TreeChange[];
  /** Of all files and folders that the server has asked for, relative to the root. */
  readonly asked: readonly string[];
  /** Fulfilled when the condition holds, after some message of the server. */
  readonly until: (condition: () => boolean) => Promise<void>;
}

/** Opens a folder, and waits for its first tree. */
export async function openInWorker(folder: string): Promise<WorkerClient> {
  const { port1: self, port2: port } = new MessageChannel();
  self.start(); // as a worker's own port is from the beginning
  const realm: object = vm.createContext(vm.constants.DONT_CONTEXTIFY);
  Object.assign(realm, REALM, { self });
  vm.runInContext(fs.readFileSync(join(dist, 'web-server.cjs'), 'utf8'), realm);

  class Reader extends AbstractMessageReader {
    listen(callback: DataCallback): Registration {
      port.on('message', callback);
      return Registration.create(() => {});
    }
  }
  class Writer extends AbstractMessageWriter {
    async write(message: Message): Promise<void> {
      port.postMessage(message);
      return await Promise.resolve();
    }
    end(): void {}
  }
  const connection = createProtocolConnection(new Reader(), new Writer());
  const asked: string[] = [];
  const absolute = (uri: string): string => {
    const path = decodeURIComponent(new URL(uri).pathname);
    asked.push(path.slice(1));
    return join(folder, path);
  };
  connection.onRequest(readCompiler.method, () => fs.readFileSync(join(dist, 'compiler.cjs')));
  connection.onRequest(listFolder.method, ({ uri }: { readonly uri: string }) =>
    fs.readdirSync(absolute(uri), { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other',
    })),
  );
  connection.onRequest(readFile.method, ({ uri }: { readonly uri: string }) => {
    const file = absolute(uri);
    return fs.existsSync(file) ? new Uint8Array(fs.readFileSync(file)) : null;
  });
  const trees = new Map<string, readonly TreeNode[]>();
  const changes: TreeChange[] = [];
  const waiting: (() => void)[] = [];
  connection.onNotification(treeChanged.method, (change: TreeChange) => {
    changes.push(change);
    for (const one of change.files)
      trees.set(one.file, applyFileChange(trees.get(one.file) ?? [], one));
    for (const file of change.removed) trees.delete(file);
    for (const resume of waiting.splice(0)) resume();
  });
  connection.listen();
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>((resume) => waiting.push(resume));
  };
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicDisposable: true } } },
    workspaceFolders: [{ uri: scheme, name: 'folder' }],
  });
  connection.onRequest('client/registerCapability', () => null);
  await connection.sendNotification('initialized', {});
  await connection.sendRequest(openRoots.method, {});
  await until(() => changes.some(({ isPartial }) => isPartial !== true));
  return {
    connection,
    uri: (file) => `${scheme}/${encodeURI(file)}`,
    trees,
    changes,
    asked,
    until,
    [Symbol.dispose]: () => port.close(),
  };
}
