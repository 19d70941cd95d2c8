/**
 * A test host: the only process that executes user code. The server starts it, sends files down one pipe and hears
 * everything on another. It must never outlive the server, never let user code change what it itself relies on, and never
 * let one test file see what another one did.
 */
import { realEndOfGroup } from './intrinsics.ts'; // first: it keeps what user code may replace
import { listenToCommands } from './command-channel.ts';
import { EventChannel } from './event-channel.ts';
import { Host } from './host.ts';
import { endWithOwnError } from './process-errors.ts';

const channel = new EventChannel(process.argv[2]);
process.argv.splice(2, 1);
// Forks take these over, and would wait as this process did: a debugger that follows children finds them by itself.
process.execArgv = process.execArgv.filter((word) => !word.startsWith('--inspect-brk'));
const host = new Host(channel);
host.install();
listenToCommands({
  onCommand: (command) => host.receive(command),
  onError: endWithOwnError,
  // The server was killed: what tests have started must not stay.
  onClose: () => {
    channel.clear();
    realEndOfGroup();
  },
});
channel.send({ type: 'host-ready', pid: process.pid });
channel.flush();
