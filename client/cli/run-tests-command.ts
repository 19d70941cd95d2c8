/** `ztest run`: files, reporters, the run, Ctrl-C, and what the exit code says. Watch mode has one such run after the other. */
import { createReporters, type ReporterSet } from '../reporters/run-reporters.ts';
import { openOutput } from '../reporters/output-stream.ts';
import { defaultReports } from '../reporters/report-specs.ts';
import { wantsColor } from '../reporters/text/styles.ts';
import {
  startCoverage,
  type CoverageReportOptions,
  startHistory,
  startLastState,
  type HistorySession,
  type LastStateSession,
  type OtherRunner,
  type RunRequest,
  type RunResult,
  type RunScope,
} from '../../server/engine.ts';
import { readTestId, type Problem, type RunMessage } from '../../test-host/protocol.ts';
import { exitCodes } from './exit-codes.ts';
import { startHybrid, type HybridRun } from './hybrid-run.ts';
import { watchInterrupts } from './interrupts.ts';
import { flakyTests, renderProblem, waitsForDebugger } from './messages.ts';
import { colorEnvironment, fail, type CommandContext } from './command-context.ts';
import { burnIn } from './burn-in.ts';
import { coverageOptions, outputOf, showCoverage } from './coverage-command.ts';
import { print } from './print.ts';
import { mayBeCached } from './cached-runs.ts';
import { repeatUntilFailure } from './repeat-until-failure.ts';
import { selectAffected } from './select-affected.ts';
import { selectFilesOfRun, type SelectedFiles } from './select-files.ts';

export async function runTestsCommand(context: CommandContext): Promise<number> {
  const run = startReportedRun(context);
  if (run.usageProblems.length > 0) return fail(run.usageProblems);
  const own = await context.findFiles();
  if (own.errors.length > 0) return fail(own.errors);
  const hybrid = context.request.hybrid === undefined ? undefined : await startHybrid(context, own);
  if (hybrid !== undefined && !('found' in hybrid)) return fail(hybrid);
  const found = hybrid?.found ?? own;
  const { problems, error, ...matching } = await selectFilesOfRun(context, found);
  if (error !== undefined) return fail([error]);
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  const selected =
    context.request.changed === undefined
      ? matching
      : await selectAffected(context, found, matching);
  if ('exitCode' in selected) return selected.exitCode;
  const division = hybrid?.divide(selected.files, run.needsLocations);
  if (division !== undefined && division.problems.length > 0) return fail(division.problems);
  const interrupts = watchInterrupts({
    killAll: () => context.engine.killAll(),
    note: (text) => run.note(text),
  });
  const { signal } = interrupts;
  const isOfAll =
    selected.files.length === found.files.length &&
    selected.files.every(({ selection }) => selection === undefined);
  const { code, result } = await run.execute({
    ...selected,
    files: division?.files ?? selected.files,
    isOfAll,
    signal,
    others: division?.others,
    coverageAlsoIn: division?.coverage,
  });
  if (hybrid !== undefined && division !== undefined)
    await tellHybrid(
      await hybrid.conclude(result, {
        division,
        isOfAll,
        signal,
        note: (text) => process.stderr.write(`${text}\n`),
      }),
      context,
    );
  hybrid?.dispose();
  interrupts.stop();
  return code;
}

/** One run with its reports, which begin at once. */
export interface ReportedRun {
  /** What is wrong with the reports that were asked for. */
  readonly usageProblems: readonly Problem[];
  readonly needsLocations: boolean;
  /** Says something above what a live report draws. */
  readonly note: (text: string) => void;
  readonly execute: (order: RunOrder) => Promise<EndedRun>;
}

export interface EndedRun {
  readonly result: RunResult;
  /** Of the command. */
  readonly code: number;
}

export interface RunOrder extends Omit<SelectedFiles, 'problems' | 'error'> {
  /** They are all that there are, with all their tests. */
  readonly isOfAll: boolean;
  readonly signal: AbortSignal;
  /** What another runner takes. */
  readonly others?: OtherRunner | undefined;
  readonly coverageAlsoIn?: CoverageReportOptions['alsoIn'];
  readonly updatesSnapshots?: boolean;
  readonly onEvents?: (events: readonly RunMessage[]) => void;
  readonly onFileDone?: NonNullable<RunRequest['onFileDone']>;
  readonly onResult?: (result: RunResult) => void;
  /** It was ended for another one: nobody reads its reports. */
  readonly isStale?: () => boolean;
}

export function startReportedRun(context: CommandContext): ReportedRun {
  let history: HistorySession | undefined;
  const reporters = startReporters(context, (ids) => history?.remarks(ids) ?? new Map());
  return {
    usageProblems: reporters.usageProblems,
    needsLocations: reporters.needsLocations,
    note: (text) => reporters.note(text),
    execute: async (order) =>
      await execute(context, { ...order, reporters, onHistory: (session) => (history = session) }),
  };
}

interface Execution extends RunOrder {
  readonly reporters: ReporterSet;
  readonly onHistory: (session: HistorySession | undefined) => void;
}

async function execute(
  context: CommandContext,
  { reporters, onHistory, ...order }: Execution,
): Promise<EndedRun> {
  const { files, isOfAll, emptyBecause, signal, others } = order;
  const { config, request, engine } = context;
  let history: HistorySession | undefined;
  let lastState: LastStateSession | undefined;
  const scope = others === undefined && !config.cached ? scopeOf(order) : 'files';
  const coverage = config.coverage.enabled
    ? startCoverage(config, { files, isReported: true })
    : undefined;
  const isCached = mayBeCached(context);
  // Nothing is affected: a run with its reports, and nothing to repeat.
  const isIdle = request.changed !== undefined && files.length === 0 && emptyBecause.length === 0;
  const runOnce = async (onEvents: (events: readonly RunMessage[]) => void): Promise<RunResult> => {
    const session =
      request.debug === undefined
        ? startHistory(config, { files, scope, isSitting: request.watch })
        : undefined;
    history = session;
    onHistory(session);
    const state = session && startLastState(config, { files });
    lastState = state;
    return await engine.run({
      config,
      files,
      others,
      onEvents: (events) => {
        const ours = others === undefined ? events : events.filter(isOurs(others));
        coverage?.hear(ours);
        session?.hear(ours);
        state?.hear(ours);
        order.onEvents?.(events);
        onEvents(events);
      },
      onBusy: (modulesOf) => {
        session?.prepare(modulesOf);
        state?.prepare(modulesOf);
        coverage?.prepare();
      },
      ...(order.onFileDone !== undefined && { onFileDone: order.onFileDone }),
      ...(order.shard !== undefined && { shard: order.shard }),
      jestTools: config.jest?.tools && {
        isReported: chosenReports(context).includes('jest'),
        hasColor: wantsColor({ env: colorEnvironment(context), isTTY: openOutput(1).isTTY }),
        onOutput: (stream, text) => reporters.print(stream, text),
      },
      updateSnapshots: order.updatesSnapshots === true,
      wantsLocations: reporters.needsLocations,
      fresh: !request.useCache,
      mayBeEmpty: isIdle,
      cached: isCached,
      debug: request.debug,
      ...(coverage !== undefined && {
        coverage: state?.counting(coverage.request) ?? coverage.request,
      }),
      onDebugger: (address) => reporters.note(waitsForDebugger(address)),
      signal,
    });
  };
  const onEvents = request.silent ? withoutOutput(reporters.onEvents) : reporters.onEvents;
  const result =
    request.repeatUntilFailure === undefined || isIdle
      ? await runOnce(onEvents)
      : await repeatUntilFailure(request.repeatUntilFailure, {
          runOnce,
          onEvents,
          onPassed: async (passed) => void (await history?.record(passed)),
          signal,
        });
  order.onResult?.(result);
  if (order.isStale?.() === true) {
    await reporters.drop();
    lastState?.record(result); // what it has come to is as good as ever
    return { result, code: exitCodes.interrupted };
  }
  const repeats = result.outcome === 'passed' && !isIdle ? request.burnIn : undefined;
  // Hosts end while everything is written.
  const closing = repeats === undefined && !request.watch ? engine.dispose() : undefined;
  for (const problem of await reporters.finish())
    process.stderr.write(`${renderProblem(problem)}\n`);
  for (const problem of (await history?.record(result)) ?? [])
    process.stderr.write(`${renderProblem(problem)}\n`);
  lastState?.record(result);
  const isBurntIn =
    repeats === undefined || (await burnIn(context, { count: repeats, files, signal }));
  coverage?.keep();
  const hasPassed = result.outcome === 'passed';
  const report = await coverage?.report({
    ...coverageOptions(context, { isOfAll, hasPassed }),
    alsoIn: order.coverageAlsoIn,
  });
  const isCovered = report === undefined || (await showCoverage(report, context));
  for (const problem of report?.covered ? (history?.noteCoverage(report.covered) ?? []) : [])
    process.stderr.write(`${renderProblem(problem)}\n`);
  for (const problem of result.problems) process.stderr.write(`${renderProblem(problem)}\n`);
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
  const isTold = result.problems.every(({ severity }) => severity === 'warning');
  const isFine = isCovered && isBurntIn && isTold && flaky === 0;
  await closing;
  if (closing !== undefined) engine.keepOwnCode();
  return { result, code: code === exitCodes.passed && !isFine ? exitCodes.failed : code };
}

function scopeOf({ files, isOfAll }: RunOrder): RunScope {
  if (files.some(({ selection }) => selection !== undefined)) return 'tests';
  return isOfAll ? 'all' : 'files';
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
  const reports = chosenReports(context).filter((report) => report !== 'jest');
  return createReporters(reports, {
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

/** `jest`: the reporters of the Jest configuration, which are no business of ours. */
function chosenReports({ config }: CommandContext): readonly string[] {
  return (config.report ?? defaultReports(process.env)).flatMap((spec) => spec.split(','));
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
