/** One press of Run or Debug: asks the server, and turns what happens into results. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { run, type RunAnswer } from '../../../server/protocol.ts';
import type { RunEvent } from '../../../test-host/protocol.ts';
import {
  isCountedContinuously,
  showKnownCoverage,
  type Counting,
  type ShownCoverage,
} from '../coverage/counting.ts';
import { CountedFile } from '../coverage/file-coverage.ts';
import { attachDebugger, stopsAtFailures } from './debugger.ts';
import { describeProblem, nothingSelected, runFailed } from '../messages.ts';
import type { TestView } from '../test-view.ts';
import { EditsMeanwhile } from './edits-meanwhile.ts';
import { EventQueue } from './event-queue.ts';
import { ResultWriter } from './result-writer.ts';
import type { RunProgress } from './run-progress.ts';
import { affectedNote, asTerminalText } from './run-notes.ts';
import { placeOfProblem, problemMessage } from './test-messages.ts';
import { selectionOf, type RootSelection } from './selection.ts';

/** Milliseconds between two looks at what waits or runs for long enough to be shown so. */
const TELLING_MS = 100;

export interface RunContext extends TestView {
  readonly progress: RunProgress;
  readonly counting: Counting;
}

export interface RunOptions {
  readonly request: vscode.TestRunRequest;
  readonly token: vscode.CancellationToken;
  readonly isDebugged?: boolean;
  /** Snapshots that differ are written anew. */
  readonly updatesSnapshots?: boolean;
  /** Uris of documents whose text is run in place of their files. */
  readonly unsaved?: readonly string[];
  /** Which code the tests run is shown. */
  readonly countsCode?: boolean;
}

/** Runs what the request picks. Resolves when the run is over, whatever became of it. */
export async function runRequest(context: RunContext, options: RunOptions): Promise<void> {
  const selections = selectionOf(context.tree.roots(), options.request);
  await runFiles(context, { ...options, selections });
}

/** The same for files that are chosen already. */
export async function runFiles(
  context: RunContext,
  options: RunOptions & { readonly selections: readonly RootSelection[] },
): Promise<void> {
  const testRun = context.controller.createTestRun(options.request);
  try {
    if (options.selections.length === 0) testRun.appendOutput(asTerminalText([nothingSelected()]));
    await runSelections(context, { ...options, testRun });
  } finally {
    await endRun(context, { ...options, testRun });
  }
}

/** With all that is known of the code, where that is shown. */
export async function endRun(
  context: RunContext,
  { testRun, ...options }: RunOptions & { readonly testRun: vscode.TestRun },
): Promise<void> {
  try {
    if (coverageShown(context, options) === 'known') await showKnownCoverage(context, testRun);
  } catch (error) {
    context.log.error(String(error)); // the server has ended: the next run shows it
  } finally {
    testRun.end();
    context.counting.tell();
  }
}

function coverageShown(
  { counting, tree }: RunContext,
  { countsCode = false, request }: Pick<RunOptions, 'countsCode' | 'request'>,
): ShownCoverage {
  const isContinuous = request.continuous === true;
  if (countsCode) return isContinuous ? 'known' : 'own';
  return counting.isOn && tree.roots().some(isCountedContinuously) ? 'known' : 'nothing';
}

/** The same as a part of a run that goes on. */
export async function runSelections(
  context: RunContext,
  { selections, ...options }: SelectionsRun,
): Promise<RunAnswer['outcome']> {
  context.progress.begin(selections);
  try {
    const outcomes = await Promise.all(
      selections.map(async (selection) => await runRoot(context, { ...options, selection })),
    );
    return outcomes.find((outcome) => outcome !== 'passed') ?? 'passed';
  } finally {
    context.progress.end();
  }
}

interface SelectionsRun extends RunOptions {
  readonly testRun: vscode.TestRun;
  readonly selections: readonly RootSelection[];
}

interface RootRun extends RunOptions {
  readonly testRun: vscode.TestRun;
  readonly selection: RootSelection;
}

async function runRoot(
  context: RunContext,
  { testRun, token, selection, ...options }: RootRun,
): Promise<RunAnswer['outcome']> {
  const {
    isDebugged = false,
    updatesSnapshots = false,
    unsaved = [],
    countsCode = false,
  } = options;
  const { server, progress } = context;
  const { root } = selection;
  const files = selection.files.map(({ why: _, ...file }) => file);
  const shown = coverageShown(context, options);
  const isCounted = countsCode || isCountedContinuously(root);
  const runId = randomUUID();
  const edits = new EditsMeanwhile();
  const { follow } = edits;
  const results = new ResultWriter(testRun, root, { follow, isUnsaved: unsaved.length > 0 });
  results.enqueue(files);
  for (const { file, why } of selection.files)
    if (why !== undefined)
      testRun.appendOutput(affectedNote({ file, why }), undefined, root.file(file)?.item);
  const queue = new EventQueue<RunEvent>((event) => {
    results.write(event);
    progress.count(event);
  });
  const telling = setInterval(() => results.tellWaiting(), TELLING_MS);
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  const listeners = [token, testRun.token].map((each) => each.onCancellationRequested(cancel));
  const following = server.follow(runId, {
    onEvents: ({ events }) => queue.add(events.flatMap(inPortions)),
    onDebugger: (port) => listeners.push(attachDebugger({ root, port, testRun, onLeft: cancel })),
  });
  try {
    const answer = await server.ask(
      run,
      {
        runId,
        root: root.uri.toString(),
        files,
        isDebugged,
        stopsAtFailures: stopsAtFailures(root),
        updatesSnapshots,
        unsaved,
        countsCode: shown === 'own',
        // Text that is in no file is counted when it is saved.
        countsSilently: shown === 'known' && isCounted && !isDebugged && unsaved.length === 0,
      },
      source.token,
    );
    for (const problem of answer.problems)
      testRun.appendOutput(describeProblem(problem), placeOfProblem(problem, root));
    await queue.empty();
    for (const file of answer.coverage ?? [])
      testRun.addCoverage(new CountedFile({ server, root, runId }, file));
    const reason = answer.problems.find(({ severity }) => severity === 'error');
    if (reason !== undefined)
      progress.countAbandoned(results.abandon(problemMessage(reason, root)));
    return answer.outcome;
  } catch (error) {
    await queue.empty();
    if (source.token.isCancellationRequested) return 'interrupted';
    testRun.appendOutput(asTerminalText([runFailed(error)]));
    progress.countAbandoned(results.abandon(new vscode.TestMessage(runFailed(error))));
    return 'interrupted';
  } finally {
    following.dispose();
    clearInterval(telling);
    await queue.empty();
    for (const listener of [...listeners, edits]) listener.dispose();
    source.dispose();
  }
}

/** A file of thousands of tests is told in one event. */
const LARGEST_PORTION = 200;

function inPortions(event: RunEvent): readonly RunEvent[] {
  if (event.type !== 'file-collected' || event.nodes.length <= LARGEST_PORTION) return [event];
  const portions: RunEvent[] = [];
  for (let at = 0; at < event.nodes.length; at += LARGEST_PORTION)
    portions.push({ ...event, nodes: event.nodes.slice(at, at + LARGEST_PORTION) });
  return portions;
}
