/** Chunk: coverage reports, thresholds, and merging the results of several runs, with Istanbul's libraries. */
import fs from 'node:fs';
import path from 'node:path';
import { createCoverageMap, type CoverageMap } from 'istanbul-lib-coverage';
import type { Problem } from '../../test-host/protocol.ts';
import { compilePatterns } from '../config/file-patterns.ts';
import type { CoveredCode } from '../history/covered-code.ts';
import { askChanged } from './changed-answer.ts';
import { bitsOf, type CountedModules } from './counted-modules.ts';
import type { Runner } from './runners.ts';
import { fileCoverageData, remembering } from './istanbul-data.ts';
import { MARKDOWN_FILE_NAME, markdownReport } from './markdown-report.ts';
import { addForeignHits } from './merging/add-foreign-hits.ts';
import type { IstanbulMap } from './merging/merge-inputs.ts';
import { RAW_FILE_NAME, writeRawFile } from './merging/raw-file.ts';
import { placeInRepository, slashed } from './merging/repository.ts';
import { kindWithoutFolder, reportNotWritten } from './messages.ts';
import { raiseThresholds, type ThresholdsPlace } from './raise-thresholds.ts';
import type { CoverageReportName } from './report-names.ts';
import {
  checkLimits,
  checkThresholds,
  thresholdGroups,
  type Limits,
  type Thresholds,
} from './thresholds.ts';
import type { CoverageScreen } from './text-report.ts';
import { writeReports } from './write-reports.ts';

export { readIstanbulResults } from './merging/merge-inputs.ts';
export { mergeResults } from './merging/merge-results.ts';

export interface CoverageReportRequest {
  readonly modules: CountedModules;
  /** What other tools have counted. */
  readonly others: readonly IstanbulMap[];
  readonly rootDir: string;
  /** Absolute. */
  readonly directory: string;
  /** With `raw` this is a part of something: thresholds and changed lines are for the whole. */
  readonly reports: readonly CoverageReportName[];
  readonly thresholds: Thresholds;
  readonly kinds: readonly KindLimits[];
  /** A commit: how much of what has changed since is told, too. */
  readonly changed: string | undefined;
  readonly screen: CoverageScreen;
  /** Nothing that could have run was left out. */
  readonly isOfAll: boolean;
  /** Absolute path of the configuration that thresholds are raised in, if all of them hold. Absent: they stay. */
  readonly raises: ThresholdsPlace | undefined;
  /** A file that Markdown is added to as well. */
  readonly summaryFile: string | undefined;
}

/** What the tests of one kind must run, alone. */
export interface KindLimits {
  readonly kind: string;
  /** Folder of their files, or a glob; absent: nobody has said which they are. */
  readonly folder: string | undefined;
  readonly limits: Limits;
}

export interface CoverageReport {
  /** For the terminal. */
  readonly text: string;
  /** What is below its threshold, and what went wrong. */
  readonly problems: readonly Problem[];
  /** Of all that is counted; absent: this is a part of something. */
  readonly covered?: CoveredCode;
  /** Absolute paths of what was written. */
  readonly files?: readonly string[];
}

export async function reportCoverage(request: CoverageReportRequest): Promise<CoverageReport> {
  const { modules, others, rootDir, thresholds, reports, raises, summaryFile } = request;
  const map = coverageMap(modules, others);
  const isWhole = !reports.includes('raw');
  const groups = isWhole ? thresholdGroups(map, thresholds, rootDir) : [];
  const changed = isWhole ? await askChanged(map, request) : undefined;
  const below = [
    ...checkThresholds(groups, request),
    ...(isWhole ? checkKinds(request) : []),
    ...(changed?.problems ?? []),
  ];
  const markdown = (): string => markdownReport({ map, rootDir, changed, problems: below });
  const written = writeReports({
    ...request,
    map,
    names: reports,
    own: {
      markdown: {
        file: MARKDOWN_FILE_NAME,
        write: (file) => fs.writeFileSync(file, markdown()),
      },
      raw: { file: RAW_FILE_NAME, write: (file) => writeRaw(file, request) },
    },
  });
  const summary = reports.includes('markdown') && summaryFile !== undefined;
  const added = summary ? addTo(summaryFile, markdown()) : [];
  const mayRaise = raises !== undefined && !below.some(({ severity }) => severity === 'error');
  const raised = mayRaise ? raiseThresholds(groups, raises, rootDir) : undefined;
  return {
    text: [written.text, changed?.text ?? '', raised?.text ?? ''].join(''),
    problems: [...written.problems, ...added, ...below, ...(raised?.problems ?? [])],
    files: written.files,
    ...(isWhole && request.isOfAll && { covered: coveredCode(map) }),
  };
}

function coveredCode(map: CoverageMap): CoveredCode {
  const { statements, branches, functions, lines } = map.getCoverageSummary();
  return {
    statements: [statements.covered, statements.total],
    branches: [branches.covered, branches.total],
    functions: [functions.covered, functions.total],
    lines: [lines.covered, lines.total],
  };
}

function coverageMap(modules: CountedModules, others: readonly IstanbulMap[]): CoverageMap {
  const map = createCoverageMap({});
  for (const [file, module] of modules) {
    const own = fileCoverageData(file, module.codeMap, module);
    const theirs = others.flatMap((other) => other[file] ?? []);
    map.addFileCoverage(theirs.reduce(addForeignHits, own));
  }
  for (const other of others)
    for (const [file, data] of Object.entries(other))
      if (!modules.has(file)) map.addFileCoverage(data);
  for (const file of map.files()) remembering(map.fileCoverageFor(file));
  return map;
}

/** What some of the runners have run, alone. */
function coverageMapOf(modules: CountedModules, isMeant: (runner: Runner) => boolean): CoverageMap {
  const map = createCoverageMap({});
  for (const [file, { codeMap, sets }] of modules)
    map.addFileCoverage(fileCoverageData(file, codeMap, { bits: bitsOf(sets, isMeant) }));
  return map;
}

/** A kind of which nothing was to run is not asked for. */
function checkKinds({ modules, kinds, rootDir }: CoverageReportRequest): readonly Problem[] {
  return kinds.flatMap(({ kind, folder, limits }) => {
    if (folder === undefined) return [kindWithoutFolder(kind)];
    if (!isGlob(folder) && !fs.existsSync(path.join(rootDir, folder)))
      return [kindWithoutFolder(kind, folder)];
    const isInFolder = compilePatterns({ rootDir, include: [folderGlob(folder)], exclude: [] });
    const isMeant = ({ file }: Runner): boolean => isInFolder.isIncluded(file);
    const hasRun = [...modules.values()].some(({ sets }) =>
      sets.some(({ runners }) => runners.some(isMeant)),
    );
    const of = `all files, by the tests of the kind "${kind}" alone,`;
    return hasRun ? checkLimits(coverageMapOf(modules, isMeant), limits, { of, rootDir }) : [];
  });
}

function isGlob(folder: string): boolean {
  return /[*?[{(]/.test(folder);
}

function folderGlob(folder: string): string {
  return isGlob(folder) ? folder : `${folder.replace(/\/+$/, '')}/**`;
}

function writeRaw(file: string, { modules, rootDir }: CoverageReportRequest): void {
  writeRawFile(file, {
    root: placeInRepository(rootDir),
    modules: [...modules].map(([module, { hash, codeMap, sets, counts }]) => ({
      file: slashed(path.relative(rootDir, module)),
      hash,
      codeMap,
      sets,
      ...(counts !== undefined && { counts }),
    })),
  });
}

function addTo(file: string, text: string): readonly Problem[] {
  try {
    fs.appendFileSync(file, text);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [reportNotWritten('markdown', file, reason)];
  }
}
