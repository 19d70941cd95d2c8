/**
 * All tests of one root, found statically and kept up to date: `open` gives the first tree, `change` what events alter in it.
 * Work goes in slices, so that a keystroke is answered between two of them; what a cancelled call leaves undone, the next
 * one does.
 */
import path from 'node:path';
import type { FilePath, Problem, TestSelection } from '../../test-host/protocol.ts';
import { coalesce, type Changes, type FileEvent } from '../workspace/changes.ts';
import { readSmallText, type Files } from '../workspace/files.ts';
import { Workspace } from '../workspace/workspace.ts';
import type { FileRule } from './file-rule.ts';
import type { ParsedModule } from '../parsing/parse-module.ts';
import type { ParseAnswer, SourceFile } from '../parsing/parse-batch.ts';
import { ParseQueue, type ParseQueueOptions, type WantedFile } from './parse-queue.ts';
import { explain, type Explanation } from './explain.ts';
import type { TreeNode, TreeProblem } from './file-tree.ts';
import { selectNodes } from './select-nodes.ts';
import { missingImports } from './missing-imports.ts';
import { findAllTestFiles, judge, ruleFor, type TestFilesContext } from './test-files.ts';
import { NotParsedYet, ParsedFiles } from './parsed-files.ts';
import { Resolutions, type ResolverSource } from './resolutions.ts';
import { TreeMaker, type MadeTree } from './tree-maker.ts';
import { decidesAboutFiles, readProjects, type Projects } from './projects.ts';
import type { TreeCache } from './tree-cache.ts';
import type { DiscoveryTools, VersionedTree } from './tools.ts';
import { rememberingFiles } from './remembering-files.ts';

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
}

export interface DiscoveryThread extends Pick<ParseQueueOptions, 'startThread'> {
  /** How many texts are parsed in place before the thread is started: it has to load the compiler first. */
  readonly startAbove: number;
}

/** What differs from the last delta that was handed out. */
export interface TreeDelta {
  /** One more with each delta. */
  readonly version: number;
  readonly added: readonly VersionedTree[];
  readonly changed: readonly VersionedTree[];
  readonly removed: readonly FilePath[];
  /** Of the project as a whole: all of them, not what is new. */
  readonly problems: readonly Problem[];
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
  readonly #announced = new Map<FilePath, VersionedTree>();
  #projects: Projects;
  #problems: readonly Problem[] = [];
  #tests: ReadonlySet<FilePath> = new Set();
  /** Files that must be looked at again. */
  readonly #pending = new Set<FilePath>();
  /** Files whose tree needs a text that is being parsed. */
  readonly #waiting = new Map<FilePath, WantedFile>();
  /** The same by the key of the text. */
  readonly #waitingFor = new Map<string, FilePath[]>();
  #queue: ParseQueue | undefined;
  #modulesAsked = 0;
  /** A call is at work on all that is pending. */
  #isAtWork = false;
  /** Files that may differ from what was handed out. */
  readonly #dirty = new Set<FilePath>();
  #version = 0;

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
    this.#projects = { all: [], problems: [], nearest: () => ({ folder: '', rules: [] }) };
  }

  /** @throws the signal's reason when it is aborted */
  async open(signal?: AbortSignal): Promise<TreeDelta> {
    this.#layOut();
    return await this.#work(signal, this.#tests);
  }

  /** Which files are tests, without a look into them. */
  findFiles(): readonly FilePath[] {
    this.#layOut();
    return [...this.#tests];
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
    return ruleFor(file, this.#projects.nearest(file))?.rule.base ?? '';
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
    const rule = ruleFor(file, this.#projects.nearest(file))?.rule;
    if (rule === undefined || rule.tool === 'ztest' || rule.tool === 'node') return undefined;
    const { source } = rule;
    return source === undefined
      ? ''
      : (readSmallText(this.#options.files, this.#absolute(source)) ?? '');
  }

  /** Names of tags that the nearest configuration of ztest has defaults for. */
  configuredTags(file: FilePath): readonly string[] {
    return this.#projects.nearest(file).rules.flatMap(({ rule }) => rule.tags ?? []);
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
    const queue = this.#startQueue();
    if (queue !== undefined) {
      const answers = sources.map(async (source) => await this.#askFor(source, queue));
      return await Promise.race([Promise.all(answers), whenAborted(signal)]);
    }
    const modules: ParsedModule[] = [];
    let end = performance.now() + sliceMilliseconds;
    for (const source of sources) {
      const isTest = this.#tests.has(this.#relative(source.path));
      modules.push(this.#parsed.parseModule(source, isTest));
      if (performance.now() < end) continue;
      await new Promise((resume) => setImmediate(resume));
      if (signal?.aborted === true) break;
      end = performance.now() + sliceMilliseconds;
    }
    return modules;
  }

  async #askFor(
    source: Pick<SourceFile, 'path' | 'text'>,
    queue: ParseQueue,
  ): Promise<ParsedModule | undefined> {
    this.#modulesAsked += 1;
    const key = `module ${this.#modulesAsked}`;
    const answer = await new Promise<ParseAnswer>((onAnswer) =>
      queue.add({ ...source, key, wants: 'module', onAnswer }),
    );
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a parser thread made
    return 'json' in answer ? (JSON.parse(answer.json) as ParsedModule) : undefined;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
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
      ...this.#layout,
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
    this.#queue?.close();
    this.save();
  }

  #layOut(): void {
    const { rootDir, cache, rootRule } = this.#options;
    this.#maker.forgetContents();
    const files = rememberingFiles(this.#options.files);
    this.#projects = readProjects({ rootDir, files, configs: cache.configs, rootRule });
    const found = findAllTestFiles({ rootDir, files, projects: this.#projects });
    this.#problems = [...this.#projects.problems, ...found.problems];
    const before = this.#tests;
    this.#tests = new Set(found.files);
    for (const file of before) if (!this.#tests.has(file)) this.#pending.add(file);
    for (const file of found.files) this.#pending.add(file);
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
        if (moved.has(changed)) this.#judgeAgain(file, changed);
        if (this.#tests.has(file) || this.#trees.has(file)) affected.add(file);
      }
    }
    for (const file of affected) this.#pending.add(file);
    return mayMoveAll ? new Set(this.#pending) : affected;
  }

  #isFolder(changed: string): boolean {
    if (this.#options.files.stat(changed)?.kind === 'folder') return true;
    const prefix = `${this.#relative(changed)}/`;
    for (const file of this.#tests) if (file.startsWith(prefix)) return true;
    return false;
  }

  #judgeAgain(file: FilePath, absolute: string): void {
    const isTest = this.#workspace.isFile(absolute) && judge(file, this.#layout).is === 'test';
    if (isTest === this.#tests.has(file)) return;
    const tests = new Set(this.#tests);
    if (isTest) tests.add(file);
    else tests.delete(file);
    this.#tests = tests;
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
    return this.#delta();
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
        if (this.#queue === undefined) this.#parseInPlace();
        else await this.#queue.answered();
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
      this.#dirty.add(file);
    } catch (error) {
      if (!(error instanceof NotParsedYet)) throw error;
      this.#wait(file, error.file);
    }
  }

  #remake(file: FilePath): void {
    const rule = this.#tests.has(file)
      ? ruleFor(file, this.#projects.nearest(file))?.rule
      : undefined;
    const made = rule && this.#maker.make(file, rule, this.#trees.get(file));
    if (made === undefined) {
      this.#trees.delete(file);
      this.#maker.forget(file);
    } else this.#trees.set(file, made);
  }

  #wait(file: FilePath, wanted: WantedFile): void {
    this.#waiting.set(file, wanted);
    const others = this.#waitingFor.get(wanted.key);
    if (others === undefined) this.#waitingFor.set(wanted.key, [file]);
    else others.push(file);
    if (this.#queue !== undefined) this.#queue.add(wanted);
    else if (this.#waiting.size > (this.#options.thread?.startAbove ?? Infinity)) {
      const queue = this.#startQueue();
      for (const one of this.#waiting.values()) queue?.add(one);
    }
  }

  #startQueue(): ParseQueue | undefined {
    const { thread } = this.#options;
    if (thread === undefined) return undefined;
    this.#queue ??= new ParseQueue({
      ...thread,
      onAnswer: (file, answer) => this.#takeAnswer(file, answer),
    });
    return this.#queue;
  }

  #takeAnswer(wanted: WantedFile, answer: ParseAnswer): void {
    const { key } = wanted;
    this.#parsed.add(wanted, answer);
    for (const file of this.#waitingFor.get(key) ?? []) {
      if (this.#waiting.get(file)?.key !== key) continue;
      this.#waiting.delete(file);
      this.#pending.add(file);
    }
    this.#waitingFor.delete(key);
  }

  /** So few that a thread would not be there in time. */
  #parseInPlace(): void {
    this.#parsed.parseInPlace(() => {
      for (const file of this.#waiting.keys()) this.#lookAt(file);
    });
    this.#waiting.clear();
    this.#waitingFor.clear();
  }

  #delta(): TreeDelta {
    const added: VersionedTree[] = [];
    const changed: VersionedTree[] = [];
    const removed: FilePath[] = [];
    for (const file of [...this.#dirty].sort()) {
      const before = this.#announced.get(file);
      const now = this.tree(file);
      if (now === before) continue;
      if (now === undefined) removed.push(file);
      else (before === undefined ? added : changed).push(now);
      if (now === undefined) this.#announced.delete(file);
      else this.#announced.set(file, now);
    }
    this.#dirty.clear();
    this.#version += 1;
    return { version: this.#version, added, changed, removed, problems: this.#problems };
  }

  get #layout(): TestFilesContext {
    const { rootDir, files } = this.#options;
    return { rootDir, files, projects: this.#projects };
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

/** Nobody waits for what is on its way to the thread. */
async function whenAborted(signal: AbortSignal | undefined): Promise<readonly []> {
  if (signal?.aborted !== true) {
    await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
  }
  return [];
}

interface Left {
  readonly size: number;
  readonly has: (file: FilePath) => boolean;
}
