/**
 * The first host of the command, started before the command itself is loaded: its start and that of Node's second process
 * go side by side (10 ms of a run).
 */
import path from 'node:path';
import { spawnHost, type SpawnedHost } from './spawn-host.ts';

const NEEDS_NO_HOST = new Set(['-h', '--help', '--version', 'help', 'version']);
const READS_ONLY = new Set(['list', 'explain']);

/** @returns `undefined` for commands that run nothing */
export function startFirstHost(argv: readonly string[]): SpawnedHost | undefined {
  if (argv.some((argument) => NEEDS_NO_HOST.has(argument))) return undefined;
  if (READS_ONLY.has(argv[0] ?? '') && !argv.includes('--loaded')) return undefined;
  return spawnHost({
    entry: path.join(import.meta.dirname, '..', 'bin', 'host.cjs'),
    number: 1,
    cwd: process.cwd(),
    env: process.env,
    execArgv: [],
  });
}
