/** Which tests are flaky, suspect or broken, as the server tells it after runs. */
import * as vscode from 'vscode';
import { followHealth, type HealthChange, type TestHealth } from '../../../server/protocol.ts';
import type { FilePath, TestId } from '../../../test-host/protocol.ts';
import type { TestView } from '../test-view.ts';
import type { ItemMark } from '../tree/item-mark.ts';
import { healthInTree } from './health-messages.ts';

export class HealthStore implements vscode.Disposable {
  /** Something was recorded: also durations may be others. */
  readonly onChange: vscode.Event<void>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: TestView;
  readonly #listener: vscode.Disposable;
  /** By root, file and test. */
  readonly #roots = new Map<string, Map<FilePath, Map<TestId, TestHealth>>>();

  constructor(view: TestView) {
    this.#view = view;
    this.onChange = this.#changed.event;
    this.#listener = view.server.onHealthChange((change) => this.#apply(change));
  }

  /** Called whenever a server has begun. */
  follow(): void {
    const { server, log } = this.#view;
    server.ask(followHealth, {}).catch((error: unknown) => log.error(String(error)));
  }

  /** Of the tests of a file, those with trouble. */
  ofFile(root: vscode.Uri, file: FilePath): ReadonlyMap<TestId, TestHealth> {
    return this.#roots.get(root.toString())?.get(file) ?? new Map<TestId, TestHealth>();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  #apply({ root, isFirst, tests, healthy }: HealthChange): void {
    const files = this.#roots.get(root) ?? new Map<FilePath, Map<TestId, TestHealth>>();
    this.#roots.set(root, files);
    const gone =
      isFirst === true ? [...files.values()].flatMap((known) => [...known.keys()]) : healthy;
    const marks = new Map<TestId, ItemMark | undefined>();
    for (const id of gone) {
      files.get(fileOf(id))?.delete(id);
      marks.set(id, undefined);
    }
    for (const test of tests) {
      const known = files.get(fileOf(test.id)) ?? new Map<TestId, TestHealth>();
      files.set(fileOf(test.id), known.set(test.id, test));
      marks.set(test.id, markOf(test));
    }
    this.#view.tree.root(root)?.mark(marks);
    this.#changed.fire();
  }
}

/** What is broken shows it by its result. */
function markOf(test: TestHealth): ItemMark | undefined {
  if (test.health !== 'flaky' && test.health !== 'suspect') return undefined;
  const text = healthInTree(test);
  return test.health === 'flaky' ? { text, tag: 'flaky' } : { text };
}

function fileOf(id: TestId): FilePath {
  return id.slice(0, id.indexOf('#'));
}
