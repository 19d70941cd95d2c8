/** One report each; the package's own entry loads them by computed names, which cannot be bundled. */
declare module 'istanbul-reports/lib/*' {
  import type { ReportBase } from 'istanbul-lib-report';

  const Report: new (options: object) => ReportBase;
  export default Report;
}
