/**
 * `jest.mock(…)` comes before the rest of its block, by Jest's rule. No line moves: the call becomes a function, which is
 * there from the beginning of the block, and is called there.
 */
import type { BlockStatement, Function, Program, Statement } from 'acorn';
import { namesDeclaredBy, namesIn } from './declared-names.ts';

/** Whether there may be such a call that is not at the top level. */
export function mayHoistInBlocks(code: string): boolean {
  return /^.+\bjest\s*\.\s*(?:mock|unmock|deepUnmock|enableAutomock|disableAutomock)\s*\(/m.test(
    code,
  );
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** @returns the code as it is, when no call comes after another statement */
export function hoistInBlocks(
  program: Program,
  code: string,
  isHoisted: (node: Statement) => boolean,
): string {
  const insertions: Insertion[] = [];
  let count = 0;
  for (const block of blocksIn(program)) {
    const firstOther = block.body.findIndex((node) => !isHoisted(node) && !isDirective(node));
    const late = block.body.filter((node, index) => index > firstOther && isHoisted(node));
    if (firstOther < 0 || late.length === 0) continue;
    const calls: string[] = [];
    for (const { start, end } of late) {
      const name = `__hoisted${count++}`;
      calls.push(`${name}();`);
      insertions.push({ at: start, text: `function ${name}() { ` }, { at: end, text: ' }' });
    }
    const directive = block.body.findLast(isDirective);
    insertions.push({ at: directive?.end ?? block.start + 1, text: calls.join('') });
  }
  return withInsertions(code, insertions);
}

function isDirective(node: Statement): boolean {
  return node.type === 'ExpressionStatement' && 'directive' in node;
}

function withInsertions(code: string, insertions: readonly Insertion[]): string {
  let result = '';
  let end = 0;
  for (const { at, text } of insertions.toSorted((a, b) => a.at - b.at)) {
    result += code.slice(end, at) + text;
    end = at;
  }
  return result + code.slice(end);
}

/** But for those in which `jest` is something else. */
function* blocksIn(value: unknown): Generator<BlockStatement> {
  if (typeof value !== 'object' || value === null) return;
  if (isFunction(value) && value.params.flatMap(namesIn).includes('jest')) return;
  if (isBlock(value)) {
    if (namesDeclaredBy(value.body).includes('jest')) return;
    yield value;
  }
  for (const child of Object.values(value)) yield* blocksIn(child);
}

function isBlock(value: object): value is BlockStatement {
  return 'type' in value && value.type === 'BlockStatement';
}

function isFunction(value: object): value is Function {
  return 'params' in value && Array.isArray(value.params);
}
