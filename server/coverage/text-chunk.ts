/** Chunk: reports that are nothing but text for the terminal, without Istanbul's libraries. */
import { figuresOf, sumOf } from './figures.ts';
import type { KnownFigures } from './known-figures.ts';
import type { CoverageReport, CoverageReportRequest } from './report-chunk.ts';
import { isTextReport, textReport } from './text-report.ts';

/** Nothing else is asked for: no threshold, no changed lines, no file. */
export function isTextAlone({
  reports,
  thresholds: { global, globs, changed: limit, autoUpdate },
  kinds,
  changed,
  others,
}: Omit<CoverageReportRequest, 'modules'>): boolean {
  const limits = [...Object.values(global), ...Object.keys(globs), limit, autoUpdate, changed];
  return (
    reports.every(isTextReport) &&
    limits.every((each) => each === undefined) &&
    kinds.length + others.length === 0
  );
}

export function reportText(
  {
    modules,
    reports,
    screen,
    isOfAll,
  }: Pick<CoverageReportRequest, 'modules' | 'reports' | 'screen' | 'isOfAll'>,
  known: KnownFigures | undefined,
): CoverageReport {
  const files = new Map(
    [...modules].map(([file, module]) => [
      file,
      known?.of(file, module) ?? figuresOf(module.codeMap, module),
    ]),
  );
  const names = [...new Set(reports)].filter(isTextReport);
  known?.add(modules, files);
  return {
    text: names.map((name) => textReport(name, files, screen)).join(''),
    problems: [],
    ...(isOfAll && { covered: sumOf(files.values()) }),
  };
}
