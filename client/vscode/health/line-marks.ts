/** "flaky 3/20, order-dependent" behind the first line of a test, with a mark beside it. */
import * as vscode from 'vscode';
import type { TestHealth } from '../../../server/protocol.ts';
import type { TestView } from '../test-view.ts';
import type { FileItems } from '../tree/file-items.ts';
import { healthInLine, rowsInLine } from './health-messages.ts';
import type { HealthStore } from './health-store.ts';

const SETTING = 'ztest.flakyTests.marks';
const WORST_FIRST: readonly TestHealth['health'][] = ['flaky', 'broken', 'suspect'];

export function markFlakyTests(
  { tree, onTreeChange }: TestView,
  health: HealthStore,
): vscode.Disposable {
  const colour = new vscode.ThemeColor('ztest.flakyTest');
  const mark = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 2em', color: colour },
    // Beside the gutter: in it, the sign of the test itself hides whatever else stands there.
    isWholeLine: true,
    borderColor: colour,
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    overviewRulerColor: colour,
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const drawn = new WeakSet<vscode.TextEditor>();
  const draw = (editors: readonly vscode.TextEditor[]): void => {
    for (const editor of editors) {
      const isOn = vscode.workspace.getConfiguration('', editor.document).get(SETTING, true);
      const file = isOn ? tree.fileAt(editor.document.uri) : undefined;
      const marks = file === undefined ? [] : marksIn(editor.document, file, health);
      if (marks.length === 0 && !drawn.has(editor)) continue;
      drawn.add(editor);
      editor.setDecorations(mark, marks);
    }
  };
  const drawAll = (): void => draw(vscode.window.visibleTextEditors);
  return vscode.Disposable.from(
    mark,
    health.onChange(drawAll),
    // Tests move while somebody types.
    onTreeChange(drawAll),
    vscode.window.onDidChangeVisibleTextEditors(draw),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) drawAll();
    }),
  );
}

function marksIn(
  document: vscode.TextDocument,
  { root, file, nodes }: FileItems,
  health: HealthStore,
): vscode.DecorationOptions[] {
  const known = health.ofFile(root.uri, file);
  if (known.size === 0) return [];
  const found = nodes.flatMap((node) => {
    const test = node.file === undefined ? known.get(node.id) : undefined;
    return test === undefined ? [] : { line: node.location.line - 1, test };
  });
  return [...Map.groupBy(found, ({ line }) => line)].flatMap(([line, all]) => {
    if (line >= document.lineCount) return [];
    const [worst, ...others] = all
      .map(({ test }) => test)
      .toSorted((a, b) => WORST_FIRST.indexOf(a.health) - WORST_FIRST.indexOf(b.health));
    if (worst === undefined) return [];
    const contentText = others.length === 0 ? healthInLine(worst) : rowsInLine(all.length, worst);
    const { range } = document.lineAt(line);
    return { range, renderOptions: { after: { contentText } } };
  });
}
