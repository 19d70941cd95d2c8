/** Which commit is tested, and whether it is tested as it was committed. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export interface GitState {
  readonly commit?: string;
  readonly branch?: string;
  readonly isDirty?: boolean;
}

/** Milliseconds: a repository that takes longer has no state. */
const PATIENCE_MS = 10_000;

/** @returns nothing where there is no repository, or no git */
export async function readGitState(rootDir: string): Promise<GitState> {
  if (!isInRepository(rootDir)) return {};
  const args = ['--no-optional-locks', 'status', '--porcelain=v2', '--branch', '--no-ahead-behind'];
  return await new Promise((resolve) => {
    const options = { cwd: rootDir, timeout: PATIENCE_MS, maxBuffer: 16 * 1024 * 1024 };
    const child = execFile('git', args, options, (error, stdout) =>
      resolve(error === null ? parseStatus(stdout) : {}),
    );
    child.unref();
  });
}

/** https://git-scm.com/docs/git-status#_porcelain_format_version_2 */
function parseStatus(text: string): GitState {
  const lines = text.split('\n').filter((line) => line !== '');
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3);
  const commit = header('branch.oid');
  const branch = header('branch.head');
  return {
    ...(commit !== undefined && commit !== '(initial)' && { commit }),
    ...(branch !== undefined && branch !== '(detached)' && { branch }),
    isDirty: lines.some((line) => !line.startsWith('# ')),
  };
}

function isInRepository(directory: string): boolean {
  for (let at = directory; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, '.git'))) return true;
    if (at === path.dirname(at)) return false;
  }
}
