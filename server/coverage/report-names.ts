/** The coverage reports that can be asked for: those of Istanbul by its names, and ours. */

/** Istanbul's reports in files: they say which code has run, and nothing else. */
const fileReportNames = [
  'html',
  'lcov',
  'lcovonly',
  'json',
  'json-summary',
  'cobertura',
  'clover',
] as const;

export const coverageReportNames = [
  'text',
  'text-summary',
  ...fileReportNames,
  'teamcity',
  'markdown',
  'raw',
] as const;

export type CoverageReportName = (typeof coverageReportNames)[number];

const inFiles: ReadonlySet<CoverageReportName> = new Set(fileReportNames);

export function isFileReport(name: CoverageReportName): boolean {
  return inFiles.has(name);
}
