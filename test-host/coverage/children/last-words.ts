/** Says when a process is about to end, unseen by the program: not by a listener, of which it may count or remove all. */

/** Ends that ask nobody, unless somebody listens. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * A program that never comes back from its first statements is ended by a signal itself, as it would be without us: signals are
 * listened to once it has begun.
 *
 * @param say may be called more than once; the last time counts
 * @returns to be called when the program's own module has been run; else the first turn of the loop has to do
 */
export function whenProcessEnds(say: () => void): () => void {
  around('emit', (call, [event]) => {
    const result = call();
    if (event === 'exit') say();
    return result;
  });
  around('reallyExit', (call) => {
    say();
    return call();
  });
  let isListening = false;
  const listen = (): void => {
    if (!isListening) listenToSignals(say);
    isListening = true;
  };
  process.nextTick(() => {
    if (process.mainModule !== undefined) listen();
    else setImmediate(listen).unref(); // an ES module is not there yet
  });
  return listen;
}

/** Of a method of `process`: what it does, with something before or behind it. */
function around(
  name: 'emit' | 'reallyExit',
  body: (call: () => unknown, args: readonly unknown[]) => unknown,
): void {
  const method: unknown = Reflect.get(process, name);
  if (typeof method !== 'function') return;
  const value = function (this: unknown, ...args: readonly unknown[]): unknown {
    return body((): unknown => Reflect.apply(method, this, args), args);
  };
  Object.defineProperty(process, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: Object.prototype.propertyIsEnumerable.call(process, name),
  });
}

function listenToSignals(say: () => void): void {
  for (const signal of SIGNALS) {
    const onSignal = (): void => {
      say();
      if (process.listenerCount(signal) > 1) return; // the program knows what to do
      process.removeListener(signal, onSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, onSignal);
  }
}
