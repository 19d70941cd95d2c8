/** The modules of a run: one store for each way to find and transform them, for a Jest configuration may have its own. */
import path from 'node:path';
import { compileCounted } from '../../modules/counted-patterns.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import {
  prepareModules,
  type PreparedModules,
  type PrepareOptions,
} from '../loading/prepare-modules.ts';
import { moduleStoreDirectory, moduleStoreKey } from '../loading/store-place.ts';
import type { RunRequest } from './run-request.ts';

export type PrepareRequest = Pick<RunRequest, 'config' | 'files' | 'fresh' | 'coverage'>;

export interface PreparedRun {
  readonly all: readonly PreparedModules[];
  readonly of: (config: ResolvedConfig) => PreparedModules | undefined;
}

/** Makes the modules that a run needs. */
export async function prepareRun(
  request: PrepareRequest,
  tools: { readonly version: string; readonly transform: PrepareOptions['transform'] },
): Promise<PreparedRun> {
  const { config, files, fresh, coverage } = request;
  const identity = coverage && JSON.stringify([coverage.counted, coverage.probes]);
  const prepared = new Map<string, PreparedModules>();
  for (const [key, configs] of Map.groupBy(configsOf(request), moduleKeyOf)) {
    const [{ jest, tsconfig } = config] = configs;
    const rules = jest?.modules;
    const own = files.filter((file) => configs.includes(file.config ?? config));
    if (own.length === 0 && files.length > 0) continue;
    const modules = await prepareModules({
      directory: moduleStoreDirectory(config.rootDir, { hasProbes: coverage !== undefined, rules }),
      key: moduleStoreKey(tools.version, tsconfig, identity),
      rules,
      transform: tools.transform,
      entries: [
        ...new Set(
          configs.flatMap((one) => [...one.setupFiles, ...one.globalSetup, ...one.globalTeardown]),
        ),
        ...own.map(({ file }) => path.join(config.rootDir, file)),
        ...(coverage?.files ?? []),
      ],
      ...(coverage !== undefined && {
        counted: { isCounted: compileCounted(coverage.counted), probes: coverage.probes },
      }),
      ...(tsconfig !== undefined && { tsconfig }),
      ...(fresh === true && { fresh }),
    });
    prepared.set(key, modules);
  }
  return { all: [...prepared.values()], of: (one) => prepared.get(moduleKeyOf(one)) };
}

/** That of the run, and those of its files. */
export function configsOf({ config, files }: PrepareRequest): readonly ResolvedConfig[] {
  return [...new Set([config, ...files.map(({ config: own = config }) => own)])];
}

/** What decides how modules are found and transformed. */
function moduleKeyOf({ jest, tsconfig }: ResolvedConfig): string {
  return jest === undefined ? '' : JSON.stringify([jest.modules, tsconfig]);
}
