import { execFileSync } from 'node:child_process';
import type { Project } from './run-project.ts';

/** Makes a project a repository whose branch `main` has all its files, after a command of git, if any. */
export function commitAll(project: Project, ...before: readonly string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  const git = (...args: readonly string[]): void => {
    const own = [...identity, '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...own, ...args], { cwd: project.directory, stdio: 'ignore' });
  };
  git('init', '-q', '-b', 'main');
  if (before.length > 0) git(...before);
  git('add', '.');
  git('commit', '-q', '-m', 'first');
}
