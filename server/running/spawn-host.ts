/** Starts the process of a host. Loaded before everything else of the command, so it imports as little as possible. */
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SpawnOptions {
  /** Absolute path of the host's entry. */
  readonly entry: string;
  readonly number: number;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly execArgv: readonly string[];
}

export interface SpawnedHost {
  readonly child: ChildProcess;
  /** Where it writes what it has not sent yet. */
  readonly blackBox: string;
}

/**
 * A host lives briefly and shares its cores with the others: no helper threads for small collections. Most other flags of V8
 * (`--initial-heap-size` and nearly all that have to do with code) make Node compile its own modules anew in each process,
 * for which a host has 8 ms less.
 */
const HEAP_FLAGS = ['--min-semi-space-size=8', '--no-parallel-scavenge'];
const FLAGS = ['--inspect-port=127.0.0.1:0', ...HEAP_FLAGS];

export function spawnHost({ entry, number, cwd, env, execArgv }: SpawnOptions): SpawnedHost {
  // An editor's server starts hosts of several folders in the same millisecond.
  const blackBox = `${blackBoxPrefix()}${number}-${process.hrtime.bigint().toString(36)}.events`;
  // The host hides ours from tests, which hand on what they find to processes of their own.
  const args = [entry, blackBox, String(FLAGS.length)];
  const child = spawn(process.execPath, [...FLAGS, ...execArgv, ...args], {
    cwd,
    env: { NODE_ENV: 'test', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32', // a process group of its own: ended with its children, deaf to Ctrl-C
    windowsHide: true,
  });
  return { child, blackBox };
}

/** How the paths of the black boxes of this process's hosts begin. */
export function blackBoxPrefix(): string {
  return path.join(tmpdir(), `ztest-${process.pid}-`);
}
