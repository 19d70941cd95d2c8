/** What is known of a workspace folder where there is no Node: its tests. */
import type { OpenRoot } from '../lsp/services.ts';
import { FetchedDiscovery } from './fetched-discovery.ts';
import type { ProjectFiles } from './project-files.ts';

/** @param isReady fulfilled when files can be parsed */
export function rootOpener(files: ProjectFiles, isReady: Promise<void>): OpenRoot {
  return ({ rootDir }) => {
    files.addRoot(rootDir);
    return {
      discovery: new FetchedDiscovery({ rootDir, files, isReady }),
      // It would read every file that a test reaches, and each is a download.
      graph: {
        change: () => {},
        testsOf: async () => await Promise.resolve([]),
        sourceOf: async () => await Promise.resolve([]),
      },
      [Symbol.dispose]: () => files.removeRoot(rootDir),
    };
  };
}
