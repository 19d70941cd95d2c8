/** The configuration that holds for the open file, or a new one. */
import path from 'node:path';
import * as vscode from 'vscode';
import { createIt, noConfiguration } from '../messages.ts';
import { folderMeant } from './targets.ts';

const NAMES = ['ts', 'mts', 'js', 'mjs'].map((extension) => `ztest.config.${extension}`);
const NEW = `import { defineConfig } from 'ztest/config';

export default defineConfig({});
`;

export async function openConfiguration(): Promise<void> {
  const folder = folderMeant();
  if (folder === undefined) return;
  const open = vscode.window.activeTextEditor?.document.uri;
  const known = await findConfiguration(folder.uri, open);
  if (known !== undefined) {
    await vscode.window.showTextDocument(known);
    return;
  }
  const create = createIt();
  const answer = await vscode.window.showInformationMessage(noConfiguration(folder.name), create);
  if (answer !== create) return;
  const uri = vscode.Uri.joinPath(folder.uri, 'ztest.config.ts');
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(NEW));
  await vscode.window.showTextDocument(uri, { preview: false });
}

/** The nearest from the file up to its workspace folder. */
async function findConfiguration(
  root: vscode.Uri,
  file: vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  const inside = file === undefined ? '' : path.posix.relative(root.path, file.path);
  const steps = inside === '' || inside.startsWith('..') ? [] : inside.split('/').slice(0, -1);
  for (let depth = steps.length; depth >= 0; depth--) {
    const folder = vscode.Uri.joinPath(root, ...steps.slice(0, depth));
    for (const name of [...NAMES, 'ztest.toml']) {
      const uri = vscode.Uri.joinPath(folder, name);
      if (await isThere(uri)) return uri;
    }
  }
  return undefined;
}

export async function isThere(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
