/** Runs one command and measures it: wall time, CPU time of its process tree, peak memory. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ProcessTreeSampler, type PeakMemory } from './process-tree.ts';

/** What to start, and where. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** What one run took. Times in milliseconds. */
export interface Measurement {
  readonly wall: number;
  /** User and system time of the command and of every process below it that was waited for. */
  readonly cpu: number;
  /** Only when asked for: sampling costs CPU time, so that a run gives times or memory, never both. */
  readonly memory: PeakMemory | undefined;
  /** The exit code, 124 when the command was ended at the limit. */
  readonly exitCode: number;
  /** Standard output and standard error as one text. */
  readonly output: string;
}

const SAMPLE_MS = 20;
const LIMIT_MS = 180_000;

/**
 * Bash's own `time` is the clock. It forks the command, waits for it, and reports what the kernel
 * accounted to it and to its waited-for descendants (`RUSAGE_CHILDREN`), to the millisecond. Node
 * cannot ask that of a child, GNU time is not everywhere, and samples of `/proc` miss short lives.
 * The report goes to descriptor 3, which the command does not inherit.
 */
const TIMED = `TIMEFORMAT='%3R %3U %3S'; exec 4>&2; { time "$@" 2>&4 3>&- 4>&-; code=$?; } 2>&3; exit $code`;

/**
 * Runs a command to its end.
 *
 * @param command the program, its arguments and its working directory
 * @param sampleMemory whether to sample the memory of its process tree every 20 ms
 * @returns what was measured, whatever the exit code. It does not throw when the command fails.
 */
export async function measure(
  command: Command,
  options: { readonly sampleMemory: boolean } = { sampleMemory: false },
): Promise<Measurement> {
  const scratch = mkdtempSync(join(tmpdir(), 'ztest-bench-'));
  const outputPath = join(scratch, 'output');
  const output = openSync(outputPath, 'w');
  const clear = (): void => rmSync(scratch, { recursive: true, force: true });
  process.once('exit', clear);
  try {
    const { report, exitCode, memory } = await runTimed(command, output, options.sampleMemory);
    const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = report
      .trim()
      .split(' ')
      .map(Number);
    return {
      wall: wall * 1000,
      cpu: (user + system) * 1000,
      memory,
      exitCode,
      output: readFileSync(outputPath, 'utf8'),
    };
  } finally {
    closeSync(output);
    process.off('exit', clear);
    clear();
  }
}

async function runTimed(
  command: Command,
  output: number,
  sampleMemory: boolean,
): Promise<{ report: string; exitCode: number; memory: PeakMemory | undefined }> {
  const shell = spawn('bash', ['-c', TIMED, 'bash', command.program, ...command.args], {
    cwd: command.cwd,
    env: environment(),
    // The command's output goes to a file: a pipe would make us a part of what we measure.
    stdio: ['ignore', output, output, 'pipe'],
    // A process group of its own, so that the whole of it can be ended at the limit.
    detached: true,
  });
  let report = '';
  const reportPipe = shell.stdio[3];
  if (reportPipe && 'setEncoding' in reportPipe) {
    reportPipe.setEncoding('utf8').on('data', (text: string) => (report += text));
  }
  using sampler =
    sampleMemory && shell.pid !== undefined
      ? new ProcessTreeSampler(shell.pid, SAMPLE_MS)
      : undefined;
  const end = (): void => {
    if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
  };
  const limit = setTimeout(end, LIMIT_MS);
  process.once('exit', end);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      shell.once('error', reject);
      shell.once('close', resolve);
    });
    return { report, exitCode: code ?? 124, memory: sampler?.peak };
  } finally {
    clearTimeout(limit);
    process.off('exit', end);
  }
}

/** The same small environment for every command: nothing from `npm run`, no CI switches, no compile cache. */
function environment(): NodeJS.ProcessEnv {
  const { HOME, PATH } = process.env;
  return {
    HOME,
    PATH: `${dirname(process.execPath)}:${PATH ?? ''}`,
    TMPDIR: tmpdir(),
    LC_ALL: 'C',
    NO_COLOR: '1',
  };
}
