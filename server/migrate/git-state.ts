/** Whether git would tell a migration apart from what was changed before. */
import { execFileSync } from 'node:child_process';

/** Files that are not committed; `undefined`: there is no repository, or no git. */
export function uncommittedFiles(rootDir: string): readonly string[] | undefined {
  try {
    const said = execFileSync(
      'git',
      ['--no-optional-locks', 'status', '--porcelain', '--untracked-files=normal', '--', '.'],
      {
        cwd: rootDir,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    return said
      .split('\n')
      .filter((line) => line !== '' && !line.endsWith('.ztest/'))
      .map((line) => line.slice(3));
  } catch {
    return undefined;
  }
}
