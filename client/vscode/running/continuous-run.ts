/** A run that goes on: after each save, or pause of typing, what it can have changed runs anew. */
import * as vscode from 'vscode';
import { prepareToCount } from '../coverage/counting.ts';
import { affected, type RunFile } from '../../../server/protocol.ts';
import type { FilePath, TestId } from '../../../test-host/protocol.ts';
import type { RootTree } from '../tree/root-tree.ts';
import { Echoes } from './echoes.ts';
import { followFiles, followTyping, unsavedDocuments, type FileChange } from './file-changes.ts';
import { runFiles, type RunContext, type RunOptions } from './run-session.ts';
import { selectionOf, type ChosenFile, type RootSelection } from './selection.ts';

/** Its token is cancelled when the user turns it off. */
type ContinuousOptions = RunOptions;

/** Several files are often saved together. */
const TOGETHER_MS = 20;

export function runContinuously(context: RunContext, options: ContinuousOptions): void {
  const run = new ContinuousRun(context, options);
  const { include = [] } = options.request;
  const selections = selectionOf(context.tree.roots(), options.request);
  const counts = options.isDebugged !== true;
  if (counts)
    prepareToCount(context, selections).catch((error: unknown) =>
      context.log.error(toError(error)),
    );
  for (const item of include) continuous.add(item);
  const following = vscode.Disposable.from(
    ...(counts ? [context.counting.begin()] : []),
    followFiles((change) => run.onChange(change)),
    followTyping((uri) => run.onChange({ uri, by: 'author', isMoved: false })),
  );
  options.token.onCancellationRequested(() => {
    run.stop();
    for (const item of include) continuous.delete(item);
    following.dispose();
  });
}

const continuous = new WeakSet<vscode.TestItem>();

export function isRunContinuously(item: vscode.TestItem): boolean {
  return continuous.has(item);
}

interface Going {
  readonly source: vscode.CancellationTokenSource;
  readonly selections: readonly RootSelection[];
}

class ContinuousRun {
  readonly #context: RunContext;
  readonly #options: ContinuousOptions;
  readonly #changed = new Map<string, FileChange>();
  readonly #going = new Set<Going>();
  readonly #echoes = new Echoes();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: RunContext, options: ContinuousOptions) {
    this.#context = context;
    this.#options = options;
  }

  onChange(change: FileChange): void {
    const file = change.uri.toString();
    if (change.by === 'author') this.#echoes.forget(file);
    else if (!this.#echoes.accepts(file, Date.now())) return;
    const isMoved = change.isMoved || this.#changed.get(file)?.isMoved === true;
    this.#changed.set(file, { ...change, isMoved });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#start().catch((error: unknown) => {
        this.#context.log.error(toError(error));
      });
    }, TOGETHER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const { source } of this.#going) source.cancel();
  }

  async #start(): Promise<void> {
    const changes = [...this.#changed.values()];
    this.#changed.clear();
    const { tree } = this.#context;
    const { request, token } = this.#options;
    const roots = tree.roots();
    const hits = new Map(
      await Promise.all(
        roots.map(async (root) => [root, await this.#affectedIn(root, changes)] as const),
      ),
    );
    // Looked at now: the answers come behind the changes of the tree.
    const wanted = selectionOf(tree.roots(), request).map(declaredOf);
    if (token.isCancellationRequested || !wanted.some((one) => overlaps(one, hits))) return;
    for (const going of this.#going) {
      if (!going.selections.some((one) => overlaps(one, hits))) continue;
      going.source.cancel();
      this.#going.delete(going);
      // What it has not finished runs again.
      for (const { root, files } of going.selections)
        for (const file of files) hits.get(root)?.set(file.file, joined(file, hits.get(root)));
    }
    await this.#run(
      wanted
        .map(({ root, files }) => ({
          root,
          files: files.flatMap((file) => chosenOf(root, file, hits.get(root)?.get(file.file))),
        }))
        .filter(({ files }) => files.length > 0),
    );
  }

  async #run(selections: readonly RootSelection[]): Promise<void> {
    const going = { source: new vscode.CancellationTokenSource(), selections };
    this.#going.add(going);
    this.#echoes.begin();
    try {
      await runFiles(this.#context, {
        ...this.#options,
        request: copyOf(this.#options.request),
        token: going.source.token,
        selections,
        unsaved: unsavedDocuments(),
      });
    } finally {
      this.#echoes.end(Date.now());
      this.#going.delete(going);
      going.source.dispose();
    }
  }

  async #affectedIn(root: RootTree, changes: readonly FileChange[]): Promise<Hits> {
    const files = await this.#context.server.ask(affected, {
      root: root.uri.toString(),
      uris: changes.map(({ uri }) => uri.toString()),
      moved: changes.filter(({ isMoved }) => isMoved).map(({ uri }) => uri.toString()),
    });
    return new Map(files.map((file) => [file.file, file]));
  }
}

/** What is affected, by file. */
type Hits = Map<FilePath, ChosenFile>;

function joined(file: ChosenFile, hits: Hits | undefined): ChosenFile {
  const hit = hits?.get(file.file);
  if (hit === undefined) return file;
  const { ids: _, ...rest } = hit;
  if (hit.ids === undefined || file.ids === undefined) return rest;
  return { ...rest, ids: [...new Set([...file.ids, ...hit.ids])] };
}

/** Of what is run continuously what is affected. */
function chosenOf(
  root: RootTree,
  wanted: RunFile,
  hit: ChosenFile | undefined,
): readonly ChosenFile[] {
  if (hit === undefined) return [];
  const { file, ids: all } = wanted;
  if (hit.ids === undefined) return [{ ...hit, ...wanted }];
  const ids =
    all === undefined ? hit.ids : hit.ids.filter((id) => isWithin(root, { file, id }, all));
  return ids.length === 0 ? [] : [{ ...hit, ids }];
}

/** The test itself, or a suite around it. */
function isWithin(
  root: RootTree,
  { file, id }: { readonly file: FilePath; readonly id: TestId },
  wanted: readonly TestId[],
): boolean {
  const parents = new Map(root.file(file)?.nodes.map((node) => [node.id, node.parent]));
  for (let at: TestId | undefined = id; at !== undefined; at = parents.get(at))
    if (wanted.includes(at)) return true;
  return false;
}

/** Runs of one request that overlap would have one result together, in which the worst outcome wins. */
function copyOf({
  include,
  exclude,
  profile,
  continuous: goesOn,
  preserveFocus,
}: vscode.TestRunRequest): vscode.TestRunRequest {
  return new vscode.TestRunRequest(include, exclude, profile, goesOn, preserveFocus);
}

function overlaps({ root, files }: RootSelection, hits: ReadonlyMap<RootTree, Hits>): boolean {
  return files.some(({ file }) => hits.get(root)?.has(file) === true);
}

/** Without tests that an edit has taken away. */
function declaredOf({ root, files }: RootSelection): RootSelection {
  const left = files.flatMap(({ file, ids }): RunFile[] => {
    if (ids === undefined) return [{ file }];
    const declared = ids.filter((id) => root.file(file)?.itemOf(id) !== undefined);
    return declared.length > 0 ? [{ file, ids: declared }] : [];
  });
  return { root, files: left };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
