/** The processes that an editor has started, however deep: each has inherited its mark. */
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { MARK_VARIABLE } from '../../support/processes.ts';

export interface EditorProcess {
  readonly pid: number;
  readonly command: string;
}

/** Those with all of some words in their command line; a dead one that nobody has reaped is none. */
export function processesOf(mark: string, ...words: readonly string[]): readonly EditorProcess[] {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .filter((pid) => read(pid, 'environ').split('\0').includes(`${MARK_VARIABLE}=${mark}`))
    .map((pid) => ({ pid: Number(pid), command: read(pid, 'cmdline').replaceAll('\0', ' ') }))
    .filter(({ command }) => words.every((word) => command.includes(word)));
}

/** @returns those that still live when the patience (in milliseconds) is over */
export async function stillThere(
  processes: readonly EditorProcess[],
  patience: number,
): Promise<readonly EditorProcess[]> {
  const deadline = performance.now() + patience;
  let left = processes.filter(isAlive);
  while (left.length > 0 && performance.now() < deadline) {
    await delay(20);
    left = left.filter(isAlive);
  }
  return left;
}

function isAlive({ pid }: EditorProcess): boolean {
  return read(String(pid), 'environ') !== '';
}

function read(pid: string, name: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}
