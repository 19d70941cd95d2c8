/** A program of the project that is waited for: it ends with us, with all that it started, and when it is told to. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { startOrphanGuard } from './orphan-guard.ts';
import { GROUP_OPTIONS, killGroup, killLeftBehind } from './process-group.ts';

export interface ToolOptions {
  /** For Node. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Whole lines that it writes to descriptor 3. */
  readonly onLines?: (lines: readonly string[]) => void;
}

export interface ToolEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it printed, or why it could not be started. */
  readonly said: string;
}

const SAID_LENGTH = 4000;

export async function runTool(options: ToolOptions): Promise<ToolEnd> {
  const { args, cwd, env, signal, onOutput, onLines } = options;
  if (signal?.aborted === true) return { code: null, signal: 'SIGKILL', said: '' };
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe', onLines === undefined ? 'ignore' : 'pipe'],
    ...GROUP_OPTIONS,
  });
  const guard = startOrphanGuard();
  if (child.pid !== undefined) guard.watch(child.pid);
  const end = (): void => killGroup(child);
  signal?.addEventListener('abort', end, { once: true });
  let said = '';
  const listen = (stream: 'stdout' | 'stderr'): void => {
    child[stream]?.setEncoding('utf8');
    child[stream]?.on('data', (text: string) => {
      said = (said + text).slice(-SAID_LENGTH);
      onOutput?.(stream, text);
    });
  };
  listen('stdout');
  listen('stderr');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- spawned with a pipe when somebody reads it
  if (onLines !== undefined) readLines(child.stdio[3] as Readable, onLines);
  child.once('exit', () => killLeftBehind(child));
  try {
    return await new Promise<ToolEnd>((resolve) => {
      child.once('close', (code, ended) => resolve({ code, signal: ended, said }));
      child.once('error', (error) =>
        resolve({ code: null, signal: null, said: `${said}\n${error.message}` }),
      );
    });
  } finally {
    signal?.removeEventListener('abort', end);
    guard.stop();
  }
}

function readLines(stream: Readable, onLines: NonNullable<ToolOptions['onLines']>): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) onLines(lines);
  });
}
