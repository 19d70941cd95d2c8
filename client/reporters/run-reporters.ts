/**
 * Starts the reports that the user chose and feeds them. They run side by side: one that is slow or
 * throws neither stops the run nor the others, and becomes a warning.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Problem, RunMessage } from '../../test-host/protocol.ts';
import { BatchQueue } from './batch-queue.ts';
import { reporterThrew, reporterTooSlow, reportNotWritten } from './messages.ts';
import type { OutputStream } from './output-stream.ts';
import { openOverflowFile } from './overflow-file.ts';
import { openSink } from './report-sink.ts';
import { parseReportSpecs, type ParseOptions, type ReportSpec } from './report-specs.ts';
import type { ReporterContext, Screen } from './reporter.ts';
import { wantsColor } from './text/styles.ts';

export interface ReportersContext extends ParseOptions {
  /** Absolute path that the paths of events are relative to. */
  readonly rootDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Milliseconds after which a test is marked as slow. */
  readonly slowThreshold: number;
  /** What earlier runs say of tests that failed; nothing when absent. */
  readonly remarks?: ReporterContext['remarks'];
  /** How the user calls us in commands to copy; `npx ztest` when absent. */
  readonly command?: string;
  /** Milliseconds since the epoch; the real clock when absent. */
  readonly now?: () => number;
  /** Milliseconds that reports get after the end of the run; 10,000 when absent. */
  readonly finishTimeout?: number;
}

export interface ReporterSet {
  /** Usage errors: nothing was started, the command ends with exit code 2. */
  readonly usageProblems: readonly Problem[];
  /** Somebody reads where each test is declared; else hosts need not find out. */
  readonly needsLocations: boolean;
  /** Takes a batch of events. Returns at once and never throws. */
  readonly onEvents: (batch: readonly RunMessage[]) => void;
  /** Says something at once: above what a live report draws, or on standard error. */
  readonly note: (text: string) => void;
  /** Hands on what another program prints: as it is, or in whole lines above what a live report draws. */
  readonly print: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Waits until every report is written; call it once, after the last event. */
  readonly finish: () => Promise<Problem[]>;
  /** In place of it: nobody reads on, and no file is left half written. */
  readonly drop: () => Promise<void>;
}

/**
 * @param specs values of `--report`: `name`, `name=path`, `name=-`, also several with commas between
 * @example
 * const reporters = createReporters(['terminal', 'junit'], { rootDir, cwd, outputDir, … });
 * if (reporters.usageProblems.length > 0) return 2;
 * run.onEvents((batch) => reporters.onEvents(batch));
 * const warnings = await reporters.finish();
 */
export function createReporters(specs: readonly string[], context: ReportersContext): ReporterSet {
  const { reports, problems } = parseReportSpecs(specs, context);
  return { ...startReports(problems.length > 0 ? [] : reports, context), usageProblems: problems };
}

/** The same for reports that do not come from the command line (plugins, the editor, tests). */
export function startReports(
  reports: readonly ReportSpec[],
  context: ReportersContext,
): ReporterSet {
  const overflow = openOverflowFile(path.join(context.outputDir, 'output.log'), context.cwd);
  let notes = '';
  let unfinished = '';
  let isDropped = false;
  const shared: SharedContext = {
    ...context,
    takeNotes() {
      const taken = notes;
      notes = '';
      return taken;
    },
    isDropped: () => isDropped,
    isStdoutTaken: reports.some(({ target }) => target.kind === 'stdout'),
    keepOverflow: overflow.keep,
    readSource: createSourceReader(context.rootDir),
    writtenFiles: reports.flatMap(({ target }) =>
      target.kind === 'file' ? [path.relative(context.cwd, target.path).replaceAll('\\', '/')] : [],
    ),
  };
  const running: RunningReport[] = [];
  // Reports that own the console come first: the lines of the others must not end up within theirs.
  for (const report of reports.toSorted(
    (a, b) => Number(a.format.sharesConsole) - Number(b.format.sharesConsole),
  )) {
    const before = report.format.sharesConsole ? running.map(({ done }) => done) : [];
    running.push(startReport(report, shared, before));
  }
  return {
    usageProblems: [],
    needsLocations: reports.some(
      ({ format }) => format.name !== 'terminal' && format.name !== 'dot',
    ),
    onEvents(batch) {
      for (const report of running) report.queue.push(batch);
    },
    note(text) {
      if (running.some(({ isLive }) => isLive)) notes += `${text}\n`;
      else process.stderr.write(`${text}\n`);
    },
    print(stream, text) {
      const isLive = running.some((report) => report.isLive);
      if (!isLive) {
        void attempt(() => context[shared.isStdoutTaken ? 'stderr' : stream].write(text));
        return;
      }
      const end = text.lastIndexOf('\n') + 1;
      notes += end === 0 ? '' : unfinished + text.slice(0, end);
      unfinished = end === 0 ? unfinished + text : text.slice(end);
    },
    async finish() {
      for (const report of running) report.queue.close();
      const problems = await Promise.all(
        running.map((report) => withinTime(report, context.finishTimeout ?? 10_000)),
      );
      // What came too late for the live report.
      const late = shared.takeNotes() + unfinished;
      if (late !== '') await attempt(() => context.stdout.write(late));
      overflow.close();
      return problems.flat();
    },
    async drop() {
      isDropped = true;
      await this.finish();
    },
  };
}

interface SharedContext extends ReportersContext {
  readonly isStdoutTaken: boolean;
  readonly isDropped: () => boolean;
  readonly takeNotes: () => string;
  readonly keepOverflow: (text: string) => string | undefined;
  readonly readSource: (file: string) => string | undefined;
  readonly writtenFiles: readonly string[];
}

interface RunningReport {
  readonly name: string;
  /** Redraws the screen again and again. */
  readonly isLive: boolean;
  readonly queue: BatchQueue;
  /** Never rejects. */
  readonly done: Promise<Problem[]>;
}

/** @param before reports that must be done before this one writes */
function startReport(
  spec: ReportSpec,
  context: SharedContext,
  before: readonly Promise<unknown>[],
): RunningReport {
  const queue = new BatchQueue();
  const stream = streamOf(spec, context);
  const screen = stream === undefined ? fileScreen : screenOf(stream, context.env);
  const ticks = spec.format.ticks?.[screen.isLive ? 'live' : 'plain'];
  const timer = ticks === undefined ? undefined : setInterval(() => queue.tick(), ticks).unref();
  const done = pump(spec, queue, { context, stream, screen, before }).finally(() => {
    clearInterval(timer);
    queue.abandon();
  });
  return { name: spec.format.name, isLive: screen.isLive && ticks !== undefined, queue, done };
}

interface PumpOptions {
  readonly context: SharedContext;
  /** `undefined`: the report goes to a file. */
  readonly stream: OutputStream | undefined;
  readonly screen: Screen;
  readonly before: readonly Promise<unknown>[];
}

async function pump(spec: ReportSpec, queue: BatchQueue, options: PumpOptions): Promise<Problem[]> {
  const { name } = spec.format;
  const sink = openSink(spec, options.stream);
  const isLost = (): boolean => spec.target.kind === 'file' && options.context.isDropped();
  try {
    for await (const text of spec.format.reporter(queue, reporterContext(options))) {
      if (options.before.length > 0) await Promise.all(options.before);
      if (isLost()) continue;
      const problem = await attempt(() => sink.write(text));
      if (problem === undefined) continue;
      await sink.discard();
      return writeFailure(name, sink.place, problem);
    }
  } catch (error) {
    await sink.discard();
    return [reporterThrew(name, messageOf(error))];
  }
  if (isLost()) {
    await sink.discard();
    return [];
  }
  const problem = await attempt(() => sink.close());
  return problem === undefined ? [] : writeFailure(name, sink.place, problem);
}

function reporterContext({ context, screen }: PumpOptions): ReporterContext {
  return {
    rootDir: context.rootDir,
    cwd: context.cwd,
    env: context.env,
    screen,
    now: context.now ?? Date.now,
    slowThreshold: context.slowThreshold,
    command: context.command ?? 'npx ztest',
    readSource: context.readSource,
    remarks: context.remarks ?? (() => new Map()),
    keepOverflow: context.keepOverflow,
    takeNotes: context.takeNotes,
    isDropped: context.isDropped,
    appendFile: (file, text) => fs.promises.appendFile(file, text),
    writtenFiles: context.writtenFiles,
  };
}

function streamOf({ target }: ReportSpec, context: SharedContext): OutputStream | undefined {
  if (target.kind === 'file') return undefined;
  return target.kind === 'console' && context.isStdoutTaken ? context.stderr : context.stdout;
}

const fileScreen: Screen = { isLive: false, hasColor: false, columns: () => 80, rows: () => 24 };

function screenOf(stream: OutputStream, env: ReportersContext['env']): Screen {
  const isCI =
    env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false' && env['CI'] !== '0';
  return {
    isLive: stream.isTTY && !isCI && env['TERM'] !== 'dumb',
    hasColor: wantsColor({ env, isTTY: stream.isTTY }),
    columns: stream.columns,
    rows: stream.rows,
  };
}

async function attempt(action: () => void | Promise<void>): Promise<unknown> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error ?? 'unknown';
  }
}

/** Whoever closes the pipe (`ztest | head`) does not want the rest, and no word about it. */
function writeFailure(name: string, place: string, error: unknown): Problem[] {
  const isClosedPipe = error instanceof Error && 'code' in error && error.code === 'EPIPE';
  return isClosedPipe ? [] : [reportNotWritten(name, place, messageOf(error))];
}

async function withinTime(report: RunningReport, milliseconds: number): Promise<Problem[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<Problem[]>((resolve) => {
    timer = setTimeout(
      () => resolve([reporterTooSlow(report.name, milliseconds / 1000)]),
      milliseconds,
    );
  });
  const problems = await Promise.race([report.done, tooSlow]);
  clearTimeout(timer);
  return problems;
}

function createSourceReader(rootDir: string): (file: string) => string | undefined {
  const sources = new Map<string, string | undefined>();
  return (file) => {
    if (!sources.has(file)) sources.set(file, readText(path.resolve(rootDir, file)));
    return sources.get(file);
  };
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined; // gone, or never there (`eval`): the failure is shown without its code
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
