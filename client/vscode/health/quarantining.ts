/** Commands that put tests in quarantine, and take them out again. */
import * as vscode from 'vscode';
import type { ChangedQuarantine, TestRef } from '../../../server/protocol.ts';
import type { TestView } from '../test-view.ts';
import { subjectOf } from '../tree/subjects.ts';
import {
  askForReason,
  chooseTests,
  nobodyInQuarantine,
  openEntry,
  quarantined,
  unquarantined,
} from './health-messages.ts';
import type { HealthStore } from './health-store.ts';
import type { QuarantineStore } from './quarantine-store.ts';

interface Stores extends TestView {
  readonly health: HealthStore;
  readonly quarantine: QuarantineStore;
}

export async function quarantineTests(
  { health, quarantine }: Stores,
  items: readonly vscode.TestItem[],
): Promise<void> {
  const tests = testsOf(items);
  const [first] = tests;
  if (first === undefined) {
    void vscode.window.showInformationMessage(chooseTests());
    return;
  }
  const known = health.get(first.test);
  const reason = await vscode.window.showInputBox(
    askForReason(tests.map(({ label }) => label).join(', '), known),
  );
  if (reason === undefined) return;
  for (const { test, label } of tests) {
    const answer = await quarantine.add(test, reason.trim());
    if (!answer.isDone) return tellProblems(answer);
    const entry = quarantine.get(test);
    if (entry !== undefined && tests.length === 1) void tellEntry(quarantine, test, label);
  }
}

export async function unquarantineTests(
  { quarantine }: Stores,
  items: readonly vscode.TestItem[],
): Promise<void> {
  const tests = testsOf(items).filter(({ test }) => quarantine.get(test) !== undefined);
  if (tests.length === 0) void vscode.window.showInformationMessage(nobodyInQuarantine());
  for (const [root, ofRoot] of Map.groupBy(tests, ({ test }) => test.root)) {
    const answer = await quarantine.remove(
      root,
      ofRoot.map(({ test }) => test.id),
    );
    if (!answer.isDone) return tellProblems(answer);
    for (const { label } of ofRoot) void vscode.window.showInformationMessage(unquarantined(label));
  }
}

interface ChosenTest {
  readonly test: TestRef;
  readonly label: string;
}

/** A suite is all tests in it. */
function testsOf(items: readonly vscode.TestItem[]): readonly ChosenTest[] {
  return items.flatMap((item): readonly ChosenTest[] => {
    const subject = subjectOf(item);
    if (subject?.kind !== 'test') return [];
    if (item.children.size > 0) return testsOf([...item.children].map(([, child]) => child));
    return [{ test: { root: subject.root.uri.toString(), id: subject.id }, label: item.label }];
  });
}

async function tellEntry(quarantine: QuarantineStore, test: TestRef, label: string): Promise<void> {
  const entry = quarantine.get(test);
  if (entry === undefined) return;
  const open = openEntry();
  const chosen = await vscode.window.showInformationMessage(quarantined(label, entry), open);
  if (chosen !== open) return;
  const line = entry.line - 1;
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(quarantine.fileOf(test.root), { selection });
}

function tellProblems({ problems }: ChangedQuarantine): void {
  const [problem] = problems;
  if (problem === undefined) return;
  const { code, message, hint = '' } = problem;
  void vscode.window.showErrorMessage(`${code} ${message} ${hint}`.trim());
}
