import type { FilePath } from '../../test-host/protocol.ts';

/** Absolute → relative to the root, and back. */
export interface Places {
  readonly relative: (file: string) => FilePath;
  readonly absolute: (file: FilePath) => string;
}
