/**
 * Keeps the current file's own matchers while Jest's `expect` is loaded: on loading it writes its matchers into
 * the registry on `globalThis`, over whatever has the same name. Must be evaluated before the package `expect`.
 */
import type { MatchersObject, RawMatcher } from './types.ts';

const registryKey = Symbol.for('$$jest-matchers-object');
const internalFlag = Symbol.for('$$jest-internal-matcher');
const before = { ...currentMatchers() };

/** Call it once `expect` is loaded: what it has replaced is put back. @returns Jest's matchers */
export function restoreRegistry(): MatchersObject {
  const registry = currentMatchers();
  const jests = Object.fromEntries(
    Object.entries(registry).filter(([, matcher]) => isJests(matcher)),
  );
  Object.assign(registry, before);
  return jests;
}

function isJests(matcher: RawMatcher): boolean {
  return Object.getOwnPropertyDescriptor(matcher, internalFlag)?.value === true;
}

function currentMatchers(): MatchersObject {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Jest's own, or ours in its shape
  const registry = Reflect.get(globalThis, registryKey) as { matchers: MatchersObject } | undefined;
  return registry?.matchers ?? {};
}
