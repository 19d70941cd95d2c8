/** Entry of the bundle `watching`: what watch mode needs besides runs. */
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { createDiscovery } from '../discovery/discovery-chunk.ts';
import { openAffected } from './reaching-files.ts';
import { WatchedProject, type WatchedProjectOptions } from './watched-project.ts';

export type WatchRequest = Omit<WatchedProjectOptions, 'rootDir' | 'openAffected'> & {
  readonly config: ResolvedConfig;
  readonly useCache: boolean;
};

export function watchProject({ config, useCache, ...rest }: WatchRequest): WatchedProject {
  const { rootDir } = config;
  return new WatchedProject({
    ...rest,
    rootDir,
    openAffected: async () => {
      const discovery = createDiscovery({ rootDir, useCache, isLongLived: true });
      return await openAffected({ config, discovery });
    },
  });
}
