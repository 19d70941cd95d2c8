/** A report on disk. One that is not streamed appears whole or not at all: CI servers read what they find. */
import { promises as fs } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';

export interface ReportFile {
  readonly write: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Ends without a report: removes what is half written, unless it is streamed. */
  readonly discard: () => Promise<void>;
}

export function openReportFile(file: string, isStreamed: boolean): ReportFile {
  const temporary = isStreamed ? file : `${file}.${process.pid}.tmp`;
  let opening: Promise<FileHandle> | undefined;
  const open = (): Promise<FileHandle> => (opening ??= create(temporary));
  return {
    write: async (text) => {
      await (await open()).writeFile(text);
    },
    close: async () => {
      await (await open()).close();
      if (!isStreamed) await fs.rename(temporary, file);
    },
    discard: async () => {
      if (opening === undefined) return;
      try {
        await (await opening).close();
        if (!isStreamed) await fs.rm(temporary, { force: true });
      } catch {
        // The failure that led here is the one to tell.
      }
    },
  };
}

async function create(file: string): Promise<FileHandle> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  return await fs.open(file, 'w');
}
