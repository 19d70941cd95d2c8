/**
 * "12 tests run this" above what a source file exports, or, where that was not counted, how many can reach it: "5 tests". Where
 * it stands costs a scan of the text; how many are asked for what is seen.
 */
import * as vscode from 'vscode';
import { testsOf } from '../../../server/protocol.ts';
import { askWhoRuns } from '../coverage/covering-tests.ts';
import { SOURCE_FILES } from '../coverage/source-files.ts';
import { countOfTests, testsThatRunThis } from '../messages.ts';
import type { RunContext } from '../running/run-session.ts';
import { exportedDeclarations } from './exported-declarations.ts';

/** @param onChange tests have come or gone, or more is known of what they run */
export function showTestLenses(
  context: RunContext,
  onChange: vscode.Event<void>,
): vscode.Disposable {
  let shown: vscode.Disposable | undefined;
  const follow = (): void => {
    shown?.dispose();
    const isOn = vscode.workspace.getConfiguration('ztest').get('codeLens', false);
    shown = isOn
      ? vscode.languages.registerCodeLensProvider(SOURCE_FILES, new TestLenses(context, onChange))
      : undefined;
  };
  follow();
  const listener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('ztest.codeLens')) follow();
  });
  return new vscode.Disposable(() => {
    listener.dispose();
    shown?.dispose();
  });
}

class TestLens extends vscode.CodeLens {
  readonly uri: vscode.Uri;

  constructor(uri: vscode.Uri, position: vscode.Position) {
    super(new vscode.Range(position, position));
    this.uri = uri;
  }
}

class TestLenses implements vscode.CodeLensProvider<TestLens> {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
  readonly #context: RunContext;

  constructor(context: RunContext, onChange: vscode.Event<void>) {
    this.#context = context;
    this.onDidChangeCodeLenses = onChange;
  }

  provideCodeLenses(document: vscode.TextDocument): TestLens[] {
    if (this.#context.tree.fileAt(document.uri) !== undefined) return [];
    if (document.uri.path.includes('/node_modules/')) return [];
    return exportedDeclarations(document.getText()).map(
      ({ line, character }) => new TestLens(document.uri, new vscode.Position(line, character)),
    );
  }

  async resolveCodeLens(lens: TestLens, token: vscode.CancellationToken): Promise<TestLens> {
    const position = lens.range.start;
    const line = { uri: lens.uri, line: position.line };
    const counted = await askWhoRuns(this.#context.server, line, token);
    // Of a class nothing is counted but what its methods run.
    if (counted.isKnown && counted.of === 'line') {
      lens.command = {
        title: testsThatRunThis(counted.tests.length),
        command: 'ztest.showCoveringTests',
        arguments: [lens.uri, position],
      };
      return lens;
    }
    const tests = await this.#context.server.ask(
      testsOf,
      {
        textDocument: { uri: lens.uri.toString() },
        position: { line: position.line, character: position.character },
      },
      token,
    );
    lens.command = {
      title: countOfTests(tests.length),
      command: tests.length === 0 ? '' : 'ztest.chooseTest',
      arguments: [lens.uri, position],
    };
    return lens;
  }
}
