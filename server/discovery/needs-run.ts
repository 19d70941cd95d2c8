import type { Expression, Item } from '../parsing/parsed-file.ts';
import type { Environment } from './environment.ts';

/**
 * Whether evaluating an expression may declare tests. What modules give that speak of no tests cannot, unless it is handed a
 * function that does: such modules are not even read when nobody asks for the value.
 */
export function needsRun(expression: Item, environment: Environment): boolean {
  const some = (inner: readonly Item[]): boolean =>
    inner.some((each) => needsRun(each, environment));
  switch (expression.is) {
    case 'call':
    case 'tagged': {
      const callee = expression.is === 'call' ? expression.callee : expression.tag;
      const given = expression.is === 'call' ? expression.args : expression.values;
      const root = rootName(callee);
      if (root === undefined || environment.mayDeclare(root)) return true;
      return (
        given.some((each) => each.is === 'function') || some(given) || needsRun(callee, environment)
      );
    }
    case 'member':
      return some([expression.of, expression.key]);
    case 'new':
      return some(expression.args);
    case 'array':
      return some(expression.items);
    case 'object':
      return some(
        expression.entries.map((entry) => ('spread' in entry ? entry.spread : entry.value)),
      );
    case 'template':
      return some(expression.values);
    case 'binary':
      return some([expression.left, expression.right]);
    case 'if':
      return some([expression.test, expression.then, expression.else]);
    case 'unary':
    case 'await':
    case 'spread':
      return needsRun(expression.of, environment);
    case 'unknown':
      return some(expression.parts ?? []);
    case 'module':
      return true;
    default:
      return false;
  }
}

/** The name at the beginning of `name.of(…).what.is`. */
function rootName(expression: Expression): string | undefined {
  switch (expression.is) {
    case 'name':
      return expression.name;
    case 'member':
      return rootName(expression.of);
    case 'call':
      return rootName(expression.callee);
    default:
      return undefined;
  }
}
