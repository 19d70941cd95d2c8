/** Chunk: coverage reports, by Istanbul's libraries. */
import path from 'node:path';
import { createCoverageMap, type CoverageMap } from 'istanbul-lib-coverage';
import { createContext, type ReportBase } from 'istanbul-lib-report';
import Clover from 'istanbul-reports/lib/clover/index.js';
import Cobertura from 'istanbul-reports/lib/cobertura/index.js';
import Html from 'istanbul-reports/lib/html/index.js';
import Json from 'istanbul-reports/lib/json/index.js';
import JsonSummary from 'istanbul-reports/lib/json-summary/index.js';
import LcovOnly from 'istanbul-reports/lib/lcovonly/index.js';
import Teamcity from 'istanbul-reports/lib/teamcity/index.js';
import Text from 'istanbul-reports/lib/text/index.js';
import TextSummary from 'istanbul-reports/lib/text-summary/index.js';
import type { Problem } from '../../test-host/protocol.ts';
import type { CodeMaps } from './code-maps.ts';
import type { CoverageCollector } from './collector.ts';
import { fileCoverageData } from './istanbul-data.ts';
import { changedLines, type ChangedLines } from './changed-lines.ts';
import { coverageOfChanged, writeLines, type LineHits } from './changed-coverage.ts';
import { changedBelowThreshold, noChangesKnown } from './messages.ts';
import { checkThresholds, type Thresholds } from './thresholds.ts';
import type { CoverageReportName } from './report-names.ts';

export interface CoverageReportRequest {
  readonly collector: CoverageCollector;
  readonly codeMaps: CodeMaps;
  /** Absolute paths of files that are told of also when nothing ran them. */
  readonly files: readonly string[];
  readonly rootDir: string;
  /** Absolute. */
  readonly directory: string;
  readonly reports: readonly CoverageReportName[];
  readonly thresholds: Thresholds;
  /** A commit: how much of what has changed since is told, too. */
  readonly changed: string | undefined;
  /** How many characters a line of the terminal has. */
  readonly columns: number;
}

/** @returns what is below its threshold */
export async function reportCoverage(request: CoverageReportRequest): Promise<readonly Problem[]> {
  const { directory, reports, rootDir, columns, thresholds } = request;
  const map = coverageMap(request);
  const context = createContext({ dir: directory, coverageMap: map, defaultSummarizer: 'pkg' });
  for (const name of reports) {
    const options = { projectRoot: rootDir, maxCols: columns };
    for (const report of REPORTS[name](options)) report.execute(context);
  }
  return [...checkThresholds({ map, thresholds, rootDir }), ...(await reportChanged(map, request))];
}

async function reportChanged(
  map: CoverageMap,
  { changed, rootDir, thresholds }: CoverageReportRequest,
): Promise<readonly Problem[]> {
  const limit = thresholds.changed;
  const ref = changed ?? (limit === undefined ? undefined : 'HEAD');
  if (ref === undefined) return [];
  let lines: ChangedLines;
  try {
    lines = await changedLines(rootDir, ref);
  } catch (error) {
    return [noChangesKnown(ref, reasonOf(error))];
  }
  const { percent, covered, total, missing } = coverageOfChanged(lineHits(map), lines);
  const rows = missing.map(
    ({ file, lines: left }) => `  ${path.relative(rootDir, file)}: ${writeLines(left)}`,
  );
  const head = `Changed lines since ${ref}: ${covered} of ${total} ran (${percent}%)`;
  process.stdout.write(`${[rows.length > 0 ? `${head}, not these:` : head, ...rows].join('\n')}\n`);
  return limit !== undefined && percent < limit ? [changedBelowThreshold(percent, limit)] : [];
}

function lineHits(map: CoverageMap): ReadonlyMap<string, LineHits> {
  const hitsOf = (file: string): LineHits =>
    new Map(
      Object.entries(map.fileCoverageFor(file).getLineCoverage()).map(([line, count]) => [
        Number(line),
        count > 0,
      ]),
    );
  return new Map(map.files().map((file) => [file, hitsOf(file)]));
}

/** Git says it on standard error. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said === '' ? 'git knows no such commit, or this is no repository.' : said;
}

const REPORTS: Readonly<Record<CoverageReportName, (options: object) => readonly ReportBase[]>> = {
  text: (options) => [new Text(options)],
  'text-summary': (options) => [new TextSummary(options)],
  html: (options) => [new Html(options)],
  lcov: (options) => [
    new LcovOnly({ ...options, file: 'lcov.info' }),
    new Html({ ...options, subdir: 'lcov-report' }),
  ],
  lcovonly: (options) => [new LcovOnly(options)],
  json: (options) => [new Json(options)],
  'json-summary': (options) => [new JsonSummary(options)],
  cobertura: (options) => [new Cobertura(options)],
  clover: (options) => [new Clover(options)],
  teamcity: (options) => [new Teamcity(options)],
};

function coverageMap({ collector, codeMaps, files }: CoverageReportRequest): CoverageMap {
  const map = createCoverageMap({});
  const modules = collector.modules();
  for (const [file, { hash, bits }] of modules) {
    const codeMap = codeMaps.ofSource(hash);
    if (codeMap !== undefined) map.addFileCoverage(fileCoverageData(file, codeMap, bits));
  }
  for (const file of files) {
    if (modules.has(file)) continue;
    const { codeMap } = codeMaps.ofFile(file) ?? {};
    if (codeMap !== undefined) map.addFileCoverage(fileCoverageData(file, codeMap));
  }
  return map;
}
