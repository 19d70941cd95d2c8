/** Load that others feel: Linux shares the processors among sessions first. */
import fs from 'node:fs';
import os from 'node:os';
import { expect, test } from 'ztest';
import { keepBusy } from '../../../server/diagnosis/busy-machine.ts';

/** Of the processes that this one has started. */
function sessions(): readonly { readonly pid: number; readonly session: number }[] {
  return fs.readdirSync('/proc').flatMap((entry) => {
    const stat = /^\d+$/.test(entry) ? statOf(entry) : '';
    const [, parent, , session] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return parent === process.pid && session !== undefined ? { pid: Number(entry), session } : [];
  });
}

/** Empty: it has ended meanwhile. */
function statOf(pid: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

test.skipIf(process.platform !== 'linux')(
  'each process of it is a session of its own',
  async () => {
    const before = new Set(sessions().map(({ pid }) => pid));
    const load = keepBusy();
    const started = sessions().filter(({ pid }) => !before.has(pid));
    expect(started).toHaveLength(os.availableParallelism() * 2);
    for (const { pid, session } of started) expect(session).toBe(pid);
    load[Symbol.dispose]();
    await expect.poll(() => sessions().filter(({ pid }) => !before.has(pid))).toEqual([]);
  },
);
