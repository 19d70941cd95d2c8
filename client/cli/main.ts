/**
 * The `ztest` command. It is started by `bin/ztest.cjs`, which has checked the version of Node and started the first host:
 * that one boots while this process loads the command, reads its arguments and its configuration.
 */
import type { SpawnedHost } from '../../server/engine.ts';
import { runCommand } from './run-command.ts';

export function main(firstHost: SpawnedHost | undefined): void {
  void runCommand(process.argv.slice(2), firstHost).then((code) => {
    // Everything is written by now. Ending by itself, Node would take its heap apart first (3 ms).
    process.exit(code);
  });
}
