/** The tree of a file, with the other files of the project as discovery knows them. */
import path from 'node:path';
import type * as Pretty from '../../titles/pretty-chunk.ts';
import type { PrettyFormat } from '../../titles/pretty-value.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import { buildTree } from './test-tree.ts';
import type { DiscoveryTools } from './tools.ts';

/** @param platform what `process.platform` is where the tests run; `undefined`: nobody knows */
export function treeBuilder(platform: string | undefined): DiscoveryTools['buildTree'] {
  return ({ file, parsed, globals, modules, rootDir }) =>
    buildTree(
      file,
      {
        parsed: (one) => (one === file ? parsed : modules.parsed(path.posix.resolve(rootDir, one))),
        resolve: (specifier, from) => {
          const found = modules.resolve(specifier, path.posix.resolve(rootDir, from));
          return found === undefined ? undefined : path.posix.relative(rootDir, found);
        },
        mayDeclareTests: (one) => modules.mayDeclareTests(path.posix.resolve(rootDir, one)),
        pretty,
      },
      { globals, platform },
    );
}

const pretty: PrettyFormat = (value, options) =>
  loadServerChunk<typeof Pretty>('pretty', '../../titles/pretty-chunk.ts').format(value, options);
