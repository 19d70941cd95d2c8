/** Runs one test in a working tree, as the command would: with the configuration that is there. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readTestId, type TestId } from '../../../test-host/protocol.ts';

export interface Trial {
  /** `skipped`: it cannot be told, as the file does not load, or has no such test. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly why: string;
}

export interface TryOptions {
  readonly directory: string;
  readonly id: TestId;
  readonly bin: string;
}

/** Milliseconds that the command gets to end by itself. */
const PATIENCE_MS = 5_000;

export async function tryCommit(
  { directory, id, bin }: TryOptions,
  signal: AbortSignal,
): Promise<Trial> {
  signal.throwIfAborted();
  const { file, titles } = readTestId(id);
  if (!fs.existsSync(path.join(directory, file)))
    return { outcome: 'skipped', why: `there is no ${file}` };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-trial-'));
  try {
    const report = path.join(folder, 'report.json');
    const title = titles.join(' ').replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    const words = [
      '--report',
      `json=${report}`,
      '--retry',
      '0',
      '--no-cached',
      '--pass-with-no-tests',
    ];
    const args = [bin, 'run', file, '-t', `/^${title}$/`, ...words];
    const said = await run(args, { directory, signal });
    return outcomeIn(report, { id, said });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the last of what it said */
async function run(
  args: readonly string[],
  { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (said = (said + text).slice(-2000)));
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill('SIGTERM');
    timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
  };
  const onExit = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  process.once('exit', onExit);
  await new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  signal.removeEventListener('abort', end);
  process.off('exit', onExit);
  clearTimeout(timer);
  return said;
}

function outcomeIn(
  report: string,
  { id, said }: { readonly id: TestId; readonly said: string },
): Trial {
  const lastWords = said.trim().split('\n')[0] ?? '';
  const files = filesOf(report);
  if (files === undefined) return { outcome: 'skipped', why: lastWords };
  const test = files.flatMap(({ tests }) => tests).find((one) => one.id === id);
  const [error] = files.flatMap(({ errors }) => errors);
  if (test === undefined)
    return { outcome: 'skipped', why: error?.message ?? 'there is no such test' };
  const message = test.errors[0]?.message.split('\n', 1)[0] ?? '';
  if (test.outcome === 'passed' || test.outcome === 'failed')
    return { outcome: test.outcome, why: message };
  return { outcome: 'skipped', why: message === '' ? 'it did not run' : message };
}

interface ReportedFile {
  readonly errors: readonly { readonly message: string }[];
  readonly tests: readonly {
    readonly id: TestId;
    readonly outcome: string;
    readonly errors: readonly { readonly message: string }[];
  }[];
}

/** @returns `undefined`: there was no run, and so no report */
function filesOf(report: string): readonly ReportedFile[] | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own report, of this version
    return (JSON.parse(fs.readFileSync(report, 'utf8')) as { files: readonly ReportedFile[] })
      .files;
  } catch {
    return undefined;
  }
}
