/** The graph as modules were loaded: an import of which only types are used is none, as those who transformed it know. */
import { isFileTarget } from '../graph/module-facts.ts';
import type { ModuleGraph } from '../graph/module-graph.ts';
import type { GraphView } from '../graph/queries.ts';
import type { FileVersions } from './file-versions.ts';
import type { Places } from './places.ts';
import { MISSING, type StateLog } from './state-log.ts';

export interface LoadingViewOptions extends Places {
  readonly graph: ModuleGraph;
  readonly log: StateLog;
  readonly versions: FileVersions;
}

export function loadingView({
  graph,
  log,
  versions,
  relative,
  absolute,
}: LoadingViewOptions): GraphView {
  const known = new Map<string, ReadonlySet<string> | undefined>();
  /** `undefined`: it may be another than it was, or what it imports may. */
  const loadedBy = (file: string): ReadonlySet<string> | undefined => {
    const name = relative(file);
    const version = log.versions(name).at(-1);
    if (version?.to === undefined || version.to.includes(MISSING)) return undefined;
    const loaded = new Set(version.to.map(absolute));
    const edges = new Set(graph.edgesOf(file).map(({ to }) => to));
    if (![...loaded].every((to) => edges.has(to))) return undefined;
    return versions.now(name).hash === version.hash ? loaded : undefined;
  };
  const isLoaded = (from: string, to: string): boolean => {
    if (!known.has(from)) known.set(from, loadedBy(from));
    return known.get(from)?.has(to) !== false;
  };
  return {
    edgesOf: (file) =>
      graph
        .edgesOf(file)
        .filter(({ kind, to }) => kind !== 'static' || !isFileTarget(to) || isLoaded(file, to)),
    importersOf: (target) => graph.importersOf(target),
  };
}
