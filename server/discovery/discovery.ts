/**
 * All tests of one root, found statically and kept up to date: `open` gives the first tree, `change` what events alter in it.
 * Work goes in slices, so that a keystroke is answered between two of them; what a cancelled call leaves undone, the next
 * one does.
 */
import path from 'node:path';
import type { FilePath, Problem, TestSelection } from '../../test-host/protocol.ts';
import type { FileCode } from '../parsing/code-units.ts';
import type { SourceFile } from '../parsing/parse-batch.ts';
import type { ParsedModule } from '../parsing/parse-module.ts';
import { coalesce, type Changes, type FileEvent } from '../workspace/changes.ts';
import { readSmallText, type Files } from '../workspace/files.ts';
import { Workspace } from '../workspace/workspace.ts';
import { explain, type Explanation } from './explain.ts';
import type { FileRule } from './file-rule.ts';
import type { TreeNode, TreeProblem } from './file-tree.ts';
import { KnownTests } from './known-tests.ts';
import { missingImports } from './missing-imports.ts';
import { codeIn, parseModules } from './parse-modules.ts';
import { NotParsedYet, ParsedFiles } from './parsed-files.ts';
import { decidesAboutFiles } from './projects.ts';
import { Resolutions, type ResolverSource } from './resolutions.ts';
import { selectNodes } from './select-nodes.ts';
import { ruleFor } from './test-files.ts';
import type { DiscoveryTools, VersionedTree } from './tools.ts';
import type { TreeCache } from './tree-cache.ts';
import { TreeDeltas, type TreeDelta } from './tree-deltas.ts';
import { TreeMaker, type MadeTree } from './tree-maker.ts';
import { WaitingFiles, type DiscoveryThread } from './waiting-files.ts';

export interface DiscoveryOptions {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly files: Files;
  readonly cache: TreeCache;
  readonly resolver: ResolverSource;
  /** Called when the first file must be read: loading the compiler takes longer than a second start may. */
  readonly loadTools: () => DiscoveryTools;
  /** A thread that parses, when there is much to parse; absent: everything is parsed where it is needed. */
  readonly thread?: DiscoveryThread | undefined;
  /** Called after each slice of work, and when what was found is saved. */
  readonly afterSlice?: (() => void) | undefined;
  readonly beforeSave?: (() => void) | undefined;
  /** What the caller knows of the root's configuration. */
  readonly rootRule?: FileRule | undefined;
  /** Only the configurations of other tools decide. */
  readonly ignoresOwnConfigs?: boolean | undefined;
}

/** Longer slices would be felt at the keyboard. */
const sliceMilliseconds = 8;
const fewFiles = 8;
/** From here on one walk costs less than asking about each path. */
const manyPaths = 100;

export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #workspace: Workspace;
  readonly #parsed: ParsedFiles;
  readonly #resolutions: Resolutions;
  readonly #maker: TreeMaker;
  readonly #trees = new Map<FilePath, MadeTree>();
  readonly #tests: KnownTests;
  /** Files that must be looked at again. */
  readonly #pending = new Set<FilePath>();
  readonly #waiting: WaitingFiles;
  /** A call is at work on all that is pending. */
  #isAtWork = false;
  readonly #deltas = new TreeDeltas();

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#workspace = new Workspace(options.files);
    const { rootDir, files, cache } = options;
    const workspace = this.#workspace;
    this.#parsed = new ParsedFiles({
      ...options,
      workspace,
      parsesElsewhere: options.thread !== undefined,
    });
    this.#resolutions = new Resolutions({ files, cache, resolver: options.resolver });
    this.#maker = new TreeMaker({
      rootDir,
      workspace,
      cache,
      parsed: this.#parsed,
      resolutions: this.#resolutions,
    });
    this.#tests = new KnownTests({
      rootDir,
      files,
      configs: cache.configs,
      rootRule: options.rootRule,
      ignoresOwnConfigs: options.ignoresOwnConfigs,
    });
    this.#waiting = new WaitingFiles({
      thread: options.thread,
      onAnswer: (wanted, answer) => this.#parsed.add(wanted, answer),
      onReady: (file) => void this.#pending.add(file),
    });
  }

  /** @throws the signal's reason when it is aborted */
  async open(signal?: AbortSignal): Promise<TreeDelta> {
    this.#layOut();
    return await this.#work(signal, this.#tests.files);
  }

  /** Which files are tests, without a look into them. */
  findFiles(): readonly FilePath[] {
    this.#layOut();
    return [...this.#tests.files];
  }

  /** Makes the trees of these test files, which were found before. */
  async openFiles(files: readonly FilePath[]): Promise<void> {
    await this.#finish(new Set(files), undefined);
  }

  /** @throws the signal's reason when it is aborted: its changes are in the next delta */
  async change(events: readonly FileEvent[], signal?: AbortSignal): Promise<TreeDelta> {
    for (const event of events) {
      if (event.kind === 'document') this.#workspace.setDocument(event.path, event.text);
      else if (event.kind === 'document-closed') {
        this.#workspace.closeDocument(event.path);
        this.#parsed.forgetEdition(event.path);
      }
    }
    const edited = this.#take(coalesce(events));
    return await this.#work(signal, edited);
  }

  /** All trees, in the order of their paths. */
  trees(): readonly VersionedTree[] {
    return [...this.#trees.keys()].sort().flatMap((file) => this.tree(file) ?? []);
  }

  tree(file: FilePath): VersionedTree | undefined {
    return this.#trees.get(file)?.tree;
  }

  /** The folder of the configuration by which a file is a test, relative to the root. */
  folderOf(file: FilePath): string {
    return ruleFor(file, this.#tests.projects.nearest(file))?.rule.base ?? '';
  }

  /** Folders, relative to the root, with a Jest configuration that names several projects: a file may be a test of each. */
  foldersOfJestProjects(): readonly string[] {
    return this.#tests.projects.all
      .filter(({ rules }) => rules.filter(({ rule }) => rule.tool === 'jest').length > 1)
      .map(({ folder }) => folder);
  }

  /** Imports of a test file that lead nowhere, in its text as it is now. */
  missingImports(file: FilePath): readonly TreeProblem[] {
    const absolute = this.#absolute(file);
    const parsed = this.#trees.has(file) ? this.#parsed.read(absolute) : undefined;
    if (parsed === undefined) return [];
    return missingImports(absolute, {
      parsed,
      resolver: this.#resolutions.resolver,
      files: this.#options.files,
      foreignConfig: this.#foreignConfig(file),
    });
  }

  /** The text of the configuration that decides about a file, when it is another tool's. */
  #foreignConfig(file: FilePath): string | undefined {
    const rule = ruleFor(file, this.#tests.projects.nearest(file))?.rule;
    if (rule === undefined || rule.tool === 'ztest' || rule.tool === 'node') return undefined;
    const { source } = rule;
    return source === undefined
      ? ''
      : (readSmallText(this.#options.files, this.#absolute(source)) ?? '');
  }

  /** Names of tags that the nearest configuration of ztest has defaults for. */
  configuredTags(file: FilePath): readonly string[] {
    return this.#tests.projects.nearest(file).rules.flatMap(({ rule }) => rule.tags ?? []);
  }

  /** Of the text that a tree was made from. */
  hashOf(file: FilePath): string | undefined {
    return this.#trees.get(file)?.hash;
  }

  /** For the graph: one compiler is enough for both. `undefined`: it failed. */
  async parseModules(
    sources: readonly Pick<SourceFile, 'path' | 'text'>[],
    signal?: AbortSignal,
  ): Promise<readonly (ParsedModule | undefined)[]> {
    return await parseModules(sources, {
      queue: this.#waiting.startQueue(),
      parse: (source) =>
        this.#parsed.parseModule(source, this.#tests.files.has(this.#relative(source.path))),
      signal,
    });
  }

  /** What the code of some texts is made of. `undefined`: nobody can say. */
  async findCode(
    sources: readonly Pick<SourceFile, 'path' | 'text'>[],
  ): Promise<readonly (FileCode | undefined)[]> {
    const queue = this.#waiting.startQueue();
    if (queue === undefined) return sources.map((source) => this.#parsed.tools.findCode?.(source));
    return await Promise.all(
      sources.map(async (source) => codeIn(await queue.ask(source, 'code'))),
    );
  }

  get problems(): readonly Problem[] {
    return this.#tests.problems;
  }

  /** What a selection is about in one file: the tests, and the suites that they are in. */
  select(file: FilePath, selection: TestSelection | undefined): readonly TreeNode[] {
    return selectNodes(this.tree(file)?.nodes ?? [], selection);
  }

  /**
   * Why a test is there, or why not.
   *
   * @param target a path, perhaps with a line, or a part of a title
   * @param cwd absolute: what a path is relative to
   */
  explain(target: string, cwd: string): Explanation {
    return explain(target, cwd, {
      ...this.#tests.context,
      trees: this.trees(),
      parsed: (file) => this.#parsed.read(this.#absolute(file)),
      inputsOf: (file) =>
        this.#trees.get(file)?.inputs.map((input) => this.#relative(input.path)) ?? [],
    });
  }

  /** Keeps what is known for the next start; costs nothing when nothing is new. */
  save(): void {
    this.#options.beforeSave?.();
    this.#parsed.save();
    this.#resolutions.save();
    this.#options.cache.save();
  }

  [Symbol.dispose](): void {
    this.#waiting.close();
    this.save();
  }

  #layOut(): void {
    this.#maker.forgetContents();
    for (const file of this.#tests.findAll()) this.#pending.add(file);
  }

  /** @returns the test files that are to be looked at for these changes alone */
  #take({ moved, edited }: Changes): ReadonlySet<FilePath> {
    const paths = [...moved, ...edited];
    const affected = new Set<FilePath>();
    if (moved.size > 0) this.#resolutions.forget();
    this.#maker.forgetContents(paths);
    for (const changed of paths) {
      for (const file of this.#maker.affectedBy(changed)) affected.add(file);
    }
    if (moved.size > 0) for (const file of this.#maker.unresolved()) affected.add(file);
    for (const file of affected) this.#maker.mustRemake(file);
    const mayMoveAll =
      moved.size > manyPaths ||
      paths.some(decidesAboutFiles) ||
      [...moved].some((changed) => this.#isFolder(changed));
    if (mayMoveAll) this.#layOut();
    else {
      for (const changed of paths) {
        const file = this.#relative(changed);
        if (moved.has(changed)) this.#tests.judgeAgain(file, this.#workspace.isFile(changed));
        if (this.#tests.files.has(file) || this.#trees.has(file)) affected.add(file);
      }
    }
    for (const file of affected) this.#pending.add(file);
    return mayMoveAll ? new Set(this.#pending) : affected;
  }

  #isFolder(changed: string): boolean {
    return (
      this.#options.files.stat(changed)?.kind === 'folder' ||
      this.#tests.isInFolder(this.#relative(changed))
    );
  }

  /** @param own done first, and alone when another call is at work on the rest */
  async #work(signal: AbortSignal | undefined, own: ReadonlySet<FilePath>): Promise<TreeDelta> {
    // A few files at once are an author at work: they come before all that waits.
    if (own.size <= fewFiles || this.#isAtWork) await this.#finish(own, signal);
    if (!this.#isAtWork) {
      this.#isAtWork = true;
      try {
        await this.#finish(undefined, signal);
      } finally {
        this.#isAtWork = false;
      }
    }
    return this.#deltas.next((file) => this.tree(file), this.#tests.problems);
  }

  /** @param own absent: all that is pending */
  async #finish(
    own: ReadonlySet<FilePath> | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      this.#workOnSlice(own ?? this.#pending);
      this.#options.afterSlice?.();
      if (this.#isLeft(own, this.#pending)) {
        await new Promise((resume) => setImmediate(resume));
      } else if (this.#isLeft(own, this.#waiting)) {
        const answered = this.#waiting.answered();
        if (answered === undefined) this.#parseInPlace();
        else await answered;
      } else return;
    }
  }

  #workOnSlice(files: ReadonlySet<FilePath>): void {
    const end = performance.now() + sliceMilliseconds;
    for (const file of files) {
      if (!this.#pending.has(file)) continue;
      this.#lookAt(file);
      if (performance.now() > end) return;
    }
  }

  #isLeft(own: ReadonlySet<FilePath> | undefined, left: Left): boolean {
    if (own === undefined) return left.size > 0;
    for (const file of own) if (left.has(file)) return true;
    return false;
  }

  #lookAt(file: FilePath): void {
    this.#pending.delete(file);
    try {
      this.#remake(file);
      this.#deltas.touch(file);
    } catch (error) {
      if (!(error instanceof NotParsedYet)) throw error;
      this.#waiting.add(file, error.file);
    }
  }

  #remake(file: FilePath): void {
    const rule = this.#tests.ruleOf(file);
    const made = rule && this.#maker.make(file, rule, this.#trees.get(file));
    if (made === undefined) {
      this.#trees.delete(file);
      this.#maker.forget(file);
    } else this.#trees.set(file, made);
  }

  /** So few that a thread would not be there in time. */
  #parseInPlace(): void {
    this.#parsed.parseInPlace(() => {
      for (const file of this.#waiting.takeAll()) this.#lookAt(file);
    });
  }

  #absolute(file: FilePath): string {
    return `${this.#options.rootDir}/${file}`;
  }

  #relative(absolute: string): FilePath {
    const { rootDir } = this.#options;
    return absolute.startsWith(`${rootDir}/`)
      ? absolute.slice(rootDir.length + 1)
      : path.posix.relative(rootDir, absolute);
  }
}

interface Left {
  readonly size: number;
  readonly has: (file: FilePath) => boolean;
}
