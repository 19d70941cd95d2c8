/** Lazy chunk of the host: resolves and transforms what the server could not foresee. */
import { hash } from 'node:crypto'; // this chunk is loaded for the unforeseen only
import { API_MODULES } from '../../modules/api-modules.ts';
import {
  createResolver,
  type ImportKind,
  type Resolution,
  type Resolver,
} from '../../modules/resolve.ts';
import { createSyncTransformers } from '../../modules/toolchain.ts';
import { transformModuleSync, type TransformedModule } from '../../modules/transform.ts';
import { createTsconfigReader } from '../../modules/tsconfig.ts';
import { suggestFiles, type Suggestions } from './suggest-files.ts';

export interface UnforeseenModules {
  readonly resolve: (specifier: string, from: string, kind: ImportKind) => Resolution;
  readonly transform: (
    file: string,
    source: string,
  ) => { readonly module: TransformedModule; readonly hash: string; readonly nodeInterop: boolean };
  /** Files or packages that a missing specifier may have meant, best first. */
  readonly suggest: (specifier: string, from: string) => Suggestions;
}

export function createUnforeseenModules(): UnforeseenModules {
  const ignore = (): void => {}; // nobody keeps the answers of a host beyond its run
  const tsconfig = createTsconfigReader({ note: ignore, onError: ignore });
  const newResolver = (): Resolver =>
    createResolver({
      matchPaths: tsconfig.matchPaths,
      customConditions: tsconfig.customConditions,
      note: ignore,
      apiModules: API_MODULES,
    });
  const resolver = newResolver();
  const tools = createSyncTransformers();
  return {
    resolve: (specifier, from, kind) => {
      const found = resolver.resolve(specifier, from, kind);
      // What a test has just written is not in the listings that were read before.
      return found.kind === 'missing' ? newResolver().resolve(specifier, from, kind) : found;
    },
    suggest: suggestFiles,
    transform: (file, source) => {
      const isEsModule = resolver.isEsModule(file);
      const compilerOptions = tsconfig.compilerOptions(file);
      return {
        module: transformModuleSync({ path: file, source, compilerOptions, isEsModule }, tools),
        hash: hash('sha1', source, 'hex'),
        nodeInterop: isEsModule,
      };
    },
  };
}
