/**
 * Where a host gets its modules from: the store that the server prepared, or, for what nobody could foresee, the source,
 * transformed on the spot.
 */
import fs from 'node:fs';
import path from 'node:path';
import type vm from 'node:vm';
import { awaitImports } from '../../modules/awaited-imports.ts';
import { isInstalled } from '../../modules/installed.ts';
import { mappedSpecifiers, transformerOf } from '../../modules/module-rules.ts';
import type { ImportKind, Resolution } from '../../modules/resolve.ts';
import {
  createSegmentReader,
  discardIndex,
  readIndex,
  type SegmentReader,
  type StoredIndex,
  type StoredModule,
} from '../../modules/store.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import type { CoverageOrder, ModuleIndex } from '../protocol.ts';
import { compileModule, Targets, type CompiledModule } from './compiled-module.ts';
import { ModuleGraph, type GraphNode } from './module-graph.ts';
import { PackageImports } from './package-imports.ts';
import type { OnUncounted } from '../coverage/probed-sources.ts';
import type * as UnforeseenChunk from './unforeseen-chunk.ts';

const { readFileSync, statSync } = fs; // what a host reads for itself is no input of a test

export class ModuleSource {
  #index: StoredIndex | undefined;
  /** Until then only configurations are evaluated. */
  #isOfRun = false;
  #segments: SegmentReader | undefined;
  readonly #compiled = new Map<string, CompiledModule>();
  #isDebugging = false;
  #directory: string | undefined;
  /** Scripts that V8 had to compile, by the key of their source; each until its code cache is made. */
  readonly withoutCodeCache = new Map<string, vm.Script>();
  #unforeseen: UnforeseenChunk.UnforeseenModules | undefined;
  #coverage: CoverageOrder | undefined;
  readonly #onWatchedNames: (names: readonly string[]) => void;
  readonly #onUnforeseen: () => void;
  readonly #onMissing: (specifier: string, from: string) => void;
  readonly #asOwn: <T>(work: () => T) => T;
  readonly #onUncounted: OnUncounted;
  /** Modules that a run led to and the server did not foresee. */
  readonly #unchecked = new Set<string>();
  /** Since it was asked last. */
  readonly #loaded = new Set<string>();
  /** What became of sources that nobody could foresee, with the time of the file. */
  readonly #transformed = new Map<string, UnforeseenModule>();
  /** Files of packages, which do not change while tests run: looked at once a run. */
  readonly #checkedPackages = new Set<string>();
  readonly #packageTexts = new Map<string, string>();
  /** The packages of the file that runs are Node's own, which others have, too. */
  sharesPackages = false;
  #unsaved: ModuleIndex['unsaved'];
  #rules: ModuleIndex['rules'];
  #injectsJest = false;
  #graph = new ModuleGraph((file) => this.#nodeOf(file));
  /** What packages load, for who mocks something. */
  readonly packageImports = new PackageImports((specifier, from, kind) =>
    this.resolveUncached(specifier, from, kind),
  );

  constructor(options: {
    readonly onWatchedNames: (names: readonly string[]) => void;
    /** A file led to something that is not among what its modules import. */
    readonly onUnforeseen: () => void;
    /** A module was not there, which may come. */
    readonly onMissing: (specifier: string, from: string) => void;
    /** Calls what starts processes that are ours, and not of the test file. */
    readonly asOwn: <T>(work: () => T) => T;
    /** A module that nobody could foresee runs, and cannot be counted. */
    readonly onUncounted: OnUncounted;
  }) {
    this.#onWatchedNames = options.onWatchedNames;
    this.#onUnforeseen = options.onUnforeseen;
    this.#asOwn = options.asOwn;
    this.#onMissing = options.onMissing;
    this.#onUncounted = options.onUncounted;
  }

  /** For a new run: what was compiled stays, as long as its source did. */
  useIndex(
    { path: indexPath, unsaved, rules }: ModuleIndex,
    options: {
      readonly isDebugging: boolean;
      readonly coverage?: CoverageOrder | undefined;
      readonly injectsJest?: boolean;
    },
  ): void {
    this.#unsaved = unsaved;
    if (options.isDebugging !== this.#isDebugging) this.#compiled.clear();
    // What specifiers stand for is kept with the modules.
    if (JSON.stringify(rules) !== JSON.stringify(this.#rules)) this.#compiled.clear();
    this.#rules = rules;
    this.#injectsJest = options.injectsJest === true;
    this.#isDebugging = options.isDebugging;
    const directory = indexPath === undefined ? undefined : path.dirname(indexPath);
    if (directory !== this.#directory) this.withoutCodeCache.clear();
    this.#directory = directory;
    this.#index =
      indexPath === undefined ? undefined : readIndex(path.dirname(indexPath), undefined);
    this.#segments =
      this.#index && indexPath !== undefined
        ? createSegmentReader(path.dirname(indexPath), this.#index.segments)
        : undefined;
    this.#unforeseen = undefined;
    this.#isOfRun = true;
    this.#coverage = options.coverage;
    this.#transformed.clear();
    this.#packageTexts.clear();
    this.#checkedPackages.clear();
    this.#graph = new ModuleGraph((file) => this.#nodeOf(file));
    for (const hash of this.withoutCodeCache.keys())
      if (this.#index?.blobs[hash] === undefined) this.withoutCodeCache.delete(hash);
    for (const [file, module] of this.#compiled)
      if (!this.#isAsStored(module) || unsaved?.[file] !== undefined) this.#compiled.delete(file);
  }

  /** Its source may be the same, and yet its imports lead elsewhere, or wait for what they did not wait for. */
  #isAsStored({ path: file, hash, targets, nodeInterop, isAsync }: CompiledModule): boolean {
    const entry = this.#index?.modules[file];
    const blob = entry && this.#index?.blobs[entry.hash];
    if (entry?.hash !== hash || blob === undefined || entry.nodeInterop !== nodeInterop)
      return false;
    if (!targets.areStored(this.#targetsOf(entry))) return false;
    return isAsync === (blob.isAsync || this.#waits(file));
  }

  /** Where modules are only the project's own resolver knows. */
  #targetsOf({ targets }: StoredModule): readonly string[] {
    return this.#rules?.resolver === undefined ? targets : [];
  }

  #waits(file: string): boolean {
    return this.#index?.hasAsync === true && this.#graph.reachesAsync(file);
  }

  /** Whether a file is code, or becomes code by a transformer of the project. */
  isModule(file: string): boolean {
    return /\.([cm]?[jt]s|[jt]sx)$/.test(file) || transformerOf(file, this.#rules) !== undefined;
  }

  /** Text that is in no file is run. */
  get hasUnsaved(): boolean {
    return this.#unsaved !== undefined;
  }

  /** The module's function and what its imports stand for. @throws a syntax error, with its place */
  get(file: string): CompiledModule {
    this.#loaded.add(file);
    let module = this.#compiled.get(file);
    if (module === undefined || this.#isOutdated(file)) {
      module = this.#fromIndex(file) ?? this.#fromSource(file);
      this.#compiled.set(file, module);
    }
    return module;
  }

  /** Files of modules that were made since the last `forgetLoaded`. */
  get loaded(): Iterable<string> {
    return this.#loaded;
  }

  forgetLoaded(): void {
    this.#loaded.clear();
  }

  /** The compiled module behind a script, for source positions. */
  known(file: string): CompiledModule | undefined {
    return this.#compiled.get(file);
  }

  /** Whether the text just read from a file is what was loaded from it. */
  isUnchanged(file: string, text: string): boolean {
    const entry = this.#index?.modules[file];
    if (entry === undefined) return true;
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined || entry.size !== Buffer.byteLength(text)) return false;
    return entry.mtime < 0 || stats.mtimeMs === entry.mtime;
  }

  /** How many modules it has compiled. */
  get size(): number {
    return this.#compiled.size;
  }

  /** Of the store. */
  get directory(): string | undefined {
    return this.#directory;
  }

  /** Static imports of a module in their order. */
  staticImports(
    from: CompiledModule,
  ): readonly { readonly specifier: string; readonly resolution: Resolution }[] {
    const kind: ImportKind = from.nodeInterop ? 'import' : 'require';
    return from.targets.staticSpecifiers.map((specifier) => ({
      specifier,
      resolution: this.resolve(specifier, from, kind),
    }));
  }

  /** Whether a module imports one of these files statically, itself or through others. */
  importsAnyOf(from: CompiledModule, files: ReadonlySet<string>): boolean {
    return this.#graph.importsAnyOf(from.path, files);
  }

  resolve(specifier: string, from: CompiledModule, kind: ImportKind): Resolution {
    let target = from.targets.get(specifier, kind);
    if (target === undefined || target.kind === 'missing') {
      const isMissed = target !== undefined;
      target = this.resolveUncached(specifier, from.path, kind);
      from.targets.set(specifier, kind, target);
      if (target.kind === 'module') this.#unchecked.add(target.path);
      if (target.kind === 'missing') this.#onMissing(specifier, from.path);
      if (!(isMissed && target.kind === 'missing')) from.targets.noteLate(specifier);
    }
    // What packages find out among themselves the lock file tells of.
    if (from.targets.isLate(specifier) && !(isInstalled(from.path) && isPackage(target)))
      this.#onUnforeseen();
    return this.sharesPackages && isPackage(target)
      ? { kind: 'external', path: target.path }
      : target;
  }

  /** What the configuration of another tool makes of a specifier; `undefined`: nothing. */
  mapped(specifier: string): readonly string[] | undefined {
    return this.#rules && mappedSpecifiers(specifier, this.#rules);
  }

  /** A file came to a module by another way than its imports. */
  noteUnforeseen(): void {
    this.#onUnforeseen();
  }

  resolveUncached(specifier: string, from: string, kind: ImportKind): Resolution {
    return this.#asOwn(() => this.#unforeseenModules().resolve(specifier, from, kind));
  }

  /** Whether the file itself asks for packages that others have, too. */
  asksToShare(file: string): boolean {
    const entry = this.#entryOf(file);
    return entry !== undefined && this.#index?.blobs[entry.hash]?.isolation === 'partial';
  }

  readText(file: string): string {
    let text = this.#packageTexts.get(file);
    if (text === undefined) {
      text = fs.readFileSync(file, 'utf8');
      if (isInstalled(file)) this.#packageTexts.set(file, text);
    }
    return text;
  }

  /** What the server knows of a file. It has looked at all that it could foresee; anything else it may know from another run. */
  #entryOf(file: string): StoredModule | undefined {
    const entry = this.#index?.modules[file];
    if (this.#unsaved?.[file] !== undefined) return undefined;
    if (entry === undefined || !this.#unchecked.has(file)) return entry;
    if (this.#checkedPackages.has(file)) return entry;
    if (stampOf(file) !== `${entry.mtime} ${entry.size}`) return undefined;
    if (isInstalled(file)) this.#checkedPackages.add(file);
    return entry;
  }

  #nodeOf(file: string): GraphNode | undefined {
    const entry = this.#entryOf(file);
    const blob = entry && this.#index?.blobs[entry.hash];
    if (entry !== undefined && blob !== undefined) {
      const targets = blob.imports.flatMap(({ isLazy }, i) => {
        const target = entry.targets[i] ?? '';
        return isLazy !== true && target.startsWith('m') ? [target.slice(1)] : [];
      });
      return { isAsync: blob.isAsync, isEsm: blob.isEsm, targets };
    }
    if (!this.isModule(file)) return undefined;
    const { module, nodeInterop } = this.#transform(file);
    const targets = module.imports.flatMap(({ specifier, isLazy }) => {
      if (isLazy === true) return [];
      const target = this.resolveUncached(specifier, file, nodeInterop ? 'import' : 'require');
      return target.kind === 'module' ? [target.path] : [];
    });
    return { isAsync: module.isAsync, isEsm: module.isEsm, targets };
  }

  #fromIndex(file: string): CompiledModule | undefined {
    const entry = this.#entryOf(file);
    const blob = entry && this.#index?.blobs[entry.hash];
    if (entry === undefined || blob === undefined) return undefined;
    const segments = this.#segments;
    const stored = segments?.code(blob);
    if (stored === undefined || segments === undefined) {
      if (this.#directory !== undefined) discardIndex(this.#directory);
      return undefined;
    }
    const waits = this.#waits(file);
    const isAsync = blob.isAsync || waits;
    const code = waits ? awaitImports(stored) : stored;
    if (blob.watchedNames !== undefined) this.#onWatchedNames(blob.watchedNames);
    if (this.#unchecked.has(file)) {
      for (const to of entry.targets) if (to.startsWith('m')) this.#unchecked.add(to.slice(1));
    }
    const inlineMap = this.#isDebugging && blob.mapLength > 0 ? segments.map(blob) : undefined;
    const cached = this.#index?.codeCaches[entry.hash];
    const codeCache = cached && !this.#isDebugging ? segments.codeCache(cached) : undefined;
    const { script, ...functions } = compileModule({
      path: file,
      code,
      isAsync,
      isEsm: blob.isEsm,
      isStrict: blob.isStrict === true,
      injectsJest: this.#injectsJest,
      hasRealms: this.#rules !== undefined,
      ...(inlineMap !== undefined && { inlineMap }),
      ...(codeCache !== undefined && { codeCache }),
      ...(blob.probes !== undefined && { counters: blob.probes.counters }),
    });
    if (script !== undefined && !this.#isDebugging) this.withoutCodeCache.set(entry.hash, script);
    return {
      path: file,
      directory: path.dirname(file),
      ...functions,
      hash: entry.hash,
      isAsync,
      isEsm: blob.isEsm,
      nodeInterop: entry.nodeInterop,
      ...(blob.lacksInterop === true && { lacksInterop: true as const }),
      targets: new Targets(blob.imports, this.#targetsOf(entry)),
      readMap: () => (blob.mapLength > 0 ? segments.map(blob) : undefined),
      probes: blob.probes,
    };
  }

  #fromSource(file: string): CompiledModule {
    const { module, hash, nodeInterop, probes } = this.#transform(file);
    if (module.watchedNames !== undefined) this.#onWatchedNames(module.watchedNames);
    const isAsync = module.isAsync || this.#graph.reachesAsync(file);
    const { script: _, ...functions } = compileModule({
      path: file,
      code: isAsync && module.isEsm ? awaitImports(module.code) : module.code,
      isAsync,
      isEsm: module.isEsm,
      isStrict: module.isStrict === true,
      injectsJest: this.#injectsJest,
      hasRealms: this.#rules !== undefined,
      ...(this.#isDebugging && module.map !== '' && { inlineMap: module.map }),
      ...(probes !== undefined && { counters: probes.counters }),
    });
    return {
      path: file,
      directory: path.dirname(file),
      ...functions,
      hash,
      isAsync,
      isEsm: module.isEsm,
      nodeInterop,
      ...(module.lacksInterop === true && { lacksInterop: true as const }),
      targets: new Targets(module.imports),
      readMap: () => (module.map === '' ? undefined : module.map),
      probes,
    };
  }

  #transform(file: string): UnforeseenModule {
    let transformed = this.#transformed.get(file);
    if (transformed === undefined) {
      const stamp = stampOf(file);
      const unsaved = this.#unsaved?.[file];
      const source = unsaved ?? readFileSync(file, 'utf8');
      const isSaved = unsaved === undefined;
      transformed = {
        ...this.#asOwn(() => this.#unforeseenModules().transform(file, source, { isSaved })),
        stamp,
      };
      this.#transformed.set(file, transformed);
    }
    return transformed;
  }

  /** A module that a test wrote may be written again; what the store has may be from before an edit. */
  #isOutdated(file: string): boolean {
    const stored = this.#index?.modules[file];
    if (stored !== undefined && stored.hash === this.#compiled.get(file)?.hash) {
      return this.#entryOf(file) === undefined;
    }
    const transformed = this.#transformed.get(file);
    if (transformed === undefined || isInstalled(file)) return false;
    if (transformed.stamp === stampOf(file)) return false;
    this.#transformed.delete(file);
    return true;
  }

  #unforeseenModules(): UnforeseenChunk.UnforeseenModules {
    this.#unforeseen ??= lazyChunk<typeof UnforeseenChunk>(
      'unforeseen',
      './loader/unforeseen-chunk.ts',
    ).createUnforeseenModules({
      coverage: this.#coverage,
      onUncounted: this.#onUncounted,
      rules: this.#rules,
      isForFew: !this.#isOfRun,
    });
    return this.#unforeseen;
  }
}

type UnforeseenModule = ReturnType<UnforeseenChunk.UnforeseenModules['transform']> & {
  readonly stamp: string;
};

function isPackage(target: Resolution): target is Extract<Resolution, { readonly kind: 'module' }> {
  return target.kind === 'module' && isInstalled(target.path);
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size}`;
}
