/** What the server says to the host: one JSON command a line on descriptor 4. When it closes, the server is gone. */
import net from 'node:net';
import type { HostCommand } from './protocol.ts';

const COMMANDS_FD = 4;

/** User code may replace the one that it finds. */
const { parse } = JSON;

export interface CommandHandlers {
  readonly onCommand: (command: HostCommand) => void;
  /** A command that was not understood, or whose handler failed, would be waited for in vain. */
  readonly onError: (error: unknown) => void;
  readonly onClose: () => void;
}

export function listenToCommands({ onCommand, onError, onClose }: CommandHandlers): void {
  const socket = new net.Socket({ fd: COMMANDS_FD, readable: true, writable: false });
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    try {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own server
      for (const line of lines) onCommand(parse(line) as HostCommand);
    } catch (error) {
      onError(error);
    }
  });
  socket.on('end', onClose);
  socket.on('error', onClose);
}
