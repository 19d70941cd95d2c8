/** The command from its arguments to its exit code. */
import path from 'node:path';
import {
  clearCache,
  createEngine,
  type LoadedConfig,
  type ResolvedConfig,
  type SpawnedHost,
} from '../../server/engine.ts';
import { fail, type CommandContext } from './command-context.ts';
import { openOutput } from '../reporters/output-stream.ts';
import { showAffectedTests } from './affected-command.ts';
import { bisectTest } from './bisect-command.ts';
import { bisectCommits } from './bisect-git-command.ts';
import { mergeCoverageCommand } from './coverage-command.ts';
import { showCoveringTests } from './covers-command.ts';
import { exitCodes } from './exit-codes.ts';
import { exportHistory } from './export-command.ts';
import { diagnoseTest } from './flaky-command.ts';
import { showGraph } from './graph-command.ts';
import { renderHelp } from './help.ts';
import { showHistory } from './history-command.ts';
import { explainTests } from './explain-command.ts';
import { listLoadedTests, listTests } from './list-command.ts';
import { internalError, renderProblem } from './messages.ts';
import { migrate } from './migrate-command.ts';
import { parseCommandLine } from './options.ts';
import type { EngineCommand, ParsedCommand, UsageProblem } from './options-request.ts';
import { print } from './print.ts';
import { changeQuarantine } from './quarantine-command.ts';
import { runTestsCommand } from './run-tests-command.ts';
import { version } from './version.ts';
import { watchTests } from './watch/watch-command.ts';

export async function runCommand(
  argv: readonly string[],
  firstHost: SpawnedHost | undefined,
): Promise<number> {
  const parsed = parseCommandLine(argv);
  if (!needsHost(parsed)) firstHost?.child.kill('SIGKILL');
  switch (parsed.command) {
    case 'usage-problem':
      return fail(parsed.problems);
    case 'help':
      await print(renderHelp({ topic: parsed.topic, columns: openOutput(1).columns(), version }));
      return exitCodes.passed;
    case 'version':
      await print(`${version}\n`);
      return exitCodes.passed;
    case 'migrate':
      return await migrate(parsed);
    case 'run':
    case 'list':
    case 'explain':
    case 'graph':
    case 'covers':
    case 'affected':
    case 'coverage':
    case 'history':
    case 'export':
    case 'bisect':
    case 'flaky':
    case 'quarantine':
      return await withEngine(parsed, needsHost(parsed) ? firstHost : undefined);
    default:
      return parsed satisfies never;
  }
}

/** What is only read runs nothing of the user's. */
function needsHost(parsed: ParsedCommand | UsageProblem): boolean {
  const { command } = parsed;
  if (command === 'list') return parsed.loaded;
  return (
    command === 'run' ||
    command === 'affected' ||
    command === 'coverage' ||
    (command === 'bisect' && !parsed.bisect.overCommits) ||
    command === 'flaky'
  );
}

async function withEngine(
  parsed: Extract<ParsedCommand, { command: EngineCommand }>,
  firstHost: SpawnedHost | undefined,
): Promise<number> {
  const cwd = process.cwd();
  const engine = createEngine({
    cwd,
    version,
    distribution: path.dirname(import.meta.filename),
    env: process.env,
    firstHost,
    remembersConfigs: parsed.useCache && !parsed.clearCache,
    isLongLived: parsed.watch,
  });
  try {
    const options = {
      cwd,
      flags: parsed.settings,
      env: process.env,
      configFile: parsed.configFile,
      ...(parsed.compat === 'jest' && { jest: 'always' as const }),
      profile: parsed.profile,
    };
    if (needsHost(parsed) && parsed.settings.cached !== true) engine.warm();
    const loaded = needsHost(parsed)
      ? await engine.loadConfig(options)
      : await engine.readConfig({ ...options, useCache: parsed.useCache && !parsed.clearCache });
    if (!loaded.ok) return fail(loaded.problems);
    warn(loaded);
    if (parsed.clearCache) clearCache(loaded.config.rootDir);
    const { config } = loaded;
    const findOfJest: CommandContext['findOfJest'] = async () => {
      const ofJest = { ...options, configFile: undefined, jest: 'always' as const };
      const other = await engine.loadConfig(ofJest);
      if (!other.ok) return other.problems;
      return { config: other.config, found: await engine.findFiles(other.config, ofJest) };
    };
    const contextOf = (own: ResolvedConfig): CommandContext => ({
      engine,
      config: own,
      request: parsed,
      cwd,
      findFiles: async () =>
        await engine.findFiles(own, { ...options, isStatic: !needsHost(parsed) }),
      findOfJest,
      reload: async () => {
        const again = await engine.loadConfig(options);
        return again.ok ? contextOf(again.config) : again;
      },
    });
    const context = contextOf(config);
    switch (parsed.command) {
      case 'run':
        return await (parsed.watch ? watchTests(context) : runTestsCommand(context));
      case 'list':
        return await (parsed.loaded ? listLoadedTests(context) : listTests(context));
      case 'explain':
        return await explainTests(context);
      case 'graph':
        return await showGraph(context);
      case 'covers':
        return await showCoveringTests(context);
      case 'affected':
        return await showAffectedTests(context);
      case 'coverage':
        return await mergeCoverageCommand(context);
      case 'history':
        return await showHistory(context);
      case 'export':
        return await exportHistory(context);
      case 'bisect':
        return await (parsed.bisect.overCommits ? bisectCommits(context) : bisectTest(context));
      case 'flaky':
        return await diagnoseTest(context);
      case 'quarantine':
        return await changeQuarantine(context);
      default:
        return parsed.command satisfies never;
    }
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
