/** "12 tests run this line", with what can be done with them, below what the language says. */
import * as vscode from 'vscode';
import { linkTexts, runsWhileLoaded, testsThatRun, howSureOfLine } from '../messages.ts';
import type { TestView } from '../test-view.ts';
import { askWhoRuns } from './covering-tests.ts';
import { SOURCE_FILES } from './source-files.ts';

const COMMANDS = {
  run: 'ztest.runCoveringTests',
  debug: 'ztest.debugCoveringTests',
  show: 'ztest.showCoveringTests',
  copy: 'ztest.copyCoveringTests',
};

export function showLineHovers({ server, tree }: TestView): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SOURCE_FILES, {
    provideHover: async ({ uri }, { line }, token) => {
      const isWanted = vscode.workspace.getConfiguration('ztest', uri).get('coverage.hover', true);
      if (!isWanted || tree.fileAt(uri) !== undefined) return undefined;
      const answer = await askWhoRuns(server, { uri, line }, token);
      if (!answer.isKnown) return undefined;
      const { tests, load, hooks } = answer;
      const text = new vscode.MarkdownString(undefined, true);
      if (tests.length === 0 && load.length + hooks.length > 0)
        return new vscode.Hover(text.appendText(runsWhileLoaded(answer)));
      text.isTrusted = { enabledCommands: Object.values(COMMANDS) };
      text.appendMarkdown('$(beaker) ').appendText(testsThatRun(tests.length));
      if (tests.length > 0) text.appendMarkdown(` · ${links(uri, line)}`);
      const sure = howSureOfLine(answer);
      if (sure !== '') text.appendMarkdown('\n\n').appendText(sure);
      return new vscode.Hover(text);
    },
  });
}

function links(uri: vscode.Uri, line: number): string {
  const args = encodeURIComponent(JSON.stringify([uri.toString(), line]));
  const texts = linkTexts();
  const names = vscode.workspace.isTrusted
    ? (['run', 'debug', 'show', 'copy'] as const)
    : (['show', 'copy'] as const);
  return names.map((name) => `[${texts[name]}](command:${COMMANDS[name]}?${args})`).join(' · ');
}
