/** What a server that can read nothing itself asks its client for: files of the workspace, and the compiler. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  listFolder,
  readCompiler,
  readFile,
  type FileParams,
  type FolderItem,
} from '../../../server/protocol.ts';

export function answerFiles(
  client: BaseLanguageClient,
  { extensionUri }: vscode.ExtensionContext,
): void {
  const { fs } = vscode.workspace;
  const compiler = vscode.Uri.joinPath(extensionUri, 'dist/compiler.cjs');
  client.onRequest(readCompiler.method, async () => await fs.readFile(compiler));
  client.onRequest(listFolder.method, async ({ uri }: FileParams) => {
    const items = await ifThere(fs.readDirectory(vscode.Uri.parse(uri)));
    return items?.map(([name, type]): FolderItem => ({ name, kind: kindOf(type) })) ?? null;
  });
  client.onRequest(
    readFile.method,
    async ({ uri }: FileParams) => (await ifThere(fs.readFile(vscode.Uri.parse(uri)))) ?? null,
  );
}

async function ifThere<T>(answer: Thenable<T>): Promise<T | undefined> {
  return await answer.then(
    (value) => value,
    () => undefined, // gone meanwhile, or not ours to read
  );
}

function kindOf(type: vscode.FileType): FolderItem['kind'] {
  const { Directory, File, SymbolicLink } = vscode.FileType;
  // Where a link leads cannot be asked: one to a folder above would never end.
  if (type === (Directory | SymbolicLink)) return 'other';
  if ((type & File) !== 0) return 'file';
  return (type & Directory) === 0 ? 'other' : 'folder';
}
