/** The part of a run that a project's own Jest runs: started as its user would, heard, and ended when it must be. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  splitPath,
  type FilePath,
  type SerializedError,
  type TestSelection,
} from '../../test-host/protocol.ts';
import type { FoundJest } from '../jest/find-jest-config.ts';
import { jestCall, type InstalledJest } from '../jest/jest-call.ts';
import type { EndCause } from '../running/file-record.ts';
import type { OtherRunner, RequestedFile } from '../running/run-request.ts';
import { runTool, type ToolEnd } from '../running/tool-process.ts';
import { fileEvents } from './jest-events.ts';
import type { JestMessage } from './jest-message.ts';
import { jestEnded, jestSilent, jestUnhappy, notOfJest } from './messages.ts';

export interface JestPartOptions {
  /** Absolute: paths of files are relative to it. */
  readonly rootDir: string;
  readonly files: readonly RequestedFile[];
  readonly jest: InstalledJest;
  readonly place: FoundJest;
  /** Absolute path of the folder of `jest-reporter.cjs`. */
  readonly bin: string;
  readonly workers: number;
  readonly snapshots: 'none' | 'new' | 'all';
  /** Milliseconds without a word after which it is ended; 0: never. */
  readonly patience: number;
  readonly wantsLocations: boolean;
  /** Absolute path of a folder for what Jest counts; absent: it counts nothing. */
  readonly coverage: string | undefined;
}

export function jestPart(options: JestPartOptions): OtherRunner {
  const { rootDir, files, patience } = options;
  const real = fs.realpathSync(rootDir).split(path.sep).join('/');
  const selections = new Map(files.map(({ file, selection }) => [file, selection]));
  const paths = files.map(({ file }) => ({ path: file, ...splitPath(file) }));
  /** A file may be one of several projects, and the first of them is not named. */
  const fileIn = (file: FilePath, project: string | undefined): FilePath | undefined => {
    const twins = paths.filter((one) => one.file === file);
    const named = twins.find((one) => one.project !== undefined && one.project === project);
    return (named ?? twins.find((one) => one.project === undefined) ?? twins[0])?.path;
  };
  return {
    files: files.map(({ file }) => file),
    run: async (add, signal) => {
      const running = new Set<FilePath>();
      let isDone = false;
      let hasFailed = false;
      const start = (file: FilePath): void => {
        if (running.has(file)) return;
        running.add(file);
        add([{ type: 'file-started', file, host: 0, at: Date.now() }], file);
      };
      const hear = (message: JestMessage): void => {
        if (message.type === 'done') isDone = true;
        if (message.type === 'done' || message.type === 'alive') return;
        const absolute = message.file.replaceAll('\\', '/');
        const file = fileIn(absolute.slice(real.length + 1), message.project);
        if (file === undefined) return;
        start(file);
        if (message.type === 'started') return;
        running.delete(file);
        const selection = selections.get(file);
        const events = fileEvents(file, message.result, { rootDir: real, selection });
        hasFailed ||= events.some(
          (event) => event.type === 'file-finished' && /^(?:failed|errored)$/.test(event.outcome),
        );
        add(events, file);
      };
      const silence = new Silence(patience, signal);
      const end = await runJest(options, {
        signal: silence.signal,
        onMessages: (messages) => {
          silence.heard();
          for (const message of messages) hear(message);
        },
        onOutput: (stream, printed) => {
          const text = printed.replace(FORCED, '');
          if (text.trim() !== '') add([{ type: 'output', stream, text }]);
        },
      });
      silence.over();
      if (isDone && end.code !== 0 && !hasFailed && !signal.aborted)
        add([{ type: 'problem', problem: jestUnhappy(end.code, end.said) }]);
      if (silence.isBroken) return errored(jestSilent(patience, [...running]));
      return errored(isDone ? notOfJest() : jestEnded(howOf(end), end.said));
    },
  };
}

/** What it says of our own flag. */
const FORCED = /Force exiting Jest: [^\n]*\n?/;

function errored(error: SerializedError): EndCause {
  return {
    reason: 'host-exit',
    blamed: 'errored',
    others: 'errored',
    error,
    note: 'Jest did not come to its end',
  };
}

function howOf({ code, signal }: ToolEnd): string {
  return signal === null ? `code ${code ?? '?'}` : signal;
}

/** A tool that says nothing for too long is ended. */
class Silence {
  readonly #patience: number;
  readonly #end = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  isBroken = false;

  constructor(patience: number, signal: AbortSignal) {
    this.#patience = patience;
    signal.addEventListener('abort', () => this.#end.abort(), { once: true });
    if (signal.aborted) this.#end.abort();
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  heard(): void {
    this.over();
    if (this.#patience === 0) return;
    this.#timer = setTimeout(() => {
      this.isBroken = true;
      this.#end.abort();
    }, this.#patience);
  }

  over(): void {
    clearTimeout(this.#timer);
  }
}

interface JestRunOptions {
  readonly signal: AbortSignal;
  readonly onMessages: (messages: readonly JestMessage[]) => void;
  readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
}

async function runJest(
  options: JestPartOptions,
  { signal, onMessages, onOutput }: JestRunOptions,
): Promise<ToolEnd> {
  const { rootDir, files, jest, place, bin } = options;
  const { env, nodeFlags, cwd } = jestCall(place.folder, rootDir);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-hybrid-'));
  const list = path.join(folder, 'files.json');
  const real = fs.realpathSync(rootDir).split(path.sep).join('/');
  const wanted = files.map(({ file }) => `${real}/${splitPath(file).file}`);
  // https://github.com/jestjs/jest/pull/13319: names themselves since 30
  const isWrapped = Number.parseInt(jest.version, 10) < 30;
  fs.writeFileSync(list, JSON.stringify({ wanted, isWrapped }));
  try {
    return await runTool({
      args: [...nodeFlags, jest.binary, ...flagsOf(options, bin)],
      cwd,
      env: {
        ...options.place.commandLine?.env,
        ...process.env,
        ...env,
        FORCE_COLOR: '0',
        ZTEST_JEST_FILES: list,
      },
      signal,
      onOutput,
      onLines: (lines) =>
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own reporter
        onMessages(lines.map((line) => JSON.parse(line) as JestMessage)),
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function flagsOf(options: JestPartOptions, bin: string): readonly string[] {
  const { files, place, workers, snapshots, wantsLocations, coverage } = options;
  const { file, isManifest, commandLine } = place;
  const { config: _, esModules: __, maxWorkers: ___, ...settings } = commandLine?.settings ?? {};
  const { testEnvironment, ...given } = settings;
  const pattern = patternOf(files.map(({ selection }) => selection));
  return [
    ...(file === undefined || isManifest === true ? [] : [`--config=${file}`]),
    ...(testEnvironment === undefined ? [] : [`--env=${testEnvironment}`]),
    ...Object.entries(given).map(([key, value]) => `--${key}=${value}`),
    `--reporters=${path.join(bin, 'jest-reporter.cjs')}`,
    `--filter=${path.join(bin, 'jest-filter.cjs')}`,
    '--passWithNoTests',
    '--forceExit',
    '--verbose=false',
    ...(snapshots === 'all' ? ['--updateSnapshot'] : [`--ci=${snapshots === 'none'}`]),
    ...(workers === 1 ? ['--runInBand'] : [`--maxWorkers=${workers}`]),
    ...(pattern === undefined ? [] : [`--testNamePattern=${pattern}`]),
    ...(wantsLocations ? ['--testLocationInResults'] : []),
    ...(coverage === undefined
      ? ['--coverage=false']
      : [
          '--coverage',
          '--coverageReporters=json',
          `--coverageDirectory=${coverage}`,
          '--coverageThreshold={}',
        ]),
  ];
}

/** What matches at least all that is selected; Jest takes no case into account. */
function patternOf(selections: readonly (TestSelection | undefined)[]): string | undefined {
  const sources = new Set(selections.map((one) => one?.titlePattern?.source));
  const [only] = sources;
  return sources.size === 1 ? only : undefined;
}
