/** Tests that run inside the extension host, where the API of VS Code is: named functions, called one at a time. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { ExtensionExports } from '../../../client/vscode/extension.ts';
import { isResult, type WatchedRun } from '../../../scripts/vscode/host/watched-runs.ts';

export interface Host extends ExtensionExports {
  readonly api: typeof vscode;
  readonly extension: vscode.Extension<ExtensionExports>;
  readonly folder: vscode.Uri;
}

/** Title → test. What it returns is printed. */
export type HostSuite = Readonly<Record<string, (host: Host) => Promise<string | void>>>;

/** Waits until it holds. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) assert.fail(`it did not come to pass: ${what}`);
    await delay(20);
  }
}

/** The item at the end of a way of labels; the tests of files on it are asked for. */
export async function itemAt(
  { controller }: Host,
  ...labels: readonly string[]
): Promise<vscode.TestItem> {
  let items = controller.items;
  let found: vscode.TestItem | undefined;
  for (const label of labels) {
    found = [...items].map(([, item]) => item).find((item) => item.label === label);
    if (found === undefined)
      assert.fail(`no ${label} in ${[...items].map(([, item]) => item.label).join(', ')}`);
    if (found.canResolveChildren) await controller.resolveHandler?.(found);
    items = found.children;
  }
  assert.ok(found);
  return found;
}

/** `passed adds`, sorted: what the run told of each test in the end. */
export function outcomes({ said }: WatchedRun): readonly string[] {
  return said
    .filter(isResult)
    .map(({ what, item }) => `${what} ${item.label}`)
    .toSorted();
}
