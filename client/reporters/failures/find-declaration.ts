/**
 * Where a test is declared, read from its source: for a test whose process died, which can no longer say it. Hosts do
 * not find out ahead of need, because that costs a stack a test.
 */

/** @returns the place when the title is a literal that is declared once, 1-based */
export function findDeclaration(
  source: string,
  title: string,
): { readonly line: number; readonly column: number } | undefined {
  const literal = title.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  const pattern = new RegExp(`\\b(?:test|it)\\b[\\w.]*\\(\\s*(['"\`])${literal}\\1`, 'g');
  const [found, ...others] = source.matchAll(pattern);
  if (found === undefined || others.length > 0) return undefined;
  const before = source.slice(0, found.index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
