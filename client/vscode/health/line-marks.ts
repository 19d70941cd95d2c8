/** "flaky 3/20, order-dependent" behind the first line of a test, and a sign in the gutter. */
import * as vscode from 'vscode';
import type { TestHealth } from '../../../server/protocol.ts';
import { isFailureAtItem } from '../running/last-failures.ts';
import type { TestView } from '../test-view.ts';
import type { FileItems } from '../tree/file-items.ts';
import { healthInLine, rowsInLine } from './health-messages.ts';
import type { HealthStore } from './health-store.ts';

const SETTING = 'ztest.flakyTests.marks';
const WORST_FIRST: readonly TestHealth['health'][] = ['flaky', 'broken', 'suspect'];

/** The sign of the test itself hides whatever else stands in the gutter of its line. */
const TEST_SIGNS = 'testing.gutterEnabled';

export function markFlakyTests(
  { tree, onTreeChange }: TestView,
  health: HealthStore,
  extension: vscode.Uri,
): vscode.Disposable {
  const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(extension, 'media', name);
  const colour = new vscode.ThemeColor('ztest.flakyTest');
  const mark = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 2em', color: colour },
    overviewRulerColor: colour,
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const sign = vscode.window.createTextEditorDecorationType({
    light: { gutterIconPath: icon('flaky-light.svg') },
    dark: { gutterIconPath: icon('flaky-dark.svg') },
  });
  const drawn = new WeakSet<vscode.TextEditor>();
  const draw = (editors: readonly vscode.TextEditor[]): void => {
    for (const editor of editors) {
      const isOn = vscode.workspace.getConfiguration('', editor.document).get(SETTING, true);
      const file = isOn ? tree.fileAt(editor.document.uri) : undefined;
      const marks = file === undefined ? [] : marksIn(editor.document, file, health);
      if (marks.length === 0 && !drawn.has(editor)) continue;
      drawn.add(editor);
      editor.setDecorations(
        mark,
        marks.flatMap(({ said }) => said ?? []),
      );
      editor.setDecorations(
        sign,
        marks.flatMap(({ signed }) => signed ?? []),
      );
    }
  };
  const drawAll = (): void => draw(vscode.window.visibleTextEditors);
  return vscode.Disposable.from(
    mark,
    sign,
    health.onChange(drawAll),
    // Tests move while somebody types.
    onTreeChange(drawAll),
    vscode.window.onDidChangeVisibleTextEditors(draw),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if ([SETTING, TEST_SIGNS].some((name) => event.affectsConfiguration(name))) drawAll();
    }),
  );
}

interface Mark {
  /** Absent: the editor tells a failure at the end of this line, and would draw it over this. */
  readonly said: vscode.DecorationOptions | undefined;
  /** Below the sign of the test; absent: there is no room. */
  readonly signed: vscode.Range | undefined;
}

function marksIn(
  document: vscode.TextDocument,
  items: FileItems,
  health: HealthStore,
): readonly Mark[] {
  const { root, file, nodes } = items;
  const known = health.ofFile(root.uri, file);
  if (known.size === 0) return [];
  const below = vscode.workspace.getConfiguration().get(TEST_SIGNS, true) ? 1 : 0;
  const found = nodes.flatMap((node) => {
    const test = node.file === undefined ? known.get(node.id) : undefined;
    const [line, end] = [node.location.line - 1, node.range.end.line - 1];
    if (test === undefined || end >= document.lineCount) return [];
    const item = items.itemOf(node.id);
    return { line, end, test, isToldHere: item !== undefined && isFailureAtItem(item) };
  });
  return [...Map.groupBy(found, ({ line }) => line)].flatMap(([line, all]) => {
    const [worst, ...others] = all.toSorted(
      (a, b) => WORST_FIRST.indexOf(a.test.health) - WORST_FIRST.indexOf(b.test.health),
    );
    if (worst === undefined) return [];
    const { test, end } = worst;
    const contentText = others.length === 0 ? healthInLine(test) : rowsInLine(all.length, test);
    const said = all.some(({ isToldHere }) => isToldHere)
      ? undefined
      : { range: document.lineAt(line).range, renderOptions: { after: { contentText } } };
    const signed = line + below <= end ? document.lineAt(line + below).range : undefined;
    return { said, signed: test.health === 'broken' ? undefined : signed };
  });
}
