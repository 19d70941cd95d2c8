/** Quick fixes at the line of a test that has trouble, or is in quarantine. */
import { CodeActionKind, type CodeAction } from 'vscode-languageserver/node';
import type { TestId } from '../../test-host/protocol.ts';
import type { TreeNode } from '../discovery/file-tree.ts';
import type { TestHealth } from '../history/test-health.ts';
import { quarantineTest, removeFromQuarantineCommand, type QuarantineItem } from '../protocol.ts';

export interface KnownTrouble {
  /** Uri of the folder. */
  readonly root: string;
  readonly troubled: readonly TestHealth[];
  readonly quarantined: readonly QuarantineItem[];
}

/** @param nodes several for the rows of a table */
export function quarantineActions(
  nodes: readonly TreeNode[],
  { root, troubled, quarantined }: KnownTrouble,
): CodeAction[] {
  const has = (tests: readonly { readonly id: TestId }[], { id }: TreeNode): boolean =>
    tests.some((test) => test.id === id);
  const action = (title: string, command: string, { id }: TreeNode): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    command: { title, command, arguments: [{ root, id }] },
  });
  return nodes.flatMap((node) => {
    if (has(quarantined, node))
      return action(`Remove "${node.title}" from quarantine`, removeFromQuarantineCommand, node);
    if (has(troubled, node)) return action(`Quarantine "${node.title}"`, quarantineTest, node);
    return [];
  });
}
