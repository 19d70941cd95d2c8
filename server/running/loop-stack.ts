/**
 * Where a host is that no longer answers: its inspector is woken by signal, also in an endless loop, asked to pause, and
 * its call stack read (Chrome DevTools Protocol, `Debugger.pause`).
 */
import type { HostProcess } from './host-process.ts';

/** A frame as the engine sees it: generated positions, 1-based. */
export interface RawFrame {
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const WAIT_MS = 3000;

/** @returns innermost first; empty when the host could not be reached in time */
export async function readLoopStack(host: HostProcess): Promise<readonly RawFrame[]> {
  if (host.pid === undefined) return [];
  try {
    const url = await openInspector(host, host.pid);
    return url === undefined ? [] : await pauseAndRead(url);
  } catch {
    return []; // the stack is a help; without it the loop is reported all the same
  }
}

async function openInspector(host: HostProcess, pid: number): Promise<string | undefined> {
  debugProcess(pid);
  const deadline = performance.now() + WAIT_MS;
  while (performance.now() < deadline && !host.isOver) {
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

async function pauseAndRead(url: string): Promise<readonly RawFrame[]> {
  const socket = new WebSocket(url);
  const timer = setTimeout(() => socket.close(), WAIT_MS);
  try {
    return await new Promise((resolve) => {
      const scripts = new Map<string, string>();
      socket.onclose = () => resolve([]);
      socket.onerror = () => resolve([]);
      socket.onopen = () => {
        socket.send('{"id":1,"method":"Debugger.enable"}');
        socket.send('{"id":2,"method":"Debugger.pause"}');
      };
      socket.onmessage = ({ data }: { data: unknown }) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the protocol of Node's own inspector
        const message = JSON.parse(String(data)) as InspectorMessage;
        if (message.method === 'Debugger.scriptParsed')
          scripts.set(message.params.scriptId, message.params.url);
        if (message.method === 'Debugger.paused')
          resolve(message.params.callFrames.map((frame) => toRawFrame(frame, scripts)));
      };
    });
  } finally {
    clearTimeout(timer);
    socket.close();
  }
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
  | { readonly method?: undefined };

interface CallFrame {
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
