import { resolve } from 'node:path';
import { expect, suite, test } from 'ztest';
import { createDiscovery } from '../../../server/discovery/discovery-chunk.ts';
import type { TreeNode } from '../../../server/protocol.ts';
import { openInWorker } from './worker-client.ts';

const repository = resolve(import.meta.dirname, '../../..');

suite('without Node', { timeout: '120s' }, () => {
  test.each(['.', 'examples/shop'])('%s has the tests that it has with Node', async (folder) => {
    const rootDir = resolve(repository, folder);
    using client = await openInWorker(rootDir);
    const found = [...client.trees].sort(([one], [other]) => (one < other ? -1 : 1));
    expect(found.map(inBoth)).toEqual((await treesOfNode(rootDir)).map(inBoth));
  });
});

async function treesOfNode(rootDir: string): Promise<(readonly [string, readonly TreeNode[]])[]> {
  using discovery = createDiscovery({ rootDir, useCache: false });
  await discovery.open();
  return discovery.trees().map(({ file, nodes }) => [file, nodes]);
}

/** On which platform tests will run is not known in a browser. */
function inBoth([file, nodes]: readonly [string, readonly TreeNode[]]): unknown {
  return [file, nodes.map(({ mayBeSkipped: _unknown, ...node }) => node)];
}
