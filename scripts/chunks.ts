/** Every bundle of `dist/` and the source file that it begins at. */
export const CHUNKS: Readonly<Record<string, string>> = {
  // The command
  'first-host': 'server/running/first-host.ts',
  cli: 'client/cli/main.ts',
  config: 'server/config/config-chunk.ts',
  graph: 'server/graph/graph-chunk.ts',
  history: 'server/history/history-chunk.ts',
  diagnosis: 'server/diagnosis/diagnosis-chunk.ts',
  globs: 'server/config/glob-chunk.ts',
  jest: 'server/jest/jest-chunk.ts',
  instrumenter: 'server/coverage/instrumenter/instrumenter-chunk.ts',
  'coverage-report': 'server/coverage/report-chunk.ts',
  discovery: 'server/discovery/discovery-chunk.ts',
  parsing: 'server/parsing/parsing-chunk.ts',
  'parser-worker': 'server/parsing/parser-worker.ts',
  migrate: 'server/migrate/migrate-chunk.ts',
  // The language server
  server: 'server/main.ts',
  // The extension
  extension: 'client/vscode/extension.ts',
  // The host
  host: 'test-host/main.ts',
  child: 'test-host/coverage/children/main.ts',
  'started-children': 'test-host/coverage/children/started-children.ts',
  'jest-expect': 'test-host/expect/jest-chunk.ts',
  pretty: 'titles/pretty-chunk.ts',
  'fake-timers': 'test-host/mock/fake-timers-chunk.ts',
  snapshot: 'test-host/snapshot/chunk.ts',
  'snapshot-mismatch': 'test-host/snapshot/mismatch-chunk.ts',
  'inline-snapshots': 'test-host/snapshot/inline-chunk.ts',
  vitest: 'test-host/vitest/vitest-chunk.ts',
  unforeseen: 'test-host/loader/unforeseen-chunk.ts',
  'jest-environment': 'test-host/jest/environment-chunk.ts',
  'jest-transformers': 'test-host/jest/transformers-chunk.ts',
  'stop-at-failure': 'test-host/debugging/stop-at-failure.ts',
  api: 'test-host/api/outside-host.ts',
  'define-config': 'test-host/config/outside-host.ts',
  // Both
  'trace-mapping': 'modules/trace-mapping-chunk.ts',
  compiler: 'modules/compiler-chunk.ts',
  rewriter: 'modules/rewriter-chunk.ts',
  'typescript-transform': 'modules/typescript-transform.ts',
};
