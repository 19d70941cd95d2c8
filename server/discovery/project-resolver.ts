/** Where the imports of a project lead, by its packages and tsconfigs. */
import path from 'node:path';
import { API_MODULES } from '../../modules/api-modules.ts';
import { createResolver } from '../../modules/resolve.ts';
import { createTsconfigReader } from '../../modules/tsconfig.ts';
import type { ModuleResolver } from './resolutions.ts';

/** @param tsconfig one for all files */
export function createProjectResolver(
  note: (looked: string) => void,
  tsconfig: string | undefined,
): ModuleResolver {
  const reader = createTsconfigReader({
    ...(tsconfig !== undefined && { path: tsconfig }),
    note,
    onError: () => {}, // said where modules are loaded
  });
  const resolver = createResolver({
    matchPaths: reader.matchPaths,
    customConditions: reader.customConditions,
    note,
    apiModules: API_MODULES,
  });
  return {
    resolve: (specifier, from) => {
      const resolution = resolver.resolve(specifier, from, 'import');
      return resolution.kind === 'module'
        ? { kind: 'module', path: slashes(resolution.path) }
        : resolution;
    },
    matchPaths: reader.matchPaths,
    pathPatterns: reader.pathPatterns,
  };
}

function slashes(file: string): string {
  return path.sep === '/' ? file : file.split(path.sep).join('/');
}
