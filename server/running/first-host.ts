/**
 * The first host of the command, started before the command itself is loaded: its start and that of Node's second process
 * go side by side (10 ms of a run).
 */
import path from 'node:path';
import { spawnHost, type SpawnedHost } from './spawn-host.ts';

const COMMANDS_WITHOUT_HOST = new Set([
  'explain',
  'graph',
  'help',
  'list',
  'quarantine',
  'version',
]);
/** With `--cached` often nothing runs. */
const FLAGS_WITHOUT_HOST = new Set(['-h', '--help', '--version', '--cached', '--git']);

/** @returns `undefined` for commands that run nothing; where one is needed after all, it is started then */
export function startFirstHost(argv: readonly string[]): SpawnedHost | undefined {
  const [command = ''] = argv;
  if (COMMANDS_WITHOUT_HOST.has(command)) return undefined;
  if (argv.some((argument) => FLAGS_WITHOUT_HOST.has(argument))) return undefined;
  return spawnHost({
    entry: path.join(import.meta.dirname, '..', 'bin', 'host.cjs'),
    number: 1,
    cwd: process.cwd(),
    env: process.env,
    execArgv: [],
  });
}
