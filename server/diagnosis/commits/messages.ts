/** Why there is no bisection over commits. ZT241x. */
import type { Problem } from '../../../test-host/protocol.ts';

export function notInRepository(rootDir: string, reason: string): Problem {
  return error('ZT2410', {
    message: `git cannot say anything of ${rootDir}: ${reason}`,
    hint: '--git needs git, and a project that is in a repository. Without commits, ztest bisect <test> looks for a test that pollutes it.',
  });
}

export function noCommit(ref: string): Problem {
  return error('ZT2411', {
    message: ref === 'HEAD' ? 'The repository has no commits.' : `There is no commit "${ref}".`,
    hint:
      ref === 'HEAD'
        ? 'Commit something first.'
        : 'Name a commit, a branch or a tag: see git log --oneline.',
  });
}

export function notInShallowClone(ref: string): Problem {
  return error('ZT2412', {
    message: `"${ref}" is not in this clone, which is a shallow one.`,
    hint: 'Get the rest of the history with: git fetch --unshallow',
  });
}

export function goodNotBefore(good: string, bad: string): Problem {
  return error('ZT2413', {
    message: `"${good}" is no ancestor of "${bad}".`,
    hint: 'Name a commit before it, at which the test passes: --good <commit>',
  });
}

export function needsGood(isKnown: boolean): Problem {
  return error('ZT2414', {
    message: isKnown
      ? 'No commit at which the test passed is an older one of this branch: of this commit itself, it passed with other changes, or the others are not here.'
      : 'It is not remembered at which commit the test passed.',
    hint: 'Say where it passed: ztest bisect --git <test> --good <commit>. In a shallow clone, first: git fetch --unshallow',
  });
}

export function testCannotRun(commit: string, why: string): Problem {
  return error('ZT2415', {
    message: `At ${commit.slice(0, 9)} the test cannot be run: ${why}.`,
    hint: 'Choose other ends with --good <commit> and --bad <commit>. What is not committed is not there.',
  });
}

export function cannotBegin(reason: string): Problem {
  return error('ZT2416', {
    message: `git cannot make a second working tree: ${reason}`,
    hint: 'Look at: git worktree list. It needs room in the folder for temporary files.',
  });
}

function error(code: string, said: { message: string; hint: string }): Problem {
  return { code, severity: 'error', ...said };
}
