/** Checks a tag expression such as `db && !(slow || flaky)` before anything is started for it. */

export interface TagProblem {
  /** 1-based. */
  readonly column: number;
  /** What should stand there. */
  readonly expected: string;
}

/** `undefined` when the expression is fine. */
export function checkTagExpression(text: string): TagProblem | undefined {
  const tokens = [...text.matchAll(/&&|\|\||[()!]|[^\s()!&|]+|[&|]/g)];
  let depth = 0;
  let wantsOperand = true;
  for (const { 0: token, index } of tokens) {
    const column = index + 1;
    if (wantsOperand) {
      if (token === '!') continue;
      if (token === '(') depth++;
      else if (/^[)&|]/.test(token)) return { column, expected: 'a tag' };
      else wantsOperand = false;
    } else if (token === '&&' || token === '||') {
      wantsOperand = true;
    } else if (token === ')' && depth > 0) {
      depth--;
    } else {
      return { column, expected: depth > 0 ? '"&&", "||" or ")"' : '"&&" or "||"' };
    }
  }
  const end = text.length + 1;
  if (wantsOperand) return { column: end, expected: 'a tag' };
  return depth > 0 ? { column: end, expected: '")"' } : undefined;
}
