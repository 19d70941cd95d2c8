/** `require` as CommonJS code knows it, and `createRequire`. */
import type NodeModule from 'node:module';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assign } from '../intrinsics.ts';
import { isInstalled } from '../../modules/installed.ts';
import { Targets, type CompiledModule } from './compiled-module.ts';

export const nativeRequire = createRequire(import.meta.filename);

export interface RequireTarget {
  readonly require: (specifier: string, from: CompiledModule) => unknown;
  /** @throws when there is no such module */
  readonly resolvePath: (specifier: string, from: CompiledModule) => string;
  /** As Jest has it: `require.main` is the test file, and `paths` of `require.resolve` are relative to the module. */
  readonly mainOfJest: (() => unknown) | undefined;
}

/** Adds the properties that code may use of its `require`. */
export function decorateRequire(
  require: (specifier: string) => unknown,
  { target, from }: { readonly target: RequireTarget; readonly from: CompiledModule },
): void {
  const resolve = (specifier: string, options?: { paths?: string[] }): string => {
    if (options?.paths === undefined || path.isAbsolute(specifier))
      return target.resolvePath(specifier, from);
    if (target.mainOfJest !== undefined)
      return resolveFrom(options.paths, specifier, { target, from });
    return nativeRequire.resolve(specifier, { paths: options.paths.map((at) => path.resolve(at)) });
  };
  assign(resolve, {
    paths: (request: string) => createRequire(from.path).resolve.paths(request),
  });
  assign(require, {
    resolve,
    cache: nativeRequire.cache,
    extensions: nativeRequire.extensions,
  });
  Object.defineProperty(require, 'main', { get: () => target.mainOfJest?.(), enumerable: true });
}

function resolveFrom(
  folders: readonly string[],
  specifier: string,
  { target, from }: { readonly target: RequireTarget; readonly from: CompiledModule },
): string {
  for (const folder of folders) {
    const place = placeToRequireFrom(path.resolve(from.directory, folder, '.'));
    const at = { ...place, directory: place.path, path: path.join(place.path, 'index.js') };
    for (const name of [specifier, `./${specifier}`]) {
      try {
        return target.resolvePath(name, at);
      } catch {
        // the next one
      }
    }
  }
  const tried = `['${folders.join("', '")}']`;
  const error = new Error(
    `Cannot resolve module '${specifier}' from paths ${tried} from ${from.path}`,
  );
  throw assign(error, { code: 'MODULE_NOT_FOUND' });
}

/** `node:module` for user code: what its `createRequire` makes leads back to the modules of the file. */
export function moduleBuiltinFor(target: RequireTarget, ownsPackages: () => boolean): object {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by its name
  const builtin = nativeRequire('node:module') as typeof NodeModule;
  const create = (filename: string | URL): NodeJS.Require => {
    const native = builtin.createRequire(filename); // checks what it was given
    const isUrl = typeof filename !== 'string' || filename.startsWith('file:');
    const file = isUrl ? fileURLToPath(filename) : filename;
    if (isInstalled(file) && !ownsPackages()) return native;
    const from = placeToRequireFrom(file);
    const require = (specifier: string): unknown => target.require(specifier, from);
    decorateRequire(require, { target, from });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- decorated just now
    return require as NodeJS.Require;
  };
  return new Proxy(builtin, {
    get: (object, key, receiver): unknown => {
      if (key === 'createRequire') return create;
      if (key === 'default' || key === 'Module') return receiver;
      return Reflect.get(object, key);
    },
    // In Jest it is a class made from Node's.
    getPrototypeOf: (object) =>
      target.mainOfJest === undefined ? Reflect.getPrototypeOf(object) : object,
  });
}

/** A place to require from that is no loaded module: `createRequire(path)`, a mock made from a helper. */
export function placeToRequireFrom(file: string): CompiledModule {
  return {
    path: file,
    directory: file.endsWith(path.sep) ? file : path.dirname(file),
    run: () => {},
    usesImportMeta: false,
    asksRequire: true,
    importsDynamically: false,
    hash: '',
    isAsync: false,
    isEsm: false,
    nodeInterop: false,
    targets: new Targets(),
    readMap: () => undefined,
    probes: undefined,
    usesJest: false,
  };
}
