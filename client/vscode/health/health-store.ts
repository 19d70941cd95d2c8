/** Which tests are flaky, suspect or broken, as the server tells it after runs. */
import * as vscode from 'vscode';
import {
  followHealth,
  type HealthChange,
  type TestHealth,
  type TestRef,
} from '../../../server/protocol.ts';
import { fileOfTest, type FilePath, type TestId } from '../../../test-host/protocol.ts';
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
    return this.#roots.get(root)?.get(fileOfTest(id))?.get(id);
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
    for (const id of gone) files.get(fileOfTest(id))?.delete(id);
    for (const test of tests) {
      const known = files.get(fileOfTest(test.id)) ?? new Map<TestId, TestHealth>();
      files.set(fileOfTest(test.id), known.set(test.id, test));
    }
    const ids = new Set([...gone, ...tests.map(({ id }) => id)]);
    this.#changed.fire([...ids].map((id) => ({ root, id })));
  }
}
