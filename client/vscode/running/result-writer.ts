/** Events of a run as results of the items that they belong to. */
import * as vscode from 'vscode';
import type { RunFile } from '../../../server/protocol.ts';
import type { FilePath, RunEvent, SerializedError, TestId } from '../../../test-host/protocol.ts';
import { describeProblem, neverBegan, notDeclared, runSummary } from '../messages.ts';
import type { RootTree } from '../tree/root-tree.ts';
import { clearFailure, setFailure } from './last-failures.ts';
import { noteOutcome } from './last-outcomes.ts';
import { asTerminalText, errorNote, leakNote, testNotes } from './run-notes.ts';
import { messagesAtItem, placeOf, placeOfProblem, testMessages } from './test-messages.ts';
import { UntoldStates } from './untold-states.ts';
import { WaitingItems } from './waiting-items.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

/** Of the loader. */
const SYNTAX_ERROR = 'ZT1202';

export interface ResultWriterOptions {
  /** From where a text stood when the run began to where it stands now. */
  readonly follow: (place: vscode.Location) => vscode.Location;
  /** Text that nobody has saved may be half a word: a syntax error in it is none yet. Default: false. */
  readonly isUnsaved?: boolean;
}

export class ResultWriter {
  readonly #run: vscode.TestRun;
  readonly #root: RootTree;
  readonly #follow: ResultWriterOptions['follow'];
  readonly #items = new Map<TestId, vscode.TestItem>();
  readonly #waiting = new WaitingItems();
  readonly #started = new Set<TestId>();
  readonly #untold = new UntoldStates();
  /** Suites of which a hook has told already what is wrong. */
  readonly #blamed = new Set<TestId>();

  readonly #isUnsaved: boolean;

  constructor(
    run: vscode.TestRun,
    root: RootTree,
    { follow, isUnsaved = false }: ResultWriterOptions,
  ) {
    this.#run = run;
    this.#root = root;
    this.#follow = follow;
    this.#isUnsaved = isUnsaved;
  }

  /** What is going to run, as far as it is known: the rest when its file is loaded. */
  enqueue(files: readonly RunFile[]): void {
    for (const { file, ids = [] } of files) {
      const items = this.#root.file(file);
      this.#waiting.addFile(file);
      this.#forgetFailure(items?.item);
      for (const id of ids) {
        const item = items?.itemOf(id);
        if (item !== undefined && this.#waiting.add(file, item)) this.#run.enqueued(item);
      }
    }
  }

  /** Nobody is left who could tell what becomes of the rest. @returns how many that are */
  abandon(message: vscode.TestMessage): number {
    let count = 0;
    for (const [file, items] of this.#waiting.files()) {
      const fileItem = this.#root.file(file)?.item;
      const below = items.size > 0 ? [...items] : testsBelow(fileItem);
      const left = below.length === 0 && fileItem !== undefined ? [fileItem] : below;
      for (const item of left) {
        this.#run.errored(item, message);
        count += 1;
      }
    }
    return count;
  }

  /** What waits for its turn and what runs, if it did so at the last call already. */
  tellWaiting(): void {
    for (const [item, state] of this.#untold.take()) this.#run[state](item);
  }

  write(event: RunEvent): void {
    switch (event.type) {
      case 'file-collected':
        return this.#learn(event);
      case 'file-finished':
        return this.#finishFile(event);
      case 'suite-finished':
        return this.#finishSuite(event);
      case 'test-started':
        return this.#startTest(event.id);
      case 'test-finished':
        return this.#finishTest(event);
      case 'hook-finished':
        return this.#finishHook(event);
      case 'output':
        return this.#writeOutput(event);
      case 'leak':
        return this.#writeLeak(event);
      case 'problem':
        return this.#writeProblem(event);
      case 'run-finished':
        return this.#tell(runSummary(event.summary, event.duration));
      default:
    }
  }

  #learn({ file, nodes }: EventOf<'file-collected'>): void {
    const items = this.#root.file(file);
    if (items === undefined) return;
    for (const node of nodes) {
      const item = items.itemOf(node.id) ?? items.addFound(node);
      this.#items.set(node.id, item);
      if (node.kind === 'suite') {
        this.#waiting.delete(item);
        this.#forgetFailure(item);
      } else if (node.isFiltered !== true && this.#waiting.add(file, item))
        this.#untold.set(item, 'enqueued');
    }
  }

  /** Files and suites have results only when they fail; what was told of an earlier run is taken back. */
  #forgetFailure(item: vscode.TestItem | undefined): void {
    if (item !== undefined && clearFailure(item)) this.#run.enqueued(item);
  }

  #startTest(id: TestId): void {
    this.#started.add(id);
    const item = this.#items.get(id);
    if (item !== undefined) this.#untold.set(item, 'started');
  }

  #finishTest(event: EventOf<'test-finished'>): void {
    const item = this.#items.get(event.id);
    if (item === undefined || event.reason === 'filter') return;
    this.#waiting.delete(item);
    this.#untold.delete(item);
    const notes = testNotes(event, this.#root);
    if (notes !== '') this.#run.appendOutput(notes, undefined, item);
    if (event.reason !== 'cancelled') noteOutcome(item, event.outcome);
    if (failsNothing(event)) return this.#run.skipped(item);
    switch (event.outcome) {
      case 'passed':
        clearFailure(item);
        return this.#run.passed(item, event.duration);
      case 'skipped':
        // What was cancelled keeps the result that it had.
        return event.reason === 'cancelled' ? undefined : this.#run.skipped(item);
      case 'failed':
        return this.#run.failed(item, this.#messagesOf(event, item), event.duration);
      case 'errored':
        return this.#run.errored(item, this.#messagesOf(event, item), event.duration);
      default:
        return event.outcome satisfies never;
    }
  }

  #messagesOf(
    { id, reason, errors, note }: EventOf<'test-finished'>,
    item: vscode.TestItem,
  ): vscode.TestMessage[] {
    if (errors.length === 0 && note !== undefined)
      return [new vscode.TestMessage(neverBegan(note))];
    const isToldOfSuite = reason === 'hook' && !this.#started.has(id);
    const messages = isToldOfSuite ? messagesAtItem : testMessages;
    return this.#placed(item, messages(errors, this.#root, item));
  }

  #finishSuite({ id, errors, duration }: EventOf<'suite-finished'>): void {
    if (!this.#blamed.has(id)) this.#fail(this.#items.get(id), errors, duration);
  }

  #finishFile({ file, outcome, reason, errors, duration }: EventOf<'file-finished'>): void {
    const item = this.#root.file(file)?.item;
    const left = this.#waiting.takeFile(file);
    const isHalfTyped = this.#isUnsaved && errors.some(({ code }) => code === SYNTAX_ERROR);
    for (const each of left) this.#untold.delete(each);
    if (isHalfTyped) return;
    if (reason === 'load') this.#failToLoad(left.length > 0 ? left : testsBelow(item));
    else if (reason !== 'cancelled')
      for (const each of left)
        this.#run.appendOutput(asTerminalText([notDeclared()]), undefined, each);
    if (outcome !== 'errored') return this.#fail(item, errors, duration);
    if (item !== undefined && errors.length > 0)
      this.#run.errored(item, this.#messages(errors, item), duration);
  }

  /** The file has the reason. */
  #failToLoad(tests: Iterable<vscode.TestItem>): void {
    for (const each of tests) {
      noteOutcome(each, 'errored');
      this.#run.errored(each, []);
    }
  }

  /** What fails around a single test is told with that test. */
  #finishHook({ hook, suite, file, errors, duration }: EventOf<'hook-finished'>): void {
    if (errors.length === 0) return;
    if (suite === undefined && file === undefined)
      return this.#run.appendOutput(errorNote(errors, this.#root));
    if (hook !== 'beforeAll' && hook !== 'afterAll') return;
    if (suite === undefined)
      return this.#fail(file && this.#root.file(file)?.item, errors, duration);
    this.#blamed.add(suite);
    this.#fail(this.#items.get(suite), errors, duration);
  }

  #fail(
    item: vscode.TestItem | '' | undefined,
    errors: readonly SerializedError[],
    duration: number,
  ): void {
    if (!item || errors.length === 0) return;
    this.#run.failed(item, this.#messages(errors, item), duration);
  }

  #messages(errors: readonly SerializedError[], item: vscode.TestItem): vscode.TestMessage[] {
    return this.#placed(item, testMessages(errors, this.#root, item));
  }

  #placed(item: vscode.TestItem, messages: readonly vscode.TestMessage[]): vscode.TestMessage[] {
    for (const message of messages)
      if (message.location !== undefined) message.location = this.#follow(message.location);
    return remembered(item, messages);
  }

  #writeOutput({ text, test, file, location }: EventOf<'output'>): void {
    const place = location && placeOf(location, this.#root);
    const lines = text.replaceAll(/\r?\n/g, '\r\n');
    this.#run.appendOutput(lines, place && this.#follow(place), this.#itemOf(test, file));
  }

  #writeLeak(event: EventOf<'leak'>): void {
    const [frame] = event.stack;
    const place = frame && placeOf(frame, this.#root);
    const item = this.#itemOf(event.test, event.file);
    this.#run.appendOutput(leakNote(event, this.#root), place, item);
  }

  #writeProblem({ problem }: EventOf<'problem'>): void {
    this.#run.appendOutput(describeProblem(problem), placeOfProblem(problem, this.#root));
  }

  #tell(line: string): void {
    this.#run.appendOutput(asTerminalText([line]));
  }

  #itemOf(test: TestId | undefined, file: FilePath | undefined): vscode.TestItem | undefined {
    if (test !== undefined) return this.#items.get(test);
    return file === undefined ? undefined : this.#root.file(file)?.item;
  }
}

/** It failed in quarantine: shown as failed, it would take its suites and file with it. Its notes tell what became of it. */
function failsNothing({ outcome, quarantine }: EventOf<'test-finished'>): boolean {
  return quarantine !== undefined && (outcome === 'failed' || outcome === 'errored');
}

/** As far as they are items: whoever looks at a test sees what became of it. */
function testsBelow(item: vscode.TestItem | undefined): readonly vscode.TestItem[] {
  const children = [...(item?.children ?? [])].map(([, child]) => child);
  return children.flatMap((child) => (child.children.size === 0 ? [child] : testsBelow(child)));
}

function remembered(
  item: vscode.TestItem,
  messages: readonly vscode.TestMessage[],
): vscode.TestMessage[] {
  setFailure(item, messages);
  return [...messages];
}
