/** Which test files a change of a file may reach at all, and in which way. Pure over the graph and the log. */
import type { FilePath } from '../../test-host/protocol.ts';
import path from 'node:path';
import { isFileTarget } from '../graph/module-facts.ts';
import { ANYTHING } from './settings.ts';
import { dependantsOf, type GraphView } from '../graph/queries.ts';

export interface ReachOptions {
  readonly graph: GraphView;
  /** Absolute. */
  readonly isTest: (file: string) => boolean;
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  /** Test files that have read a file, a variable or a setting. */
  readonly readersOf: (name: string) => Iterable<FilePath>;
  /** Test files that have loaded a module in a way that no code says. */
  readonly loadersOf: (name: FilePath) => Iterable<FilePath>;
  /** Test files of which nobody knows what they read, and that may read it. */
  readonly strangersTo: (name: FilePath) => Iterable<FilePath>;
  /** Modules that imported a file when they were loaded last. */
  readonly importersBefore: (name: FilePath) => Iterable<FilePath>;
}

export interface Reach {
  readonly tests: ReadonlySet<FilePath>;
  /** Of those: whom it is known to reach. */
  readonly known: ReadonlySet<FilePath>;
  /** Of those: who reads it as data, in which every character counts. */
  readonly readers: ReadonlySet<FilePath>;
  /** Of those: who has loaded it in a way that no code says. */
  readonly loaders: ReadonlySet<FilePath>;
  /** Of those: who has started processes, which may use anything that is no test. */
  readonly starters: ReadonlySet<FilePath>;
  /** Of those: who may read it, for all that anybody knows. */
  readonly strangers: ReadonlySet<FilePath>;
}

export function reachedBy(
  name: FilePath,
  { graph, isTest, rootDir, readersOf, loadersOf, strangersTo, importersBefore }: ReachOptions,
): Reach {
  const absolute = (file: FilePath): string => path.posix.resolve(rootDir, file);
  const starts = [absolute(name), ...[...importersBefore(name)].map(absolute)];
  const reached = new Set([...starts, ...dependantsOf(graph, starts).map(({ target }) => target)]);
  const sources = [...reached].flatMap((target) =>
    [...graph.importersOf(target)].filter((from) =>
      graph.edgesOf(from).some(({ kind, to }) => to === target && kind === 'data'),
    ),
  );
  const read = new Set([...sources, ...dependantsOf(graph, sources).map(({ target }) => target)]);
  const testsIn = (files: Iterable<string>): FilePath[] =>
    [...files].filter(isTest).map((file) => relativeTo(file, rootDir));
  const readers = new Set([...readersOf(name), ...testsIn(read)]);
  const loaders = new Set(
    [...reached].flatMap((target) =>
      isFileTarget(target) ? [...loadersOf(relativeTo(target, rootDir))] : [],
    ),
  );
  const starters = new Set(isTest(absolute(name)) ? [] : loadersOf(ANYTHING));
  const strangers = new Set(strangersTo(name));
  const known = new Set([...testsIn(reached), ...readers, ...loaders, ...starters]);
  return {
    tests: new Set([...known, ...strangers]),
    known,
    readers,
    loaders,
    starters,
    strangers,
  };
}

export function relativeTo(file: string, rootDir: string): FilePath {
  return file.startsWith(`${rootDir}/`)
    ? file.slice(rootDir.length + 1)
    : path.posix.relative(rootDir, file);
}
