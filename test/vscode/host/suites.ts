/** All suites of the extension host: declared by `host.test.ts`, run inside it by their titles. */
import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { ExtensionExports } from '../../../client/vscode/extension.ts';
import { activation } from './activation.ts';
import { continuous } from './continuous.ts';
import type { HostSuite } from './host-suite.ts';
import { manifest } from './manifest.ts';
import { running } from './running.ts';
import { tree } from './tree.ts';

/** In this order: what runs makes items of rows that only a run knows. */
export const SUITES: Readonly<Record<string, HostSuite>> = {
  activation,
  tree,
  manifest,
  running,
  continuous,
};

/** @public Called in the extension host. */
export async function runTest(
  api: typeof vscode,
  suite: string,
  title: string,
): Promise<string | void> {
  const extension = api.extensions.getExtension<ExtensionExports>('ztest.ztest');
  const folder = api.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(extension && folder);
  const { controller, profiles } = await extension.activate();
  await controller.resolveHandler?.(undefined);
  const test = SUITES[suite]?.[title];
  assert.ok(test);
  return await test({ api, extension, folder, controller, profiles });
}

/** @public What becomes of calls when the extension host ends. */
export function die(): void {
  process.exit(0);
}
