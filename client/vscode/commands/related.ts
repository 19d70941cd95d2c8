/** Between source and tests: the way there, and runs of what reaches a source file or symbol. */
import path from 'node:path';
import * as vscode from 'vscode';
import { sourceOf, testsOf, type Place, type ReachingTest } from '../../../server/protocol.ts';
import {
  chooseSource,
  noSource,
  noTestReaches,
  searchingTests,
  testsThatReach,
} from '../messages.ts';
import { chooseFromTests, runTests } from './choose-tests.ts';
import type { CommandContext } from './command-context.ts';
import { openPlace, relativeName } from './places.ts';
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
  await chooseFromTests(context, {
    tests: (await findTests(context, place)).map(({ why, ...test }) => ({
      ...test,
      where: whereOf(test),
      why: why.join(', '),
    })),
    place: { uri, position },
    placeHolder: testsThatReach(),
  });
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
    void vscode.window.showInformationMessage(noSource(relativeName(place.uri)));
    return;
  }
  await openOne(likelyFirst(sources, place.uri), {
    placeHolder: chooseSource(),
    describe: ({ uri }) => ({
      label: path.posix.basename(uri),
      description: path.posix.dirname(relativeName(uri)),
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

function describeTest({ title, why, ...place }: ReachingTest): vscode.QuickPickItem {
  return { label: title, description: whereOf(place), detail: why.join(', ') };
}

function whereOf({ uri, range }: Place): string {
  return `${relativeName(uri)}:${range.start.line + 1}`;
}

function sayNoTest(uri: vscode.Uri): void {
  void vscode.window.showInformationMessage(noTestReaches(relativeName(uri)));
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
  if (chosen !== undefined) await openPlace(chosen);
}
