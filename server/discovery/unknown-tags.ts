/** Tags that the configuration does not know, where it knows any: most of them are mistyped. */
import { nearest } from '../config/did-you-mean.ts';
import type { FileRule } from './file-rule.ts';
import type { LinePlace, LineRange, TreeNode, TreeProblem } from './file-tree.ts';
import { placeAt } from './places.ts';
import { tagUnknown } from './project-messages.ts';

export interface TaggedText {
  readonly rule: FileRule;
  readonly text: string;
  readonly lineStarts: readonly number[];
}

export function unknownTags(
  nodes: readonly TreeNode[],
  { rule, text, lineStarts }: TaggedText,
): readonly TreeProblem[] {
  const { tags, hasOtherTags, source } = rule;
  if (tags === undefined || hasOtherTags || source === undefined) return [];
  const known = new Set(tags);
  const tagsOf = new Map(nodes.map((node) => [node.id, node.tags]));
  const found = new Map<string, TreeProblem>(); // rows of a table share their tags
  for (const { tags: all, parent, range, file } of nodes) {
    if (file !== undefined) continue; // the text is not at hand
    const inherited = tagsOf.get(parent ?? '') ?? [];
    for (const tag of all) {
      if (known.has(tag) || inherited.includes(tag)) continue;
      const at = placeOf(tag, { range, text, lineStarts });
      const problem = tagUnknown(tag, { config: source, guess: nearest(tag, tags), range: at });
      found.set(`${tag}@${at.start.line}:${at.start.column}`, problem);
    }
  }
  return [...found.values()];
}

/** Where the tag is written; the call that has it, when it comes from elsewhere. */
function placeOf(
  tag: string,
  { range, text, lineStarts }: Omit<TaggedText, 'rule'> & { readonly range: LineRange },
): LineRange {
  const offset = ({ line, column }: LinePlace): number => (lineStarts[line - 1] ?? 0) + column - 1;
  const start = offset(range.start);
  const call = text.slice(start, offset(range.end));
  const name = tag.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const written = new RegExp(String.raw`\btags\s*:\s*(?:\[[^\]]*?)?(["'\`])${name}\1`).exec(call);
  if (written === null) return range;
  const end = start + written.index + written[0].length;
  return { start: placeAt(lineStarts, end - tag.length - 2), end: placeAt(lineStarts, end) };
}
