/** The command from its arguments to its exit code. */
import path from 'node:path';
import {
  clearCache,
  createEngine,
  type LoadedConfig,
  type SpawnedHost,
} from '../../server/engine.ts';
import { fail, type CommandContext } from './command-context.ts';
import { openOutput } from '../reporters/output-stream.ts';
import { exitCodes } from './exit-codes.ts';
import { renderHelp } from './help.ts';
import { listTests } from './list-command.ts';
import { internalError, renderProblem } from './messages.ts';
import { parseCommandLine } from './options.ts';
import type { ParsedCommand } from './options-request.ts';
import { print } from './print.ts';
import { runTestsCommand } from './run-tests-command.ts';
import { version } from './version.ts';

export async function runCommand(
  argv: readonly string[],
  firstHost: SpawnedHost | undefined,
): Promise<number> {
  const parsed = parseCommandLine(argv);
  if (parsed.command !== 'run' && parsed.command !== 'list') firstHost?.child.kill('SIGKILL');
  switch (parsed.command) {
    case 'usage-problem':
      return fail(parsed.problems);
    case 'help':
      await print(renderHelp({ topic: parsed.topic, columns: openOutput(1).columns(), version }));
      return exitCodes.passed;
    case 'version':
      await print(`${version}\n`);
      return exitCodes.passed;
    case 'run':
    case 'list':
      return await withEngine(parsed, firstHost);
    default:
      return parsed satisfies never;
  }
}

async function withEngine(
  parsed: Extract<ParsedCommand, { command: 'run' | 'list' }>,
  firstHost: SpawnedHost | undefined,
): Promise<number> {
  const cwd = process.cwd();
  const engine = createEngine({
    cwd,
    version,
    distribution: path.dirname(import.meta.filename),
    env: process.env,
    firstHost,
  });
  try {
    engine.warm();
    const loaded = await engine.loadConfig({
      cwd,
      flags: parsed.settings,
      env: process.env,
      configFile: parsed.configFile,
      profile: parsed.profile,
    });
    if (!loaded.ok) return fail(loaded.problems);
    warn(loaded);
    if (parsed.clearCache) clearCache(loaded.config.rootDir);
    const context: CommandContext = { engine, config: loaded.config, request: parsed, cwd };
    return parsed.command === 'list' ? await listTests(context) : await runTestsCommand(context);
  } catch (error) {
    return fail([
      internalError(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    ]);
  } finally {
    await engine.dispose();
  }
}

function warn(loaded: Extract<LoadedConfig, { ok: true }>): void {
  for (const problem of loaded.warnings) process.stderr.write(`${renderProblem(problem)}\n`);
}
