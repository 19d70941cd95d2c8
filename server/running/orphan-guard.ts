/**
 * Sees to it that no host outlives this process, not even when it is killed with SIGKILL: a shell of a few hundred
 * kilobytes reads the process groups of the hosts from a pipe, and ends them (and removes their black boxes, and what stands beside them) when the
 * pipe closes.
 */
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { blackBoxPrefix } from './spawn-host.ts';

export interface OrphanGuard {
  readonly watch: (pid: number) => void;
  readonly forget: (pid: number) => void;
  readonly stop: () => void;
}

const SCRIPT = `
groups=
while read -r what pid; do
  case $what in
    watch) groups="$groups $pid" ;;
    forget) kept=; for g in $groups; do [ "$g" = "$pid" ] || kept="$kept $g"; done; groups=$kept ;;
    stop) exit 0 ;;
  esac
done
for g in $groups; do kill -9 "-$g"; done 2>/dev/null
rm -rf "$1"*.events "$1"*.events.children
`;

export function startOrphanGuard(): OrphanGuard {
  if (process.platform === 'win32') return { watch: () => {}, forget: () => {}, stop: () => {} }; // job objects end children there
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'ztest-guard', blackBoxPrefix()], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {}); // no shell: hosts still end by themselves when their pipe closes
  const input: Writable = shell.stdin;
  input.on('error', () => {});
  shell.unref();
  const unrefInput: unknown = Reflect.get(input, 'unref');
  if (typeof unrefInput === 'function') Reflect.apply(unrefInput, input, []);
  const tell = (line: string): void => void input.write(`${line}\n`);
  return {
    watch: (pid) => tell(`watch ${pid}`),
    forget: (pid) => tell(`forget ${pid}`),
    stop: () => tell('stop'),
  };
}
