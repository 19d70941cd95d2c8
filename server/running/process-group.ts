/** A process with all that it starts: in a group of its own, which is ended as one. */
import { spawn, type ChildProcess } from 'node:child_process';

/** For `spawn`. On Windows `taskkill` follows the tree. */
export const GROUP_OPTIONS = {
  detached: process.platform !== 'win32',
  windowsHide: true,
} as const;

/** Ends the process and everything that it started. */
export function killGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    else process.kill(-pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // the group is gone already
  }
}

/** What a process that has ended left behind is still in its group. */
export function killLeftBehind({ pid }: ChildProcess): void {
  if (pid === undefined || process.platform === 'win32') return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody left in the group: the usual case
  }
}
