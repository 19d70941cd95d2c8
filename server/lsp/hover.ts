/** What is known of the test under the cursor, as Markdown. */
import type { Hover } from 'vscode-languageserver/node';
import type { TreeNode } from '../discovery/file-tree.ts';
import { nodesAt, toPosition, type Position } from './ranges.ts';
import type { HistoryService, KnownTree } from './services.ts';

export interface HoverSources {
  readonly tree: KnownTree;
  readonly history?: HistoryService | undefined;
  /** Modules of the project that the file imports, as they are shown. */
  readonly dependencies: readonly string[];
}

const mostRows = 10;

export function hoverAt(
  position: Position,
  { tree, history, dependencies }: HoverSources,
): Hover | undefined {
  const nodes = nodesAt(tree.nodes, position);
  const [first] = nodes;
  // In the body of a test, the language's own hover is what the author wants.
  if (first === undefined || position.line !== toPosition(first.location).line) return undefined;
  const lines = [
    ...headline(nodes, tree),
    ...facts(first),
    ...importsOf(dependencies),
    ...(history?.lastResults(first.id) ?? []).map((result) => `- ${plain(result)}`),
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

function importsOf(dependencies: readonly string[]): readonly string[] {
  const shown = dependencies.slice(0, mostRows).map(plain);
  const more = dependencies.length > mostRows ? [`${dependencies.length - mostRows} more`] : [];
  return shown.length > 0 ? [`- depends on ${[...shown, ...more].join(', ')}`] : [];
}

/** Titles are text: nothing in them is markup. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`).replaceAll(/\s*\n\s*/g, ' ');
}
