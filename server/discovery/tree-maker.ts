/** Makes the tree of a file, or finds that the one of before still holds: by its stamp, its contents, its inputs. */
import type { FilePath } from '../../test-host/protocol.ts';
import { mayDeclareTests } from '../parsing/test-apis.ts';
import type { Resolution } from '../../modules/resolve.ts';
import type { ParsedFile } from '../parsing/parsed-file.ts';
import { joinEdition, type Arrived, type Edition } from '../parsing/edition.ts';
import type { ParsedModule } from '../parsing/parse-module.ts';
import type { ParseAnswer, SourceFile } from '../parsing/parse-batch.ts';
import type { SourceText, Workspace } from '../workspace/workspace.ts';
import { contentHash } from './content-hash.ts';
import type { FileRule } from './file-rule.ts';
import { isSameNode, type TreeProblem } from './file-tree.ts';
import { fileDamaged, fileNotUnderstood, fileTooLarge } from './project-messages.ts';
import type { WantedFile } from './parse-queue.ts';
import type { BuiltTree, DiscoveryTools, ProjectModules, VersionedTree } from './tools.ts';
import type { StoredTree, TreeCache, TreeInput } from './tree-cache.ts';
import { unknownTags } from './unknown-tags.ts';

export interface ModuleResolver {
  /** @param from absolute, as the path of a module in the answer */
  readonly resolve: (specifier: string, from: string) => Resolution;
  /** Where the `paths` of the tsconfig lead a specifier, whether or not something is there. */
  readonly matchPaths: (specifier: string, from: string) => readonly string[];
  /** The patterns of these `paths`. */
  readonly pathPatterns: (from: string) => readonly string[];
}

/** @param note told of each file and folder whose change could alter an answer */
export type ResolverSource = (note: (looked: string) => void) => ModuleResolver;

export interface TreeMakerOptions {
  readonly rootDir: string;
  readonly workspace: Workspace;
  readonly cache: TreeCache;
  readonly resolver: ResolverSource;
  readonly loadTools: () => DiscoveryTools;
  /** A text that was not parsed yet is asked for with {@link NotParsedYet}. */
  readonly parsesElsewhere: boolean;
}

/** Thrown while the tree of a file is made: a text must come back from the parser first. */
export class NotParsedYet extends Error {
  readonly file: WantedFile;

  constructor(file: WantedFile) {
    super('not parsed yet');
    this.file = file;
  }
}

export interface MadeTree {
  readonly tree: VersionedTree;
  readonly hash: string;
  readonly settings: string;
  /** Absent: from a document. */
  readonly stamp: { readonly mtime: number; readonly size: number } | undefined;
  readonly inputs: readonly TreeInput[];
}

/** In place of a hash: the file has no word that declares tests, and that is all that was asked. */
const quiet = '-';

/** Helper modules that many test files read: kept parsed. */
const mostParsed = 200;

export class TreeMaker {
  readonly #options: TreeMakerOptions;
  #tools: DiscoveryTools | undefined;
  #resolver: ModuleResolver | undefined;
  /** What the resolver looked at, here and in the starts before. */
  readonly #looked = new Set<string>();
  #resolutionsHold: boolean | undefined;
  /** The cache is to be told of it. */
  #hasLooked = false;
  readonly #hashes = new Map<string, string>();
  /** Whether a file has no word that declares tests. */
  readonly #quiet = new Map<string, boolean>();
  readonly #parsed = new Map<string, ParsedFile>();
  /** Files that are being edited, by path. */
  readonly #editions = new Map<string, Arrived>();
  readonly #inputs = new Map<FilePath, readonly TreeInput[]>();
  readonly #dependents = new Map<string, Set<FilePath>>();
  readonly #unresolved = new Set<FilePath>();
  readonly #mustRemake = new Set<FilePath>();
  readonly #failures = new Map<string, string>();
  #parsesElsewhere: boolean;

  constructor(options: TreeMakerOptions) {
    this.#options = options;
    this.#parsesElsewhere = options.parsesElsewhere;
  }

  /** @returns `before` itself when nothing that users see has changed; `undefined`: the file is gone */
  make(file: FilePath, rule: FileRule, before: MadeTree | undefined): MadeTree | undefined {
    const { workspace, cache, rootDir } = this.#options;
    const path = `${rootDir}/${file}`;
    const settings = settingsOf(rule);
    const stamp = workspace.stamp(path);
    const mustRemake = this.#mustRemake.has(file);
    const isSame = (known: Pick<StoredTree, 'mtime' | 'size'> | undefined): boolean =>
      stamp !== undefined && known?.mtime === stamp.mtime && known.size === stamp.size;
    if (!mustRemake && before?.settings === settings && isSame(before.stamp)) return before;

    const stored = before === undefined ? cache.tree(file) : undefined;
    const isStoredValid =
      stored !== undefined && stored.settings === settings && this.#inputsHold(stored.inputs);
    if (isStoredValid && isSame(stored)) return this.#keep(file, stored, before);

    const source = workspace.read(path);
    if (source.origin === 'none') {
      if (source.reason === 'gone') return undefined;
      const problems = [fileTooLarge(file, source.size ?? 0)];
      return withTree(
        { hash: '', settings, stamp, inputs: [] },
        { nodes: [], problems },
        { file, before },
      );
    }
    const hash = contentHash(source.text);
    const isUnchanged = !mustRemake && before?.hash === hash && before.settings === settings;
    if (isUnchanged) return { ...before, stamp };
    if (isStoredValid && stored.hash === hash && stamp !== undefined) {
      const fresh = { ...stored, mtime: stamp.mtime, size: stamp.size };
      cache.setTree(file, fresh);
      return this.#keep(file, fresh, before);
    }
    const { tree, inputs } = this.#build(file, { path, source, hash, rule });
    this.#mustRemake.delete(file);
    this.#setInputs(file, inputs);
    const made = withTree({ hash, settings, stamp, inputs }, tree, { file, before });
    if (stamp !== undefined)
      cache.setTree(file, { mtime: stamp.mtime, size: stamp.size, hash, settings, inputs, tree });
    return made;
  }

  /** A file of the tree changed otherwise than by its own contents. */
  mustRemake(file: FilePath): void {
    this.#mustRemake.add(file);
  }

  forget(file: FilePath): void {
    this.#setInputs(file, []);
    this.#mustRemake.delete(file);
    this.#options.cache.removeTree(file);
  }

  /** @param paths absent: of all files */
  forgetContents(paths?: Iterable<string>): void {
    for (const known of [this.#hashes, this.#quiet]) {
      if (paths === undefined) known.clear();
      for (const path of paths ?? []) known.delete(path);
    }
  }

  /** Files came or went: what an import stands for may be another one. */
  forgetResolutions(): void {
    this.#resolver = undefined;
    this.#doubtResolutions();
  }

  /** Test files whose tree was made from a file that is not what it was. */
  affectedBy(path: string): readonly FilePath[] {
    const files = [...(this.#dependents.get(path) ?? [])];
    return files.filter((file) => {
      const input = this.#inputs.get(file)?.find((one) => one.path === path);
      return input !== undefined && !this.#inputHolds(input);
    });
  }

  /** Test files that import what was not there. */
  unresolved(): Iterable<FilePath> {
    return this.#unresolved;
  }

  /** What a file says by itself; `undefined`: there is none. */
  parsed(path: string): ParsedFile | undefined {
    const source = this.#options.workspace.read(path);
    if (source.origin === 'none') return undefined;
    return this.parseInPlace(() => this.#parse(path, source.text, contentHash(source.text)));
  }

  /** @param isTest its tree will be asked for: it is parsed once for both */
  parseModule(source: SourceFile, isTest: boolean): ParsedModule {
    const key = keyOf(source.path, contentHash(source.text));
    const forBoth =
      isTest && !this.#parsed.has(key) && this.#options.cache.parsed(key) === undefined;
    const { module, file } = this.#loadedTools().parseModule(source, { forBoth });
    if (file !== undefined) this.#keepParsed(key, file);
    return module;
  }

  /** Where the imports of a file can lead. */
  get resolver(): ModuleResolver {
    return (this.#resolver ??= this.#options.resolver((looked) => this.#note(looked)));
  }

  /** What `work` needs is parsed at once. */
  parseInPlace<T>(work: () => T): T {
    const before = this.#parsesElsewhere;
    this.#parsesElsewhere = false;
    try {
      return work();
    } finally {
      this.#parsesElsewhere = before;
    }
  }

  save(): void {
    this.#tools?.save?.();
    const { cache } = this.#options;
    if (!this.#hasLooked && (this.#looked.size > 0 || cache.resolutions() !== undefined)) return;
    const looked = [...this.#looked].map((path) => [path, this.#modifiedAt(path)] as const);
    cache.setResolutions(Object.fromEntries(looked));
    this.#hasLooked = false;
  }

  /** Until it is saved what was looked at, trees that the cache is given meanwhile must not be trusted after a kill. */
  #doubtResolutions(): void {
    if (this.#hasLooked) return;
    this.#doResolutionsHold();
    this.#hasLooked = true;
    this.#options.cache.setResolutions(undefined);
  }

  #note(looked: string): void {
    if (this.#looked.has(looked)) return;
    this.#doubtResolutions();
    this.#looked.add(looked);
  }

  #doResolutionsHold(): boolean {
    if (this.#resolutionsHold !== undefined) return this.#resolutionsHold;
    const stored = this.#options.cache.resolutions();
    const holds =
      stored !== undefined &&
      Object.entries(stored).every(([looked, time]) => this.#modifiedAt(looked) === time);
    if (holds) for (const looked of Object.keys(stored)) this.#looked.add(looked);
    return (this.#resolutionsHold = holds);
  }

  #keep(file: FilePath, stored: StoredTree, before: MadeTree | undefined): MadeTree {
    const { hash, settings, inputs, mtime, size } = stored;
    this.#setInputs(file, inputs);
    return withTree({ hash, settings, inputs, stamp: { mtime, size } }, stored.tree, {
      file,
      before,
    });
  }

  #build(
    file: FilePath,
    {
      path,
      source,
      hash,
      rule,
    }: {
      readonly path: string;
      readonly source: SourceText;
      readonly hash: string;
      readonly rule: FileRule;
    },
  ): { readonly tree: BuiltTree; readonly inputs: readonly TreeInput[] } {
    const inputs = new Map<string, string>();
    const damage: TreeProblem[] = source.isDamaged === true ? [fileDamaged(file)] : [];
    const { rootDir } = this.#options;
    const { buildTree } = this.#loadedTools();
    try {
      const parsed = this.#parse(path, source.text, hash);
      const { globals } = rule;
      const modules = this.#modulesFor(inputs);
      const { nodes, problems } = buildTree({ file, rootDir, parsed, globals, modules });
      const tags = unknownTags(nodes, { rule, text: source.text, lineStarts: parsed.lineStarts });
      return {
        tree: { nodes, problems: [...damage, ...problems, ...tags] },
        inputs: toInputs(inputs),
      };
    } catch (error) {
      if (error instanceof NotParsedYet) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const problems = [...damage, fileNotUnderstood(file, reason)];
      return { tree: { nodes: [], problems }, inputs: toInputs(inputs) };
    }
  }

  #modulesFor(inputs: Map<string, string>): ProjectModules {
    return {
      resolve: (specifier, from) => {
        const resolution = this.#resolve(specifier, from);
        if (resolution.kind === 'missing') inputs.set(`${specifier} from ${from}`, '');
        return resolution.kind === 'module' ? resolution.path : undefined;
      },
      parsed: (path) => {
        const hash = this.#hashes.get(path);
        const known = hash === undefined ? undefined : this.#parsed.get(keyOf(path, hash));
        if (hash !== undefined && known !== undefined) {
          inputs.set(path, hash);
          return known;
        }
        const source = this.#options.workspace.read(path);
        const now = source.origin === 'none' ? '' : contentHash(source.text);
        inputs.set(path, now);
        this.#hashes.set(path, now);
        return source.origin === 'none' ? undefined : this.#parse(path, source.text, now);
      },
      mayDeclareTests: (path) => {
        const may = this.#mayDeclareTests(path);
        if (!may) inputs.set(path, inputs.get(path) ?? quiet);
        return may;
      },
    };
  }

  /** What the parser said of a text that was asked for. */
  addParsed({ key, path, isOpen, known = 0 }: WantedFile, answer: ParseAnswer): void {
    if ('error' in answer) this.#failures.set(key, answer.error);
    else if (isOpen === true) {
      const edition = editionIn(answer.json);
      const before = this.#editions.get(path);
      if (!edition.isWhole && (before?.known ?? 0) < known) return; // closed meanwhile: asked again
      const arrived = joinEdition(edition, before);
      this.#editions.set(path, arrived);
      this.#remember(key, arrived.parsed);
    } else this.#options.cache.setParsed(key, answer.json);
  }

  /** A document was closed. */
  forgetEdition(path: string): void {
    this.#editions.delete(path);
  }

  #parse(path: string, text: string, hash: string): ParsedFile {
    const key = keyOf(path, hash);
    const known = this.#parsed.get(key) ?? this.#options.cache.parsed(key);
    if (known !== undefined) return this.#remember(key, known);
    const failure = this.#failures.get(key);
    if (failure !== undefined) throw new Error(failure);
    const isOpen = this.#options.workspace.hasDocument(path);
    const file: SourceFile = { path, text, ...(isOpen && { isOpen }) };
    if (this.#parsesElsewhere) {
      const known = isOpen ? this.#editions.get(path)?.known : undefined;
      throw new NotParsedYet({ key, ...file, ...(known !== undefined && { known }) });
    }
    const parsed = this.#loadedTools().parse(file);
    // Of what is being typed only the last state would be worth keeping, and it is on disk then.
    return isOpen ? this.#remember(key, parsed) : this.#keepParsed(key, parsed);
  }

  #keepParsed(key: string, parsed: ParsedFile): ParsedFile {
    this.#options.cache.setParsed(key, JSON.stringify(parsed));
    return this.#remember(key, parsed);
  }

  /** Most modules are needed by many test files, one after the other. */
  #remember(key: string, parsed: ParsedFile): ParsedFile {
    if (this.#parsed.size >= mostParsed) this.#parsed.clear();
    this.#parsed.set(key, parsed);
    return parsed;
  }

  #loadedTools(): DiscoveryTools {
    return (this.#tools ??= this.#options.loadTools());
  }

  #resolve(specifier: string, from: string): Resolution {
    return this.resolver.resolve(specifier, from);
  }

  #inputsHold(inputs: readonly TreeInput[]): boolean {
    if (inputs.length === 0) return true;
    if (!this.#doResolutionsHold()) return false;
    return inputs.every((input) => this.#inputHolds(input));
  }

  #inputHolds({ path, hash }: TreeInput): boolean {
    if (hash === quiet) return !this.#mayDeclareTests(path);
    let now = this.#hashes.get(path);
    if (now === undefined) {
      const source = this.#options.workspace.read(path);
      now = source.origin === 'none' ? '' : contentHash(source.text);
      this.#hashes.set(path, now);
    }
    return now === hash;
  }

  #mayDeclareTests(path: string): boolean {
    const known = this.#quiet.get(path);
    if (known !== undefined) return !known;
    const source = this.#options.workspace.read(path);
    const may = source.origin !== 'none' && mayDeclareTests(source.text);
    this.#quiet.set(path, !may);
    return may;
  }

  #modifiedAt(path: string): number {
    return this.#options.workspace.files.stat(path)?.mtime ?? -1;
  }

  #setInputs(file: FilePath, inputs: readonly TreeInput[]): void {
    for (const { path } of this.#inputs.get(file) ?? []) this.#dependents.get(path)?.delete(file);
    this.#unresolved.delete(file);
    if (inputs.length === 0) {
      this.#inputs.delete(file);
      return;
    }
    this.#inputs.set(file, inputs);
    for (const { path, hash } of inputs) {
      if (hash === '') this.#unresolved.add(file);
      const files = this.#dependents.get(path) ?? new Set();
      files.add(file);
      this.#dependents.set(path, files);
    }
  }
}

/** What a tree depends on besides texts. */
function settingsOf({ globals, tags }: FileRule): string {
  return [globals ?? '', ...(tags ?? [])].join(' ');
}

function editionIn(json: string): Edition {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a parser thread made
  return JSON.parse(json) as Edition;
}

/** The language, and with it the meaning, is in the ending. */
function keyOf(path: string, hash: string): string {
  return `${hash}${path.slice(path.lastIndexOf('.'))}`;
}

function toInputs(inputs: ReadonlyMap<string, string>): readonly TreeInput[] {
  return [...inputs].map(([path, hash]) => ({ path, hash }));
}

/** The tree of before stays the same object as long as it says the same. */
function withTree(
  made: Omit<MadeTree, 'tree'>,
  tree: BuiltTree,
  { file, before }: { readonly file: FilePath; readonly before: MadeTree | undefined },
): MadeTree {
  if (before !== undefined && isSameTree(before.tree, tree)) return { ...made, tree: before.tree };
  const version = (before?.tree.version ?? 0) + 1;
  return { ...made, tree: { file, version, nodes: tree.nodes, problems: tree.problems } };
}

function isSameTree(one: BuiltTree, other: BuiltTree): boolean {
  return (
    one.nodes.length === other.nodes.length &&
    one.nodes.every((node, index) => {
      const now = other.nodes[index];
      return now !== undefined && node.id === now.id && isSameNode(node, now);
    }) &&
    JSON.stringify(one.problems) === JSON.stringify(other.problems)
  );
}
