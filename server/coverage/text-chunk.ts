/** Chunk: reports that are nothing but text for the terminal, without Istanbul's libraries. */
import { figuresOf, holds, sumOf } from './figures.ts';
import { METRICS } from './missing-code.ts';
import type { KnownFigures } from './known-figures.ts';
import type { CoverageReport, CoverageReportRequest } from './report-chunk.ts';
import { isTextReport, textReport } from './text-report.ts';

/** @returns `undefined` when there is more to be told: a file, changed lines, a threshold that does not hold */
export function reportText(
  request: CoverageReportRequest,
  known: KnownFigures | undefined,
): CoverageReport | undefined {
  if (!isOfFigures(request)) return undefined;
  const { modules, reports, screen, isOfAll, thresholds } = request;
  const files = new Map(
    [...modules].map(([file, module]) => [
      file,
      known?.of(file, module) ?? figuresOf(module.codeMap, module),
    ]),
  );
  const sum = sumOf(files.values());
  if (!METRICS.every((metric) => holds(sum[metric], thresholds.global[metric]))) return undefined;
  const names = [...new Set(reports)].filter(isTextReport);
  known?.add(modules, files);
  return {
    text: names.map((name) => textReport(name, files, screen)).join(''),
    problems: [],
    ...(isOfAll && { covered: sum }),
  };
}

/** What it says is in the figures of the files. */
function isOfFigures({
  reports,
  thresholds: { globs, changed: limit, autoUpdate },
  kinds,
  changed,
  others,
}: CoverageReportRequest): boolean {
  const more = [...Object.keys(globs), ...kinds, ...others, limit, autoUpdate, changed];
  return reports.every(isTextReport) && more.every((each) => each === undefined);
}
