/** Writes the inline snapshots of a file's run into the sources that they belong to. */
import { lazyChunk } from '../lazy-chunk.ts';
import type * as InlineChunk from './inline-chunk.ts';
import { readText, writeText } from './disk.ts';
import type { InlineEntry } from './inline-sites.ts';
import * as messages from './messages.ts';
import type { SnapshotFault } from './messages.ts';
import type { RealFs } from './real-fs.ts';

export interface InlineWriteOptions {
  readonly fs: RealFs;
  readonly show: (file: string) => string;
  readonly isUnchanged: (file: string, text: string) => boolean;
}

export function writeInlineSnapshots(
  files: ReadonlyMap<string, readonly InlineEntry[]>,
  options: InlineWriteOptions,
): SnapshotFault[] {
  if (files.size === 0) return [];
  const { rewriteSource } = lazyChunk<typeof InlineChunk>(
    'inline-snapshots',
    './snapshot/inline-chunk.ts',
  );
  const faults: SnapshotFault[] = [];
  for (const [path, entries] of files) {
    const file = { path, shownAs: options.show(path) };
    const placeOf = ({ line, column }: InlineEntry) => ({ file: file.shownAs, line, column });
    const source = readText(options.fs, file);
    if (source.kind === 'fault') {
      faults.push(source.fault);
      continue;
    }
    if (source.kind === 'absent' || !options.isUnchanged(path, source.text)) {
      faults.push(messages.sourceChanged({ file: file.shownAs }));
      continue;
    }

    const rewritten = rewriteSource({ path, text: source.text }, entries);
    if (rewritten.kind === 'unparsable') {
      const { line, reason } = rewritten;
      faults.push(messages.unparsableSource({ file: file.shownAs, line }, reason));
      continue;
    }
    for (const entry of rewritten.notFound) faults.push(messages.callNotFound(placeOf(entry)));
    for (const entry of rewritten.notLiteral) faults.push(messages.notALiteral(placeOf(entry)));
    const fault =
      rewritten.text === source.text ? undefined : writeText(options.fs, file, rewritten.text);
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}
