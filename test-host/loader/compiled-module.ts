/** Source text → function, once a process; the function is called anew for each test file. */
import vm from 'node:vm';
import path from 'node:path';
import { WRAPPER_PARAMETERS } from '../../modules/transform.ts';
import type { Resolution } from '../../modules/resolve.ts';

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
  readonly targets: Map<string, Resolution>;
  /** The source map, read when a position is asked for. */
  readonly readMap: () => string | undefined;
}

const PREFIX = `(function (${WRAPPER_PARAMETERS.join(', ')}) {`;
const ASYNC_PREFIX = `(async function (${WRAPPER_PARAMETERS.join(', ')}) {`;

export interface CompileInput {
  readonly path: string;
  readonly code: string;
  readonly isAsync: boolean;
  /** Appended as a comment when a debugger wants it. */
  readonly inlineMap?: string;
}

export function compileModule(input: CompileInput): ModuleFunction {
  const prefix = input.isAsync ? ASYNC_PREFIX : PREFIX;
  const mapComment =
    input.inlineMap === undefined
      ? ''
      : `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(input.inlineMap).toString('base64')}`;
  const script = new vm.Script(`${prefix}${input.code}\n})${mapComment}`, {
    filename: input.path,
    columnOffset: -prefix.length,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return script.runInThisContext() as ModuleFunction; // the wrapper above
}

export function directoryOf(file: string): string {
  return path.dirname(file);
}
