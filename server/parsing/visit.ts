import { ts } from 'ts-morph';

/** Visits the nodes that hold one of the places that `pattern` finds: most of a file is never looked at. `skip`: not below. */
export function visitAround(
  source: ts.SourceFile,
  pattern: RegExp,
  visit: (node: ts.Node) => 'skip' | void,
): void {
  const places = [...source.text.matchAll(pattern)].map(({ index }) => index);
  if (places.length === 0) return;
  /** The first of the places that is not in front of what is visited. */
  let next = 0;
  const enter = (node: ts.Node): void => {
    while ((places[next] ?? Number.POSITIVE_INFINITY) < node.pos) next += 1;
    if ((places[next] ?? Number.POSITIVE_INFINITY) >= node.end) return;
    const first = next;
    if (visit(node) !== 'skip') ts.forEachChild(node, enter);
    next = first;
  };
  enter(source);
}
