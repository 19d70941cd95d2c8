/** A debugger as small as can be: over the inspector's own protocol, at a port of 127.0.0.1. */

export interface InspectorClient extends Disposable {
  readonly send: (method: string) => void;
  /** Fulfilled when it has stopped so often. */
  readonly stopped: (times: number) => Promise<void>;
  /** Where it has stopped: the functions of the user on the stack, innermost first. */
  readonly places: readonly string[];
}

/** Attaches to a process that waits for it, and lets it begin. */
export async function attachInspector(port: number): Promise<InspectorClient> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [target] = (await answer.json()) as readonly { readonly webSocketDebuggerUrl: string }[];
  if (target === undefined) throw new Error(`Nothing is to be debugged at ${port}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  let stops = 0;
  const places: string[] = [];
  const scripts = new Map<string, string>();
  let next = 1;
  const waiting = new Set<() => void>();
  socket.addEventListener('message', ({ data }) => {
    const { method, params } = JSON.parse(String(data)) as InspectorMessage;
    if (method === 'Debugger.scriptParsed') scripts.set(params.scriptId, params.url);
    if (method !== 'Debugger.paused') return;
    stops += 1;
    const ofUser = params.callFrames.filter(({ location }) =>
      /\.test\.ts(?:\.js)?$/.test(scripts.get(location.scriptId) ?? ''),
    );
    places.push(ofUser.map(({ functionName }) => functionName).join(' < '));
    for (const check of waiting) check();
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error(`Nobody answers at ${port}`)), {
      once: true,
    });
  });
  const send = (method: string): void => socket.send(JSON.stringify({ id: next++, method }));
  for (const method of ['Runtime.enable', 'Debugger.enable']) send(method);
  // Node says where it waits just before it does: a word that is there first is lost.
  const letBegin = (): void => send('Runtime.runIfWaitingForDebugger');
  const again = setInterval(letBegin, 200);
  letBegin();
  const stopped = async (times: number): Promise<void> =>
    await new Promise((resolve) => {
      const check = (): void => {
        if (stops < times) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  await stopped(1); // before the first line
  clearInterval(again);
  send('Debugger.resume');
  return { send, stopped, places, [Symbol.dispose]: () => socket.close() };
}

interface InspectorMessage {
  readonly method?: string;
  readonly params: {
    readonly scriptId: string;
    readonly url: string;
    readonly callFrames: readonly {
      readonly functionName: string;
      readonly location: { readonly scriptId: string };
    }[];
  };
}
