import type { RunMessage, TestNodeInfo } from '../../test-host/protocol.ts';

/**
 * Outcomes of a run by full title, the reason behind the outcome when there is one:
 * `{ 'cart > adds': 'passed', 'cart > waits': 'failed timeout' }`.
 * A title that several tests have gets the last one's outcome.
 */
export function testOutcomes(events: readonly RunMessage[]): Record<string, string> {
  const titles = titlesById(events);
  const outcomes: Record<string, string> = {};
  for (const event of events) {
    if (event.type !== 'test-finished') continue;
    outcomes[titles.get(event.id) ?? event.id] = describe(event);
  }
  return outcomes;
}

/** Outcomes of files, as `{ 'a.test.ts': 'errored load' }`. */
export function fileOutcomes(events: readonly RunMessage[]): Record<string, string> {
  const finished = events.filter((event) => event.type === 'file-finished');
  return Object.fromEntries(finished.map((event) => [event.file, describe(event)]));
}

function describe(event: { readonly outcome: string; readonly reason?: string }): string {
  return event.reason === undefined ? event.outcome : `${event.outcome} ${event.reason}`;
}

function titlesById(events: readonly RunMessage[]): Map<string, string> {
  const nodes = events.flatMap((event) => (event.type === 'file-collected' ? event.nodes : []));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return new Map(nodes.map((node) => [node.id, fullTitle(node, byId)]));
}

function fullTitle(node: TestNodeInfo, byId: ReadonlyMap<string, TestNodeInfo>): string {
  const parent = node.parent === undefined ? undefined : byId.get(node.parent);
  return parent === undefined ? node.title : `${fullTitle(parent, byId)} > ${node.title}`;
}
