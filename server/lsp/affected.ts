/** What changes of files can have changed the outcome of. */
import path from 'node:path';
import type { FilePath } from '../../test-host/protocol.ts';
import type { RunFile } from '../protocol.ts';
import type { Root } from './root.ts';

/** A change there can change everything: what is loaded, and how. */
const CONFIGURATION = /^(?:ztest\.config\.[cm]?[jt]s|ztest\.toml|tsconfig.*\.json|package\.json)$/;

/** @param changed absolute paths, with forward slashes */
export async function affectedTests(
  root: Root,
  changed: readonly string[],
  signal: AbortSignal,
): Promise<readonly RunFile[]> {
  await root.settled();
  const { discovery, graph } = root.services;
  const all = (): readonly RunFile[] => discovery.trees().map(({ file }) => ({ file }));
  const files = new Set<FilePath>();
  for (const one of changed) {
    if (CONFIGURATION.test(path.posix.basename(one)) && root.relative(one) !== undefined)
      return all();
    const own = root.relative(one);
    if (own !== undefined && discovery.tree(own) !== undefined) files.add(own);
    for (const { file } of await graph.testsOf({ path: one }, signal)) files.add(file);
  }
  return [...files].map((file) => ({ file }));
}
