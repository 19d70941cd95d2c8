/** Memory of a process and all below it, read from `/proc`. Linux only: elsewhere every sample is empty. */
import { readFileSync, readdirSync } from 'node:fs';

/** The highest figures seen while a command ran. Zero where `/proc` does not exist. */
export interface PeakMemory {
  /** Peak resident memory of the command's own process in bytes, as the kernel keeps it (`VmHWM`). */
  readonly own: number;
  /** The highest sum of resident memory over the process tree in bytes. Pages shared by processes count in each. */
  readonly tree: number;
  /** CPU time in ms of every process that was seen, as last seen. A check on the CPU time that the shell reports. */
  readonly cpu: number;
}

/**
 * Watches the tree below a shell that runs one command, from now until it is disposed.
 *
 * A process stays in the tree after its parent has ended. One that lives shorter than the interval
 * can be missed.
 */
export class ProcessTreeSampler {
  readonly #shell: number;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #samples = 0;
  readonly #members = new Set<number>();
  readonly #cpu = new Map<number, number>();
  #own = 0;
  #tree = 0;

  constructor(shell: number, intervalMs: number) {
    this.#shell = shell;
    this.#intervalMs = intervalMs;
    this.#plan();
  }

  get peak(): PeakMemory {
    const cpu = [...this.#cpu.values()].reduce((sum, ms) => sum + ms, 0);
    return { own: this.#own, tree: this.#tree, cpu };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  /** The first samples come faster, to see a command that is over within one interval. */
  #plan(): void {
    const delay = Math.min(this.#intervalMs, 3 + this.#samples++);
    this.#timer = setTimeout(() => {
      this.#sample();
      this.#plan();
    }, delay);
  }

  #sample(): void {
    const running = readProcesses();
    let grew = true;
    while (grew) {
      grew = false;
      for (const { pid, parent } of running) {
        if (this.#members.has(pid) || (parent !== this.#shell && !this.#members.has(parent)))
          continue;
        this.#members.add(pid);
        grew = true;
      }
    }
    let sum = 0;
    for (const { pid, parent, cpu } of running) {
      if (!this.#members.has(pid)) continue;
      const { resident, highest } = readMemory(pid);
      sum += resident;
      this.#cpu.set(pid, cpu);
      if (parent === this.#shell) this.#own = Math.max(this.#own, highest);
    }
    this.#tree = Math.max(this.#tree, sum);
  }
}

/** Processes below one, without it. */
export function processesBelow(pid: number): readonly number[] {
  const all = readProcesses();
  const below = all.filter(({ parent }) => parent === pid).map((each) => each.pid);
  return below.flatMap((each) => [each, ...processesBelow(each)]);
}

export function commandLine(pid: number): string {
  return readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

/** Resident memory in bytes. */
export function residentMemory(pid: number): number {
  return readMemory(pid).resident;
}

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly cpu: number;
}

/** `/proc` counts CPU time in ticks, which are 10 ms on every Linux that Node runs on. */
const TICK_MS = 10;

function readProcesses(): readonly RunningProcess[] {
  const found: RunningProcess[] = [];
  for (const entry of readEntries('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const stat = readText(`/proc/${entry}/stat`);
    // The second field is the program's name in parentheses and may hold spaces: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    if (Number.isFinite(ticks))
      found.push({ pid, parent: Number(fields[1]), cpu: ticks * TICK_MS });
  }
  return found;
}

function readMemory(pid: number): { resident: number; highest: number } {
  const status = readText(`/proc/${pid}/status`);
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { resident: field('VmRSS'), highest: field('VmHWM') };
}

function readEntries(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // Not Linux.
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // The process ended between the listing and the read.
  }
}
