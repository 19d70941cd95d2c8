/** "5 tests" above what a source file exports. Where it stands costs a scan of the text; how many are asked for what is seen. */
import * as vscode from 'vscode';
import { testsOf } from '../../../server/protocol.ts';
import { countOfTests } from '../messages.ts';
import type { RunContext } from '../running/run-session.ts';
import { exportedDeclarations } from './exported-declarations.ts';

const SELECTOR = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map(
  (language) => ({ scheme: 'file', language }),
);

/** @param onTreeChange tests have come or gone */
export function showTestLenses(
  context: RunContext,
  onTreeChange: vscode.Event<void>,
): vscode.Disposable {
  let shown: vscode.Disposable | undefined;
  const follow = (): void => {
    shown?.dispose();
    const isOn = vscode.workspace.getConfiguration('ztest').get('codeLens', false);
    shown = isOn
      ? vscode.languages.registerCodeLensProvider(SELECTOR, new TestLenses(context, onTreeChange))
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

  constructor(context: RunContext, onTreeChange: vscode.Event<void>) {
    this.#context = context;
    this.onDidChangeCodeLenses = onTreeChange;
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
