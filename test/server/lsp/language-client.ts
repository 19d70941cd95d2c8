/** A plain client of the language server: a real process over stdio, and what it says. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import {
  applyFileChange,
  openRoots,
  treeChanged,
  type RequestMethod,
  type TreeChange,
} from '../../../server/protocol.ts';
import type { TreeNode } from '../../../server/discovery/file-tree.ts';
import { createProject, type Project, type ProjectFiles } from '../../support/run-project.ts';

const server = resolve(import.meta.dirname, '../../../dist/server.cjs');

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** More folders that are open from the start. */
  readonly otherRoots?: readonly Project[];
  /** Besides what this process has. */
  readonly env?: NodeJS.ProcessEnv;
  /** No folder is open. */
  readonly withoutRoots?: true;
}

export interface LanguageClient extends AsyncDisposable {
  readonly project: Project;
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  /** Of the server's log. */
  readonly logged: readonly string[];
  readonly root: string;
  readonly uri: (file: string) => string;
  readonly ask: <Params, Result>(
    method: RequestMethod<Params, Result>,
    params: Params,
  ) => Promise<Result>;
  readonly open: (file: string, text?: string) => Promise<void>;
  /** Replaces the first occurrence of `from` in an open document, as one incremental edit. */
  readonly edit: (file: string, from: string, to: string) => Promise<void>;
  /** The text of an open document. */
  readonly text: (file: string) => string;
  /** Everything that came as `ztest/treeChanged`. */
  readonly changes: readonly TreeChange[];
  readonly diagnostics: ReadonlyMap<string, PublishDiagnosticsParams>;
  /** How often the server has asked to be asked for diagnostics again. */
  readonly refreshes: () => number;
  /** `file: title@line, …` of all files of a root, as the changes so far make it. */
  readonly tree: (root?: string) => string[];
  /** Fulfilled when the condition holds, after some message of the server. */
  readonly until: (condition: () => boolean) => Promise<void>;
  /** Exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts the server in a project, and waits until it has initialized. */
export async function startClient(
  files: ProjectFiles,
  options: ClientOptions = {},
): Promise<LanguageClient> {
  const project = createProject(files);
  const env = { ...process.env, CI: undefined, ...options.env };
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: 'pipe', env });
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.on('error', () => {}); // the server has gone: tests see it by its exit
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onError(() => {});
  const observed = observe(connection);
  connection.listen();
  const root = pathToFileURL(project.directory).href;
  const uri = (file: string): string => pathToFileURL(join(project.directory, file)).href;
  const folders = [project, ...(options.otherRoots ?? [])].map(({ directory }) => ({
    uri: pathToFileURL(directory).href,
    name: directory,
  }));
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: options.capabilities ?? {},
    workspaceFolders: options.withoutRoots ? [] : folders,
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification('initialized', {});

  const texts = new Map<string, { readonly text: string; readonly version: number }>();
  return {
    ...observed,
    project,
    process: child,
    connection,
    root,
    ended,
    uri,
    text: (file) => texts.get(file)?.text ?? '',
    ask: async ({ method }, params) => await connection.sendRequest(method, params),
    open: async (file, text = project.read(file)) => {
      texts.set(file, { text, version: 1 });
      const textDocument = { uri: uri(file), languageId: 'typescript', version: 1, text };
      await connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    edit: async (file, from, to) => {
      const { text, version } = texts.get(file) ?? { text: '', version: 0 };
      const start = text.indexOf(from);
      if (start < 0) throw new Error(`${file} has no ${from}`);
      texts.set(file, { text: text.replace(from, () => to), version: version + 1 });
      const range = { start: positionIn(text, start), end: positionIn(text, start + from.length) };
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(file), version: version + 1 },
        contentChanges: [{ range, text: to }],
      });
    },
    tree: (of = root) => [...observed.trees(of)].map(showNodes).toSorted(),
    [Symbol.asyncDispose]: async () => {
      connection.dispose();
      child.stdin.destroy();
      await ended;
      project.dispose();
      if (errors !== '') throw new Error(`The server wrote to stderr:\n${errors}`);
    },
  };
}

/** Starts a client and waits for its first trees. */
export async function openClient(
  files: ProjectFiles,
  options: ClientOptions = {},
): Promise<LanguageClient> {
  const client = await startClient(files, options);
  await client.ask(openRoots, {});
  await client.until(() => client.changes.length > (options.otherRoots?.length ?? 0));
  return client;
}

/** Where the `nth` character of a text stands. */
export function positionIn(text: string, nth: number): { line: number; character: number } {
  const lines = text.slice(0, nth).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

interface Observed {
  readonly changes: TreeChange[];
  /** Of the server's log. */
  readonly logged: string[];
  readonly diagnostics: Map<string, PublishDiagnosticsParams>;
  readonly refreshes: () => number;
  readonly trees: (root: string) => ReadonlyMap<string, readonly TreeNode[]>;
  readonly until: (condition: () => boolean) => Promise<void>;
}

function observe(connection: ProtocolConnection): Observed {
  const changes: TreeChange[] = [];
  const logged: string[] = [];
  const diagnostics = new Map<string, PublishDiagnosticsParams>();
  const trees = new Map<string, Map<string, readonly TreeNode[]>>();
  const waiting = new Set<() => void>();
  let refreshes = 0;
  const look = (): void => {
    for (const check of waiting) check();
  };
  connection.onNotification(treeChanged.method, (change: TreeChange) => {
    changes.push(change);
    const before = change.version === 1 ? undefined : trees.get(change.root);
    const files = before ?? new Map<string, readonly TreeNode[]>();
    trees.set(change.root, files);
    for (const one of change.files) {
      files.set(one.file, applyFileChange(files.get(one.file) ?? [], one));
    }
    for (const file of change.removed) files.delete(file);
    look();
  });
  connection.onNotification('textDocument/publishDiagnostics', (sent: PublishDiagnosticsParams) => {
    diagnostics.set(sent.uri, sent);
    look();
  });
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    logged.push(message);
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshes += 1;
    look();
    return null;
  });
  return {
    changes,
    logged,
    diagnostics,
    refreshes: () => refreshes,
    trees: (root) => trees.get(root) ?? new Map(),
    until: (condition) =>
      new Promise((fulfil) => {
        const check = (): void => {
          if (!condition()) return;
          waiting.delete(check);
          fulfil();
        };
        waiting.add(check);
        check();
      }),
  };
}

function showNodes([file, nodes]: readonly [string, readonly TreeNode[]]): string {
  return `${file}: ${nodes.map(({ title, location }) => `${title}@${location.line}`).join(', ')}`;
}
