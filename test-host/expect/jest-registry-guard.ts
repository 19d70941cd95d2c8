/**
 * Keeps the current file's own matchers while Jest's `expect` is loaded: on loading it writes its matchers into
 * the registry on `globalThis`, over whatever has the same name. Must be evaluated before the package `expect`.
 */
import type { MatchersObject } from './types.ts';

const registryKey = Symbol.for('$$jest-matchers-object');
const internalFlag = Symbol.for('$$jest-internal-matcher');
const before = { ...currentMatchers() };

/** Puts the registry back as it was. Call it once `expect` is loaded. @returns Jest's matchers */
export function restoreRegistry(): MatchersObject {
  const registry = currentMatchers();
  const jests: MatchersObject = {};
  for (const [name, matcher] of Object.entries(registry)) {
    if (before[name] === matcher) continue;
    const isJests = Object.getOwnPropertyDescriptor(matcher, internalFlag)?.value === true;
    if (isJests) jests[name] = matcher;
    delete registry[name];
  }
  Object.assign(registry, before);
  return jests;
}

function currentMatchers(): MatchersObject {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Jest's own, or ours in its shape
  const registry = Reflect.get(globalThis, registryKey) as { matchers: MatchersObject } | undefined;
  return registry?.matchers ?? {};
}
