/**
 * A worktree for a bisection: the user's own files, index and branch stay as they are, and git's notes of the bisection are
 * those of the worktree. Gone when it is disposed of; one of a process that was killed goes with the next.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { git } from '../../git/git.ts';
import { linkModules } from './link-modules.ts';

export interface BisectTreeOptions {
  readonly top: string;
  readonly rootDir: string;
  readonly bad: string;
}

const PREFIX = 'ztest-bisect-';
/** No hook of the user's runs because of us. */
const QUIET = ['-c', 'core.hooksPath=/dev/null', '-c', 'advice.detachedHead=false'];
const LOCK_FILES = ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'];

export class BisectTree implements Disposable {
  readonly #top: string;
  readonly #directory: string;
  /** Of the project in it. */
  readonly projectDirectory: string;

  private constructor(top: string, directory: string, projectDirectory: string) {
    this.#top = top;
    this.#directory = directory;
    this.projectDirectory = projectDirectory;
  }

  static async open({ top, rootDir, bad }: BisectTreeOptions): Promise<BisectTree> {
    await removeAbandoned(top);
    const parent = fs.realpathSync(os.tmpdir());
    const directory = fs.mkdtempSync(path.join(parent, `${PREFIX}${process.pid}-`));
    const below = path.relative(fs.realpathSync(top), fs.realpathSync(rootDir));
    const tree = new BisectTree(top, directory, path.join(directory, below));
    try {
      await git(top, [
        ...QUIET,
        'worktree',
        'add',
        '--quiet',
        '--detach',
        '--force',
        directory,
        bad,
      ]);
      linkModules(top, directory, await packageFolders(top));
      return tree;
    } catch (error) {
      tree[Symbol.dispose]();
      throw error;
    }
  }

  async git(...args: readonly string[]): Promise<string> {
    return await git(this.#directory, [...QUIET, ...args]);
  }

  /** What git says to it; where only skipped commits are left, it says so and calls that an error. */
  async bisect(...args: readonly string[]): Promise<string> {
    try {
      return await this.git('bisect', ...args);
    } catch (error) {
      const said: unknown = error instanceof Error ? Reflect.get(error, 'stdout') : undefined;
      if (typeof said === 'string' && said.includes("only 'skip'ped commits left")) return said;
      throw error;
    }
  }

  async checkOut(commit: string): Promise<void> {
    await this.git('checkout', '--quiet', '--force', '--detach', commit);
  }

  /** @param between where what is installed may have changed */
  async describe(
    commit: string,
    between: readonly [string, string],
  ): Promise<{
    commit: string;
    subject: string;
    author: string;
    date: string;
    isInstalledElse: boolean;
  }> {
    const said = await this.git('log', '-1', '--format=%s%n%an%n%aI', commit);
    const [subject = '', author = '', date = ''] = said.split('\n');
    const pathspecs = LOCK_FILES.map((name) => `:(glob)**/${name}`);
    const locks = await this.git('diff', '--name-only', ...between, '--', ...pathspecs);
    return { commit, subject, author, date, isInstalledElse: locks.trim() !== '' };
  }

  [Symbol.dispose](): void {
    remove(this.#top, this.#directory);
  }
}

/** Synchronously: also when the process ends. */
function remove(top: string, directory: string): void {
  try {
    const args = ['worktree', 'remove', '--force', '--force', directory];
    execFileSync('git', args, { cwd: top, stdio: 'ignore' });
  } catch {
    // it was never added, or is half there: what is left of it goes by hand
  }
  fs.rmSync(directory, { recursive: true, force: true });
  try {
    execFileSync('git', ['worktree', 'prune'], { cwd: top, stdio: 'ignore' });
  } catch {
    // git forgets it by itself after some months
  }
}

/** Folders with packages, relative to the top. */
async function packageFolders(top: string): Promise<readonly string[]> {
  const files = await git(top, ['ls-files', '-z', '--', ':(glob)**/package.json']);
  const folders = files
    .split('\0')
    .filter((name) => name !== '' && !name.includes('node_modules/'));
  return [...new Set(['.', ...folders.map((name) => path.dirname(name))])];
}

async function removeAbandoned(top: string): Promise<void> {
  const list = await git(top, ['worktree', 'list', '--porcelain']);
  for (const [, directory = ''] of list.matchAll(/^worktree (.*)$/gm)) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(path.basename(directory)) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) remove(top, directory);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
