/** Entry of the bundle `migrate`: from Jest to ztest. Loaded by `ztest migrate` and the requests of an editor that are about it. */
import path from 'node:path';
import { findProjectFolders } from '../config/workspace-root.ts';
import { diskFiles } from '../workspace/disk-files.ts';
import type { EvaluatedSettings } from './jest-suites.ts';
import type { MigrationPlan } from './plan.ts';
import { planMigration } from './plan-migration.ts';

export { compareCoverage } from './compare-coverage.ts';
export { compareOutcomes, outcomesOf } from './compare-outcomes.ts';
export { uncommittedFiles } from './git-state.ts';
export { forgetChanges, journalState, undoChanges, writeChanges } from './journal.ts';
export { MigrationService } from './migration-service.ts';
export { keepBaseline, runJest, runZtest } from './run-both.ts';
export {
  changeWord,
  comparisonLines,
  effort,
  htmlReport,
  markdownReport,
  needsHand,
  removeSentence,
  summarize,
} from './report.ts';
export { evaluateConfigs } from './evaluate-configs.ts';
export { unifiedDiff } from './unified-diff.ts';

/** The package that a folder belongs to: what is migrated, and where the backup lies. */
export function migrationRoot(cwd: string): string {
  return slashes(findProjectFolders(cwd).packageRoot ?? cwd);
}

export function plan({
  rootDir,
  paths,
  version,
  evaluated,
}: {
  readonly rootDir: string;
  /** Absolute. */
  readonly paths: readonly string[];
  /** Of ztest. */
  readonly version: string;
  readonly evaluated?: EvaluatedSettings | undefined;
}): MigrationPlan {
  return planMigration({
    rootDir,
    files: diskFiles,
    paths: paths.map((file) => slashes(path.relative(rootDir, file))).filter((file) => file !== ''),
    version: `^${version}`,
    evaluated,
  });
}

function slashes(file: string): string {
  return file.split(path.sep).join('/');
}
