/** After a run: what ran anew replaces what was known of it; everything else that still holds stays. */
import fs from 'node:fs';
import type { FilePath } from '../../test-host/protocol.ts';
import type { CodeMaps } from './code-maps.ts';
import type { CoverageCollector } from './collector.ts';
import {
  openCoverage,
  runnerKey,
  writeCoverage,
  type ModuleCoverage,
  type Runner,
  type StoredCoverage,
} from './coverage-file.ts';

export interface FinishedRun {
  readonly rootDir: string;
  readonly collector: CoverageCollector;
  readonly codeMaps: CodeMaps;
  /** Test files that were to run as a whole: nothing else that was known of them holds. */
  readonly wholeFiles: ReadonlySet<FilePath>;
}

export function keepCoverage(run: FinishedRun): void {
  const { rootDir, collector } = run;
  using before = openCoverage(rootDir);
  const files = new Set([...collector.modules().keys(), ...(before?.files() ?? [])]);
  const modules = new Map<string, ModuleCoverage>();
  for (const file of files) {
    const module = joined(file, run, before);
    if (module !== undefined && module.sets.length > 0) modules.set(file, module);
  }
  try {
    writeCoverage(rootDir, modules);
  } catch {
    // no room: only the question which tests run a line has no new answer
  }
}

function joined(
  file: string,
  { collector, codeMaps, wholeFiles }: FinishedRun,
  before: StoredCoverage | undefined,
): ModuleCoverage | undefined {
  const now = collector.modules().get(file);
  const known = before?.module(file);
  const hash = now?.hash ?? known?.hash;
  const old = known?.hash === hash ? known : undefined;
  const codeMap = old?.codeMap ?? codeMaps.ofSource(hash ?? '');
  if (hash === undefined || codeMap === undefined) return undefined;
  const ranAnew = (runner: Runner): boolean =>
    wholeFiles.has(runner.file) || collector.runners().has(runnerKey(runner));
  const sets = new Map<string, Runner[]>();
  const add = (bits: string, runners: readonly Runner[]): void => {
    const same = sets.get(bits);
    if (same !== undefined) same.push(...runners);
    else if (runners.length > 0) sets.set(bits, [...runners]);
  };
  for (const { bits, runners } of old?.sets ?? [])
    add(
      bits,
      runners.filter((runner) => !ranAnew(runner)),
    );
  for (const { bits, runners } of collector.setsOf(file)) add(bits, runners);
  return {
    hash,
    mtime: now === undefined ? (known?.mtime ?? 0) : modificationTime(file),
    codeMap,
    sets: [...sets].map(([bits, runners]) => ({ bits, runners })),
  };
}

function modificationTime(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
