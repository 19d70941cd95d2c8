/** After a run: what ran anew replaces what was known of it; everything else that still holds stays. */
import type { FilePath } from '../../test-host/protocol.ts';
import { modifiedAt, textOf } from './current-lines.ts';
import type { CountedModule, CountedModules } from './counted-modules.ts';
import { writeLineHashes } from './line-hashes.ts';
import {
  appendCoverage,
  openCoverage,
  UNKNOWN_TIME,
  writeCoverage,
  type ModuleCoverage,
} from './coverage-file.ts';
import type { SegmentModule } from './coverage-segment.ts';
import { type RunSet, type Runner, fileOfKey, joinSets, runnerKey } from './runners.ts';

export interface FinishedRun {
  readonly modules: CountedModules;
  /** Keys of all that ran, whether it has touched anything or not. */
  readonly runners: ReadonlySet<string>;
  /** Test files that ran as a whole: nothing else that was known of them holds. */
  readonly wholeFiles: ReadonlySet<FilePath>;
  /** Whether a test file is still there. */
  readonly isThere: (file: FilePath) => boolean;
}

/** By absolute path. */
export type KnownModules = ReadonlyMap<string, ModuleCoverage>;

export function keepCoverage(rootDir: string, run: FinishedRun): void {
  try {
    const answer = addRun(rootDir, run);
    if (answer === 'added') return;
    using before = answer === 'too long' ? openCoverage(rootDir) : undefined;
    writeCoverage(rootDir, joinRun(new Map(before?.each()), run));
  } catch {
    // no room: only the question which tests run a line has no new answer
  }
}

/**
 * Writes what a run has told behind what is there, of which only heads are read.
 *
 * @returns `too long`: so much was added already, or left halfway, that all of it has to be written anew; `nothing holds`: of what is there
 * @throws when there is no room for it
 */
export function addRun(rootDir: string, run: FinishedRun): 'added' | 'too long' | 'nothing holds' {
  using before = openCoverage(rootDir);
  if (before === undefined) return 'nothing holds';
  const gone = [...before.testFiles()].filter((file) => !run.isThere(file));
  const over = new Set([...run.wholeFiles, ...gone]);
  if ([...before.testFiles()].every((file) => over.has(file))) return 'nothing holds';
  if (before.isLong) return 'too long';
  const modules = new Map<string, SegmentModule>();
  for (const [file, now] of run.modules) {
    const version = before.version(file);
    const old = version?.hash === now.hash ? version : undefined;
    if (old !== undefined && now.sets.length === 0) continue;
    modules.set(file, {
      hash: now.hash,
      mtime: mtimeOf(file, now, old),
      codeMap: old === undefined ? now.codeMap : undefined,
      sets: joinSets(now.sets),
      awaited: [],
    });
  }
  appendCoverage(rootDir, modules, {
    runners: [...run.runners].filter((key) => !over.has(fileOfKey(key))),
    files: [...over],
  });
  return 'added';
}

/** What the run has left as it was is the same object as before. */
export function joinRun(known: KnownModules, run: FinishedRun): KnownModules {
  const ranAnew = new Map<Runner, boolean>();
  const files = new Map<FilePath, boolean>();
  /** What was known of it holds no more, or it ran anew. */
  const isOver = (file: FilePath): boolean => {
    let answer = files.get(file);
    if (answer === undefined)
      files.set(file, (answer = run.wholeFiles.has(file) || !run.isThere(file)));
    return answer;
  };
  const isGone = (runner: Runner): boolean => {
    let isAnew = ranAnew.get(runner);
    if (isAnew === undefined) {
      isAnew = isOver(runner.file) || run.runners.has(runnerKey(runner));
      ranAnew.set(runner, isAnew);
    }
    return isAnew;
  };
  const joined = new Map<string, ModuleCoverage>();
  for (const file of new Set([...run.modules.keys(), ...known.keys()])) {
    const module = joinModule(
      { file, old: known.get(file), now: run.modules.get(file) },
      { isGone, isOver },
    );
    if (module !== undefined) joined.set(file, module);
  }
  return joined;
}

interface Versions {
  readonly file: string;
  readonly old: ModuleCoverage | undefined;
  readonly now: CountedModule | undefined;
}

interface Gone {
  readonly isGone: (runner: Runner) => boolean;
  readonly isOver: (test: FilePath) => boolean;
}

function joinModule(
  { file, old, now }: Versions,
  { isGone, isOver }: Gone,
): ModuleCoverage | undefined {
  const isAwaited = (test: FilePath): boolean => !isOver(test);
  if (now === undefined) {
    const isOther = old?.sets.some(({ runners }) => runners.some(isGone));
    const awaited = old?.awaited.filter(isAwaited) ?? [];
    if (old === undefined || (isOther !== true && awaited.length === old.awaited.length))
      return old;
    const sets = joinSets(without(old.sets, isGone));
    // No test loads it any more.
    return sets.length === 0 && old.sets.length > 0 ? undefined : { ...old, sets, awaited };
  }
  const hasChanged = old !== undefined && old.hash !== now.hash;
  const before = hasChanged ? old.sets.flatMap(({ runners }) => runners) : [];
  const awaited = new Set([...(old?.awaited ?? []), ...before.map((runner) => runner.file)]);
  const kept = old === undefined || hasChanged ? [] : without(old.sets, isGone);
  return {
    hash: now.hash,
    mtime: mtimeOf(file, now, hasChanged ? undefined : old),
    codeMap: now.codeMap,
    sets: joinSets([...kept, ...now.sets]),
    awaited: [...awaited].filter(isAwaited),
  };
}

/** When the text that was counted was written; it may be another by now. */
function mtimeOf(
  file: string,
  { codeMap }: CountedModule,
  old: Pick<ModuleCoverage, 'mtime'> | undefined,
): number {
  const mtime = modifiedAt(file);
  if (mtime === undefined || mtime === old?.mtime) return mtime ?? UNKNOWN_TIME;
  const text = textOf(file);
  return text !== undefined && writeLineHashes(text) === codeMap.lines ? mtime : UNKNOWN_TIME;
}

function without(sets: readonly RunSet[], isGone: (runner: Runner) => boolean): readonly RunSet[] {
  return sets.map(({ bits, runners }) => ({
    bits,
    runners: runners.filter((runner) => !isGone(runner)),
  }));
}
