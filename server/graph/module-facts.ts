/** What the graph has to know of one file; plain data that can be cached by the file's contents. */
import type { ModuleEdge } from '../parsing/parsed-file.ts';

export interface ModuleFacts {
  /** Every edge that the text names, in the order of the source. */
  readonly imports: readonly ModuleEdge[];
}

/** What the text says, and what the project adds to it: the `__mocks__` file, the snapshots, the set-up of every test file. */
export type EdgeKind = ModuleEdge['kind'] | 'manual-mock' | 'snapshot' | 'setup';

export interface GraphEdge {
  readonly kind: EdgeKind;
  /** As it is written. */
  readonly specifier: string;
  /** Offset of the specifier; absent for what no text names. */
  readonly start?: number;
  /** An absolute path, `npm:` and the name of a package, or `node:` and that of a builtin; absent: nothing is there. */
  readonly to?: string;
  /** What is taken from the module; absent: nobody can say. Empty: it is only loaded. */
  readonly names?: ModuleEdge['names'];
}

/** What a type-only edge leads to is gone when the code runs. */
export function isRunning({ kind }: GraphEdge): boolean {
  return kind !== 'type';
}

export function isFileTarget(to: string | undefined): to is string {
  return to !== undefined && !to.startsWith('npm:') && !to.startsWith('node:');
}
