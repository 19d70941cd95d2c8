/** What an item of the Test Explorer stands for. */
import type * as vscode from 'vscode';
import type { FilePath, TestId } from '../../../test-host/protocol.ts';
import type { RootTree } from './root-tree.ts';

export type Subject =
  | { readonly kind: 'root'; readonly root: RootTree }
  /** Relative to the root, with a slash at its end. */
  | { readonly kind: 'folder'; readonly root: RootTree; readonly folder: string }
  | { readonly kind: 'file'; readonly root: RootTree; readonly file: FilePath }
  | {
      readonly kind: 'test';
      readonly root: RootTree;
      readonly file: FilePath;
      /** Of the test, suite or table. */
      readonly id: TestId;
    };

const subjects = new WeakMap<vscode.TestItem, Subject>();

export function setSubject(item: vscode.TestItem, subject: Subject): void {
  subjects.set(item, subject);
}

export function subjectOf(item: vscode.TestItem): Subject | undefined {
  return subjects.get(item);
}
