/** What the files as they are now are compared with: the last run of each test, or a commit. */
import type { FilePath } from '../../test-host/protocol.ts';
import type { StateLog } from './state-log.ts';

export interface BaseVersion {
  readonly hash: string;
  /** Of code that the log does not keep. */
  readonly text?: string | undefined;
}

export interface Base {
  readonly kind: 'last-run' | 'commit';
  /**
   * @param run of the test
   * @returns `undefined`: nobody knows
   */
  readonly versionOf: (name: FilePath, run: number) => BaseVersion | undefined;
}

export function lastRunBase(log: StateLog): Base {
  return {
    kind: 'last-run',
    versionOf: (name, run) => {
      const version = log.versionAt(name, run);
      return version === undefined || version.hash === '' ? undefined : version;
    },
  };
}
