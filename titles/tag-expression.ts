/**
 * Tag expressions: `db && !(slow || flaky)`; `db*` stands for every tag that begins so.
 * `!` binds closest, then `&&`, then `||`.
 */
export type TagExpression =
  | { readonly type: 'tag'; readonly name: string }
  | { readonly type: 'not'; readonly of: TagExpression }
  | { readonly type: 'and' | 'or'; readonly of: readonly TagExpression[] };

/** @param onFault throws: the expression cannot be read from this character on (0-based) */
export function parseTagExpression(
  text: string,
  onFault: (problem: string, at: number) => never,
): TagExpression {
  const tokens = tokenise(text);
  let at = 0;

  const fail = (problem: string): never => onFault(problem, tokens[at]?.at ?? text.length);
  const parseJoined = (operator: '||' | '&&', parseOperand: () => TagExpression): TagExpression => {
    const first = parseOperand();
    const operands = [first];
    while (tokens[at]?.text === operator) {
      at++;
      operands.push(parseOperand());
    }
    return operands.length === 1 ? first : { type: operator === '||' ? 'or' : 'and', of: operands };
  };
  const parseOr = (): TagExpression => parseJoined('||', parseAnd);
  const parseAnd = (): TagExpression => parseJoined('&&', parseNot);
  const parseNot = (): TagExpression => {
    const token = tokens[at];
    if (token === undefined) return fail('a tag is missing');
    if (token.text === '!') {
      at++;
      return { type: 'not', of: parseNot() };
    }
    if (token.text === '(') {
      at++;
      const inner = parseOr();
      if (tokens[at]?.text !== ')') return fail('a ) is missing');
      at++;
      return inner;
    }
    if (/^[&|)]/.test(token.text)) return fail(`a tag is missing before ${token.text}`);
    at++;
    return { type: 'tag', name: token.text };
  };

  const expression = parseOr();
  if (at < tokens.length) fail(`unexpected ${tokens[at]?.text ?? ''}`);
  return expression;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

function tokenise(text: string): Token[] {
  return [...text.matchAll(/&&|\|\||[()!]|[^\s&|()!]+|[&|]/g)].map((match) => ({
    text: match[0],
    at: match.index,
  }));
}

export function matchesTags(expression: TagExpression, tags: readonly string[]): boolean {
  switch (expression.type) {
    case 'tag':
      return tags.some((tag) => isTagLike(tag, expression.name));
    case 'not':
      return !matchesTags(expression.of, tags);
    case 'and':
      return expression.of.every((part) => matchesTags(part, tags));
    case 'or':
      return expression.of.some((part) => matchesTags(part, tags));
  }
}

export function isTagLike(tag: string, pattern: string): boolean {
  if (!pattern.includes('*')) return tag === pattern;
  const parts = pattern.split('*').map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(tag);
}
