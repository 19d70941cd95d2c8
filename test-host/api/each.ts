/** The table of an `.each` or `.for`, with what the host adds: errors that a test fails with. */
import type * as PrettyChunk from '../../titles/pretty-chunk.ts';
import { readTable, type Table, type TableStyle } from '../../titles/table.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import { badTable } from './messages.ts';

/**
 * @param rows an array, or the strings of a tagged template
 * @param values of a tagged template
 * @throws CodedError when the table is none, or empty
 */
export function tableRows(style: TableStyle, rows: unknown, values: readonly unknown[]): Table {
  const table = readTable({ style, rows, values, pretty: prettyFormat });
  if (typeof table === 'function') return table;
  throw badTable(`.${style}`, table.problem, table.hint);
}

const prettyFormat: typeof PrettyChunk.format = (value, options) =>
  lazyChunk<typeof PrettyChunk>('pretty', '../titles/pretty-chunk.ts').format(value, options);
