/** `ztest watch`: the terminal, its keys, signals, and how it ends. */
import fs from 'node:fs';
import path from 'node:path';
import { openAffected, watchingChunk, type WatchedTests } from '../../../server/engine.ts';
import type { Problem } from '../../../test-host/protocol.ts';
import { openOutput } from '../../reporters/output-stream.ts';
import { createStyles, wantsColor } from '../../reporters/text/styles.ts';
import { colorEnvironment, fail, type CommandContext } from '../command-context.ts';
import { discoverTests } from '../discover-tests.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  internalError,
  keysAreOff,
  renderProblem,
  watchInCI,
  watchIsNotHybrid,
} from '../messages.ts';
import { KeyCommands } from './key-commands.ts';
import { decodeKeys } from './keys.ts';
import { WatchScreen } from './watch-screen.ts';
import { WatchSession } from './watch-session.ts';

export async function watchTests(context: CommandContext): Promise<number> {
  const { config } = context;
  const { isTTY } = openOutput(1);
  const isTerminal = process.stdin.isTTY && isTTY && process.env['TERM'] !== 'dumb';
  const isCI = !['', '0', 'false', undefined].includes(process.env['CI']);
  if (isCI && !isTerminal) return fail([watchInCI()]);
  const isInteractive = isTerminal && !isCI;
  if (context.request.hybrid !== undefined) return fail([watchIsNotHybrid()]);
  const found = await context.findFiles();
  if (found.errors.length > 0) return fail(found.errors);

  const styles = createStyles(wantsColor({ env: colorEnvironment(context), isTTY }));
  const screen = new WatchScreen({ output: openOutput(1), isLive: isInteractive, styles });
  const tell = (problems: readonly Problem[]): void => {
    for (const problem of problems) session.say(renderProblem(problem));
  };
  // oxlint-disable-next-line eslint/prefer-const -- each of the two needs the other
  let session: WatchSession;
  using project = new (watchingChunk().WatchedProject)({
    rootDir: config.rootDir,
    openTests: async () => await openTests(session.context),
    isOutput: outputsOf(context),
    onImpact: (impact) => session.hear(impact),
    // The watcher may have something to say before there is a session.
    onProblem: (problem) => queueMicrotask(() => tell([problem])),
    onError: (error) =>
      tell([internalError(error instanceof Error ? (error.stack ?? '') : String(error))]),
  });
  session = new WatchSession({
    context,
    found,
    project,
    view: { ...screen.view(() => session), tell },
  });
  const keys = new KeyCommands({ session, screen, styles });
  using _terminal = isInteractive
    ? readKeys(keys, screen)
    : withoutKeys(() => session.quit(exitCodes.passed));
  if (!isInteractive) tell([keysAreOff()]);
  using _signals = endBySignals((code) => session.quit(code));
  const code = await session.run();
  screen.end();
  return code;
}

async function openTests(context: CommandContext): Promise<WatchedTests> {
  const { config, request } = context;
  const discovery = await discoverTests(context);
  const { configs } = await context.findFiles();
  const tests = openAffected({
    config,
    configs: [...new Set(configs.values())],
    discovery,
    useCache: request.useCache,
  });
  return {
    affected: tests.affected,
    change: async (events) => {
      await discovery.change(events);
      tests.change(events);
    },
    [Symbol.dispose]: () => {
      tests[Symbol.dispose]();
      discovery[Symbol.dispose]();
    },
  };
}

/** Reports and coverage: what ztest writes itself changes no outcome. */
function outputsOf({ config }: CommandContext): (file: string) => boolean {
  const { rootDir, outputDir, coverage } = config;
  const folders = [outputDir, coverage.directory]
    .map((folder) => `${path.resolve(rootDir, folder).replaceAll('\\', '/')}/`)
    .filter((folder) => !`${rootDir}/`.startsWith(folder));
  return (file) => folders.some((folder) => `${file}/`.startsWith(folder));
}

function readKeys(keys: KeyCommands, screen: WatchScreen): Disposable {
  const { stdin, stdout } = process;
  const onData = (chunk: string): void => {
    for (const key of decodeKeys(chunk)) {
      if (key.name === 'suspend') suspend();
      else keys.press(key);
    }
  };
  const onEnd = (): void => keys.press({ name: 'end' });
  const suspend = (): void => {
    if (process.platform === 'win32') return;
    stdin.setRawMode(false);
    process.once('SIGCONT', () => {
      stdin.setRawMode(true);
      screen.redraw();
    });
    process.kill(0, 'SIGTSTP'); // with whoever started us: npx, a script of npm;
  };
  stdin.setRawMode(true).setEncoding('utf8').on('data', onData).on('end', onEnd).on('error', onEnd);
  stdout.on('resize', screen.redraw);
  return {
    [Symbol.dispose]: () => {
      stdout.off('resize', screen.redraw);
      stdin.off('data', onData).off('end', onEnd).pause();
      stdin.setRawMode(false);
    },
  };
}

/** Whoever started us through a pipe is gone when it closes. */
function withoutKeys(onEnd: () => void): Disposable {
  const { stdin } = process;
  const isPiped = isPipe();
  if (isPiped) stdin.on('end', onEnd).on('error', onEnd).resume();
  const alive = setInterval(() => {}, 2 ** 30);
  return {
    [Symbol.dispose]: () => {
      clearInterval(alive);
      if (isPiped) stdin.off('end', onEnd).off('error', onEnd).pause();
    },
  };
}

function endBySignals(onSignal: (code: number) => void): Disposable {
  const listener = (): void => onSignal(exitCodes.interrupted);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, listener);
  return {
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}

/** A pipe or a socket; a file or `/dev/null` has an end that says nothing. */
function isPipe(): boolean {
  try {
    const stats = fs.fstatSync(0);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false; // closed from the start
  }
}
