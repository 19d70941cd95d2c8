/** What a piece of code sees of the names around it, as far as lowering it could tell the difference. */
import { ts } from 'ts-morph';
import { isWrapper } from './callees.ts';
import type { Lowering } from './lowering.ts';
import type { Declaration, Scope } from './scopes.ts';

export interface Sight {
  readonly outer: Sight | undefined;
  readonly facts: readonly unknown[];
}

export function sightOf(scope: Scope, lowering: Lowering): Sight {
  scope.sight ??= {
    outer: scope.parent && sightOf(scope.parent, lowering),
    facts:
      scope.parent === undefined
        ? [lowering.transformer, lowering.hasTests, lowering.isUnbalanced, ...factsOf(scope)]
        : factsOf(scope),
  };
  return scope.sight;
}

export function isSameSight(one: Sight, other: Sight): boolean {
  if (one === other) return true;
  if (one.facts.length !== other.facts.length) return false;
  if (one.facts.some((fact, index) => fact !== other.facts[index])) return false;
  return one.outer === undefined || other.outer === undefined
    ? one.outer === other.outer
    : isSameSight(one.outer, other.outer);
}

function factsOf(scope: Scope): readonly unknown[] {
  return [...scope.declarations()].flatMap(({ name, origin }) => [name, ...factsOfOrigin(origin)]);
}

function factsOfOrigin(origin: Declaration['origin']): readonly unknown[] {
  switch (origin?.kind) {
    case undefined:
      return [''];
    case 'function':
      return ['function'];
    case 'import':
      return ['import', origin.specifier, origin.imported];
    case 'value':
      return ['value', origin.path.join('.'), tells(origin.value) && origin.value];
    default:
      return origin satisfies never;
  }
}

/** Whether the value itself says what calling it, or a part of it, would declare. */
function tells(value: ts.Expression): boolean {
  return (
    ts.isIdentifier(value) ||
    ts.isPropertyAccessExpression(value) ||
    ts.isCallExpression(value) ||
    ts.isTaggedTemplateExpression(value) ||
    ts.isConditionalExpression(value) ||
    ts.isObjectLiteralExpression(value) ||
    isWrapper(value)
  );
}
