/** What stands beside tests in the Test Explorer: that they are flaky, or in quarantine. */
import * as vscode from 'vscode';
import type { TestRef } from '../../../server/protocol.ts';
import type { TestView } from '../test-view.ts';
import type { ItemMark } from '../tree/item-mark.ts';
import { healthInTree, quarantineInTree } from './health-messages.ts';
import type { HealthStore } from './health-store.ts';
import type { QuarantineStore } from './quarantine-store.ts';

export function markInTree(
  { tree }: TestView,
  health: HealthStore,
  quarantine: QuarantineStore,
): vscode.Disposable {
  const mark = (tests: readonly TestRef[]): void => {
    for (const [root, ofRoot] of Map.groupBy(tests, (test) => test.root))
      tree.root(root)?.mark(new Map(ofRoot.map((test) => [test.id, markOf(test)])));
  };
  const markOf = (test: TestRef): ItemMark | undefined => {
    const known = health.get(test);
    const entry = quarantine.get(test);
    // What is broken shows it by its result.
    const trouble = known?.health === 'flaky' || known?.health === 'suspect' ? known : undefined;
    if (trouble === undefined && entry === undefined) return undefined;
    return {
      text: [
        ...(trouble === undefined ? [] : [healthInTree(trouble)]),
        ...(entry === undefined ? [] : [quarantineInTree(entry)]),
      ].join(' · '),
      tags: [
        ...(known?.health === 'flaky' ? ['flaky'] : []),
        ...(entry === undefined ? [] : ['quarantined']),
      ],
    };
  };
  return vscode.Disposable.from(health.onChange(mark), quarantine.onChange(mark));
}
