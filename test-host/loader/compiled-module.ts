/** Source text → function, once a process; the function is called anew for each test file. */
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { decodeResolution } from '../../modules/store.ts';
import type { ImportedSpecifier } from '../../modules/imports.ts';
import { WRAPPER_PARAMETERS } from '../../modules/transform.ts';
import type { ImportKind, Resolution } from '../../modules/resolve.ts';

// oxlint-disable-next-line eslint/max-params -- the wrapper that Node gives to a CommonJS module, and ours behind it
export type ModuleFunction = (
  this: unknown,
  exports: unknown,
  require: NodeJS.Require,
  module: unknown,
  filename: string,
  dirname: string,
  importMeta: ImportMeta | undefined,
  ...helpers: readonly unknown[]
) => void | Promise<void>;

export interface CompiledModule {
  readonly path: string;
  readonly directory: string;
  readonly run: ModuleFunction;
  readonly usesImportMeta: boolean;
  /** It has something to do with members of `require`. */
  readonly asksRequire: boolean;
  readonly importsDynamically: boolean;
  /** Identity of the source it was compiled from. */
  readonly hash: string;
  /** It awaits, or it waits for its imports because one of them does. */
  readonly isAsync: boolean;
  readonly isEsm: boolean;
  readonly nodeInterop: boolean;
  /** Imports of CommonJS give its exports as they are. */
  readonly lacksInterop?: true;
  /** What its specifiers stand for; grows by what is only known at run time. */
  readonly targets: Targets;
  /** The source map, read when a position is asked for. */
  readonly readMap: () => string | undefined;
  /** Absent: it is not counted. */
  readonly probes: ModuleProbes | undefined;
  /** It gets a `jest` object of its own. */
  readonly usesJest: boolean;
  /** To be run in another realm. */
  readonly source?: vm.Script;
}

export interface ModuleProbes {
  /** Identity of the text that the probes were put into. */
  readonly source: string;
  /** The variable that they write to: a parameter of the module's function behind all others. */
  readonly counters: string;
  /** How many bytes it counts in. */
  readonly count: number;
}

/** Specifier → resolution; the stored ones are decoded when they are asked for. */
export class Targets {
  readonly #imports: readonly ImportedSpecifier[];
  readonly #stored: readonly string[];
  readonly #known: Partial<Record<ImportKind, Map<string, Resolution>>> = {};

  constructor(imports: readonly ImportedSpecifier[] = [], stored: readonly string[] = []) {
    this.#imports = imports;
    this.#stored = stored;
  }

  /** Specifiers of the imports that are evaluated before the module itself, in their order. */
  get staticSpecifiers(): readonly string[] {
    return this.#imports.filter(({ isLazy }) => isLazy !== true).map(({ specifier }) => specifier);
  }

  get(specifier: string, kind: ImportKind): Resolution | undefined {
    const known = this.#known[kind]?.get(specifier);
    if (known !== undefined) return known;
    for (let i = 0; i < this.#imports.length; i++) {
      const found = this.#imports[i];
      if (found?.specifier !== specifier || found.kind !== kind) continue;
      const stored = this.#stored[i];
      if (stored === undefined) return undefined;
      const resolution = decodeResolution(stored);
      this.set(specifier, kind, resolution);
      return resolution;
    }
    return undefined;
  }

  set(specifier: string, kind: ImportKind, resolution: Resolution): void {
    (this.#known[kind] ??= new Map()).set(specifier, resolution);
  }

  /** Whether they are these, and nothing was found out since that may be other by now. */
  areStored(stored: readonly string[]): boolean {
    const own = this.#stored;
    return (
      this.#late === undefined &&
      own.length === stored.length &&
      own.every((target, at) => target === stored[at])
    );
  }

  /** It was computed: nobody could foresee where it leads. */
  noteLate(specifier: string): void {
    (this.#late ??= new Set()).add(specifier);
  }

  isLate(specifier: string): boolean {
    return this.#late !== undefined && this.#late.has(specifier);
  }
  #late: Set<string> | undefined;
}

const PARAMETERS = WRAPPER_PARAMETERS.join(', ');
/** An ES module has no `__filename` and the like: a block lets it declare names of the wrapper for itself. */
const ESM_START = '"use strict";{';
const ESM_END = '}';
const STRICT_START = '"use strict";';

export interface CompileInput {
  readonly path: string;
  readonly code: string;
  readonly isAsync: boolean;
  readonly isEsm: boolean;
  readonly isStrict: boolean;
  /**
   * Appended as a comment when a debugger wants it; the script then has a name of its own: under that of its source, a
   * debugger would first take lines of the source for lines of the script.
   */
  readonly inlineMap?: string;
  readonly codeCache?: Buffer;
  /** The variable of its probes: a further parameter. */
  readonly counters?: string;
  /** Code that speaks of `jest` gets it as a parameter: what it mocks is relative to itself. */
  readonly injectsJest: boolean;
  /** It may run in other realms than this one. */
  readonly hasRealms: boolean;
}

export interface CompiledScript {
  readonly run: ModuleFunction;
  readonly usesImportMeta: boolean;
  readonly asksRequire: boolean;
  readonly importsDynamically: boolean;
  readonly usesJest: boolean;
  readonly source?: vm.Script;
  /** Present when V8 had to compile the source: a code cache can be made of it. */
  readonly script: vm.Script | undefined;
}

export function compileModule(input: CompileInput): CompiledScript {
  const usesJest = input.injectsJest && lacksJest(input);
  const added = [usesJest ? 'jest' : undefined, input.counters].filter(
    (name) => name !== undefined,
  );
  const parameters = added.length === 0 ? PARAMETERS : `${PARAMETERS}, ${added.join(', ')}`;
  const start = input.isEsm ? ESM_START : input.isStrict ? STRICT_START : '';
  const prefix = `(${input.isAsync ? 'async ' : ''}function (${parameters}) {${start}`;
  const suffix = input.isEsm ? ESM_END : '';
  const mapComment =
    input.inlineMap === undefined
      ? ''
      : `\n//# sourceURL=${pathToFileURL(input.path).href}.js\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(input.inlineMap).toString('base64')}`;
  const script = new vm.Script(`${prefix}${input.code}\n${suffix}})${mapComment}`, {
    filename: input.path,
    columnOffset: -prefix.length,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(input.codeCache !== undefined && { cachedData: input.codeCache }),
  });
  const isCached = input.codeCache !== undefined && script.cachedDataRejected !== true;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the wrapper above
  const run = script.runInThisContext() as ModuleFunction;
  return {
    run,
    usesImportMeta: input.code.includes('__importMeta'),
    asksRequire: input.code.includes('require.'),
    importsDynamically: input.code.includes('__load'),
    usesJest,
    ...(input.hasRealms && { source: script }),
    script: isCached ? undefined : script,
  };
}

/** CommonJS may declare the name at its top, where a parameter of that name would be in the way. */
function lacksJest({ code, isEsm }: CompileInput): boolean {
  if (!/\bjest\b/.test(code)) return false;
  return isEsm || !/^(?:const|let|class)\s+(?:jest\b|\{[^}]*\bjest\b[^}]*\}\s*=)/m.test(code);
}
