/** From how a host ended to what its tests are told: pure, but for reading the source maps of a loop's stack. */
import path from 'node:path';
import type { SerializedError, StackFrame } from '../../test-host/protocol.ts';
import type { EndCause } from './file-record.ts';
import type { HostEnd } from './pool-host.ts';
import type { HostExit } from './host-process.ts';
import { isFrameOfUser, type LoopStack, type RawFrame } from './loop-stack.ts';
import type { Phase } from './phase-clock.ts';
import { mapFrames } from '../loading/map-frames.ts';

export interface HostEndFacts {
  readonly exit: HostExit;
  readonly end: HostEnd;
  readonly stop: 'bail' | 'cancelled' | undefined;
  readonly stderr: string;
  readonly processExit:
    | { readonly code: number; readonly stack: readonly StackFrame[] }
    | undefined;
  readonly loopStack: LoopStack;
  readonly indexPath: string | undefined;
  readonly rootDir: string;
  /** A test was running: it is to blame. */
  readonly running: boolean;
  /** What the host had begun last. */
  readonly phase: Phase | undefined;
}

export function endCauseOf(facts: HostEndFacts): EndCause {
  const cause = causeOf(facts);
  const hook = suiteHookOf(facts);
  return cause.blamed === 'skipped' || hook === undefined ? cause : { ...cause, hook };
}

function causeOf(facts: HostEndFacts): EndCause {
  const { end } = facts;
  if (end.why === 'cancelled') {
    return {
      reason: facts.stop ?? 'cancelled',
      blamed: 'skipped',
      others: 'skipped',
      note: 'the run was stopped while it ran',
    };
  }
  if (end.why === 'stuck') return loopCause(facts, end.phase);
  if (facts.processExit !== undefined) return processExitCause(facts.processExit);
  if (isOutOfMemory(facts)) return outOfMemoryCause(facts);
  return crashCause(facts);
}

const LOOK_FOR = {
  loop: 'Look for a loop whose condition never changes.',
  // Native code gives no stack.
  wait: 'Look for a loop whose condition never changes, or a call that waits, such as execFileSync or Atomics.wait.',
};

function loopCause(
  facts: HostEndFacts,
  phase: Extract<HostEnd, { why: 'stuck' }>['phase'],
): EndCause {
  const what =
    phase.phase === 'load'
      ? 'Loading the file'
      : phase.phase === 'hook'
        ? `The ${phase.name ?? 'hook'} hook`
        : 'The test';
  const { frames, isMapped } = facts.loopStack;
  const stack = framesOfUser(isMapped ? frames : mapFrames(frames, facts.indexPath), facts.rootDir);
  return {
    reason: 'loop',
    blamed: 'failed',
    others: 'errored',
    note: 'the process was ended because of an endless loop earlier in the file',
    error: {
      name: 'EndlessLoopError',
      code: 'ZT1701',
      message: `${what} never gave the thread back within ${seconds(phase.limit)} and was ended.${stack.length > 0 ? ' The stack shows where it was.' : ''}`,
      stack,
      hint: `${LOOK_FOR[stack.length > 0 ? 'loop' : 'wait']} If it only needs longer, ${moreTime(phase)}.`,
    },
  };
}

function processExitCause({ code, stack }: NonNullable<HostEndFacts['processExit']>): EndCause {
  return {
    reason: 'process-exit',
    blamed: 'failed',
    others: 'errored',
    note: 'the process was ended by process.exit earlier in the file',
    error: {
      name: 'ProcessExitError',
      code: 'ZT1702',
      message: `process.exit(${code}) was called.`,
      stack,
      hint: 'Mock it: mock.spyOn(process, "exit").mockImplementation(() => { throw new Error("exit") }).',
    },
  };
}

function outOfMemoryCause(facts: HostEndFacts): EndCause {
  const heap = [...facts.stderr.matchAll(/-> (\d+)(?:\.\d+)? \(\d[\d.]*\) MB/g)].at(-1)?.[1];
  return {
    reason: 'out-of-memory',
    blamed: 'failed',
    others: 'errored',
    note: 'the process ran out of memory earlier in the file',
    error: {
      name: 'OutOfMemoryError',
      code: 'ZT1703',
      message: `The process that ran ${subjectOf(facts)} ran out of memory${heap === undefined ? '' : `: its heap had grown to ${heap} MB`}.`,
      stack: crashStack(facts),
      hint: 'Look for data that grows without bound. To give hosts more: NODE_OPTIONS=--max-old-space-size=8192.',
    },
  };
}

function crashCause(facts: HostEndFacts): EndCause {
  const { signal, fault } = facts.exit;
  const tail = lastWords(facts.stderr);
  const error: SerializedError = {
    name: 'HostCrashError',
    code: 'ZT1704',
    message: `The process that ran ${subjectOf(facts)} ${howItEnded(facts.exit)}.${tail === '' ? '' : `\n${tail}`}`,
    stack: crashStack(facts),
    hint: fault === undefined ? crashHint(signal) : FAULT_HINTS[fault],
  };
  return {
    reason: 'host-exit',
    blamed: 'failed',
    others: 'errored',
    note: 'the process ended earlier in the file',
    error,
  };
}

const FAULT_HINTS: Readonly<Record<NonNullable<HostExit['fault']>, string>> = {
  silent: 'Close only descriptors that the code itself has opened.',
  garbled:
    'Look for code that replaces what JavaScript comes with, such as Array.prototype.map; with --isolation none it may be in a file that ran before.',
};

function howItEnded({ code, signal, fault }: HostExit): string {
  if (fault === 'silent')
    return 'closed descriptor 3 or 4, through which ztest speaks with it, and was ended';
  if (fault === 'garbled') return 'said what makes no sense, and was ended';
  return signal === null ? `was ended with code ${String(code)}` : `was ended by ${signal}`;
}

function crashHint(signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL')
    return 'Something outside ended it: most often the memory limit of the system or of a container. Look at its log, or run with fewer --workers.';
  if (signal === 'SIGTERM' || signal === 'SIGINT' || signal === 'SIGHUP')
    return 'Something sent it this signal: a test that signals its own process or group, or somebody outside.';
  return 'Native add-ons and process.abort do this. Run the file alone with --isolation full to see whether it is its own doing.';
}

function subjectOf({ running, phase }: HostEndFacts): string {
  if (running) return 'this test';
  return phase?.phase === 'hook' && phase.name !== undefined
    ? `the ${phase.name} hook`
    : 'this file';
}

/** A hook of no test: it is to blame when no test was running. */
function suiteHookOf({ running, phase }: HostEndFacts): EndCause['hook'] {
  if (running || phase?.phase !== 'hook' || phase.id === undefined) return undefined;
  const { id, name } = phase;
  return name === 'beforeAll' || name === 'afterAll' ? { kind: name, suite: id } : undefined;
}

function moreTime({ phase, name, limit }: Phase): string {
  const more = Math.max(60, Math.ceil(limit / 500)); // seconds: twice as long at least
  if (phase === 'load') return `raise the limit: --timeout ${more}s`;
  if (phase === 'hook') return `give the hook more time: ${name ?? 'beforeAll'}(fn, ${more}_000)`;
  return `raise the timeout: test(title, { timeout: "${more}s" }, fn) or --timeout ${more}s`;
}

/** The JavaScript stack that Node prints when it is aborted, in the user's positions. */
function crashStack({ stderr, indexPath, rootDir }: HostEndFacts): readonly StackFrame[] {
  const [, printed = ''] = stderr.split('----- JavaScript stack trace -----');
  const frames = [...printed.matchAll(/^\d+: (?:(.*) \()?(\/.*|[A-Z]:\\.*):(\d+):(\d+)\)?$/gm)].map(
    ([, functionName = '', file = '', line, column]): RawFrame => ({
      functionName,
      file,
      line: Number(line),
      column: Number(column),
    }),
  );
  return framesOfUser(mapFrames(frames, indexPath), rootDir);
}

/** What the process said at its end, without addresses and the statistics of the garbage collector. */
function lastWords(stderr: string): string {
  const [text = ''] = stderr.split('----- Native stack trace -----');
  return lastLines(text.replace(/^<--- Last few GCs --->[^]*?\n\n/m, ''), 12);
}

function isOutOfMemory({ exit, stderr }: HostEndFacts): boolean {
  return (
    /JavaScript heap out of memory|Allocation failed|FatalProcessOutOfMemory/.test(stderr) &&
    (exit.signal !== null || exit.code !== 0)
  );
}

export function framesOfUser(frames: readonly RawFrame[], rootDir: string): readonly StackFrame[] {
  return frames.filter(isFrameOfUser).map((frame) => ({
    file: frame.file.startsWith(rootDir + path.sep)
      ? path.relative(rootDir, frame.file).replaceAll('\\', '/')
      : frame.file,
    line: frame.line,
    column: frame.column,
    ...(frame.functionName !== '' && { functionName: frame.functionName }),
  }));
}

function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join('\n');
}

function seconds(milliseconds: number): string {
  return milliseconds >= 1000 ? `${Math.round(milliseconds / 100) / 10} s` : `${milliseconds} ms`;
}
