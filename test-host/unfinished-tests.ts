/** Tests of a file that have not passed: their snapshots may be there without having been asked for. */
import type { RunEvent, TestId, TestNodeInfo } from './protocol.ts';

export class UnfinishedTests {
  #nodes: readonly TestNodeInfo[] = [];
  readonly #passed = new Set<TestId>();

  hear(event: RunEvent): void {
    if (event.type === 'file-collected') this.#nodes = event.nodes;
    else if (
      event.type === 'test-finished' &&
      event.outcome === 'passed' &&
      event.reason === undefined
    )
      this.#passed.add(event.id);
  }

  /** With the titles of the suites around them, joined by spaces as snapshots name them. */
  fullTitles(): readonly string[] {
    const full = new Map<TestId, string>();
    const unfinished: string[] = [];
    for (const { id, parent, title, kind } of this.#nodes) {
      const above = parent === undefined ? '' : (full.get(parent) ?? '');
      const fullTitle = above === '' ? title : `${above} ${title}`;
      full.set(id, fullTitle);
      if (kind === 'test' && !this.#passed.has(id)) unfinished.push(fullTitle);
    }
    return unfinished;
  }
}
