/** The tests that a name means, without running any: by file and line, by title, by id, or as reports write it. */
import { historyChunk } from '../../server/engine.ts';
import { readTestId, type TestId } from '../../test-host/protocol.ts';
import type { CommandContext } from './command-context.ts';
import { discoverTests } from './discover-tests.ts';
import { titleOf } from './find-victim.ts';
import { selectFiles } from './select-files.ts';

/** Tests of sources and, where those know none, tests that have run. */
export async function findTests(context: CommandContext, name: string): Promise<readonly TestId[]> {
  using discovery = await discoverTests(context);
  const [filter] = context.request.filters.filter(({ text }) => text === name);
  if (filter?.lines !== undefined) {
    const project = { files: discovery.trees().map(({ file }) => file), problems: [] };
    const request = { ...context.request, filters: [filter] };
    const { files } = selectFiles({ ...context, request }, { ...project, configs: new Map() });
    return files.flatMap(({ file, selection }) =>
      discovery.select(file, selection).flatMap(({ kind, id }) => (kind === 'test' ? id : [])),
    );
  }
  const inSources = discovery
    .trees()
    .flatMap(({ nodes }) => nodes.flatMap(({ kind, id }) => (kind === 'test' ? id : [])));
  const found = meant(inSources, name);
  if (found.length > 0) return found;
  const past = historyChunk().readTests({
    rootDir: context.config.rootDir,
    words: [name],
    most: 20,
  });
  return meant(past.value?.tests.map(({ id }) => id) ?? [], name);
}

/** @returns the exact ones where there are some, else all that have it somewhere */
export function meant(ids: readonly TestId[], name: string): readonly TestId[] {
  const exact = ids.filter((id) => id === name || titleOf(id) === name);
  if (exact.length > 0) return exact;
  const named = ids.filter((id) => readTestId(id).titles.at(-1) === name);
  if (named.length === 1) return named;
  const text = name.toLowerCase();
  return ids.filter((id) => titleOf(id).toLowerCase().includes(text));
}
