/** Which files and tests of a run have failed, for whoever runs them again. */
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import type { FileRecord } from './file-record.ts';

export class FailedTests {
  /** A file that failed by itself has none. */
  readonly byFile: Record<FilePath, TestId[]> = {};

  addFile(file: FilePath): void {
    this.byFile[file] ??= [];
  }

  addTest(file: FilePath, id: TestId): void {
    (this.byFile[file] ??= []).push(id);
  }

  /** What was not heard of its host but is known of its end. */
  addFrom({ file, hasFailed, failedTests }: FileRecord): void {
    if (hasFailed) this.addFile(file);
    for (const id of failedTests)
      if (this.byFile[file]?.includes(id) !== true) this.addTest(file, id);
  }
}
