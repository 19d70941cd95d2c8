/** `ztest coverage merge`: what several runs have counted, as if it were one. */
import type { Problem } from '../../../test-host/protocol.ts';
import type { CountedModules } from '../counted-modules.ts';
import { UNKNOWN_TIME, writeCoverage, type ModuleCoverage } from '../coverage-file.ts';
import { modifiedAt } from '../current-lines.ts';
import { readMergeInputs, type IstanbulMap } from './merge-inputs.ts';
import { mergeRawResults, placeIstanbulResults, type MergedModule } from './merge-runs.ts';

export interface MergeRequest {
  /** Files and folders, relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly rootDir: string;
}

export interface MergedResults {
  readonly modules: CountedModules;
  readonly others: readonly IstanbulMap[];
  /** With an error among them nothing was merged. */
  readonly problems: readonly Problem[];
}

/** From now on `ztest covers` answers from what was merged. */
export function mergeResults({ paths, cwd, rootDir }: MergeRequest): MergedResults {
  const inputs = readMergeInputs(paths, cwd);
  const { modules, problems } = mergeRawResults(inputs.raw, rootDir);
  const placed = inputs.istanbul.map((input) => placeIstanbulResults(input, rootDir));
  const all = [...inputs.problems, ...problems, ...placed.flatMap((one) => one.problems)];
  const isMerged = all.every(({ severity }) => severity !== 'error');
  if (isMerged && inputs.raw.length > 0) keep(modules, rootDir);
  return { modules, others: placed.map(({ map }) => map), problems: all };
}

function keep(modules: ReadonlyMap<string, MergedModule>, rootDir: string): void {
  const kept = new Map<string, ModuleCoverage>();
  for (const [file, { hash, codeMap, sets, isHere }] of modules) {
    if (sets.length === 0) continue;
    const mtime = (isHere ? modifiedAt(file) : undefined) ?? UNKNOWN_TIME;
    kept.set(file, { hash, mtime, codeMap, sets, awaited: [] });
  }
  try {
    writeCoverage(rootDir, kept);
  } catch {
    // no room: only the question which tests run a line has no new answer
  }
}
