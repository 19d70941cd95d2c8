/** A module of one test file: what CommonJS code sees as `module`. */
import { createRequire } from 'node:module';
import type { CompiledModule } from './compiled-module.ts';

export class ModuleRecord {
  readonly id: string;
  exports: unknown;
  loaded = false;
  /** Running its top-level `await`, or waiting for an import that does. */
  pending: Promise<void> | undefined;
  /** Absent for what has no code: JSON, assets. */
  readonly compiled: CompiledModule | undefined;
  /** Of its own: React calls it without its module. */
  readonly require: (specifier: string) => unknown;
  readonly #parent: (() => ModuleRecord | undefined) | undefined;

  /** One parameter: packages (pirates) take a constructor with several, `module.constructor`, for Node's own. */
  constructor(options: {
    readonly id: string;
    readonly exports: unknown;
    readonly compiled?: CompiledModule;
    readonly require?: (specifier: string) => unknown;
    /** Absent: it is loaded for itself. */
    readonly parent?: (() => ModuleRecord | undefined) | undefined;
  }) {
    this.id = options.id;
    this.exports = options.exports;
    this.compiled = options.compiled;
    this.require = options.require ?? ((): undefined => undefined);
    this.#parent = options.parent;
  }

  /** Code asks only whether there is one: whoever has none is the program. */
  get parent(): ModuleRecord | null {
    return this.#parent?.() ?? null;
  }

  get filename(): string {
    return this.id;
  }

  get path(): string {
    return this.compiled?.directory ?? '';
  }

  get paths(): readonly string[] {
    return createRequire(this.id).resolve.paths('x') ?? [];
  }

  get children(): readonly ModuleRecord[] {
    return [];
  }
}
