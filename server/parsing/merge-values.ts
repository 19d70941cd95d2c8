/** Plain data of two configurations as one. */

/** As Vite merges: lists are joined. */
export function mergeValues(base: unknown, over: unknown): unknown {
  if (isList(base) && isList(over)) return [...base, ...over];
  if (!isRecord(base) || !isRecord(over)) return over ?? base;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    merged[key] = Object.hasOwn(base, key) ? mergeValues(base[key], value) : value;
  }
  return merged;
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
