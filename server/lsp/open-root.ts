/** Joins the shell to discovery and graph: the one file of this folder that knows them. */
import { loadConfig } from '../config/load-config.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type * as DiscoveryChunk from '../discovery/discovery-chunk.ts';
import type { GraphService, OpenRoot } from './services.ts';

export const openRoot: OpenRoot = ({ rootDir }) => {
  const chunk = loadServerChunk<typeof DiscoveryChunk>(
    'discovery',
    '../discovery/discovery-chunk.ts',
  );
  const discovery = chunk.createDiscovery({ rootDir, useCache: true, isLongLived: true });
  return {
    discovery: {
      open: async (signal) => await discovery.open(signal),
      change: async (events, signal) => await discovery.change(events, signal),
      trees: () => discovery.trees(),
      tree: (file) => discovery.tree(file),
      explain: (target) => discovery.explain(target, rootDir),
      configuredTags: async () => {
        const loaded = await loadConfig({
          cwd: rootDir,
          env: {},
          flags: {},
          evaluate: async (file) =>
            await Promise.resolve(chunk.readConfigStatically(file, { useCache: true }).evaluated),
        });
        return loaded.ok ? Object.keys(loaded.config.tags) : [];
      },
    },
    graph: noGraph,
    [Symbol.dispose]: () => discovery[Symbol.dispose](),
  };
};

const noGraph: GraphService = {
  change: () => {},
  testsOf: async () => await Promise.resolve([]),
  sourceOf: async () => await Promise.resolve([]),
  unresolved: async () => await Promise.resolve([]),
};
