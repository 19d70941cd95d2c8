/**
 * A test host: the only process that executes user code. The server starts it, sends files down one pipe and hears
 * everything on another. It must never outlive the server, never let user code change what it itself relies on, and never
 * let one test file see what another one did.
 */
import { realEndOfGroup } from './intrinsics.ts'; // first: it keeps what user code may replace
import { CommandChannel } from './command-channel.ts';
import { EventChannel } from './event-channel.ts';
import { Host } from './host.ts';
import { takeOverWarnings } from './node-warnings.ts';
import { endWithOwnError } from './process-errors.ts';

const channel = new EventChannel(process.argv[2]);
const ownFlags = Number(process.argv[3] ?? 0);
process.argv.splice(2, 2);
// Forks take these over, and would wait as this process did: a debugger that follows children finds them by itself.
process.execArgv = process.execArgv
  .slice(ownFlags)
  .filter((word) => !word.startsWith('--inspect-brk'));
takeOverWarnings();
const host: Host = new Host(channel, () => commands.hearEvents());
const commands = new CommandChannel({
  onCommand: (command) => host.receive(command),
  whenIdle: async () => await host.whenIdle(),
  onError: endWithOwnError,
  // The server was killed: what tests have started must not stay.
  onClose: () => {
    channel.clear();
    realEndOfGroup();
  },
});
host.install();
channel.send({ type: 'host-ready', pid: process.pid });
channel.flush();
commands.listen();
