/**
 * Where a host is that no longer answers: its inspector is woken by signal, also in an endless loop, asked to pause, and
 * its call stack read (Chrome DevTools Protocol, `Debugger.pause`).
 */
import type { HostProcess } from './host-process.ts';
import { monotonicNow } from './monotonic-now.ts';

/** 1-based. */
export interface RawFrame {
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Frames of the user's code and of packages, innermost first; none when the host could not be reached in time. */
export interface LoopStack {
  readonly frames: readonly RawFrame[];
  /** Positions are those of the source; otherwise those of the code that the engine sees. */
  readonly isMapped: boolean;
}

export const NO_STACK: LoopStack = { frames: [], isMapped: true };

const WAIT_MS = 3000;
/** Node's own code stands between two turns of a loop of promises or ticks. */
const MOST_STEPS = 1000;

export async function readLoopStack(host: HostProcess): Promise<LoopStack> {
  if (host.pid === undefined) return NO_STACK;
  try {
    const url = await openInspector(host, host.pid);
    return url === undefined ? NO_STACK : await pauseAndRead(url);
  } catch {
    return NO_STACK; // the stack is a help; without it the loop is reported all the same
  }
}

export function isFrameOfUser({ file }: Pick<RawFrame, 'file'>): boolean {
  return file !== '' && !file.startsWith('node:') && !file.startsWith(import.meta.dirname);
}

async function openInspector(host: HostProcess, pid: number): Promise<string | undefined> {
  debugProcess(pid);
  const deadline = monotonicNow() + WAIT_MS;
  while (monotonicNow() < deadline && !host.isOver) {
    const url = /Debugger listening on (ws:\S+)/.exec(host.stderrTail)?.[1];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return undefined;
}

/** SIGUSR1, and what stands for it on Windows. */
function debugProcess(pid: number): void {
  if (process.platform !== 'win32') process.kill(pid, 'SIGUSR1');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- not in Node's types
  else (process as unknown as { _debugProcess: (pid: number) => void })._debugProcess(pid);
}

/** The stack in the words of the host, which knows the sources of all that it has loaded. */
const MAPPED_STACK = `(() => {
  const { Error } = globalThis;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 200;
  try { return new Error().stack; } finally { Error.stackTraceLimit = stackTraceLimit; }
})()`;

async function pauseAndRead(url: string): Promise<LoopStack> {
  const socket = new WebSocket(url);
  const timer = setTimeout(() => socket.close(), WAIT_MS);
  try {
    return await new Promise((resolve) => {
      const scripts = new Map<string, string>();
      let raw: LoopStack = NO_STACK;
      let lastId = 0;
      let question: number | undefined;
      const send = (method: string, params: object = {}): number => {
        socket.send(JSON.stringify({ id: ++lastId, method, params }));
        return lastId;
      };
      socket.onclose = () => resolve(raw);
      socket.onerror = () => resolve(raw);
      socket.onopen = () => {
        send('Debugger.enable');
        send('Debugger.pause');
      };
      socket.onmessage = ({ data }: { data: unknown }) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the protocol of Node's own inspector
        const message = JSON.parse(String(data)) as InspectorMessage;
        if (message.method === 'Debugger.scriptParsed') {
          scripts.set(message.params.scriptId, message.params.url);
        } else if (message.method === 'Debugger.paused') {
          const { callFrames } = message.params;
          const frames = callFrames.map((frame) => toRawFrame(frame, scripts));
          raw = { frames: frames.filter(isFrameOfUser), isMapped: false };
          if (raw.frames.length === 0 && lastId < MOST_STEPS) {
            send('Debugger.stepInto');
            return;
          }
          question = send('Debugger.evaluateOnCallFrame', {
            callFrameId: callFrames[0]?.callFrameId,
            expression: MAPPED_STACK,
            silent: true,
            timeout: WAIT_MS / 2,
          });
        } else if (message.id !== undefined && message.id === question) {
          const frames = framesIn(String(message.result?.result?.value)).filter(isFrameOfUser);
          resolve(frames.length > 0 ? { frames, isMapped: true } : raw);
        }
      };
    });
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

/** Of the text of a stack, without code that was evaluated, as the question itself was. */
function framesIn(stack: string): readonly RawFrame[] {
  return [
    ...stack.matchAll(
      /^ +at (?!eval \(eval at )(?:(.*) \()?(?:async )?((?:\/|[A-Z]:\\).*):(\d+):(\d+)\)?$/gm,
    ),
  ].map(([, name = '', file = '', line, column]) => ({
    functionName: name.replace(/^(?:Object\.)?<anonymous>$|^(?:async|new) /, ''),
    file,
    line: Number(line),
    column: Number(column),
  }));
}

type InspectorMessage =
  | {
      readonly method: 'Debugger.scriptParsed';
      readonly params: { readonly scriptId: string; readonly url: string };
    }
  | {
      readonly method: 'Debugger.paused';
      readonly params: { readonly callFrames: readonly CallFrame[] };
    }
  | {
      readonly method?: undefined;
      readonly id?: number;
      readonly result?: { readonly result?: { readonly value?: unknown } };
    };

interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly url: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber?: number;
  };
}

function toRawFrame(frame: CallFrame, scripts: ReadonlyMap<string, string>): RawFrame {
  return {
    functionName: frame.functionName,
    file: (frame.url || scripts.get(frame.location.scriptId) || '').replace(/^file:\/\//, ''),
    line: frame.location.lineNumber + 1,
    column: (frame.location.columnNumber ?? 0) + 1,
  };
}
