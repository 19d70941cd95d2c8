/** What is known of the test under the cursor, as Markdown. */
import type { Hover } from 'vscode-languageserver/node';
import type { TreeNode } from '../discovery/file-tree.ts';
import type { TestHistory } from '../history/test-history.ts';
import type { QuarantineItem } from '../protocol.ts';
import type { LinkedTest } from './hover-links.ts';
import { describeHistory, historyRow } from './hover-history.ts';
import { plain } from '../plain-markdown.ts';
import { nodesAt, toPosition, type Position } from './ranges.ts';
import type { KnownTree } from './services.ts';

export interface HoverSources {
  readonly tree: KnownTree;
  /** What is remembered of the nodes. */
  readonly past: readonly TestHistory[];
  /** Entries of quarantine. */
  readonly quarantined: readonly QuarantineItem[];
  /** What can be done with a test, as Markdown. */
  readonly links: (test: LinkedTest) => string;
  /** Modules of the project that the file imports, as they are shown. */
  readonly dependencies: readonly string[];
}

const mostRows = 10;

export function hoveredNodes(position: Position, { nodes }: KnownTree): readonly TreeNode[] {
  const hovered = nodesAt(nodes, position);
  const [first] = hovered;
  // In the body of a test, the language's own hover is what the author wants.
  return first === undefined || position.line !== toPosition(first.location).line ? [] : hovered;
}

export function hoverOf(nodes: readonly TreeNode[], sources: HoverSources): Hover | undefined {
  const [first] = nodes;
  if (first === undefined) return undefined;
  const { tree, past, quarantined, links, dependencies } = sources;
  const [test, ...others] = past;
  const entry = quarantined.find(({ id }) => id === first.id);
  const isQuarantined = entry !== undefined;
  const history =
    test === undefined
      ? []
      : others.length === 0
        ? ['', ...describeHistory(test), '', links({ ...test, isQuarantined })]
        : ['', ...past.slice(0, mostRows).map(historyRow)];
  const lines = [
    ...headline(nodes, tree),
    ...facts(first),
    ...importsOf(dependencies),
    ...(entry === undefined ? [] : [quarantineLine(entry)]),
    ...history,
  ];
  return { contents: { kind: 'markdown', value: lines.join('\n') } };
}

function headline(nodes: readonly TreeNode[], tree: KnownTree): readonly string[] {
  const [first] = nodes;
  if (first === undefined) return [];
  const byId = new Map(tree.nodes.map((node) => [node.id, node]));
  const titles: string[] = [];
  for (let up: TreeNode | undefined = first; up; up = byId.get(up.parent ?? '')) {
    titles.unshift(plain(up.title));
  }
  if (nodes.length === 1) return [`**${titles.join(' › ')}**`, ''];
  const rows = nodes.slice(0, mostRows).map(({ title }) => `- ${plain(title)}`);
  const more = nodes.length > mostRows ? [`- … and ${nodes.length - mostRows} more`] : [];
  return [
    `**${[...titles.slice(0, -1), `${nodes.length} rows`].join(' › ')}**`,
    '',
    ...rows,
    ...more,
  ];
}

function facts({ kind, mode, mayBeSkipped, isDynamic, why, tags }: TreeNode): readonly string[] {
  const modes = {
    skip: 'is skipped',
    only: 'of this file, only this runs',
    todo: 'is still to do',
  };
  return [
    ...(mode === undefined ? [] : [`- ${kind === 'suite' ? 'suite' : 'test'}: ${modes[mode]}`]),
    ...(mayBeSkipped === true ? ['- may be skipped: a condition decides when it runs'] : []),
    ...(isDynamic === true
      ? [`- known only when it runs${why === undefined ? '' : `: ${plain(why)}`}`]
      : []),
    ...(tags.length > 0 ? [`- tags: ${tags.map(plain).join(', ')}`] : []),
  ];
}

function quarantineLine({ expires, reason, isExpired }: QuarantineItem): string {
  const until = expires === undefined ? '' : ` until ${expires}`;
  const what = isExpired ? `was in quarantine${until}` : `in quarantine${until}`;
  return `- ${what}${reason === undefined ? '' : `: ${plain(reason)}`}`;
}

function importsOf(dependencies: readonly string[]): readonly string[] {
  const shown = dependencies.slice(0, mostRows).map(plain);
  const more = dependencies.length > mostRows ? [`${dependencies.length - mostRows} more`] : [];
  return shown.length > 0 ? [`- depends on ${[...shown, ...more].join(', ')}`] : [];
}
