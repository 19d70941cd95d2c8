/** `ztest watch` on a project of its own: what it prints is waited for, in order, and nothing else. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { killMarked, MARK_VARIABLE, waitForNoneMarked } from './processes.ts';
import {
  COMMAND,
  commandEnvironment,
  createProject,
  type Project,
  type ProjectFiles,
} from './run-project.ts';

export interface WatchOptions {
  /** In a terminal, so that there are keys and a live screen. Default: through pipes. */
  readonly isTerminal?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder of the project in which the command starts. Default: its root. */
  readonly cwd?: string;
  /** One that is there already, and stays. */
  readonly project?: Project;
}

export interface WatchedRun extends Disposable {
  readonly project: Project;
  /** Fulfilled when this was printed, behind what was waited for before. @returns all up to there */
  readonly until: (text: string | RegExp) => Promise<string>;
  /** Types, or writes into the pipe. */
  readonly type: (keys: string) => void;
  readonly closeInput: () => void;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Exit code, and the processes that are left. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly left: readonly number[] }>;
}

/** Milliseconds that something may take to be printed, on a machine that does other things too. */
const PATIENCE = 30_000;

export function watchProject(
  files: ProjectFiles,
  args: readonly string[] = [],
  { isTerminal = false, env = {}, cwd = '.', project: given }: WatchOptions = {},
): WatchedRun {
  const project = given ?? createProject(files);
  const mark = randomUUID();
  const words = [process.execPath, COMMAND, 'watch', ...args];
  const [command = '', ...rest] = isTerminal
    ? ['script', '-qefc', `stty rows 40 cols 100; exec ${words.map(quote).join(' ')}`, '/dev/null']
    : words;
  const child = spawn(command, rest, {
    cwd: join(project.directory, cwd),
    env: commandEnvironment({ TERM: 'xterm-256color', ...env, [MARK_VARIABLE]: mark }),
    stdio: 'pipe',
  });
  let output = '';
  let seen = 0;
  let look = (): void => {};
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      look();
    });
  const ended = new Promise<{ exitCode: number | null; left: readonly number[] }>((fulfil) => {
    child.on('close', (exitCode) => {
      void waitForNoneMarked(mark).then((left) => fulfil({ exitCode, left }));
    });
  });
  return {
    project,
    until: async (wanted) =>
      await new Promise((fulfil, reject) => {
        const timer = setTimeout(() => {
          reject(
            new Error(
              `${String(wanted)} was not printed. The last was:\n${plain(output.slice(seen)).slice(-3000)}`,
            ),
          );
        }, PATIENCE);
        look = () => {
          const rest = plain(output).slice(seen);
          const found = typeof wanted === 'string' ? indexOf(rest, wanted) : wanted.exec(rest);
          if (found === null) return;
          clearTimeout(timer);
          look = () => {};
          const text = rest.slice(0, found.index + found[0].length);
          seen += text.length;
          fulfil(text);
        };
        look();
      }),
    type: (keys) => void child.stdin.write(keys),
    closeInput: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
    ended,
    [Symbol.dispose]: () => {
      killMarked(mark);
      if (given === undefined) project.dispose();
    },
  };
}

function indexOf(
  text: string,
  part: string,
): { readonly index: number; readonly 0: string } | null {
  const index = text.indexOf(part);
  return index < 0 ? null : { index, 0: part };
}

/** Without colours and movements of the cursor. */
function plain(output: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- that is how they begin
  return output.replaceAll(/\x1b\[[0-?]*[A-Za-z]|\r/g, '');
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
