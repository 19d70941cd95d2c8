/** A plain client of the language server over stdio, as any editor could be, with a clock. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { affected, openRoots, testsOf, treeChanged, type TreeChange } from '../server/protocol.ts';
import { repositoryRoot } from './paths.ts';

export interface EditorSession extends Disposable {
  readonly open: (file: string) => Promise<void>;
  /** Types at an offset of an open document. @returns ms until the change of the tree is there */
  readonly type: (offset: number, text: string) => Promise<number>;
  /** The open document. */
  readonly text: () => string;
  /** Asks what a change of a file affects. @returns ms until the answer is there, and how many test files it names */
  readonly affectedBy: (file: string) => Promise<{ readonly ms: number; readonly files: number }>;
  /** Asks for the tests that reach what is declared there. @returns ms until the answer is there, and how many there are */
  readonly ask: (
    file: string,
    position: { readonly line: number; readonly character: number },
  ) => Promise<{ readonly ms: number; readonly tests: number }>;
}

/** Starts the server of this checkout; the first tree is complete when it is there. */
export async function startEditor(directory: string): Promise<EditorSession> {
  const server = join(repositoryRoot, 'dist', 'server.cjs');
  const child = spawn(process.execPath, [server, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let hear: (change: TreeChange) => void = () => {};
  connection.onNotification(treeChanged.method, (change: TreeChange) => hear(change));
  connection.listen();
  const nextChange = async (isMeant: (change: TreeChange) => boolean): Promise<void> =>
    await new Promise((resolve) => {
      hear = (change) => {
        if (isMeant(change)) resolve();
      };
    });
  const uriOf = (file: string): string => pathToFileURL(join(directory, file)).href;

  const root = pathToFileURL(directory).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    workspaceFolders: [{ uri: root, name: 'bench' }],
  });
  await connection.sendNotification('initialized', {});
  const complete = nextChange(({ isPartial }) => isPartial !== true);
  await connection.sendRequest(openRoots.method, {});
  await complete;

  let opened = { uri: '', text: '', version: 0 };
  return {
    text: () => opened.text,
    affectedBy: async (file) => {
      const start = performance.now();
      const params = { root, uris: [uriOf(file)] };
      const files: readonly unknown[] = await connection.sendRequest(affected.method, params);
      return { ms: performance.now() - start, files: files.length };
    },
    open: async (file) => {
      opened = { uri: uriOf(file), text: readFileSync(join(directory, file), 'utf8'), version: 1 };
      const textDocument = { ...opened, languageId: 'typescript' };
      await connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    type: async (offset, text) => {
      const { uri, text: before, version } = opened;
      const lines = before.slice(0, offset).split('\n');
      const start = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
      opened = {
        uri,
        text: before.slice(0, offset) + text + before.slice(offset),
        version: version + 1,
      };
      const changed = nextChange(() => true);
      const begin = performance.now();
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: version + 1 },
        contentChanges: [{ range: { start, end: start }, text }],
      });
      await changed;
      return performance.now() - begin;
    },
    ask: async (file, position) => {
      const begin = performance.now();
      const answer: unknown = await connection.sendRequest(testsOf.method, {
        textDocument: { uri: uriOf(file) },
        position,
      });
      const ms = performance.now() - begin;
      return { ms, tests: Array.isArray(answer) ? answer.length : 0 };
    },
    [Symbol.dispose]: () => {
      connection.dispose();
      child.kill();
    },
  };
}
