/** Which tests are in quarantine, as `ztest.quarantine.json` says at this moment. */
import * as vscode from 'vscode';
import {
  addToQuarantine,
  quarantine,
  removeFromQuarantine,
  type ChangedQuarantine,
  type QuarantineItem,
  type TestRef,
} from '../../../server/protocol.ts';
import type { TestId } from '../../../test-host/protocol.ts';
import type { TestView } from '../test-view.ts';

const FILE = 'ztest.quarantine.json';
/** For menus: there is something to take out. */
const HAS_ENTRIES = 'ztest.hasQuarantine';
/** Milliseconds after a server has begun: first come the tests. */
const FIRST_MS = 1_000;

export class QuarantineStore implements vscode.Disposable {
  /** Told which tests of which folder have come or gone, or have another entry. */
  readonly onChange: vscode.Event<readonly TestRef[]>;
  readonly #changed = new vscode.EventEmitter<readonly TestRef[]>();
  readonly #view: TestView;
  readonly #listeners: vscode.Disposable;
  readonly #roots = new Map<string, ReadonlyMap<TestId, QuarantineItem>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(view: TestView) {
    this.#view = view;
    this.onChange = this.#changed.event;
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${FILE}`);
    const read = (): void => this.follow(0);
    this.#listeners = vscode.Disposable.from(
      this.#changed,
      watcher,
      watcher.onDidChange(read),
      watcher.onDidCreate(read),
      watcher.onDidDelete(read),
    );
  }

  /** Reads it, now or when a server has begun. */
  follow(delay = FIRST_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#read().catch((error: unknown) => this.#view.log.error(String(error)));
    }, delay);
  }

  get({ root, id }: TestRef): QuarantineItem | undefined {
    return this.#roots.get(root)?.get(id);
  }

  all(root: string): readonly QuarantineItem[] {
    return [...(this.#roots.get(root)?.values() ?? [])];
  }

  fileOf(root: string): vscode.Uri {
    return vscode.Uri.joinPath(vscode.Uri.parse(root), FILE);
  }

  async add(test: TestRef, reason: string): Promise<ChangedQuarantine> {
    const answer = await this.#view.server.ask(addToQuarantine, {
      ...test,
      ...(reason !== '' && { reason }),
    });
    this.#learn(test.root, answer.entries);
    return answer;
  }

  async remove(root: string, ids: readonly TestId[]): Promise<ChangedQuarantine> {
    const answer = await this.#view.server.ask(removeFromQuarantine, { root, ids });
    this.#learn(root, answer.entries);
    return answer;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.dispose();
  }

  async #read(): Promise<void> {
    const { tree, server } = this.#view;
    for (const { uri } of tree.roots()) {
      const root = uri.toString();
      this.#learn(root, (await server.ask(quarantine, { root })).entries);
    }
  }

  #learn(root: string, entries: readonly QuarantineItem[]): void {
    const before = this.#roots.get(root) ?? new Map<TestId, QuarantineItem>();
    const now = new Map(entries.map((entry) => [entry.id, entry]));
    this.#roots.set(root, now);
    const ids = new Set([...before.keys(), ...now.keys()]);
    const changed = [...ids].filter(
      (id) => JSON.stringify(before.get(id)) !== JSON.stringify(now.get(id)),
    );
    if (changed.length === 0) return;
    const hasEntries = [...this.#roots.values()].some(({ size }) => size > 0);
    void vscode.commands.executeCommand('setContext', HAS_ENTRIES, hasEntries);
    this.#changed.fire(changed.map((id) => ({ root, id })));
  }
}
