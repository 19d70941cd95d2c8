/** Calls functions inside the extension host of a real VS Code. */
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fromLine, toLine, type HostAnswer } from './host/host-call.ts';
import type { LaunchOptions } from './launch-vscode.ts';

export interface ExtensionHost extends Disposable {
  /** For whoever opens the window. */
  readonly launch: Required<Pick<LaunchOptions, 'hostTests' | 'env'>>;
  /**
   * Waits for the window when there is none yet.
   *
   * @param module a path from here
   * @param name of a function that it exports; it gets the API of VS Code first
   * @throws what the function threw, or that the extension host has ended
   */
  readonly call: (module: string, name: string, ...args: readonly unknown[]) => Promise<unknown>;
}

const ENTRY = path.join(import.meta.dirname, 'host/entry.ts');

/** Listens for the extension host of one window, which is opened with `launch`. */
export async function expectExtensionHost(): Promise<ExtensionHost> {
  const calls = new Map<number, PromiseWithResolvers<unknown>>();
  const connected = Promise.withResolvers<net.Socket>();
  const server = net.createServer((socket) => {
    connected.resolve(socket);
    createInterface({ input: socket }).on('line', (line) => {
      const { id, value, error } = fromLine<HostAnswer>(line);
      if (error === undefined) calls.get(id)?.resolve(value);
      else calls.get(id)?.reject(Object.assign(new Error(error.message), error));
      calls.delete(id);
    });
    socket.on('error', () => {}); // its end follows
    socket.once('close', () => {
      for (const { reject } of calls.values()) reject(new Error(ENDED));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : address;
  let id = 0;
  return {
    launch: { hostTests: ENTRY, env: { ZTEST_HOST_PORT: String(port) } },
    call: async (module, name, ...args) => {
      const socket = await connected.promise;
      if (socket.destroyed) throw new Error(ENDED);
      const call = Promise.withResolvers<unknown>();
      calls.set((id += 1), call);
      socket.write(toLine({ id, module: path.resolve(module), name, args }));
      return await call.promise;
    },
    [Symbol.dispose]: () => {
      void connected.promise.then((socket) => socket.destroy());
      server.close();
    },
  };
}

const ENDED = 'The extension host has ended.';
