import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { RunMessage } from '../../test-host/protocol.ts';
import { MARK_VARIABLE, killMarked, waitForNoneMarked } from './processes.ts';

/** Contents of a project: path with forward slashes → text. */
export type ProjectFiles = Readonly<Record<string, string>>;

export interface RunOptions {
  /** Added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder of the project in which the command starts. Default: its root. */
  readonly cwd?: string;
  /** Milliseconds after which everything is killed and the promise rejects. Default: 60,000. */
  readonly timeout?: number;
  /** Whether the run is recorded with `--report events=…`. Default: true; false for what is not a run (`list`, `--help`). */
  readonly records?: boolean;
  /** Called with all output so far whenever there is more; `kill` signals the command itself, as Ctrl-C would. */
  readonly onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void;
}

export interface RunResult {
  /** `null` when a signal ended the command. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What happened, in order; empty when the run did not get as far as its first event. */
  readonly events: readonly RunMessage[];
  /** Processes that the command left behind: empty, or the command has a bug. */
  readonly leftProcesses: readonly number[];
}

export interface Project extends Disposable {
  /** Absolute, without symbolic links. */
  readonly directory: string;
  /** Runs the built `ztest` command in the project. */
  readonly run: (args?: readonly string[], options?: RunOptions) => Promise<RunResult>;
  /** Adds files or changes them. */
  readonly write: (files: ProjectFiles) => void;
  readonly read: (path: string) => string;
  readonly has: (path: string) => boolean;
  readonly dispose: () => void;
}

export interface ProjectRun extends RunResult, Disposable {
  readonly project: Project;
  readonly dispose: () => void;
}

/** Milliseconds that output may still take to arrive after the command has ended. */
const PIPE_PATIENCE = 5_000;

export const COMMAND = resolve(import.meta.dirname, '../../bin/ztest.cjs');

/**
 * Runs the built `ztest` command on a project of its own in a temporary folder.
 *
 * @param args arguments of the command
 * @example
 * using run = await runProject({ 'a.test.ts': `import { test } from 'ztest'; test('a', () => {});` });
 * run.exitCode; // 0
 */
export async function runProject(
  files: ProjectFiles,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<ProjectRun> {
  const project = createProject(files);
  try {
    const result = await project.run(args, options);
    return { ...result, project, dispose: project.dispose, [Symbol.dispose]: project.dispose };
  } catch (error) {
    project.dispose();
    throw error;
  }
}

/** A project to run more than once. It is an ES module package unless `files` hold a `package.json`. */
export function createProject(files: ProjectFiles): Project {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ztest-project-')));
  const write = (more: ProjectFiles): void => writeFiles(directory, more);
  const dispose = (): void => rmSync(directory, { recursive: true, force: true });
  write({ 'package.json': '{ "name": "project", "type": "module" }\n', ...files });
  return {
    directory,
    write,
    read: (path) => readFileSync(join(directory, path), 'utf8'),
    has: (path) => existsSync(join(directory, path)),
    run: (args = [], options = {}) => runCommand(directory, args, options),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function writeFiles(directory: string, files: ProjectFiles): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

async function runCommand(
  directory: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const mark = randomUUID();
  const record = join(tmpdir(), `ztest-events-${mark}.ndjson`);
  const reports = options.records === false ? [] : reportArguments(args, record);
  try {
    const ended = await execute([COMMAND, ...args, ...reports], {
      ...options,
      cwd: join(directory, options.cwd ?? '.'),
      mark,
    });
    const leftProcesses = await waitForNoneMarked(mark);
    return { ...ended, events: readEvents(record), leftProcesses };
  } finally {
    killMarked(mark);
    rmSync(record, { force: true });
  }
}

/** The terminal's report is the default only as long as nobody asks for another. */
function reportArguments(args: readonly string[], record: string): string[] {
  const choosesReports = args.some((arg) => arg === '--report' || arg.startsWith('--report='));
  return ['--report', choosesReports ? `events=${record}` : `terminal,events=${record}`];
}

interface Execution extends RunOptions {
  readonly cwd: string;
  readonly mark: string;
}

function execute(
  args: readonly string[],
  execution: Execution,
): Promise<Pick<RunResult, 'exitCode' | 'stdout' | 'stderr'>> {
  return new Promise((fulfil, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: execution.cwd,
      env: commandEnvironment({ ...execution.env, [MARK_VARIABLE]: execution.mark }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const limit = execution.timeout ?? 60_000;
    const output = { stdout: '', stderr: '' };
    const timer = setTimeout(() => {
      killMarked(execution.mark);
      reject(
        new Error(`ztest did not end within ${limit} ms.\n${output.stdout}\n${output.stderr}`),
      );
    }, limit);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        execution.onOutput?.(output.stdout + output.stderr, (signal) => child.kill(signal));
      });
    }
    child.on('error', reject);
    child.on('exit', () => setTimeout(() => closePipes(child), PIPE_PATIENCE).unref());
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      fulfil({ exitCode, ...output });
    });
  });
}

/** A process that was left behind may hold the pipes open for ever: it is to be reported, not waited for. */
function closePipes(child: ChildProcessByStdio<null, Readable, Readable>): void {
  child.stdout.destroy();
  child.stderr.destroy();
}

/** What this process has, without what would make a run look like one in CI, in colour or inside another test runner. */
export function commandEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
  const foreign = /^(CI|GITHUB_.*|FORCE_COLOR|NO_COLOR|NODE_OPTIONS|NODE_TEST_.*|ZTEST.*|TEST_.*)$/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(inherited), ...env };
}

function readEvents(record: string): RunMessage[] {
  if (!existsSync(record)) return [];
  const lines = readFileSync(record, 'utf8').split('\n');
  return lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line) as RunMessage]));
}
