/** Lazy chunk of the host: resolves and transforms what the server could not foresee. */
import { hash } from 'node:crypto'; // this chunk is loaded for the unforeseen only
import { API_MODULES } from '../../modules/api-modules.ts';
import { createResolver, type ImportKind, type Resolution } from '../../modules/resolve.ts';
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
  const resolver = createResolver({ matchPaths: tsconfig.matchPaths, note: ignore, apiModules: API_MODULES });
  const tools = createSyncTransformers();
  return {
    resolve: resolver.resolve,
    suggest: suggestFiles,
    transform: (file, source) => ({
      module: transformModuleSync(
        { path: file, source, compilerOptions: tsconfig.compilerOptions(file), isEsModule: resolver.isEsModule(file) },
        tools,
      ),
      hash: hash('sha1', source, 'hex'),
      nodeInterop: resolver.isEsModule(file),
    }),
  };
}
