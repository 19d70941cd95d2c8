/** `ztest run`: files, reporters, the run, Ctrl-C, and what the exit code says. */
import { createReporters, type ReporterSet } from '../reporters/run-reporters.ts';
import { openOutput } from '../reporters/output-stream.ts';
import { defaultReports } from '../reporters/report-specs.ts';
import {
  startCoverage,
  startHistory,
  type HistorySession,
  type OtherRunner,
  type RequestedFile,
  type RunResult,
  type RunScope,
} from '../../server/engine.ts';
import { readTestId, type RunMessage } from '../../test-host/protocol.ts';
import { exitCodes } from './exit-codes.ts';
import { startHybrid, type HybridRun } from './hybrid-run.ts';
import { watchInterrupts } from './interrupts.ts';
import { flakyTests, renderProblem, waitsForDebugger } from './messages.ts';
import { colorEnvironment, fail, type CommandContext } from './command-context.ts';
import { burnIn } from './burn-in.ts';
import { coverageOptions, outputOf, showCoverage } from './coverage-command.ts';
import { print } from './print.ts';
import { repeatUntilFailure } from './repeat-until-failure.ts';
import { selectFiles } from './select-files.ts';

export async function runTestsCommand(context: CommandContext): Promise<number> {
  const { config, request, engine } = context;
  let history: HistorySession | undefined;
  const reporters = startReporters(context, (ids) => history?.remarks(ids) ?? new Map());
  if (reporters.usageProblems.length > 0) return fail(reporters.usageProblems);
  const own = await context.findFiles();
  if (own.errors.length > 0) return fail(own.errors);
  const hybrid = request.hybrid === undefined ? undefined : await startHybrid(context, own);
  if (hybrid !== undefined && !('found' in hybrid)) return fail(hybrid);
  const found = hybrid?.found ?? own;
  const { files: selected, problems, emptyBecause } = selectFiles(context, found);
  const division = hybrid?.divide(selected, reporters.needsLocations);
  if (division !== undefined && division.problems.length > 0) return fail(division.problems);
  const files = division?.files ?? selected;
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);

  const interrupts = watchInterrupts({
    killAll: () => engine.killAll(),
    note: (text) => reporters.note(text),
  });
  const scope = division?.others === undefined ? scopeOf(request, files) : 'files';
  const coverage = config.coverage.enabled
    ? startCoverage(config, { files, isReported: true })
    : undefined;
  const runOnce = async (onEvents: (events: readonly RunMessage[]) => void): Promise<RunResult> => {
    const session =
      request.debug === undefined ? startHistory(config, { files, scope }) : undefined;
    history = session;
    return await engine.run({
      config,
      files,
      others: division?.others,
      onEvents: (events) => {
        const ours =
          division?.others === undefined ? events : events.filter(isOurs(division.others));
        coverage?.hear(ours);
        session?.hear(ours);
        onEvents(events);
      },
      wantsLocations: reporters.needsLocations,
      fresh: !request.useCache,
      debug: request.debug,
      ...(coverage !== undefined && { coverage: coverage.request }),
      onDebugger: (address) => reporters.note(waitsForDebugger(address)),
      signal: interrupts.signal,
    });
  };
  const onEvents = request.silent ? withoutOutput(reporters.onEvents) : reporters.onEvents;
  const result =
    request.repeatUntilFailure === undefined
      ? await runOnce(onEvents)
      : await repeatUntilFailure(request.repeatUntilFailure, {
          runOnce,
          onEvents,
          onPassed: async (passed) => void (await history?.record(passed)),
          signal: interrupts.signal,
        });
  const repeats = result.outcome === 'passed' ? request.burnIn : undefined;
  // Hosts end while reports are written.
  const closing = repeats === undefined ? engine.dispose() : undefined;
  for (const problem of await reporters.finish())
    process.stderr.write(`${renderProblem(problem)}\n`);
  for (const problem of (await history?.record(result)) ?? [])
    process.stderr.write(`${renderProblem(problem)}\n`);
  await closing;
  const isBurntIn =
    repeats === undefined ||
    (await burnIn(context, { count: repeats, files, signal: interrupts.signal }));
  coverage?.keep();
  const isOfAll =
    selected.length === found.files.length &&
    selected.every(({ selection }) => selection === undefined);
  const hasPassed = result.outcome === 'passed';
  const report = await coverage?.report({
    ...coverageOptions(context, { isOfAll, hasPassed }),
    alsoIn: division?.coverage,
  });
  const isCovered = report === undefined || (await showCoverage(report, context));
  for (const problem of report?.covered ? (history?.noteCoverage(report.covered) ?? []) : [])
    process.stderr.write(`${renderProblem(problem)}\n`);
  if (hybrid !== undefined && division !== undefined)
    await tellHybrid(
      await hybrid.conclude(result, {
        division,
        isOfAll,
        signal: interrupts.signal,
        note: (text) => process.stderr.write(`${text}\n`),
      }),
      context,
    );
  hybrid?.dispose();
  interrupts.stop();
  const acceptsEmpty =
    config.passWithNoTests || emptyBecause.every(({ severity }) => severity === 'warning');
  if (result.reason === 'no-tests') {
    const severity = acceptsEmpty ? 'warning' : 'error';
    for (const problem of emptyBecause)
      process.stderr.write(`${renderProblem({ ...problem, severity })}\n`);
  }
  const code = exitCodeOf(result, acceptsEmpty);
  const flaky = request.failOnFlaky ? result.summary.flaky : 0;
  if (flaky > 0) process.stderr.write(`${renderProblem(flakyTests(flaky))}\n`);
  const isFine = isCovered && isBurntIn && flaky === 0;
  return code === exitCodes.passed && !isFine ? exitCodes.failed : code;
}

function scopeOf(
  { filters, lastFailed }: CommandContext['request'],
  files: readonly RequestedFile[],
): RunScope {
  if (files.some(({ selection }) => selection !== undefined)) return 'tests';
  return filters.length > 0 || lastFailed ? 'files' : 'all';
}

/** What Jest makes of a test says nothing of how it does on ztest. */
function isOurs({ files }: OtherRunner): (event: RunMessage) => boolean {
  const theirs = new Set(files);
  return (event) => {
    if ('file' in event && event.file !== undefined) return !theirs.has(event.file);
    return !('id' in event) || !theirs.has(readTestId(event.id).file);
  };
}

async function tellHybrid(
  { text, problems }: Awaited<ReturnType<HybridRun['conclude']>>,
  context: CommandContext,
): Promise<void> {
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  await print(text, outputOf(context));
}

function startReporters(context: CommandContext, remarks: HistorySession['remarks']): ReporterSet {
  const { config, cwd } = context;
  return createReporters(config.report ?? defaultReports(process.env), {
    rootDir: config.rootDir,
    cwd,
    outputDir: config.outputDir,
    env: colorEnvironment(context),
    stdout: openOutput(1),
    stderr: openOutput(2),
    slowThreshold: config.slowThreshold,
    remarks,
  });
}

function withoutOutput(onEvents: ReporterSet['onEvents']): ReporterSet['onEvents'] {
  return (batch) => onEvents(batch.filter((event) => event.type !== 'output'));
}

function exitCodeOf(result: RunResult, acceptsEmpty: boolean): number {
  if (result.outcome === 'interrupted') return exitCodes.interrupted;
  if (result.reason === 'no-tests')
    return acceptsEmpty ? exitCodes.passed : exitCodes.nothingMatched;
  return result.outcome === 'passed' ? exitCodes.passed : exitCodes.failed;
}
