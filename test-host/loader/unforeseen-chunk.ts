/** Lazy chunk of the host: resolves and transforms what the server could not foresee. */
import { hash } from 'node:crypto'; // this chunk is loaded for the unforeseen only
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { API_MODULES } from '../../modules/api-modules.ts';
import {
  hasModuleSyntax,
  mappedSpecifiers,
  mannerOf,
  transformRuleOf,
  type ModuleRules,
  type Transformer,
} from '../../modules/module-rules.ts';
import {
  createResolver,
  type ImportKind,
  type Resolution,
  type Resolver,
} from '../../modules/resolve.ts';
import { transformFailureReason } from '../../modules/esbuild-options.ts';
import { isTypeScript } from '../../modules/module-kind.ts';
import { createSyncTransformers } from '../../modules/toolchain.ts';
import { originalMap } from '../../modules/original-columns.ts';
import type { ProbedFile } from '../../modules/probed-files.ts';
import {
  comesFirst,
  textOf,
  transformCountedSync,
  transformedModule,
  transformModuleSync,
  type SyncTransformers,
  type TransformedModule,
} from '../../modules/transform.ts';
import type { TransformInput } from '../../modules/transform-input.ts';
import { createTsconfigReader, pickRuntimeOptions } from '../../modules/tsconfig.ts';
import { createProbedSources, type OnUncounted } from '../coverage/probed-sources.ts';
import type * as Transformers from '../jest/transformers-chunk.ts';
import { lazyChunk } from '../lazy-chunk.ts';
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

export interface UnforeseenOptions {
  /** What is counted. Default: nothing. */
  readonly coverage?: CoverageOrder | undefined;
  readonly onUncounted?: OnUncounted;
  readonly rules?: ModuleRules | undefined;
  /** Of a configuration. Default: false. */
  readonly isForFew?: boolean;
}

export function createUnforeseenModules({
  coverage,
  onUncounted = () => {},
  rules,
  isForFew = false,
}: UnforeseenOptions = {}): UnforeseenModules {
  const ignore = (): void => {}; // nobody keeps the answers of a host beyond its run
  const tsconfig = createTsconfigReader({ note: ignore, onError: ignore });
  const newResolver = (): Resolver =>
    createResolver({
      matchPaths: tsconfig.matchPaths,
      customConditions: tsconfig.customConditions,
      note: ignore,
      apiModules: API_MODULES,
      rules,
    });
  const resolver = newResolver();
  const tools = createSyncTransformers({ isForFew });
  const sources = coverage && createProbedSources(coverage, onUncounted);
  const transform = (
    input: TransformInput,
    probes: ProbedFile | undefined,
  ): Pick<UnforeseenModule, 'module' | 'probes'> => {
    const plain = (one: TransformInput): TransformedModule =>
      transformUnforeseen(one, tools, rules);
    if (probes === undefined) return { module: plain(input) };
    try {
      return { module: transformCountedSync(input, { ...probes, originalMap }, plain), probes };
    } catch (error) {
      onUncounted(input.path, transformFailureReason(error));
      return { module: plain(input) }; // whose error speaks of the source
    }
  };
  return {
    resolve: (specifier, from, kind) => {
      const own = customResolution({ specifier, from, kind }, rules, resolver);
      if (own !== undefined) return own;
      const found = resolver.resolve(specifier, from, kind);
      // What a test has just written is not in the listings that were read before.
      return found.kind === 'missing' ? newResolver().resolve(specifier, from, kind) : found;
    },
    suggest: suggestFiles,
    transform: (file, source, { isSaved }) => {
      const isEsModule = resolver.isEsModule(file);
      const compilerOptions = {
        ...tsconfig.compilerOptions(file),
        ...(rules?.followsInterop === true &&
          isTypeScript(file) && { esModuleInterop: tsconfig.hasInterop(file) }),
        ...pickRuntimeOptions(rules?.compilerOptions ?? {}),
      };
      const isCounted = isSaved && sources?.isCounted(file) === true;
      return {
        ...transform(
          {
            path: file,
            source,
            compilerOptions,
            isEsModule,
            isDialect: isDialect(file, rules),
            ...(rules !== undefined && mannerOf(file, rules, compilerOptions)),
          },
          isCounted ? sources.of(file, source) : undefined,
        ),
        hash: hash('sha1', source, 'hex'),
        nodeInterop: isEsModule,
      };
    },
  };
}

function isDialect(file: string, rules: ModuleRules | undefined): boolean {
  return rules !== undefined && transformRuleOf(file, rules)?.asked === 'for-unreadable';
}

/** As the project's own resolver says. `undefined`: there is none, or it is not asked. */
function customResolution(
  { specifier, from, kind }: { specifier: string; from: string; kind: ImportKind },
  rules: ModuleRules | undefined,
  resolver: Resolver,
): Resolution | undefined {
  if (rules?.resolver === undefined || isBuiltin(specifier) || API_MODULES.has(specifier))
    return undefined;
  if (mappedSpecifiers(specifier, rules) !== undefined) return undefined;
  const chunk = lazyChunk<typeof Transformers>('jest-transformers', './jest/transformers-chunk.ts');
  const file = chunk.resolveByProject(specifier, {
    from,
    rules: { ...rules, resolver: rules.resolver },
    kind,
    resolve: (name, folder) => {
      const found = resolver.resolve(name, path.join(folder, 'x'), kind);
      return 'path' in found ? found.path : undefined;
    },
  });
  return file === undefined ? { kind: 'missing' } : resolver.resolve(file, from, kind);
}

/** By ztest, or by the transformer that the project has for it. */
function transformUnforeseen(
  input: TransformInput,
  tools: SyncTransformers,
  rules: ModuleRules | undefined,
): TransformedModule {
  const rule = rules && transformRuleOf(input.path, rules);
  const { transformer } = rule ?? {};
  const ask = (by: Transformer): TransformedModule => {
    if (rules === undefined) return transformModuleSync(input, tools);
    const chunk = lazyChunk<typeof Transformers>(
      'jest-transformers',
      './jest/transformers-chunk.ts',
    );
    const source = textOf(input);
    const { transformConfig: config, level, stamp } = rules;
    const output = chunk.transformSync(input.path, {
      source,
      transformer: by,
      config,
      level,
      stamp,
      readsTypes: rule?.readsTypes === true,
    });
    return hasModuleSyntax(output.code)
      ? transformModuleSync({ ...input, source: output.code, probed: output.code }, tools)
      : transformedModule(output, input, tools);
  };
  if (transformer !== undefined && comesFirst(rule, input)) return ask(transformer);
  try {
    return transformModuleSync(input, tools);
  } catch (error) {
    if (transformer === undefined || rule?.asked !== 'for-unreadable') throw error;
    return ask(transformer);
  }
}
