/** Which tests of a project changes affect, as a command asks. */
import {
  openAffected,
  type AffectedAnswer,
  type Discovery,
  type ProjectFiles,
} from '../../server/engine.ts';
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import type { CommandContext } from './command-context.ts';
import { discoverTests } from './discover-tests.ts';

export interface FoundAffected extends AffectedAnswer {
  /** Of a test that is known without running it. */
  readonly lineOf: (file: FilePath, id: TestId) => number | undefined;
}

/** A question of a command ends with it. */
const NEVER = new AbortController().signal;

/** Test files that nothing is known of are affected. */
export async function findAffected(
  context: CommandContext,
  found: Pick<ProjectFiles, 'files' | 'configs'>,
): Promise<FoundAffected> {
  const { config, request } = context;
  using discovery = await discoverTests(context);
  using tests = openAffected({
    config,
    configs: [...found.configs.values()],
    discovery,
    useCache: request.useCache,
  });
  const ref = request.changed?.ref;
  const answer = await tests.affected(ref === undefined ? {} : { since: { ref } }, NEVER);
  const isThere = new Set(found.files);
  const known = new Set(discovery.trees().map(({ file }) => file));
  const unknown = found.files.filter((file) => !known.has(file));
  return {
    ...answer,
    files: [
      ...answer.files.filter(({ file }) => isThere.has(file)),
      ...unknown.map((file) => ({ file, why: 'nothing is known of it' })),
    ],
    lineOf: lineFinder(discovery),
  };
}

function lineFinder(discovery: Discovery): FoundAffected['lineOf'] {
  return (file, id) => discovery.tree(file)?.nodes.find((node) => node.id === id)?.location.line;
}
