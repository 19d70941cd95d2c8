/** Events of a run as results of the items that they belong to. */
import type * as vscode from 'vscode';
import type { RunFile } from '../../../server/protocol.ts';
import type { FilePath, RunEvent, SerializedError, TestId } from '../../../test-host/protocol.ts';
import { describeProblem } from '../messages.ts';
import type { FileItems } from '../tree/file-items.ts';
import type { RootTree } from '../tree/root-tree.ts';
import { testMessages, placeOf } from './test-messages.ts';

export class ResultWriter {
  readonly #run: vscode.TestRun;
  readonly #root: RootTree;
  readonly #items = new Map<TestId, vscode.TestItem>();

  constructor(run: vscode.TestRun, root: RootTree) {
    this.#run = run;
    this.#root = root;
  }

  /** What is going to run, as far as it is known: the rest when its file is loaded. */
  enqueue(files: readonly RunFile[]): void {
    for (const { file, ids = [] } of files) {
      const items = this.#root.file(file);
      for (const id of ids) this.#forItem(items?.itemOf(id), (item) => this.#run.enqueued(item));
    }
  }

  write(event: RunEvent): void {
    switch (event.type) {
      case 'file-collected':
        return this.#learn(event);
      case 'file-finished':
        return this.#finishFile(event);
      case 'suite-finished':
        if (event.errors.length > 0)
          this.#fail(this.#items.get(event.id), event.errors, event.duration);
        return;
      case 'test-started':
        return this.#forItem(this.#items.get(event.id), (item) => this.#run.started(item));
      case 'test-finished':
        return this.#finishTest(event);
      case 'hook-finished':
        if (event.outcome === 'failed') this.#failHook(event);
        return;
      case 'output':
        return this.#writeOutput(event);
      case 'problem':
        return this.#run.appendOutput(describeProblem(event.problem));
      default:
    }
  }

  #learn({ file, nodes }: Extract<RunEvent, { type: 'file-collected' }>): void {
    const items = this.#root.file(file);
    if (items === undefined) return;
    for (const node of nodes) {
      const item = items.itemOf(node.id) ?? items.addFound(node);
      this.#items.set(node.id, item);
      if (node.kind === 'test' && node.isFiltered !== true) this.#run.enqueued(item);
    }
  }

  #finishTest(event: Extract<RunEvent, { type: 'test-finished' }>): void {
    const item = this.#items.get(event.id);
    if (item === undefined || event.reason === 'filter') return;
    switch (event.outcome) {
      case 'passed':
        return this.#run.passed(item, event.duration);
      case 'skipped':
        return this.#run.skipped(item);
      case 'failed':
        return this.#fail(item, event.errors, event.duration);
      case 'errored':
        return this.#run.errored(
          item,
          testMessages(event.errors, this.#root, item),
          event.duration,
        );
      default:
        return event.outcome satisfies never;
    }
  }

  #finishFile(event: Extract<RunEvent, { type: 'file-finished' }>): void {
    const item = this.#fileItem(event.file);
    if (item === undefined || event.errors.length === 0) return;
    this.#run.errored(item, testMessages(event.errors, this.#root, item), event.duration);
  }

  #failHook(event: Extract<RunEvent, { type: 'hook-finished' }>): void {
    const suite = event.suite === undefined ? undefined : this.#items.get(event.suite);
    const file = event.file === undefined ? undefined : this.#fileItem(event.file);
    this.#fail(suite ?? file, event.errors, event.duration);
  }

  #fail(
    item: vscode.TestItem | undefined,
    errors: readonly SerializedError[],
    duration: number,
  ): void {
    this.#forItem(item, (known) =>
      this.#run.failed(known, testMessages(errors, this.#root, known), duration),
    );
  }

  #writeOutput({ text, test, file, location }: Extract<RunEvent, { type: 'output' }>): void {
    const item = test === undefined ? file && this.#fileItem(file) : this.#items.get(test);
    const place = location && placeOf(location, this.#root);
    this.#run.appendOutput(text.replaceAll(/\r?\n/g, '\r\n'), place, item || undefined);
  }

  #fileItem(file: FilePath): vscode.TestItem | undefined {
    return this.#file(file)?.item;
  }

  #file(file: FilePath): FileItems | undefined {
    return this.#root.file(file);
  }

  #forItem(item: vscode.TestItem | undefined, use: (item: vscode.TestItem) => void): void {
    if (item !== undefined) use(item);
  }
}
