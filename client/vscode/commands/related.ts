/** Between source and tests: the way there, and runs of what reaches a source file or symbol. */
import path from 'node:path';
import * as vscode from 'vscode';
import { sourceOf, testsOf, type Place, type ReachingTest } from '../../../server/protocol.ts';
import {
  chooseSource,
  noSource,
  noTestReaches,
  peekTheseTests,
  runTheseTests,
  searchingTests,
  testsThatReach,
} from '../messages.ts';
import { runRequest } from '../running/run-session.ts';
import { requestFor } from './run-items.ts';
import type { CommandContext } from './command-context.ts';
import { cursorPlace, placeMeant, type EditorPlace } from './targets.ts';

export async function runTestsOfFile(
  context: CommandContext,
  [uri]: readonly unknown[],
): Promise<void> {
  await runTestsOf(context, placeMeant([uri]));
}

export async function runTestsOfSymbol(
  context: CommandContext,
  args: readonly unknown[],
): Promise<void> {
  const place = placeMeant(args);
  await runTestsOf(context, place?.position === undefined ? cursorPlace() : place);
}

/** Called by a lens: runs the tests of a symbol, shows them beside the code or leads to one. */
export async function chooseTest(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const place = placeMeant(args);
  if (place?.position === undefined) return;
  const { uri, position } = place;
  const tests = await findTests(context, place);
  const run: TestChoice = { label: `$(run) ${runTheseTests(tests.length)}` };
  const peek: TestChoice = { label: `$(references) ${peekTheseTests()}` };
  const line: TestChoice = { label: '', kind: vscode.QuickPickItemKind.Separator };
  const items = tests.map((test) => ({ ...describeTest(test), test }));
  const chosen = await vscode.window.showQuickPick([run, peek, line, ...items], {
    placeHolder: testsThatReach(),
    matchOnDescription: true,
  });
  if (chosen === run) await runTests(context, tests);
  else if (chosen === peek) {
    const locations = tests.map(toLocation);
    await vscode.commands.executeCommand(
      'editor.action.peekLocations',
      uri,
      position,
      locations,
      'peek',
    );
  } else if (chosen?.test !== undefined) await open(chosen.test);
}

interface TestChoice extends vscode.QuickPickItem {
  readonly test?: ReachingTest;
}

/** Those of the symbol at the cursor, or else of the file. */
export async function goToTest(context: CommandContext): Promise<void> {
  const place = cursorPlace();
  if (place === undefined) return;
  const ofSymbol = await findTests(context, place);
  const tests = ofSymbol.length > 0 ? ofSymbol : await findTests(context, { uri: place.uri });
  if (tests.length === 0) return sayNoTest(place.uri);
  await openOne(tests, {
    placeHolder: testsThatReach(),
    describe: describeTest,
  });
}

export async function goToSource(context: CommandContext): Promise<void> {
  const place = cursorPlace();
  if (place === undefined) return;
  const sources = await search(
    async (token) => await context.server.ask(sourceOf, subject(place), token),
  );
  if (sources.length === 0) {
    void vscode.window.showInformationMessage(noSource(relative(place.uri)));
    return;
  }
  await openOne(likelyFirst(sources, place.uri), {
    placeHolder: chooseSource(),
    describe: ({ uri }) => ({
      label: path.posix.basename(uri),
      description: path.posix.dirname(relative(uri)),
    }),
  });
}

async function findTests(
  { server }: CommandContext,
  place: EditorPlace,
): Promise<readonly ReachingTest[]> {
  return await search(async (token) => await server.ask(testsOf, subject(place), token));
}

async function runTestsOf(context: CommandContext, place: EditorPlace | undefined): Promise<void> {
  if (place === undefined) return;
  const tests = await findTests(context, place);
  if (tests.length === 0) return sayNoTest(place.uri);
  await runTests(context, tests);
}

async function runTests(context: CommandContext, tests: readonly ReachingTest[]): Promise<void> {
  const items = tests.flatMap(({ id }) => context.tree.itemWithId(id) ?? []);
  const source = new vscode.CancellationTokenSource();
  const request = requestFor(context, [...new Set(items)]);
  await runRequest(context, { request, token: source.token });
  source.dispose();
}

function describeTest({ title, uri, range, why }: ReachingTest): vscode.QuickPickItem {
  return {
    label: title,
    description: `${relative(uri)}:${range.start.line + 1}`,
    detail: why.join(', '),
  };
}

function sayNoTest(uri: vscode.Uri): void {
  void vscode.window.showInformationMessage(noTestReaches(relative(uri)));
}

async function search<Found>(
  ask: (token: vscode.CancellationToken) => Promise<Found>,
): Promise<Found> {
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: searchingTests() },
    async (_progress, token) => await ask(token),
  );
}

function subject({ uri, position }: EditorPlace): {
  readonly textDocument: { readonly uri: string };
  readonly position?: { readonly line: number; readonly character: number };
} {
  const textDocument = { uri: uri.toString() };
  if (position === undefined) return { textDocument };
  const { line, character } = position;
  return { textDocument, position: { line, character } };
}

/** The file that the test file is named after stands first. */
function likelyFirst(places: readonly Place[], test: vscode.Uri): readonly Place[] {
  const wanted = stemOf(test.path).replace(/[.-](?:test|spec)$/, '');
  const isLikely = ({ uri }: Place): number => (stemOf(uri) === wanted ? 0 : 1);
  return places.toSorted((a, b) => isLikely(a) - isLikely(b));
}

function stemOf(file: string): string {
  return path.posix.basename(file).replace(/\.[cm]?[jt]sx?$/, '');
}

async function openOne<One extends Place>(
  places: readonly One[],
  {
    placeHolder,
    describe,
  }: {
    readonly placeHolder: string;
    readonly describe: (place: One) => vscode.QuickPickItem;
  },
): Promise<void> {
  const [only] = places;
  const chosen =
    places.length === 1
      ? only
      : (
          await vscode.window.showQuickPick(
            places.map((place) => ({ ...describe(place), place })),
            { placeHolder, matchOnDescription: true },
          )
        )?.place;
  if (chosen !== undefined) await open(chosen);
}

async function open(place: Place): Promise<void> {
  const { uri, range } = toLocation(place);
  const selection = new vscode.Range(range.start, range.start);
  await vscode.window.showTextDocument(uri, { selection });
}

function toLocation({ uri, range: { start, end } }: Place): vscode.Location {
  return new vscode.Location(
    vscode.Uri.parse(uri),
    new vscode.Range(start.line, start.character, end.line, end.character),
  );
}

function relative(uri: string | vscode.Uri): string {
  return vscode.workspace.asRelativePath(typeof uri === 'string' ? vscode.Uri.parse(uri) : uri);
}
