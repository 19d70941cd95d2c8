/** Tests that may run changed functions, as the code says: with one question for all test files. */
import path from 'node:path';
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import { reachingTests, type ReachContext } from '../graph/reaching-tests.ts';
import { codeAt } from '../graph/symbol-places.ts';
import { LOAD } from '../graph/symbol-table.ts';
import { titlesOf, type FunctionQuestion, type StaticAnswer } from './inquiry.ts';

export function staticSearch(
  context: ReachContext,
): (question: FunctionQuestion) => Promise<StaticAnswer> {
  const known = new Map<
    string,
    Promise<ReadonlyMap<FilePath, ReadonlyMap<TestId, string> | 'all'>>
  >();
  return async (question) => {
    const { test, name, functions } = question;
    const starts = functions.map(({ after }) => after.start);
    const key = `${name} ${starts.join()}`;
    let search = known.get(key);
    if (search === undefined)
      known.set(key, (search = find(path.posix.resolve(context.rootDir, name), starts, context)));
    const tests = (await search).get(test) ?? 'none';
    const titles = titlesOf(functions);
    const why =
      test === name ? 'its file has changed' : `may run \`${titles}\`, which changed in ${name}`;
    return typeof tests === 'string' ? { tests, why } : { tests };
  };
}

async function find(
  file: string,
  starts: readonly number[],
  context: ReachContext,
): Promise<ReadonlyMap<FilePath, ReadonlyMap<TestId, string> | 'all'>> {
  const { graph, signal } = context;
  while (graph.symbolsOf(file) === 'unparsed') {
    await graph.loadSymbols([file], signal);
    signal?.throwIfAborted();
  }
  const symbols = graph.symbolsOf(file);
  const refs =
    typeof symbols === 'object'
      ? starts.map((start) => codeAt(file, symbols, start))
      : [{ file, name: LOAD }];
  const found = new Map<FilePath, Map<TestId, string> | 'all'>();
  for (const { file: test, tests, why } of await reachingTests(
    { path: file, symbols: refs },
    context,
  )) {
    const before = found.get(test);
    if (tests === undefined || before === 'all') found.set(test, 'all');
    else {
      const reason = why.length === 0 ? 'has changed' : `${why[0] ?? ''}, which has changed`;
      found.set(test, new Map([...(before ?? []), ...tests.map((id) => [id, reason] as const)]));
    }
  }
  return found;
}
