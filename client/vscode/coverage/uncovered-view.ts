/** The view "Uncovered Changes": files, and in each the changed lines that no test runs. */
import path from 'node:path';
import * as vscode from 'vscode';
import {
  linesNotCovered,
  messageOfChanges,
  uncoveredChangesBadge,
  uncoveredLines,
} from '../messages.ts';
import type { ChangedCode, UncoveredFile } from './changed-code.ts';

const VIEW = 'ztest.uncoveredChanges';
/** The view is there when something is known. */
const IS_KNOWN = 'ztest.knowsChanges';

interface Lines {
  readonly uri: vscode.Uri;
  /** 0-based. */
  readonly first: number;
  readonly last: number;
  readonly code: string;
}

export function showUncoveredView(changed: ChangedCode): vscode.Disposable {
  const provider = new UncoveredTree(changed);
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: provider });
  const show = (): void => {
    const { summary } = changed;
    void vscode.commands.executeCommand('setContext', IS_KNOWN, summary !== undefined);
    const left = changed.files.reduce((sum, { lines }) => sum + lines.length, 0);
    view.badge = left === 0 ? undefined : { value: left, tooltip: uncoveredChangesBadge(left) };
    view.description = left === 0 ? '' : linesNotCovered(left);
    view.message = summary === undefined ? '' : messageOfChanges(summary);
  };
  return vscode.Disposable.from(view, provider, changed.onChange(show));
}

export async function focusUncoveredView(): Promise<void> {
  await vscode.commands.executeCommand(`${VIEW}.focus`);
}

type Node = UncoveredFile | Lines;

class UncoveredTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<void>;
  readonly #changed: ChangedCode;
  readonly #emitter = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;

  constructor(changed: ChangedCode) {
    this.#changed = changed;
    this.onDidChangeTreeData = this.#emitter.event;
    this.#listener = changed.onChange(() => this.#emitter.fire());
  }

  dispose(): void {
    this.#listener.dispose();
    this.#emitter.dispose();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return 'lines' in node ? fileItem(node) : linesItem(node);
  }

  async getChildren(node?: Node): Promise<readonly Node[] & Node[]> {
    if (node === undefined) return [...this.#changed.files];
    if (!('lines' in node)) return [];
    const text = await textOf(node.uri);
    return spans(node.lines).map(([first, last]) => ({
      uri: node.uri,
      first,
      last,
      code: text[first]?.trim() ?? '',
    }));
  }
}

function fileItem({ uri, lines }: UncoveredFile): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  const folder = path.posix.dirname(vscode.workspace.asRelativePath(uri));
  const count = linesNotCovered(lines.length);
  item.id = uri.toString();
  item.description = folder === '.' ? count : `${folder} · ${count}`;
  item.iconPath = vscode.ThemeIcon.File;
  item.accessibilityInformation = { label: `${path.posix.basename(uri.path)}, ${count}` };
  return item;
}

function linesItem({ uri, first, last, code }: Lines): vscode.TreeItem {
  const item = new vscode.TreeItem(code);
  item.description = first === last ? `${first + 1}` : `${first + 1}–${last + 1}`;
  item.accessibilityInformation = { label: uncoveredLines(first + 1, last + 1, code) };
  item.tooltip = item.accessibilityInformation.label;
  item.command = {
    command: 'vscode.open',
    title: '',
    arguments: [uri, { selection: new vscode.Range(first, 0, first, 0) }],
  };
  return item;
}

/** Lines that follow each other, together. */
function spans(lines: readonly number[]): readonly (readonly [first: number, last: number])[] {
  const found: [number, number][] = [];
  for (const line of lines) {
    const open = found.at(-1);
    if (open !== undefined && line === open[1] + 1) open[1] = line;
    else found.push([line, line]);
  }
  return found;
}

/** As it is in the editor, where it is open. */
async function textOf(uri: vscode.Uri): Promise<readonly string[]> {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === key);
  if (open !== undefined) return open.getText().split(/\r?\n/);
  const bytes = await vscode.workspace.fs.readFile(uri).then(
    (found) => found,
    () => new Uint8Array(), // gone since
  );
  return new TextDecoder().decode(bytes).split(/\r?\n/);
}
