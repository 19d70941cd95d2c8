/**
 * The `ztest` command. It is started by `bin/ztest.cjs`, which has checked the version of Node. The order of the first
 * lines is the start-up time: the first host boots while this process reads its arguments and configuration.
 */
import { runCommand } from './run-command.ts';

void runCommand(process.argv.slice(2)).then((code) => {
  // Everything is written by now. Ending by itself, Node would take its heap apart first (3 ms).
  process.exit(code);
});
