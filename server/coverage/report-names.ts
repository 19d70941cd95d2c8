/** The coverage reports that can be asked for, by the names that Istanbul gave them. */
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
] as const;

export type CoverageReportName = (typeof coverageReportNames)[number];
