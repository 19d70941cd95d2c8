import { lazyChunk } from '../lazy-chunk.ts';
import type * as PrettyChunk from './pretty-chunk.ts';

/**
 * A value as pretty-format prints it on one line, objects one level deep.
 * Simple values are printed here, so that most tables never load the package.
 */
export function prettyValue(value: unknown): string {
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return isPlain || value === null || value === undefined ? String(value) : prettyFormat(value);
}

function prettyFormat(value: unknown): string {
  const chunk = lazyChunk<typeof PrettyChunk>('pretty', './api/pretty-chunk.ts');
  return chunk.format(value, { maxDepth: 1, min: true });
}
