/**
 * Servers, sockets, child processes and workers that user code opens, told by Node's own diagnostics channels: free until
 * something is opened. What is still open at the end of a file is named with the place it was made at, and closed.
 */
import { captureStackTrace } from '../intrinsics.ts';
import { subscribe } from 'node:diagnostics_channel';

export interface OpenHandle {
  readonly kind: 'server' | 'socket' | 'child' | 'worker';
  readonly description: string;
  readonly trace: { readonly stack?: string };
  readonly close: () => void;
}

interface Tracked {
  readonly kind: OpenHandle['kind'];
  readonly object: WeakRef<object>;
  readonly trace: { stack?: string };
}

export class TrackedHandles {
  #tracked: Tracked[] = [];
  #onOpen: (kind: OpenHandle['kind']) => void = () => {};

  /** @param onOpen hears of each kind that is opened */
  install(onOpen: (kind: OpenHandle['kind']) => void): void {
    this.#onOpen = onOpen;
    subscribe('udp.socket', () => onOpen('socket'));
    subscribe('net.client.socket', (message) => this.#add('socket', message, 'socket'));
    subscribe('net.server.socket', (message) => this.#add('socket', message, 'socket'));
    subscribe('tracing:net.server.listen:asyncStart', (message) =>
      this.#add('server', message, 'server'),
    );
    subscribe('child_process', (message) => this.#add('child', message, 'process'));
    subscribe('worker_threads', (message) => this.#add('worker', message, 'worker'));
  }

  readonly #add = (kind: OpenHandle['kind'], message: unknown, key: string): void => {
    const object: unknown =
      typeof message === 'object' && message !== null ? Reflect.get(message, key) : undefined;
    if (typeof object !== 'object' || object === null) return;
    this.#onOpen(kind);
    const trace: { stack?: string } = {};
    captureStackTrace(trace, this.#add);
    this.#tracked.push({ kind, object: new WeakRef(object), trace });
  };

  /** What is open now, of all that was opened since the last `forget`. */
  open(): readonly OpenHandle[] {
    return this.#tracked.flatMap((tracked) => {
      const object = tracked.object.deref();
      if (object === undefined || !isOpen(tracked.kind, object)) return [];
      if (isServiceOfPackage(object, tracked)) return [];
      return [
        {
          kind: tracked.kind,
          description: describe(tracked.kind, object),
          trace: tracked.trace,
          close: () => close(tracked.kind, object),
        },
      ];
    });
  }

  get hasAny(): boolean {
    return this.#tracked.length > 0;
  }

  forget(): void {
    this.#tracked = [];
  }
}

function isOpen(kind: OpenHandle['kind'], object: object): boolean {
  const get = (key: string): unknown => Reflect.get(object, key);
  switch (kind) {
    case 'server':
      return get('listening') === true;
    case 'socket':
      return get('destroyed') === false;
    case 'child':
      return get('exitCode') === null && get('signalCode') === null && get('pid') !== undefined;
    case 'worker':
      return get('threadId') !== -1;
    default:
      return kind satisfies never;
  }
}

/**
 * A process or thread that a package keeps for itself (esbuild's, a pool's): it does not keep the process alive, and the
 * package, which outlives the test file, would wait for it for ever.
 */
function isServiceOfPackage(object: object, { kind, trace }: Tracked): boolean {
  if (kind !== 'child' && kind !== 'worker') return false;
  const frames = trace.stack?.split('\n').slice(1) ?? [];
  const maker = frames.find(
    (frame) => !/[ (]node:/.test(frame) && !frame.includes(import.meta.filename),
  );
  return maker !== undefined && /[\\/]node_modules[\\/]/.test(maker) && !isReferenced(object);
}

/** Whether Node waits for it; of a worker, only its inner handle says so. */
function isReferenced(object: object): boolean {
  return ['_handle', ...Object.getOwnPropertySymbols(object)].some((key) => {
    const inner: unknown = Reflect.get(object, key);
    return typeof inner === 'object' && inner !== null && call(inner, 'hasRef') === true;
  });
}

function describe(kind: OpenHandle['kind'], object: object): string {
  const get = (key: string): unknown => Reflect.get(object, key);
  switch (kind) {
    case 'server': {
      const address: unknown = call(object, 'address');
      return `a server listening on ${typeof address === 'string' ? address : JSON.stringify(address)}`;
    }
    case 'socket': {
      const [address, port] = [get('remoteAddress'), get('remotePort')];
      return typeof address === 'string'
        ? `an open socket to ${address}:${JSON.stringify(port)}`
        : 'an open socket to nobody yet';
    }
    case 'child':
      return `a child process (${String(get('spawnfile'))}, pid ${String(get('pid'))})`;
    case 'worker':
      return `a worker thread (${String(get('threadId'))})`;
    default:
      return kind satisfies never;
  }
}

function close(kind: OpenHandle['kind'], object: object): void {
  switch (kind) {
    case 'server':
      call(object, 'closeAllConnections');
      call(object, 'close');
      break;
    case 'socket':
      call(object, 'destroy');
      break;
    case 'child':
      call(object, 'kill', 'SIGKILL');
      break;
    case 'worker':
      call(object, 'terminate');
      break;
    default:
      kind satisfies never;
  }
}

function call(object: object, method: string, ...args: unknown[]): unknown {
  const fn: unknown = Reflect.get(object, method);
  try {
    return typeof fn === 'function' ? Reflect.apply(fn, object, args) : undefined;
  } catch {
    return undefined; // closed in the meantime
  }
}
