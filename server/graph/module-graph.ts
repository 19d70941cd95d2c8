/**
 * Which file loads which, over the test files and all that they reach. It follows changes: a file is read again when its
 * contents changed, and an import is resolved again when a file came or went that could answer it.
 */
import path from 'node:path';
import type { ImportKind, Resolution } from '../../modules/resolve.ts';
import type { ModuleEdge } from '../parsing/parsed-file.ts';
import { extraEdges, folderOfPattern, matchingFiles, sourcePlaces } from './extra-edges.ts';
import type { FileSymbols } from '../parsing/symbol-facts.ts';
import { isFileTarget, type GraphEdge, type ModuleFacts } from './module-facts.ts';
import type { ModuleReader } from './module-reader.ts';
import { keysOfFile, keysOfPath } from './path-keys.ts';

export interface ModuleGraphOptions {
  /** Absolute, with forward slashes, like every path here. */
  readonly rootDir: string;
  readonly reader: ModuleReader;
  readonly isFile: (path: string) => boolean;
  /** Folders have a slash behind their names. */
  readonly list: (folder: string) => readonly string[];
  /** A resolver knows the folders as they were when it first looked: a new one is made after files came or went. */
  readonly createResolver: () => GraphResolver;
  /** Loaded before every test file. */
  readonly setupFiles: readonly string[];
}

export interface GraphResolver {
  readonly resolve: (specifier: string, from: string, kind: ImportKind) => Resolution;
  readonly isEsModule: (file: string) => boolean;
  /** The package that a file belongs to. */
  readonly packageOf: (
    file: string,
  ) => { readonly directory: string; readonly exports?: unknown } | undefined;
  /** Whether what is left of `import { type A } from 'x'` is `import 'x'`. */
  readonly keepsTypeImports: (file: string) => boolean;
  /** Where a tsconfig sends a specifier. */
  readonly candidates: (specifier: string, from: string) => readonly string[];
}

/** Files or folders, as `coalesce` of `workspace/changes.ts` gives them. */
export interface GraphChanges {
  /** What may be there now and was not before, or the other way round. */
  readonly moved: Iterable<string>;
  /** What is there and may say something else. */
  readonly edited: Iterable<string>;
}

interface GraphNode {
  readonly facts: ModuleFacts;
  readonly edges: readonly GraphEdge[];
  /** What would have to come or go for an edge to lead elsewhere. */
  readonly keys: ReadonlySet<string>;
}

const SOURCE = /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx)$/;
/** Their contents decide how everything is resolved. */
const DECIDES_ALL = /(?:^|\/)(?:package|[jt]sconfig[^/]*)\.json$|\/node_modules(?:\/|$)/;
/** For more than these, looking at everything once is cheaper. */
const mostMoves = 500;
/** Milliseconds at a stretch, so that other requests have their turn. */
const turn = 10;
/** Key of what is not found and could be anywhere. */
const ANYWHERE = '?';

export class ModuleGraph {
  readonly #options: ModuleGraphOptions;
  #resolver: GraphResolver | undefined;
  #tests: ReadonlySet<string> = new Set();
  readonly #nodes = new Map<string, GraphNode>();
  readonly #importers = new Map<string, Set<string>>();
  readonly #waitingFor = new Map<string, Set<string>>();
  readonly #pending = new Set<string>();
  /** Counts changes: whoever keeps what it concluded looks whether it still holds. */
  version = 0;
  /** How often a file was read, and an edge resolved: what the graph costs. */
  readonly cost = { reads: 0, resolutions: 0 };

  constructor(options: ModuleGraphOptions) {
    this.#options = options;
  }

  get tests(): ReadonlySet<string> {
    return this.#tests;
  }

  setTests(tests: Iterable<string>): void {
    const before = this.#tests;
    this.#tests = new Set(tests);
    for (const file of this.#tests) {
      // Only a test file has snapshots and a set-up.
      if (!before.has(file)) this.#again(file);
    }
    for (const file of before) {
      if (!this.#tests.has(file) && this.#nodes.has(file)) this.#again(file);
    }
  }

  /** A file that no test reaches is asked about. */
  add(file: string): void {
    if (!this.#nodes.has(file) && SOURCE.test(file)) this.#pending.add(file);
  }

  has(file: string): boolean {
    return this.#nodes.has(file) || this.#importers.has(file);
  }

  edgesOf(file: string): readonly GraphEdge[] {
    return this.#nodes.get(file)?.edges ?? [];
  }

  /** `undefined`: no module of the project, or nobody can say; what is unparsed must be loaded. */
  symbolsOf(file: string): FileSymbols | 'unparsed' | undefined {
    return this.#nodes.has(file) ? this.#options.reader.symbols(file) : undefined;
  }

  /** Of the text that the symbols were found in. */
  hashOf(file: string): string | undefined {
    return this.#options.reader.hash(file);
  }

  async loadSymbols(files: Iterable<string>, signal?: AbortSignal): Promise<void> {
    await this.#options.reader.load(files, signal);
  }

  /** Files with an edge to a file, or to `npm:…` or `node:…`. */
  importersOf(target: string): ReadonlySet<string> {
    return this.#importers.get(target) ?? nobody;
  }

  /** Files that would import something else if this one came or went. */
  seekersOf(file: string): ReadonlySet<string> {
    const seekers = new Set<string>();
    for (const key of keysOfFile(file)) addAll(seekers, this.#waitingFor.get(key));
    for (let at = file; at.includes('/');) {
      at = at.slice(0, at.lastIndexOf('/'));
      addAll(seekers, this.#waitingFor.get(`${at}/*`));
    }
    return seekers;
  }

  /** All that is imported, and all that imports. */
  *files(): Generator<string> {
    yield* this.#nodes.keys();
    for (const target of this.#importers.keys()) {
      if (isFileTarget(target) && !this.#nodes.has(target)) yield target;
    }
  }

  /**
   * Reads and resolves what is left to do.
   *
   * @param from only this file, and what it reaches
   */
  async complete(signal?: AbortSignal, from?: string): Promise<'complete' | 'cancelled'> {
    const isCancelled = (): boolean => signal?.aborted === true;
    for (;;) {
      if (isCancelled()) return 'cancelled';
      let until = performance.now() + turn;
      const unparsed = new Set<string>();
      const left = from === undefined ? this.#pending : this.#reachedFrom(from);
      for (const file of left) {
        if (!this.#pending.has(file)) continue;
        // Whoever asks meanwhile must not take the graph for complete.
        if (this.#read(file) === 'unparsed') unparsed.add(file);
        else this.#pending.delete(file);
        if (performance.now() < until) continue;
        await new Promise((resume) => void setImmediate(resume));
        if (isCancelled()) return 'cancelled';
        until = performance.now() + turn;
      }
      if (unparsed.size === 0) return 'complete';
      await this.#options.reader.load(unparsed, signal);
    }
  }

  /** A file is read before it is asked what it imports. */
  *#reachedFrom(file: string): Generator<string> {
    const reached = new Set([file]);
    for (const at of reached) {
      yield at;
      for (const { to } of this.edgesOf(at)) if (isFileTarget(to)) reached.add(to);
    }
  }

  update({ moved, edited }: GraphChanges): void {
    for (const file of edited) {
      if (DECIDES_ALL.test(file)) return this.#startOver();
      if (this.#nodes.has(file)) this.#pending.add(file);
    }
    const paths = [...moved];
    if (paths.length === 0) return;
    if (paths.length > mostMoves || paths.some((file) => DECIDES_ALL.test(file))) {
      return this.#startOver();
    }
    this.#resolver = undefined;
    for (const file of paths) this.#move(file);
    this.#resolveAgain(this.#waitingFor.get(ANYWHERE) ?? []);
  }

  #move(moved: string): void {
    const within = `${moved}/`;
    const files = this.#nodes.has(moved) ? [moved] : [];
    const affected = new Set([...this.importersOf(moved), ...this.seekersOf(moved)]);
    if (!this.#options.isFile(moved)) {
      // A folder, or gone: then it may have been one.
      for (const file of this.#nodes.keys()) if (file.startsWith(within)) files.push(file);
      for (const [target, importers] of this.#importers) {
        if (target.startsWith(within)) addAll(affected, importers);
      }
      for (const [key, waiting] of this.#waitingFor) {
        if (key.startsWith(within)) addAll(affected, waiting);
      }
    }
    for (const file of files) {
      if (this.#options.isFile(file)) this.#pending.add(file);
      else this.#remove(file);
    }
    for (const test of this.#tests) {
      if (test === moved || test.startsWith(within)) this.#pending.add(test);
    }
    this.#resolveAgain(affected);
  }

  /** Everything is resolved anew; no file is read again but those that may have come or gone. */
  #startOver(): void {
    this.#resolver = undefined;
    for (const file of this.#nodes.keys()) {
      if (this.#options.isFile(file)) this.#pending.add(file);
      else this.#remove(file);
    }
    this.#unresolved = new Set(this.#nodes.keys());
    for (const file of this.#tests) this.#pending.add(file);
  }

  /** Files whose edges may all lead elsewhere now. */
  #unresolved = new Set<string>();

  #resolveAgain(files: Iterable<string>): void {
    for (const file of files) this.#again(file);
  }

  #again(file: string): void {
    this.#unresolved.add(file);
    this.#pending.add(file);
  }

  #read(file: string): 'read' | 'unparsed' {
    const before = this.#nodes.get(file);
    const facts = this.#options.reader.read(file);
    if (facts === 'unparsed') return facts;
    this.cost.reads += 1;
    const mustResolve = this.#unresolved.delete(file);
    if (facts === undefined) this.#remove(file);
    else if (facts !== before?.facts || mustResolve) {
      this.#set(file, facts, mustResolve ? [] : (before?.edges ?? []));
    }
    return 'read';
  }

  #set(file: string, facts: ModuleFacts, known: readonly GraphEdge[]): void {
    const keys = new Set<string>();
    const edges = [...this.#resolveAll(file, facts, { known, keys })];
    const isTest = this.#tests.has(file);
    edges.push(...extraEdges({ file, isTest, edges }, { ...this.#options, keys }));
    this.#remove(file);
    this.#nodes.set(file, { facts, edges, keys });
    for (const { to } of edges) {
      if (to === undefined) continue;
      addTo(this.#importers, to, file);
      if (isFileTarget(to) && SOURCE.test(to) && !this.#nodes.has(to)) this.#pending.add(to);
    }
    for (const key of keys) addTo(this.#waitingFor, key, file);
    this.version += 1;
  }

  #remove(file: string): void {
    const node = this.#nodes.get(file);
    if (node === undefined) return;
    this.#nodes.delete(file);
    for (const { to } of node.edges) if (to !== undefined) removeFrom(this.#importers, to, file);
    for (const key of node.keys) removeFrom(this.#waitingFor, key, file);
    this.version += 1;
  }

  *#resolveAll(
    file: string,
    { imports }: ModuleFacts,
    { known, keys }: { readonly known: readonly GraphEdge[]; readonly keys: Set<string> },
  ): Generator<GraphEdge> {
    const answers = new Map(known.map((edge) => [`${edge.kind} ${edge.specifier}`, edge]));
    for (const edge of imports) {
      const { specifier, start, names } = edge;
      const kind = this.#kindOf(edge, file);
      const about = { kind, specifier, start, ...takenNames(edge, names) };
      if (edge.isPattern === true) {
        keys.add(`${folderOfPattern(specifier, file)}/*`);
        for (const to of matchingFiles(specifier, file, this.#options.list)) yield { ...about, to };
        continue;
      }
      if (kind === 'data') {
        // Most texts that could be paths are none; a folder that both have would be read by either.
        for (const place of sourcePlaces(specifier, file, this.#options.rootDir)) {
          keys.add(place);
          if (this.#options.isFile(place)) yield { ...about, to: place };
        }
        continue;
      }
      for (const place of this.#placesOf(specifier, file)) keys.add(place);
      const before = answers.get(`${kind} ${specifier}`);
      const to = before === undefined ? this.#resolve(edge, file) : before.to;
      if (isBare(specifier)) {
        if (to === undefined) keys.add(ANYWHERE);
        else if (isFileTarget(to)) this.#addKeysOfPackage(to, file, keys);
      }
      yield to === undefined ? about : { ...about, to };
    }
  }

  /** What a package without `exports` gives depends on what is in its folder. */
  #addKeysOfPackage(to: string, file: string, keys: Set<string>): void {
    for (const key of keysOfFile(to)) keys.add(key);
    const resolver = (this.#resolver ??= this.#options.createResolver());
    const owner = resolver.packageOf(to);
    if (owner === undefined || owner.exports !== undefined) return;
    if (owner.directory !== resolver.packageOf(file)?.directory)
      keys.add(`${slashes(owner.directory)}/*`);
  }

  #kindOf({ kind, isInline }: ModuleEdge, file: string): ModuleEdge['kind'] {
    if (isInline !== true) return kind;
    this.#resolver ??= this.#options.createResolver();
    return this.#resolver.keepsTypeImports(file) ? 'static' : kind;
  }

  #resolve({ kind, specifier }: ModuleEdge, file: string): string | undefined {
    this.cost.resolutions += 1;
    const resolver = (this.#resolver ??= this.#options.createResolver());
    const asks = kind === 'dynamic' || resolver.isEsModule(file) ? 'import' : 'require';
    const resolution = resolver.resolve(specifier, file, asks);
    switch (resolution.kind) {
      case 'module':
        return slashes(resolution.path);
      case 'external':
        return externalTarget(slashes(resolution.path));
      case 'builtin':
        return `node:${resolution.name.replace(/^node:/, '')}`;
      case 'api':
        return `npm:${packageName(resolution.name)}`;
      case 'missing':
        return undefined;
      default:
        return resolution satisfies never;
    }
  }

  *#placesOf(specifier: string, file: string): Generator<string> {
    if (specifier.startsWith('.')) {
      yield* keysOfPath(path.posix.resolve(path.posix.dirname(file), withoutQuery(specifier)));
    } else if (isBare(specifier)) {
      this.#resolver ??= this.#options.createResolver();
      for (const candidate of this.#resolver.candidates(specifier, file)) {
        yield* keysOfPath(slashes(candidate));
      }
    } else yield* keysOfPath(withoutQuery(specifier));
  }
}

const nobody: ReadonlySet<string> = new Set();

/** A side-effect import and a re-export of all take nothing by name; a `require` may take anything. */
function takenNames({ kind }: ModuleEdge, names: ModuleEdge['names']): Pick<GraphEdge, 'names'> {
  if (names !== undefined) return { names };
  return kind === 'static' ? { names: [] } : {};
}

function isBare(specifier: string): boolean {
  return !/^(?:\.{0,2}\/|\.{1,2}$|[a-z]+:)/.test(specifier);
}

function withoutQuery(specifier: string): string {
  return specifier.replace(/^file:\/\//, '').replace(/(?<=.)\?.*$/s, '');
}

function externalTarget(file: string): string {
  const within = file.lastIndexOf('/node_modules/');
  return within < 0 ? file : `npm:${packageName(file.slice(within + '/node_modules/'.length))}`;
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function slashes(file: string): string {
  return path.sep === '/' ? file : file.split(path.sep).join('/');
}

function addAll(set: Set<string>, more: Iterable<string> | undefined): void {
  for (const item of more ?? []) set.add(item);
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

function removeFrom(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  set?.delete(value);
  if (set?.size === 0) map.delete(key);
}
