/**
 * Entry of the language server: a process that an editor starts (`--node-ipc`; `ztest lsp` for any other client) and that
 * ends with it. It knows the tests of the workspace; it never executes user code, and writes nothing to its output but the
 * protocol.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { isContinuousIntegration } from './config/environment.ts';
import { FrameFilter } from './lsp/frame-filter.ts';
import { messageCheck } from './lsp/message-check.ts';
import { openRoot } from './lsp/open-root.ts';
import { startServer } from './lsp/server.ts';

declare const ZTEST_VERSION: string;

const options = { messageStrategy: messageCheck };
const isElsewhere = process.argv.some((argument) => /^--(?:node-ipc|pipe|socket)/.test(argument));
const connection = isElsewhere
  ? createConnection(ProposedFeatures.all, options)
  : createConnection(
      ProposedFeatures.all,
      process.stdin.pipe(new FrameFilter()),
      process.stdout,
      options,
    );
process.stdout.on('error', () => process.exit(1)); // nobody reads any more
process.on('disconnect', () => process.exit(1)); // over IPC, the parent has gone
const close = startServer(connection, {
  version: ZTEST_VERSION,
  openRoot,
  isContinuousIntegration: isContinuousIntegration(process.env),
});
process.once('exit', close); // the client may have vanished without a word
