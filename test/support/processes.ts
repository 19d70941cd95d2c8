/**
 * Finds the processes that a run started, however deep and whichever process group they are in: each has
 * inherited the same mark in its environment.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export const MARK_VARIABLE = 'ZTEST_TEST_MARK';

/** Waits until no marked process lives, and gives up after `patience` milliseconds with those that still do. */
export async function waitForNoneMarked(
  mark: string,
  patience = 2_000,
): Promise<readonly number[]> {
  const deadline = performance.now() + patience;
  let left = findMarked(mark);
  while (left.length > 0 && performance.now() < deadline) {
    await delay(20);
    left = findMarked(mark);
  }
  return left;
}

export function killMarked(mark: string): void {
  for (const pid of findMarked(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Pids of living processes with this mark; one that is dead but not yet reaped has no environment. */
function findMarked(mark: string): number[] {
  const entry = `${MARK_VARIABLE}=${mark}`;
  return process.platform === 'linux' ? findInProc(entry) : findWithPs(entry);
}

function findInProc(entry: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => readEnvironment(pid).split('\0').includes(entry)).map(Number);
}

function readEnvironment(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return ''; // it ended between the listing and the reading, or belongs to somebody else
  }
}

function findWithPs(entry: string): number[] {
  const lines = execFileSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], {
    encoding: 'utf8',
  });
  return lines
    .split('\n')
    .flatMap((line) => (line.includes(entry) ? [Number.parseInt(line, 10)] : []));
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}
