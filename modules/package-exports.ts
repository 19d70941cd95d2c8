/**
 * `exports` and `imports` of a package: which file a subpath stands for under a list of conditions.
 * The algorithm is Node's PACKAGE_EXPORTS_RESOLVE / PACKAGE_IMPORTS_RESOLVE
 * (https://nodejs.org/api/esm.html#resolution-algorithm-specification).
 */

/** @returns the target as written (`./dist/x.js`, a bare name for `imports`), or `undefined` when there is none */
export function resolveExports(
  exports: unknown,
  subpath: string,
  conditions: ReadonlySet<string>,
): string | undefined {
  if (isConditionTable(exports)) return matchPattern(exports, subpath, conditions);
  return subpath === '.' ? resolveTarget(exports, '', conditions) : undefined;
}

export function resolveImports(
  imports: unknown,
  name: string,
  conditions: ReadonlySet<string>,
): string | undefined {
  return isRecord(imports) ? matchPattern(imports, name, conditions) : undefined;
}

/** An object whose keys are subpaths, as against one whose keys are conditions. */
function isConditionTable(exports: unknown): exports is Record<string, unknown> {
  return isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matchPattern(
  table: Record<string, unknown>,
  key: string,
  conditions: ReadonlySet<string>,
): string | undefined {
  if (key in table && !key.includes('*')) return resolveTarget(table[key], '', conditions);
  let best: { pattern: string; star: string; baseLength: number } | undefined;
  for (const pattern of Object.keys(table)) {
    const at = pattern.indexOf('*');
    if (at < 0) continue;
    const tail = pattern.slice(at + 1);
    if (!key.startsWith(pattern.slice(0, at)) || !key.endsWith(tail)) continue;
    if (key.length < pattern.length) continue;
    if (
      best !== undefined &&
      (best.baseLength > at || (best.baseLength === at && best.pattern.length >= pattern.length))
    )
      continue;
    best = { pattern, star: key.slice(at, key.length - tail.length), baseLength: at };
  }
  return best === undefined ? undefined : resolveTarget(table[best.pattern], best.star, conditions);
}

function resolveTarget(
  target: unknown,
  star: string,
  conditions: ReadonlySet<string>,
): string | undefined {
  if (typeof target === 'string') return target.replaceAll('*', star);
  if (Array.isArray(target)) {
    for (const item of target) {
      const found = resolveTarget(item, star, conditions);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isRecord(target)) return undefined;
  for (const [condition, value] of Object.entries(target)) {
    if (condition !== 'default' && !conditions.has(condition)) continue;
    if (value === null) return undefined;
    const found = resolveTarget(value, star, conditions);
    if (found !== undefined) return found;
  }
  return undefined;
}
