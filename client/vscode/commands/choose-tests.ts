/** A list of tests beside the code that they are about: all of them run, are debugged, shown or copied, or one is opened. */
import * as vscode from 'vscode';
import type { Outcome, TestId } from '../../../test-host/protocol.ts';
import type { Place } from '../../../server/protocol.ts';
import {
  copyTheseIds,
  debugTheseTests,
  outcomeText,
  peekTheseTests,
  runTheseTests,
} from '../messages.ts';
import { outcomeOf } from '../running/last-outcomes.ts';
import type { CommandContext } from './command-context.ts';
import { openPlace, toLocation } from './places.ts';
import { runItems } from './run-items.ts';
import type { EditorPlace } from './targets.ts';

export interface ListedTest extends Place {
  readonly id: TestId;
  readonly title: string;
  /** Beside the title. */
  readonly where: string;
  /** Below it. */
  readonly why?: string;
}

export interface TestList {
  readonly tests: readonly ListedTest[];
  /** Where the list is asked for: tests are peeked there. */
  readonly place: Required<EditorPlace>;
  readonly title?: string;
  readonly placeHolder: string;
}

interface Choice extends vscode.QuickPickItem {
  readonly act?: () => Promise<void>;
}

export async function chooseFromTests(
  context: CommandContext,
  { tests, place, title, placeHolder }: TestList,
): Promise<void> {
  const items = tests.map((test) => describeTest(context, test));
  const actions = vscode.workspace.isTrusted ? runActions(context, tests) : [];
  const all: readonly Choice[] = [
    ...actions,
    {
      label: `$(references) ${peekTheseTests()}`,
      act: async () => await peekTests(place, tests),
    },
    { label: `$(copy) ${copyTheseIds()}`, act: async () => await copyIds(tests) },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...items,
  ];
  const options = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  const chosen = await vscode.window.showQuickPick(all, {
    ...options,
    ...(title !== undefined && { title }),
  });
  await chosen?.act?.();
}

export async function runTests(
  context: CommandContext,
  tests: readonly Pick<ListedTest, 'id'>[],
  how: 'run' | 'debug' = 'run',
): Promise<void> {
  const items = tests.flatMap(({ id }) => context.tree.itemWithId(id) ?? []);
  await runItems(context, [...new Set(items)], how);
}

export async function copyIds(tests: readonly Pick<ListedTest, 'id'>[]): Promise<void> {
  await vscode.env.clipboard.writeText(tests.map(({ id }) => id).join('\n'));
}

function runActions(context: CommandContext, tests: readonly ListedTest[]): readonly Choice[] {
  const { length } = tests;
  return [
    {
      label: `$(run) ${runTheseTests(length)}`,
      act: async () => await runTests(context, tests),
    },
    {
      label: `$(debug-alt) ${debugTheseTests(length)}`,
      act: async () => await runTests(context, tests, 'debug'),
    },
  ];
}

async function peekTests(
  { uri, position }: Required<EditorPlace>,
  tests: readonly ListedTest[],
): Promise<void> {
  const command = 'editor.action.peekLocations';
  const locations = tests.map(toLocation);
  await vscode.commands.executeCommand(command, uri, position, locations, 'peek');
}

function describeTest({ tree }: CommandContext, test: ListedTest): Choice {
  const item = tree.itemWithId(test.id);
  const outcome = item && outcomeOf(item);
  const state = outcomeText(outcome);
  return {
    label: `$(${ICONS[outcome ?? 'none']}) ${test.title}`,
    description: state === undefined ? test.where : `${test.where} · ${state}`,
    ...(test.why !== undefined && { detail: test.why }),
    act: async () => await openPlace(test),
  };
}

const ICONS: Readonly<Record<Outcome | 'none', string>> = {
  passed: 'pass',
  failed: 'error',
  errored: 'error',
  skipped: 'circle-slash',
  none: 'circle-large-outline',
};
