/** Source text → function, once a process; the function is called anew for each test file. */
import vm from 'node:vm';
import path from 'node:path';
import { decodeResolution } from '../../modules/store.ts';
import { WRAPPER_PARAMETERS } from '../../modules/transform.ts';
import type { Resolution } from '../../modules/resolve.ts';

// oxlint-disable-next-line eslint/max-params -- the wrapper that Node gives to a CommonJS module, and ours behind it
export type ModuleFunction = (
  this: unknown,
  exports: unknown,
  require: NodeJS.Require,
  module: unknown,
  filename: string,
  dirname: string,
  importMeta: ImportMeta,
  ...helpers: readonly unknown[]
) => void | Promise<void>;

export interface CompiledModule {
  readonly path: string;
  readonly directory: string;
  readonly run: ModuleFunction;
  /** Identity of the source it was compiled from. */
  readonly hash: string;
  readonly isAsync: boolean;
  readonly isEsm: boolean;
  readonly nodeInterop: boolean;
  /** What its specifiers stand for; grows by what is only known at run time. */
  readonly targets: Targets;
  /** The source map, read when a position is asked for. */
  readonly readMap: () => string | undefined;
}

/** Specifier → resolution; the stored ones are decoded when they are asked for. */
export class Targets {
  readonly #specifiers: readonly { readonly specifier: string }[];
  readonly #stored: readonly string[];
  #known: Map<string, Resolution> | undefined;

  constructor(specifiers: readonly { readonly specifier: string }[] = [], stored: readonly string[] = []) {
    this.#specifiers = specifiers;
    this.#stored = stored;
  }

  get(specifier: string): Resolution | undefined {
    const known = this.#known?.get(specifier);
    if (known !== undefined) return known;
    for (let i = 0; i < this.#specifiers.length; i++) {
      if (this.#specifiers[i]?.specifier !== specifier) continue;
      const stored = this.#stored[i];
      if (stored === undefined) return undefined;
      const resolution = decodeResolution(stored);
      this.set(specifier, resolution);
      return resolution;
    }
    return undefined;
  }

  set(specifier: string, resolution: Resolution): void {
    this.#known ??= new Map();
    this.#known.set(specifier, resolution);
  }

  /** Absolute paths of the modules of the project that are known to be imported. */
  modules(): readonly string[] {
    const known = [...this.#stored.map(decodeResolution), ...(this.#known?.values() ?? [])];
    return known.flatMap((target) => (target.kind === 'module' ? [target.path] : []));
  }
}

const PREFIX = `(function (${WRAPPER_PARAMETERS.join(', ')}) {`;
const ASYNC_PREFIX = `(async function (${WRAPPER_PARAMETERS.join(', ')}) {`;

export interface CompileInput {
  readonly path: string;
  readonly code: string;
  readonly isAsync: boolean;
  /** Appended as a comment when a debugger wants it. */
  readonly inlineMap?: string;
  readonly codeCache?: Buffer;
}

export interface CompiledScript {
  readonly run: ModuleFunction;
  /** Present when V8 had to compile the source: a code cache can be made of it. */
  readonly script: vm.Script | undefined;
}

export function compileModule(input: CompileInput): CompiledScript {
  const prefix = input.isAsync ? ASYNC_PREFIX : PREFIX;
  const mapComment =
    input.inlineMap === undefined
      ? ''
      : `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(input.inlineMap).toString('base64')}`;
  const script = new vm.Script(`${prefix}${input.code}\n})${mapComment}`, {
    filename: input.path,
    columnOffset: -prefix.length,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(input.codeCache !== undefined && { cachedData: input.codeCache }),
  });
  const isCached = input.codeCache !== undefined && script.cachedDataRejected !== true;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the wrapper above
  const run = script.runInThisContext() as ModuleFunction;
  return { run, script: isCached ? undefined : script };
}

export function directoryOf(file: string): string {
  return path.dirname(file);
}
