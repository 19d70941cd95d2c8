/** Which tests are flaky, suspect or broken, as the server tells it after runs. */
import * as vscode from 'vscode';
import {
  followHealth,
  type HealthChange,
  type TestHealth,
  type TestRef,
} from '../../../server/protocol.ts';
import type { FilePath, TestId } from '../../../test-host/protocol.ts';
import type { TestView } from '../test-view.ts';

export class HealthStore implements vscode.Disposable {
  /** Something was recorded. Told of tests whose health is another; also durations may be. */
  readonly onChange: vscode.Event<readonly TestRef[]>;
  readonly #changed = new vscode.EventEmitter<readonly TestRef[]>();
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

  get({ root, id }: TestRef): TestHealth | undefined {
    return this.#roots.get(root)?.get(fileOf(id))?.get(id);
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
    for (const id of gone) files.get(fileOf(id))?.delete(id);
    for (const test of tests) {
      const known = files.get(fileOf(test.id)) ?? new Map<TestId, TestHealth>();
      files.set(fileOf(test.id), known.set(test.id, test));
    }
    const ids = new Set([...gone, ...tests.map(({ id }) => id)]);
    this.#changed.fire([...ids].map((id) => ({ root, id })));
  }
}

function fileOf(id: TestId): FilePath {
  return id.slice(0, id.indexOf('#'));
}
