/** Tag expressions as a run reads them: what is wrong in one is an error with a code. */
import { isTagLike, parseTagExpression, type TagExpression } from '../../titles/tag-expression.ts';
import { nearestName } from '../api/did-you-mean.ts';
import { badTagExpression } from './messages.ts';

/** @throws CodedError when the expression cannot be read */
export function parseTags(text: string): TagExpression {
  return parseTagExpression(text, (problem, at) => {
    throw badTagExpression(text, problem, at);
  });
}

/** Names of an expression that no known tag answers to, each with the tag that was probably meant. */
export function unknownTags(
  expression: TagExpression,
  known: readonly string[],
): { readonly name: string; readonly nearest: string | undefined }[] {
  if (expression.type === 'tag') {
    if (known.some((tag) => isTagLike(tag, expression.name))) return [];
    return [{ name: expression.name, nearest: nearestName(expression.name, known) }];
  }
  const parts = expression.type === 'not' ? [expression.of] : expression.of;
  return parts.flatMap((part) => unknownTags(part, known));
}
