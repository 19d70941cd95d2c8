/** Tests as the log knows them: by the part of their id behind the file. */
import type { FilePath, TestId } from '../../test-host/protocol.ts';

/** The part of a test's id behind the file. */
export function nameOfTest(file: FilePath, id: TestId): string {
  return id.slice(file.length + 1);
}

export function idOfTest(file: FilePath, name: string): TestId {
  return `${file}#${name}`;
}
