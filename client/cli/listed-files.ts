/** The tests of a project as text or JSON: the same, whether they were found in the sources or by loading them. */
import type { TreeNode } from '../../server/engine.ts';
import type { Problem, TestNodeInfo } from '../../test-host/protocol.ts';

export interface ListedFile {
  readonly file: string;
  /** What is listed of it, in the order of the source. */
  readonly nodes: readonly ListedNode[];
  readonly problems: readonly Problem[];
}

/** As a host reports it. */
export interface ListedNode extends TestNodeInfo {
  /** What it will be called, or how many there are, only a run can say. */
  readonly isDynamic?: true;
  /** Why. */
  readonly why?: string;
}

export function listedNodes(file: string, nodes: readonly TreeNode[]): readonly ListedNode[] {
  return nodes.map(({ id, kind, title, parent, location, file: elsewhere, ...node }) => ({
    id,
    kind: kind === 'rows' ? 'test' : kind,
    title,
    ...(parent !== undefined && { parent }),
    location: { file: elsewhere ?? file, line: location.line, column: location.column },
    ...(node.tags.length > 0 && { tags: node.tags }),
    ...(node.mode !== undefined && { mode: node.mode }),
    ...(node.isDynamic === true && { isDynamic: true, why: node.why ?? '' }),
  }));
}

/** One test a line: `file:line  suite > test`, ready for grep. */
export function renderText(files: readonly ListedFile[]): string {
  const lines: string[] = [];
  for (const { file, nodes } of files) {
    const titles = new Map<string, string>();
    for (const node of nodes) {
      const parent = node.parent === undefined ? undefined : titles.get(node.parent);
      const title = parent === undefined ? node.title : `${parent} > ${node.title}`;
      titles.set(node.id, title);
      if (node.kind === 'test') lines.push(`${placeOf(node, file)}  ${title}${marksOf(node)}`);
    }
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function placeOf({ location }: ListedNode, file: string): string {
  return location === undefined ? file : `${file}:${location.line}`;
}

function marksOf({ mode, isDynamic, tags = [] }: ListedNode): string {
  return [
    ...(mode === 'skip' || mode === 'todo' ? [` (${mode})`] : []),
    ...(isDynamic === true ? [' (dynamic)'] : []),
    ...tags.map((tag) => ` @${tag}`),
  ].join('');
}

export function renderJson(files: readonly ListedFile[]): string {
  const shown = files.map(({ file, nodes }) => ({ file, nodes }));
  return `${JSON.stringify({ version: 1, files: shown }, undefined, 2)}\n`;
}
