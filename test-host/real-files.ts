/**
 * Node's files while user code has replaced the functions that all of `fs` stands on (mock-fs). For this process' own
 * channel, chunks and snapshots: tests that fake the disk do not fake those.
 */
import { assign } from './intrinsics.ts';

type Functions = Record<string, unknown>;

const functions = functionsOfFiles();
const own = { ...functions };

/** Costs one comparison while nobody has replaced anything. */
export function withRealFiles<T>(body: () => T): T {
  if (functions['writeString'] === own['writeString']) return body();
  const theirs = { ...functions };
  assign(functions, own);
  try {
    return body();
  } finally {
    assign(functions, theirs);
  }
}

/** Nothing, where Node no longer gives them to anybody: nobody can replace them either. */
function functionsOfFiles(): Functions {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- not in Node's types
    return (process as unknown as { binding: (name: string) => Functions }).binding('fs');
  } catch {
    return {};
  }
}
