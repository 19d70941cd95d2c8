/** Lines that are other than in a commit, told by git: also of files that it does not know yet. */
import path from 'node:path';
import { git, mergeBase } from '../git/git.ts';

/** Absolute path → its changed lines, 1-based. */
export type ChangedLines = ReadonlyMap<string, Pick<ReadonlySet<number>, 'has'>>;

/** @throws git's own words, when there is no such commit or no repository */
export async function changedLines(rootDir: string, ref: string): Promise<ChangedLines> {
  const base = await mergeBase(rootDir, ref);
  const others = ['ls-files', '--others', '--exclude-standard', '-z', '--full-name'];
  const [top, diff, unknown] = await Promise.all([
    git(rootDir, ['rev-parse', '--show-toplevel']),
    git(rootDir, ['-c', 'core.quotePath=false', 'diff', ...DIFF_FLAGS, base]),
    git(rootDir, others),
  ]);
  const changed = readDiff(diff, rootDir);
  for (const name of unknown.split('\0'))
    if (name !== '') changed.set(path.join(top.trim(), name), { has: () => true });
  return changed;
}

const DIFF_FLAGS = [
  '--unified=0',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--relative',
];

/** The branch that changes go into: what the remote calls so, else `main` or `master`, else the last commit. */
export async function usualBase(rootDir: string): Promise<string> {
  const head = ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'];
  const branches = ['for-each-ref', '--format=%(refname:short)', ...USUAL_BRANCHES];
  const [remote, own] = await Promise.all(
    [head, branches].map(async (args) => await git(rootDir, args).catch(() => '')),
  );
  const found = [remote, own].flatMap((text = '') => text.trim().split('\n'));
  return found.find((name) => name !== '') ?? 'HEAD';
}

const USUAL_BRANCHES = ['refs/heads/main', 'refs/heads/master'];

/** The format of `git diff`: https://git-scm.com/docs/diff-format */
function readDiff(diff: string, rootDir: string): Map<string, Pick<ReadonlySet<number>, 'has'>> {
  const changed = new Map<string, Pick<ReadonlySet<number>, 'has'>>();
  let lines = new Set<number>();
  for (const text of diff.split('\n')) {
    const file = /^\+\+\+ b\/(.*?)\t?$/.exec(text)?.[1];
    if (file !== undefined) changed.set(path.join(rootDir, file), (lines = new Set()));
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (hunk === null) continue;
    const start = Number(hunk[1]);
    const count = Number(hunk[2] ?? 1);
    for (let line = start; line < start + count; line++) lines.add(line);
  }
  return changed;
}
