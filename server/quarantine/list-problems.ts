import type { Problem } from '../../test-host/protocol.ts';
import { expired } from './messages.ts';
import { isExpired, readQuarantine } from './quarantine-file.ts';

/** What can be said of the file without a run. @param now milliseconds since the epoch */
export function listProblems(rootDir: string, now: number): readonly Problem[] {
  const { entries, problems } = readQuarantine(rootDir);
  return [...problems, ...entries.filter((entry) => isExpired(entry, now)).map(expired)];
}
