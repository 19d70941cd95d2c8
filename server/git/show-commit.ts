import { git } from './git.ts';

/** What a commit changed of some files, as a diff. @param files relative to the folder */
export async function showCommit(
  cwd: string,
  commit: string,
  files: readonly string[],
): Promise<string> {
  const args = ['show', '--format=', '--no-color', '--no-ext-diff', '--relative', commit, '--'];
  return await git(cwd, ['--literal-pathspecs', ...args, ...files]);
}
