/** Questions to git, which change nothing. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MOST_OUTPUT = 256 * 1024 * 1024;
const execute = promisify(execFile);

/** @throws git's own words */
export async function git(cwd: string, args: readonly string[]): Promise<string> {
  // An editor asks again when the index is written: asking writes nothing.
  const { stdout } = await execute('git', ['--no-optional-locks', ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    env: { ...process.env, LC_ALL: 'C' }, // its words are read
  });
  return stdout;
}

/** Contents of files in a commit, by the path that git knows; one that is not there is left out. */
export async function readBlobs(
  top: string,
  commit: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  const wanted = names.filter((name) => !name.includes('\n'));
  if (wanted.length === 0) return blobs;
  const options = { cwd: top, encoding: 'buffer', maxBuffer: MOST_OUTPUT } as const;
  const running = execute('git', ['cat-file', '--batch'], options);
  running.child.stdin?.end(wanted.map((name) => `${commit}:${name}\n`).join(''));
  const { stdout } = await running;
  // https://git-scm.com/docs/git-cat-file#_batch_output
  let at = 0;
  for (const name of wanted) {
    const end = stdout.indexOf(10, at);
    const [, kind, size] = stdout.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (kind !== 'blob') continue;
    blobs.set(name, stdout.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return blobs;
}

/** Where both histories parted: what came into the other branch since is no change of this one. */
export async function mergeBase(rootDir: string, ref: string): Promise<string> {
  const wanted = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const commit = (await git(rootDir, wanted)).trim();
  try {
    return (await git(rootDir, ['merge-base', commit, 'HEAD'])).trim();
  } catch {
    return commit; // no common past, or a shallow clone that does not know it
  }
}

/** The first of git's words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr: unknown = Reflect.get(error, 'stderr');
  const words = typeof stderr === 'string' ? stderr : error.message;
  return words.trim().split('\n')[0] ?? '';
}
