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
import { originalMap } from '../../modules/original-columns.ts';
import type { ProbedFile } from '../../modules/probed-files.ts';
import {
  transformCountedSync,
  transformModuleSync,
  type TransformedModule,
} from '../../modules/transform.ts';
import type { TransformInput } from '../../modules/transform-input.ts';
import { createTsconfigReader } from '../../modules/tsconfig.ts';
import { createProbedSources } from '../coverage/probed-sources.ts';
import type { CoverageOrder } from '../protocol.ts';
import { suggestFiles, type Suggestions } from './suggest-files.ts';

export interface UnforeseenModules {
  readonly resolve: (specifier: string, from: string, kind: ImportKind) => Resolution;
  readonly transform: (
    file: string,
    source: string,
    options: { readonly isSaved: boolean },
  ) => UnforeseenModule;
  /** Files or packages that a missing specifier may have meant, best first. */
  readonly suggest: (specifier: string, from: string) => Suggestions;
}

export interface UnforeseenModule {
  readonly module: TransformedModule;
  readonly hash: string;
  readonly nodeInterop: boolean;
  /** Absent: it is not counted. */
  readonly probes?: ProbedFile;
}

/** @param coverage what is counted. Default: nothing */
export function createUnforeseenModules(coverage?: CoverageOrder): UnforeseenModules {
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
  const tools = { ...createSyncTransformers(), originalMap };
  const sources = coverage && createProbedSources(coverage);
  const transform = (
    input: TransformInput,
    probes: ProbedFile | undefined,
  ): Pick<UnforeseenModule, 'module' | 'probes'> => {
    if (probes === undefined) return { module: transformModuleSync(input, tools) };
    try {
      return { module: transformCountedSync(input, probes.insertions, tools), probes };
    } catch {
      return { module: transformModuleSync(input, tools) }; // whose error speaks of the source
    }
  };
  return {
    resolve: (specifier, from, kind) => {
      const found = resolver.resolve(specifier, from, kind);
      // What a test has just written is not in the listings that were read before.
      return found.kind === 'missing' ? newResolver().resolve(specifier, from, kind) : found;
    },
    suggest: suggestFiles,
    transform: (file, source, { isSaved }) => {
      const isEsModule = resolver.isEsModule(file);
      const compilerOptions = tsconfig.compilerOptions(file);
      const isCounted = isSaved && sources?.isCounted(file) === true;
      return {
        ...transform(
          { path: file, source, compilerOptions, isEsModule },
          isCounted ? sources.of(file, source) : undefined,
        ),
        hash: hash('sha1', source, 'hex'),
        nodeInterop: isEsModule,
      };
    },
  };
}
