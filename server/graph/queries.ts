/** Questions to the module graph. Pure: the graph in, plain data with the reason for each answer out. */
import { isFileTarget, isRunning, type EdgeKind, type GraphEdge } from './module-facts.ts';

/** What of the graph a question needs. */
export interface GraphView {
  readonly edgesOf: (file: string) => readonly GraphEdge[];
  readonly importersOf: (target: string) => Iterable<string>;
}

/** One edge of a path. */
export interface PathStep extends Omit<GraphEdge, 'to' | 'names'> {
  readonly from: string;
  readonly to: string;
}

export interface Reached {
  /** A file, `npm:…` or `node:…`. */
  readonly target: string;
  /** How many edges away. */
  readonly distance: number;
  /** The edge that a shortest path takes here: out of `previous` for a closure, towards `next` for dependants. */
  readonly step: PathStep;
}

/** All that runs when the file is loaded, or may be loaded by it: nearest first. The file itself is not in it. */
export function closureOf(graph: GraphView, file: string): readonly Reached[] {
  return walk([file], (from) =>
    graph
      .edgesOf(from)
      .filter(isRunning)
      .flatMap(({ kind, specifier, start, to }) =>
        to === undefined ? [] : [{ at: to, step: stepOf({ kind, specifier, start }, from, to) }],
      ),
  );
}

/** Every file that loads one of the targets, directly or through others: nearest first. */
export function dependantsOf(graph: GraphView, targets: readonly string[]): readonly Reached[] {
  return walk(targets, (to) => [...directDependants(graph, to)]);
}

function* directDependants(graph: GraphView, to: string): Generator<Neighbour> {
  for (const from of graph.importersOf(to)) {
    const edge = graph.edgesOf(from).find((one) => one.to === to && isRunning(one));
    if (edge !== undefined) yield { at: from, step: stepOf(edge, from, to) };
  }
}

/** A shortest path; `undefined`: there is none. Empty: it is the same file. */
export function findPath(
  graph: GraphView,
  from: string,
  to: string,
): readonly PathStep[] | undefined {
  if (from === to) return [];
  return pathsOf(closureOf(graph, from), 'closure')(to);
}

/** The path that proves each answer of a closure (from the file) or of dependants (to the file). */
export function pathsOf(
  answers: readonly Reached[],
  direction: 'closure' | 'dependants',
): (target: string) => readonly PathStep[] | undefined {
  const steps = new Map(answers.map(({ target, step }) => [target, step]));
  return (target) => {
    const path: PathStep[] = [];
    for (let step = steps.get(target); step !== undefined;) {
      path.push(step);
      step = steps.get(direction === 'closure' ? step.from : step.to);
    }
    if (path.length === 0) return undefined;
    return direction === 'closure' ? path.toReversed() : path;
  };
}

/** What the loader follows before it runs the importing module. */
const LOADING: ReadonlySet<EdgeKind> = new Set(['static', 're-export', 'require']);

/** Modules that load each other in a circle: for each such group its shortest circle, as a path that ends where it began. */
export function findCycles(
  graph: GraphView,
  files: Iterable<string>,
): readonly (readonly PathStep[])[] {
  return findKnots(graph, files).map((knot) => {
    const within = new Set(knot);
    const [first = ''] = knot;
    const answers = walk(
      [first],
      (from) =>
        loadingEdges(graph, from)
          .filter(({ to }) => within.has(to))
          .map((step) => ({ at: step.to, step })),
      { findsStart: true },
    );
    const steps = new Map(answers.map(({ target, step }) => [target, step]));
    const circle: PathStep[] = [];
    for (let step = steps.get(first); step !== undefined; step = steps.get(step.from)) {
      circle.unshift(step);
      if (step.from === first) break;
    }
    return circle;
  });
}

function loadingEdges(graph: GraphView, from: string): readonly PathStep[] {
  return graph
    .edgesOf(from)
    .flatMap((edge) =>
      isFileTarget(edge.to) && LOADING.has(edge.kind) ? [stepOf(edge, from, edge.to)] : [],
    );
}

/** Tarjan's strongly connected components, without recursion: import chains can be thousands long. */
function findKnots(graph: GraphView, files: Iterable<string>): readonly (readonly string[])[] {
  const order = new Map<string, { readonly index: number; low: number; isOpen: boolean }>();
  const open: string[] = [];
  const knots: (readonly string[])[] = [];
  const enter = (file: string): Frame => {
    const place = { index: order.size, low: order.size, isOpen: true };
    order.set(file, place);
    open.push(file);
    return { file, place, next: loadingEdges(graph, file).values() };
  };
  for (const root of files) {
    if (order.has(root)) continue;
    const frames = [enter(root)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const { done, value } = frame.next.next();
      if (done !== true) {
        const known = order.get(value.to);
        if (known === undefined) frames.push(enter(value.to));
        else if (known.isOpen) frame.place.low = Math.min(frame.place.low, known.index);
        continue;
      }
      frames.pop();
      const parent = frames.at(-1);
      if (parent !== undefined) parent.place.low = Math.min(parent.place.low, frame.place.low);
      if (frame.place.low !== frame.place.index) continue;
      const knot = open.splice(open.indexOf(frame.file));
      for (const file of knot) {
        const place = order.get(file);
        if (place !== undefined) place.isOpen = false;
      }
      const isCircle = loadingEdges(graph, frame.file).some(({ to }) => knot.includes(to));
      if (isCircle) knots.push(knot.toSorted());
    }
  }
  return knots;
}

interface Frame {
  readonly file: string;
  readonly place: { readonly index: number; low: number };
  readonly next: Iterator<PathStep, undefined>;
}

interface Neighbour {
  readonly at: string;
  readonly step: PathStep;
}

/** Breadth first, so that the first way to a file is a shortest one. */
function walk(
  starts: readonly string[],
  neighboursOf: (file: string) => readonly Neighbour[],
  { findsStart = false } = {},
): readonly Reached[] {
  const seen = new Set(findsStart ? [] : starts);
  const queue = starts.map((file) => ({ file, distance: 0 }));
  const found: Reached[] = [];
  for (const { file, distance } of queue) {
    for (const { at, step } of neighboursOf(file)) {
      if (seen.has(at)) continue;
      seen.add(at);
      found.push({ target: at, distance: distance + 1, step });
      if (!starts.includes(at)) queue.push({ file: at, distance: distance + 1 });
    }
  }
  return found;
}

function stepOf(
  {
    kind,
    specifier,
    start,
  }: Pick<GraphEdge, 'kind' | 'specifier'> & { readonly start?: number | undefined },
  from: string,
  to: string,
): PathStep {
  return { from, to, kind, specifier, ...(start !== undefined && { start }) };
}
