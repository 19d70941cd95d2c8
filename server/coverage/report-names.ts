/** The coverage reports that can be asked for: those of Istanbul by its names, and ours. */
export const coverageReportNames = [
  'text',
  'text-summary',
  'html',
  'lcov',
  'lcovonly',
  'json',
  'json-summary',
  'cobertura',
  'clover',
  'teamcity',
  'markdown',
  'raw',
] as const;

export type CoverageReportName = (typeof coverageReportNames)[number];
