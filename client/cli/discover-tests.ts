/** From what the command read of the configuration to the tests that are there, without loading any of them. */
import path from 'node:path';
import type { Discovery } from '../../server/engine.ts';
import type { CommandContext } from './command-context.ts';

export async function discoverTests(context: CommandContext): Promise<Discovery> {
  const discovery = createDiscovery(context);
  await discovery.open();
  return discovery;
}

/** Nothing is read yet. */
export function createDiscovery({ engine, config, request }: CommandContext): Discovery {
  const { rootDir, include, exclude, globals, tags, tsconfig, configFile, jest } = config;
  const tagNames = Object.keys(tags);
  const isOurs = jest === undefined && (configFile !== undefined || globals);
  return engine.discover({
    rootDir,
    useCache: request.useCache,
    isLongLived: request.watch,
    ...(tsconfig !== undefined && { tsconfig }),
    ignoresOwnConfigs: jest !== undefined,
    // With no word of ours, the configurations of other tools decide.
    ...(isOurs && {
      rootRule: {
        tool: 'ztest',
        base: '',
        include,
        exclude,
        ...(configFile !== undefined && { source: path.relative(rootDir, configFile) }),
        ...(globals && { globals: 'ztest' }),
        ...(tagNames.length > 0 && { tags: tagNames }),
      },
    }),
  });
}
