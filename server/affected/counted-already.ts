/** Whether counting test files again would tell anything new. */
import type { FilePath } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { isFileInput } from '../history/input-names.ts';
import type { FileVersions } from './file-versions.ts';
import { COUNTING, countingHash } from './settings.ts';
import { NO_RUN, type StateLog } from './state-log.ts';

export interface CountedQuestion {
  readonly files: readonly FilePath[];
  readonly config: ResolvedConfig;
  readonly log: StateLog;
  readonly versions: FileVersions;
}

/** Each of them was counted as a whole, and nothing that any test has seen is another since. */
export function isCountedAlready({ files, config, log, versions }: CountedQuestion): boolean {
  const nothing = log.countedNothing();
  let oldest = Infinity;
  for (const file of files) {
    const counted = log.counted(file);
    const isWhole = counted.some((one) => one.isWhole === true);
    const runs = counted.map(({ run }) => run);
    oldest = Math.min(oldest, ...(isWhole ? runs : [nothing[file] ?? NO_RUN]));
  }
  if (!log.isSameSince(oldest)) return false;
  if (log.versions(COUNTING).at(-1)?.hash !== countingHash(config)) return false;
  for (const name of log.names())
    if (isFileInput(name) && versions.now(name).hash !== log.versions(name).at(-1)?.hash)
      return false;
  return true;
}
