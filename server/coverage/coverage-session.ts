/** Coverage around runs: what is counted while one is going on, what is kept and reported of it, and of several together. */
import fs from 'node:fs';
import path from 'node:path';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { moduleStoreDirectory } from '../loading/store-place.ts';
import type { CoverageRequest, RequestedFile } from '../running/run-request.ts';
import type { FilePath, OutcomeReason, Problem, RunMessage } from '../../test-host/protocol.ts';
import { startEarly } from '../running/early-work.ts';
import { separateChanged } from './changed-modules.ts';
import { openCodeMaps, type CodeMaps } from './code-maps.ts';
import { CoverageCollector, type ModuleHits } from './collector.ts';
import { countedFiles } from './counted-files.ts';
import { countedModules } from './counted-modules.ts';
import { keepCoverage, type FinishedRun } from './keep-coverage.ts';
import { KnownFigures } from './known-figures.ts';
import { KnownReports } from './known-reports.ts';
import { slashed } from './merging/repository.ts';
import { changedMeanwhile, includeMatchesNothing } from './messages.ts';
import type * as Chunk from './report-chunk.ts';
import type { CoverageReport, CoverageReportRequest } from './report-chunk.ts';
import type * as TextChunk from './text-chunk.ts';
import type { CoverageScreen } from './text-report.ts';
import { ToldMessages } from './told-messages.ts';

/** Counts which code the tests of a run have run, and tells of it when the run is over. */
export interface CoverageSession {
  readonly request: CoverageRequest;
  /** Begins what needs no results. */
  readonly prepare: () => void;
  /** Hears which files have run to their end. */
  readonly hear: (events: readonly RunMessage[]) => void;
  /** What was counted; when the run is over. */
  readonly finished: () => FinishedRun;
  /** Keeps which tests run which code. */
  readonly keep: () => void;
  /** Writes the reports, and compares with thresholds. */
  readonly report: (options: CoverageReportOptions) => Promise<CoverageReport>;
}

export interface CoverageSessionOptions {
  readonly files: readonly RequestedFile[];
  /** Files that no test loads are left out, also where `coverage.include` names them: nothing looks for them. */
  readonly isOfLoaded?: boolean;
  /** Reports will be asked for. */
  readonly isReported?: boolean;
}

export interface CoverageReportOptions {
  readonly screen: CoverageScreen;
  /** Nothing that could have run was left out. */
  readonly isOfAll: boolean;
  /** Thresholds in the configuration may be raised to what was reached. */
  readonly raisesThresholds: boolean;
  /** A file that the Markdown report is added to as well. */
  readonly summaryFile: string | undefined;
  /** A folder with what another tool has counted of the same run. */
  readonly alsoIn?: string | undefined;
}

/** Reasons for which a file has told nothing of what it runs, or not all of it. */
const NOT_TO_ITS_END: ReadonlySet<string> = new Set<OutcomeReason | ''>([
  'load',
  'cancelled',
  'bail',
  'host-exit',
  'process-exit',
  'loop',
]);

export function startCoverage(
  config: ResolvedConfig,
  { files: requested, isOfLoaded = false, isReported = false }: CoverageSessionOptions,
): CoverageSession {
  const { rootDir } = config;
  const startedAt = Date.now();
  const { conditions, counts, optionalChaining } = config.coverage;
  const probes = { conditions, counts, optionalChaining };
  const collector = new CoverageCollector();
  const counted = countedFiles(config);
  const files = isOfLoaded ? [] : counted.files();
  const whole = new Set(
    requested.filter(({ selection }) => selection === undefined).map(({ file }) => file),
  );
  const wholeFiles = new Set<FilePath>();
  const rules = config.jest?.modules;
  let codeMaps: CodeMaps | undefined;
  const maps = (): CodeMaps =>
    (codeMaps ??= openCodeMaps(moduleStoreDirectory(rootDir, { hasProbes: true, rules }), probes));
  const told = isReported && !counts ? new ToldMessages(rootDir, probes) : undefined;
  const reports = new KnownReports(rootDir, probes);
  let known: KnownFigures | undefined;
  const figures = (): KnownFigures | undefined =>
    isReported ? (known ??= new KnownFigures(rootDir, probes)) : undefined;
  let run: FinishedRun | undefined;
  const finished = (): FinishedRun => {
    if (run !== undefined) return run;
    const isKnown = (file: string, hits: ModuleHits): boolean =>
      figures()?.of(file, hits) !== undefined;
    const modules = countedModules({ collector, codeMaps: maps, files, isKnown });
    codeMaps?.[Symbol.dispose]();
    const isThere = (file: FilePath): boolean => fs.existsSync(path.join(rootDir, file));
    return (run = {
      modules,
      runnersExcept: (files) => collector.runnersExcept(files),
      wholeFiles,
      isThere,
      told: collector.told(),
      setsExcept: (files) => collector.setsExcept(files),
    });
  };
  return {
    request: {
      counted: counted.patterns,
      probes,
      files,
      // While hosts run there is time for what the report will need.
      ...(told !== undefined && {
        told: told.digests(whole),
        recall: (file) => told.recall(file),
      }),
      add: (ran) => {
        collector.add(ran);
        for (const { file, hash } of ran.modules)
          if (figures()?.mayKnow(file, hash) !== true) maps().of(file, hash);
      },
    },
    prepare: () => {
      if (isReported) startEarly(loadChunks(reports));
    },
    hear: (events) => {
      for (const event of events) {
        if (event.type !== 'file-finished' || NOT_TO_ITS_END.has(event.reason ?? '')) continue;
        if (whole.has(event.file)) wholeFiles.add(event.file);
      }
    },
    finished,
    keep: () => {
      keepCoverage(rootDir, finished());
      told?.add(collector.of(wholeFiles));
    },
    report: async (options) => {
      const { alsoIn } = options;
      const others = alsoIn === undefined ? [] : chunk().readIstanbulResults(alsoIn);
      const { unchanged, changed } = separateChanged(finished().modules, startedAt);
      const whole = { ...reportRequest(config, options), modules: unchanged, others };
      const request = { ...whole, reports: reports.missing(whole) };
      const { problems, ...report } =
        textChunk().reportText(request, figures()) ?? (await chunk().reportCoverage(request));
      reports.add(request, report.files ?? []);
      const names = changed.map((file) => slashed(path.relative(rootDir, file)));
      const unmatched = unmatchedInclude(config, files);
      return { ...report, problems: [...changedMeanwhile(names), ...unmatched, ...problems] };
    },
  };
}

function unmatchedInclude(
  { coverage: { include } }: ResolvedConfig,
  files: readonly string[],
): readonly Problem[] {
  return include === undefined || files.length > 0 ? [] : [includeMatchesNothing(include)];
}

/** Puts together what several runs have left, and reports as one run would. */
export async function mergeCoverage({
  config,
  options,
  ...inputs
}: {
  readonly config: ResolvedConfig;
  /** Files and folders, relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly options: CoverageReportOptions;
}): Promise<CoverageReport & { readonly isMerged: boolean }> {
  const { mergeResults, reportCoverage } = chunk();
  const { modules, others, problems } = mergeResults({ ...inputs, rootDir: config.rootDir });
  if (problems.some(({ severity }) => severity === 'error'))
    return { isMerged: false, text: '', problems };
  const report = await reportCoverage({ ...reportRequest(config, options), modules, others });
  return { isMerged: true, text: report.text, problems: [...problems, ...report.problems] };
}

function reportRequest(
  { rootDir, configFile, profile, coverage, types }: ResolvedConfig,
  { screen, isOfAll, raisesThresholds, summaryFile }: CoverageReportOptions,
): Omit<CoverageReportRequest, 'modules' | 'others'> {
  return {
    rootDir,
    directory: coverage.directory,
    reports: coverage.report,
    thresholds: coverage.thresholds,
    kinds: Object.entries(types).flatMap(([kind, { coverage: limits, folder }]) =>
      limits === undefined ? [] : [{ kind, folder, limits }],
    ),
    changed: coverage.changed,
    screen,
    isOfAll,
    raises:
      raisesThresholds && configFile !== undefined ? { file: configFile, profile } : undefined,
    summaryFile,
  };
}

function chunk(): typeof Chunk {
  return loadServerChunk<typeof Chunk>('coverage-report', '../coverage/report-chunk.ts');
}

/** While hosts run there is time to load what the report will need. */
function* loadChunks(reports: KnownReports): Generator<undefined, void> {
  textChunk();
  yield;
  if (!reports.areAsWritten()) chunk();
}

function textChunk(): typeof TextChunk {
  return loadServerChunk<typeof TextChunk>('coverage-text', '../coverage/text-chunk.ts');
}
