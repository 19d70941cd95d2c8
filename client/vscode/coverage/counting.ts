/** Coverage that nobody has to ask for: while something runs continuously, runs count code, and what is known of it is shown. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { knownCoverage, prepareCounting, type FileCoverage } from '../../../server/protocol.ts';
import type { TestView } from '../test-view.ts';
import type { RootTree } from '../tree/root-tree.ts';
import type { RootSelection } from '../running/selection.ts';
import { CountedFile } from './file-coverage.ts';

/** What a run shows of coverage: nothing, what it has counted itself, or all that is known after it. */
export type ShownCoverage = 'nothing' | 'own' | 'known';

export class Counting implements vscode.Disposable {
  /** More is known of the code than before. */
  readonly onCounted: vscode.Event<void>;
  readonly #counted = new vscode.EventEmitter<void>();
  #continuous = 0;

  constructor() {
    this.onCounted = this.#counted.event;
  }

  /** Something runs continuously until this is disposed. */
  begin(): vscode.Disposable {
    this.#continuous += 1;
    return new vscode.Disposable(() => (this.#continuous -= 1));
  }

  /** Each run brings coverage then, for the editor closes what it shows with a run that brings none. */
  get isOn(): boolean {
    return this.#continuous > 0;
  }

  tell(): void {
    this.#counted.fire();
  }

  dispose(): void {
    this.#counted.dispose();
  }
}

export function isCountedContinuously({ uri }: Pick<RootTree, 'uri'>): boolean {
  return vscode.workspace.getConfiguration('ztest', uri).get('continuousRun.coverage', true);
}

/** So that the first run after a save need not wait for it. */
export async function prepareToCount(
  { server }: Pick<TestView, 'server'>,
  selections: readonly RootSelection[],
): Promise<void> {
  for (const { root, files } of selections) {
    if (!isCountedContinuously(root)) continue;
    const names = files.map(({ file }) => file);
    await server.ask(prepareCounting, { root: root.uri.toString(), files: names });
  }
}

/** Of all folders, for a run shows its coverage in place of that of the run before. */
export async function showKnownCoverage(
  { server, tree }: Pick<TestView, 'server' | 'tree'>,
  testRun: vscode.TestRun,
): Promise<void> {
  const found = await Promise.all(
    tree.roots().map(async (root) => {
      const runId = randomUUID();
      const files = await server.ask(knownCoverage, { root: root.uri.toString(), runId });
      return files.map((file) => [{ server, root, runId }, file] as const);
    }),
  );
  await addInSlices(testRun, found.flat());
}

/** Milliseconds that other extensions wait at most. */
const SLICE_MS = 8;

async function addInSlices(
  testRun: vscode.TestRun,
  files: readonly (readonly [ConstructorParameters<typeof CountedFile>[0], FileCoverage])[],
): Promise<void> {
  let began = performance.now();
  for (const [run, file] of files) {
    testRun.addCoverage(new CountedFile(run, file));
    if (performance.now() - began < SLICE_MS) continue;
    await new Promise(setImmediate);
    began = performance.now();
  }
}
