/** pretty-format's `format`: it is loaded by who has a value that is not simple. */
export type PrettyFormat = (
  value: unknown,
  options: { readonly maxDepth: number; readonly min: boolean },
) => string;

/**
 * A value as pretty-format prints it on one line, objects one level deep.
 * Simple values are printed here, so that most tables never load the package.
 */
export function prettyValue(value: unknown, format: PrettyFormat): string {
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return isPlain || value === null || value === undefined
    ? String(value)
    : format(value, { maxDepth: 1, min: true });
}
