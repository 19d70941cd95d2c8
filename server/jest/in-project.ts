/** A file and ids of tests in it, as another project of Jest names them. */
import type { FilePath, TestId } from '../../test-host/protocol.ts';

export interface ChosenTests {
  readonly file: FilePath;
  readonly ids?: readonly TestId[];
}

/** @param name of the same file, in that project */
export function inProject<Chosen extends ChosenTests>(chosen: Chosen, name: FilePath): Chosen {
  const { file, ids } = chosen;
  return {
    ...chosen,
    file: name,
    ...(ids !== undefined && { ids: ids.map((id) => name + id.slice(file.length)) }),
  };
}
