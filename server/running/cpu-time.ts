/** Tells a process that computes from one that gets no processor: a busy machine must not make a loop of a slow start. */
import fs from 'node:fs';
import { monotonicNow } from './monotonic-now.ts';

const SAMPLE_MS = 300;

/** Whether the process used little of the time just sampled. Where the system does not tell (not Linux): no. */
export async function isIdleOrStarved(pid: number): Promise<boolean> {
  const before = cpuTicks(pid);
  const started = monotonicNow();
  await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  const after = cpuTicks(pid);
  if (before === undefined || after === undefined) return false;
  const share = ((after - before) * 10) / (monotonicNow() - started); // a tick is 10 ms
  return share < 0.2;
}

/** User and system time: fields 14 and 15 of `/proc/<pid>/stat`, counted behind the name in brackets. */
function cpuTicks(pid: number): number | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined;
  }
}
