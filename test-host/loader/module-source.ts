/**
 * Where a host gets its modules from: the store that the server prepared, or, for what nobody could foresee, the source,
 * transformed on the spot.
 */
import fs from 'node:fs';
import path from 'node:path';
import type vm from 'node:vm';
import type { ImportKind, Resolution } from '../../modules/resolve.ts';
import { createSegmentReader, discardIndex, readIndex, type SegmentReader, type StoredIndex } from '../../modules/store.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import { compileModule, Targets, type CompiledModule } from './compiled-module.ts';
import type * as UnforeseenChunk from './unforeseen-chunk.ts';

export class ModuleSource {
  #index: StoredIndex | undefined;
  #segments: SegmentReader | undefined;
  readonly #compiled = new Map<string, CompiledModule>();
  #isDebugging = false;
  #directory: string | undefined;
  readonly #withoutCodeCache = new Map<string, vm.Script>();
  #unforeseen: UnforeseenChunk.UnforeseenModules | undefined;
  readonly #onLazyGlobals: (names: readonly string[]) => void;

  constructor(options: { readonly onLazyGlobals: (names: readonly string[]) => void }) {
    this.#onLazyGlobals = options.onLazyGlobals;
  }

  /** For a new run: what was compiled stays, as long as its source did. */
  useIndex(indexPath: string | undefined, options: { readonly isDebugging: boolean }): void {
    if (options.isDebugging !== this.#isDebugging) this.#compiled.clear();
    this.#isDebugging = options.isDebugging;
    this.#directory = indexPath === undefined ? undefined : path.dirname(indexPath);
    this.#index = indexPath === undefined ? undefined : readIndex(path.dirname(indexPath), undefined);
    this.#segments = this.#index && indexPath !== undefined ? createSegmentReader(path.dirname(indexPath), this.#index.segments) : undefined;
    this.#unforeseen = undefined;
    for (const [file, module] of this.#compiled) {
      if (this.#index?.modules[file]?.hash !== module.hash) this.#compiled.delete(file);
    }
  }

  get hasAsync(): boolean {
    return this.#index?.hasAsync === true;
  }

  /** The module's function and what its imports stand for. @throws a syntax error, with its place */
  get(file: string): CompiledModule {
    let module = this.#compiled.get(file);
    if (module === undefined) {
      module = this.#fromIndex(file) ?? this.#fromSource(file);
      this.#compiled.set(file, module);
    }
    return module;
  }

  /** The compiled module behind a script, for source positions. */
  known(file: string): CompiledModule | undefined {
    return this.#compiled.get(file);
  }

  /** Whether the text just read from a file is what was loaded from it. */
  isUnchanged(file: string, text: string): boolean {
    const entry = this.#index?.modules[file];
    if (entry === undefined) return true;
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats === undefined || entry.size !== Buffer.byteLength(text)) return false;
    return entry.mtime < 0 || stats.mtimeMs === entry.mtime;
  }

  /** Scripts that V8 had to compile, by the key of their source; asked for once, when the host has nothing else to do. */
  takeScriptsWithoutCodeCache(): ReadonlyMap<string, vm.Script> {
    const scripts = new Map(this.#withoutCodeCache);
    this.#withoutCodeCache.clear();
    return scripts;
  }

  get directory(): string | undefined {
    return this.#directory;
  }

  /** Static imports of a module, without compiling it; `undefined` when it is not stored. */
  storedTargets(file: string): { readonly isAsync: boolean; readonly targets: readonly string[] } | undefined {
    const entry = this.#index?.modules[file];
    const blob = entry && this.#index?.blobs[entry.hash];
    return entry && blob ? { isAsync: blob.isAsync, targets: entry.targets } : undefined;
  }

  resolve(specifier: string, from: CompiledModule, kind: ImportKind): Resolution {
    let target = from.targets.get(specifier);
    if (target === undefined || target.kind === 'missing') {
      target = this.resolveUncached(specifier, from.path, kind);
      from.targets.set(specifier, target);
    }
    return target;
  }

  resolveUncached(specifier: string, from: string, kind: ImportKind): Resolution {
    return this.#unforeseenModules().resolve(specifier, from, kind);
  }

  #fromIndex(file: string): CompiledModule | undefined {
    const entry = this.#index?.modules[file];
    const blob = entry && this.#index?.blobs[entry.hash];
    if (entry === undefined || blob === undefined) return undefined;
    const segments = this.#segments;
    const code = segments?.code(blob);
    if (code === undefined || segments === undefined) {
      if (this.#directory !== undefined) discardIndex(this.#directory);
      return undefined;
    }
    if (blob.lazyGlobals !== undefined) this.#onLazyGlobals(blob.lazyGlobals);
    const inlineMap = this.#isDebugging && blob.mapLength > 0 ? segments.map(blob) : undefined;
    const cached = this.#index?.codeCaches[entry.hash];
    const codeCache = cached && !this.#isDebugging ? segments.codeCache(cached) : undefined;
    const { run, script } = compileModule({
      path: file,
      code,
      isAsync: blob.isAsync,
      ...(inlineMap !== undefined && { inlineMap }),
      ...(codeCache !== undefined && { codeCache }),
    });
    if (script !== undefined && !this.#isDebugging) this.#withoutCodeCache.set(entry.hash, script);
    return {
      path: file,
      directory: path.dirname(file),
      run,
      hash: entry.hash,
      isAsync: blob.isAsync,
      isEsm: blob.isEsm,
      nodeInterop: entry.nodeInterop,
      targets: new Targets(blob.imports, entry.targets),
      readMap: () => (blob.mapLength > 0 ? segments.map(blob) : undefined),
    };
  }

  #fromSource(file: string): CompiledModule {
    const source = fs.readFileSync(file, 'utf8');
    const { module, hash, nodeInterop } = this.#unforeseenModules().transform(file, source);
    if (module.lazyGlobals !== undefined) this.#onLazyGlobals(module.lazyGlobals);
    const inlineMap = this.#isDebugging && module.map !== '' ? module.map : undefined;
    return {
      path: file,
      directory: path.dirname(file),
      run: compileModule({ path: file, code: module.code, isAsync: module.isAsync, ...(inlineMap !== undefined && { inlineMap }) }).run,
      hash,
      isAsync: module.isAsync,
      isEsm: module.isEsm,
      nodeInterop,
      targets: new Targets(),
      readMap: () => (module.map === '' ? undefined : module.map),
    };
  }

  #unforeseenModules(): UnforeseenChunk.UnforeseenModules {
    this.#unforeseen ??= lazyChunk<typeof UnforeseenChunk>('unforeseen', './loader/unforeseen-chunk.ts').createUnforeseenModules();
    return this.#unforeseen;
  }
}
