/** Where the text of one report goes: a stream of the command, or a file. */
import type { OutputStream } from './output-stream.ts';
import { openReportFile } from './report-file.ts';
import type { ReportSpec } from './report-specs.ts';

export interface Sink {
  /** For messages. */
  readonly place: string;
  readonly write: (text: string) => void | Promise<void>;
  readonly close: () => void | Promise<void>;
  readonly discard: () => void | Promise<void>;
}

/** @param stream `undefined` when the target is a file */
export function openSink({ target, format }: ReportSpec, stream: OutputStream | undefined): Sink {
  const nothing = (): void => undefined;
  if (target.kind === 'file')
    return { place: target.path, ...openReportFile(target.path, format.isStreamed) };
  return {
    place: 'standard output',
    write: (text) => stream?.write(text),
    close: nothing,
    discard: nothing,
  };
}
