/** Who runs a line: in a list, or straight into a run, the debugger or the clipboard. */
import * as vscode from 'vscode';
import { coveringTests, type CoveringTest, type CoveringTests } from '../../../server/protocol.ts';
import { chooseFromTests, copyIds, runTests, type ListedTest } from '../commands/choose-tests.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { relativeName } from '../commands/places.ts';
import {
  coverageNotKnown,
  howSureOfLine,
  noTestRunsLine,
  putCursorIntoSource,
  runWithCoverage,
  testsThatRun,
} from '../messages.ts';
import type { LanguageServer } from '../language-server.ts';

export interface SourceLine {
  readonly uri: vscode.Uri;
  /** 0-based. */
  readonly line: number;
}

export async function askWhoRuns(
  server: Pick<LanguageServer, 'ask'>,
  { uri, line }: SourceLine,
  token?: vscode.CancellationToken,
): Promise<CoveringTests> {
  return await server.ask(coveringTests, { textDocument: { uri: uri.toString() }, line }, token);
}

export async function showCoveringTests(
  context: CommandContext,
  args: readonly unknown[],
): Promise<void> {
  await withTests(context, args, async (tests, { line, answer }) => {
    const sure = howSureOfLine(answer);
    await chooseFromTests(context, {
      tests: tests.map(listed),
      place: { uri: line.uri, position: new vscode.Position(line.line, 0) },
      title: `${testsThatRun(tests.length)} (${relativeName(line.uri)}:${line.line + 1})`,
      placeHolder: sure === '' ? testsThatRun(tests.length) : sure,
    });
  });
}

export async function runCoveringTests(
  context: CommandContext,
  args: readonly unknown[],
): Promise<void> {
  await withTests(context, args, async (tests) => await runTests(context, tests));
}

export async function debugCoveringTests(
  context: CommandContext,
  args: readonly unknown[],
): Promise<void> {
  await withTests(context, args, async (tests) => await runTests(context, tests, 'debug'));
}

export async function copyCoveringTests(
  context: CommandContext,
  args: readonly unknown[],
): Promise<void> {
  await withTests(context, args, copyIds);
}

interface Found {
  readonly line: SourceLine;
  readonly answer: KnownAnswer;
}

type KnownAnswer = Extract<CoveringTests, { readonly isKnown: true }>;

/** Says what there is to say where no test is known. */
async function withTests(
  context: CommandContext,
  args: readonly unknown[],
  act: (tests: readonly CoveringTest[], found: Found) => Promise<void>,
): Promise<void> {
  const line = lineMeant(args);
  if (line === undefined) {
    void vscode.window.showInformationMessage(putCursorIntoSource());
    return;
  }
  const answer = await askWhoRuns(context.server, line);
  if (!answer.isKnown) return await sayNotKnown(answer.reason, line);
  if (answer.tests.length > 0) return await act(answer.tests, { line, answer });
  const place = `${relativeName(line.uri)}:${line.line + 1}`;
  void vscode.window.showInformationMessage(noTestRunsLine(place, answer));
}

async function sayNotKnown(
  reason: Parameters<typeof coverageNotKnown>[0],
  { uri, line }: SourceLine,
): Promise<void> {
  const text = coverageNotKnown(reason, `${relativeName(uri)}:${line + 1}`);
  const isHelpedByRun = reason !== 'no-code' && vscode.workspace.isTrusted;
  const button = isHelpedByRun ? [runWithCoverage()] : [];
  const chosen = await vscode.window.showInformationMessage(text, ...button);
  if (chosen !== undefined) await vscode.commands.executeCommand('testing.coverageAll');
}

function listed({ id, titles, uri, range, isShared }: CoveringTest): ListedTest {
  return {
    id,
    uri,
    range,
    title: titles.join(' › '),
    where: `${relativeName(uri)}:${range.start.line + 1}`,
    ...(isShared === true && { why: vscode.l10n.t('or a test that ran at the same time') }),
  };
}

/**
 * The menu of a line number hands over the line, 1-based; a lens its document and position; a link of a hover the document as
 * text and the line; nothing: where the cursor stands.
 */
function lineMeant([first, second]: readonly unknown[]): SourceLine | undefined {
  if (first instanceof vscode.Uri && second instanceof vscode.Position)
    return { uri: first, line: second.line };
  if (typeof first === 'string' && typeof second === 'number')
    return { uri: vscode.Uri.parse(first), line: second };
  if (isLineNumber(first)) return { uri: first.uri, line: first.lineNumber - 1 };
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri, line: editor.selection.active.line };
}

function isLineNumber(
  value: unknown,
): value is { readonly uri: vscode.Uri; readonly lineNumber: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'lineNumber' in value &&
    typeof value.lineNumber === 'number' &&
    'uri' in value &&
    value.uri instanceof vscode.Uri
  );
}
