/** Modules that are as they were and load others all the same: a link on the way leads elsewhere now. */
import path from 'node:path';
import type { FilePath } from '../../test-host/protocol.ts';
import { isFileTarget, isRunning, type GraphEdge } from '../graph/module-facts.ts';
import type { GraphView } from '../graph/queries.ts';
import type { Places } from './places.ts';
import { MISSING, type StateLog, type Version } from './state-log.ts';

export interface LedElsewhereOptions extends Places {
  readonly graph: Pick<GraphView, 'edgesOf'>;
  readonly log: StateLog;
}

/** @returns whether it is so since a run; absent: since any run that is remembered */
export function ledElsewhere({
  graph,
  log,
  relative,
  absolute,
}: LedElsewhereOptions): (name: FilePath, run?: number) => boolean {
  const isOther = (name: FilePath, { to }: Version): boolean => {
    if (to === undefined || to.includes(MISSING)) return false;
    const file = absolute(name);
    const edges = graph.edgesOf(file).filter((edge) => isRunning(edge) && isFileTarget(edge.to));
    const now = new Set(edges.map((edge) => relative(edge.to ?? '')));
    if (to.every((target) => now.has(target))) return false;
    return edges.some((edge) => !to.includes(relative(edge.to ?? '')) && isByLink(file, edge));
  };
  return (name, run) => {
    const versions = run === undefined ? log.versions(name) : [log.versionAt(name, run)];
    return versions.some((version) => version !== undefined && isOther(name, version));
  };
}

/** What it leads to is not where its text says, or is a package that is no package of others. */
function isByLink(file: string, { specifier, to = '' }: GraphEdge): boolean {
  if (!/^\.{0,2}\//.test(specifier)) return !to.includes('/node_modules/');
  const place = path.posix.resolve(path.posix.dirname(file), specifier);
  return !to.startsWith(place.replace(/\.[cm]?[jt]sx?$/, ''));
}
