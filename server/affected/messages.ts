/** What the question for affected tests has to say, in sentences. ZT28xx. */
import type { Problem } from '../../test-host/protocol.ts';

export function noRepository(ref: string, reason: string): Problem {
  return {
    code: 'ZT2801',
    severity: 'error',
    message: `What has changed since ${ref} is not known: git says "${reason}".`,
    hint: 'Without a repository, `--changed` alone means: since the last run of each test (`ztest affected`).',
  };
}

export function noSuchCommit(ref: string, reason: string): Problem {
  return {
    code: 'ZT2802',
    severity: 'error',
    message: `What has changed since ${ref} is not known: ${reason === '' ? 'there is no such commit' : `git says "${reason}"`}.`,
    hint: `A shallow clone knows few commits: fetch more of them (git fetch --deepen=100), or the branch (git fetch origin ${ref}).`,
  };
}
