/**
 * What VS Code loads by `extensionTestsPath`, inside the extension host and beside the installed extension. It calls functions
 * of modules as it is told over a socket on loopback (`ZTEST_HOST_PORT`), and ends with that connection.
 */
import net from 'node:net';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { fromLine, toLine, type HostAnswer, type HostCall } from './host-call.ts';

export async function run(): Promise<void> {
  const socket = net.connect(Number(process.env['ZTEST_HOST_PORT']), '127.0.0.1');
  for await (const line of createInterface({ input: socket }))
    void answer(fromLine(line)).then((said) => socket.write(toLine(said)));
}

async function answer({ id, module, name, args }: HostCall): Promise<HostAnswer> {
  try {
    const called: unknown = Reflect.get(await import(pathToFileURL(module).href), name);
    if (typeof called !== 'function') throw new Error(`${module} exports no function ${name}.`);
    const value: unknown = await Reflect.apply(called, undefined, [vscode, ...args]);
    return { id, value };
  } catch (error) {
    if (!(error instanceof Error)) return { id, error: { message: String(error) } };
    const { message, stack = message } = error;
    return { id, error: { message, stack } };
  }
}
