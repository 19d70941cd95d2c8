/**
 * The lines that have changed and that no test has run, as the server last told them. While somebody types they are followed;
 * after a run, a save, a commit or a look elsewhere the server is asked anew.
 */
import * as vscode from 'vscode';
import { uncoveredChanges, type UncoveredChanges } from '../../../server/protocol.ts';
import type { ChangesSummary } from '../messages.ts';
import { movedBy } from '../running/moved-position.ts';
import type { RunContext } from '../running/run-session.ts';

export interface UncoveredFile {
  readonly uri: vscode.Uri;
  /** 0-based, ascending. */
  readonly lines: readonly number[];
}

/** Several events often come together. */
const SOON_MS = 200;
/** A run that goes on will tell more than the save before it. */
const AFTER_RUN_MS = 1500;

export class ChangedCode implements vscode.Disposable {
  readonly onChange: vscode.Event<void>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #context: RunContext;
  readonly #listeners: vscode.Disposable;
  #answers: readonly UncoveredChanges[] = [];
  #files = new Map<string, UncoveredFile>();
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(context: RunContext) {
    this.#context = context;
    this.onChange = this.#changed.event;
    const soon = (): void => this.refresh(SOON_MS);
    const repository = vscode.workspace.createFileSystemWatcher('**/.git/{HEAD,index}');
    this.#listeners = vscode.Disposable.from(
      this.#changed,
      repository,
      repository.onDidChange(soon),
      repository.onDidCreate(soon),
      context.counting.onCounted(soon),
      vscode.workspace.onDidSaveTextDocument(() =>
        this.refresh(context.counting.isOn ? AFTER_RUN_MS : SOON_MS),
      ),
      vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('ztest.changedLines.base')) soon();
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) soon();
      }),
    );
  }

  /** `undefined`: nothing was counted yet, or nobody can tell what has changed. */
  get summary(): ChangesSummary | undefined {
    const [first] = this.#answers;
    if (first === undefined) return undefined;
    const sum = (of: (answer: UncoveredChanges) => number): number =>
      this.#answers.reduce((all, answer) => all + of(answer), 0);
    return {
      base: first.base,
      covered: sum(({ covered }) => covered),
      total: sum(({ total }) => total),
      stale: sum(({ stale }) => stale.length),
    };
  }

  /** In the order of the server: those with most lines first. */
  get files(): readonly UncoveredFile[] {
    return [...this.#files.values()];
  }

  linesOf(uri: vscode.Uri): readonly number[] {
    return this.#files.get(uri.toString())?.lines ?? [];
  }

  refresh(delay = 0): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#ask().catch((error: unknown) => this.#context.log.error(String(error)));
    }, delay);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.dispose();
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    const { tree, server } = this.#context;
    const answers = await Promise.all(
      tree.roots().map(async ({ uri }) => {
        const base = vscode.workspace
          .getConfiguration('ztest', uri)
          .get('changedLines.base', '')
          .trim();
        return await server.ask(uncoveredChanges, {
          root: uri.toString(),
          ...(base !== '' && { base }),
        });
      }),
    );
    if (asked !== this.#asked) return;
    this.#answers = answers.filter((answer) => answer !== null);
    // A file may lie in several folders that are open.
    const files = this.#answers.flatMap((answer) =>
      answer.files.map((file): [string, UncoveredFile] => {
        const uri = vscode.Uri.parse(file.uri);
        return [uri.toString(), { uri, lines: file.lines }];
      }),
    );
    this.#files = new Map(files);
    this.#changed.fire();
  }

  /** Decorations move by themselves; this is for whoever draws them anew. */
  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    const file = this.#files.get(key);
    if (file === undefined || contentChanges.length === 0) return;
    const moved = file.lines.map((line) => {
      // Its end stays on the line when something is written before it.
      const end = { line, character: Number.MAX_SAFE_INTEGER };
      return contentChanges.reduce(movedBy, end).line;
    });
    this.#files.set(key, { ...file, lines: [...new Set(moved)] });
  }
}
