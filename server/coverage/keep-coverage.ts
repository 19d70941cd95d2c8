/** After a run: what ran anew replaces what was known of it; everything else that still holds stays. */
import type { CoverageMessage, FilePath } from '../../test-host/protocol.ts';
import type { SetsOfModules } from './collector.ts';
import { modifiedAt, textOf } from './current-lines.ts';
import type { CountedModule, CountedModules } from './counted-modules.ts';
import { writeLineHashes } from './line-hashes.ts';
import {
  appendCoverage,
  openCoverage,
  UNKNOWN_TIME,
  writeCoverage,
  type ModuleCoverage,
  type StoredCoverage,
} from './coverage-file.ts';
import type { SegmentModule } from './coverage-segment.ts';
import { type RunSet, type Runner, joinSets, runnerKey } from './runners.ts';

export interface FinishedRun {
  readonly modules: CountedModules;
  /** Keys of all that ran, whether it has touched anything or not; but for those of some test files. */
  readonly runnersExcept: (files: ReadonlySet<FilePath>) => ReadonlySet<string>;
  /** Test files that ran as a whole: nothing else that was known of them holds. */
  readonly wholeFiles: ReadonlySet<FilePath>;
  /** Whether a test file is still there. */
  readonly isThere: (file: FilePath) => boolean;
  /** By what test files have told in one word, it is known whether it is what they told before. */
  readonly told: ReadonlyMap<FilePath, Pick<CoverageMessage, 'modules' | 'digest'>>;
  /** What each runner has touched, without those of some test files. */
  readonly setsExcept: (files: ReadonlySet<FilePath>) => SetsOfModules;
}

/** By absolute path. */
export type KnownModules = ReadonlyMap<string, ModuleCoverage>;

export function keepCoverage(rootDir: string, run: FinishedRun): void {
  try {
    const answer = addRun(rootDir, run);
    if (answer === 'added') return;
    using before = answer === 'too long' ? openCoverage(rootDir) : undefined;
    writeCoverage(rootDir, joinRun(new Map(before?.each()), run), digestsOf(run));
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
  const known = before.testFiles();
  const gone = [...known].filter((file) => !run.isThere(file));
  const same = filesAsBefore(before, run);
  const over = new Set([...run.wholeFiles, ...gone]);
  const holdsNothing = [...known].every((file) => over.has(file));
  if (holdsNothing && (same.size === 0 || before.isLong)) return 'nothing holds';
  if (before.isLong) return 'too long';
  const sets = run.setsExcept(same);
  const modules = new Map<string, SegmentModule>();
  for (const [file, now] of run.modules) {
    const version = before.version(file);
    const old = version?.hash === now.hash ? version : undefined;
    const anew = sets.get(file) ?? [];
    const mtime = mtimeOf(file, now, old);
    if (mtime === old?.mtime && anew.length === 0) continue;
    modules.set(file, {
      hash: now.hash,
      mtime,
      codeMap: old === undefined ? now.codeMap : undefined,
      sets: joinSets(anew),
      awaited: [],
    });
  }
  const files = [...over].filter((file) => known.has(file) && !same.has(file));
  const runners = [...run.runnersExcept(over)];
  if (modules.size + files.length + runners.length > 0)
    appendCoverage(rootDir, modules, { runners, files, digests: digestsOf(run, same) });
  return 'added';
}

/** Test files that have told what they told before: all of it is there. */
function filesAsBefore(before: StoredCoverage, run: FinishedRun): ReadonlySet<FilePath> {
  const same = new Set<FilePath>();
  for (const [file, told] of run.told)
    if (run.wholeFiles.has(file) && before.holds(file, told)) same.add(file);
  return same;
}

function digestsOf(
  { told, wholeFiles }: FinishedRun,
  except: ReadonlySet<FilePath> = new Set(),
): Readonly<Record<FilePath, string>> {
  const anew = [...told].filter(([file]) => wholeFiles.has(file) && !except.has(file));
  return Object.fromEntries(anew.map(([file, { digest }]) => [file, digest]));
}

/** What the run has left as it was is the same object as before. */
export function joinRun(known: KnownModules, run: FinishedRun): KnownModules {
  const runners = run.runnersExcept(run.wholeFiles);
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
      isAnew = isOver(runner.file) || runners.has(runnerKey(runner));
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
    const isLeft = sets.length === 0 && old.sets.length > 0 && awaited.length === 0; // no test loads it any more
    return isLeft ? undefined : { ...old, sets, awaited };
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
  now: CountedModule,
  old: Pick<ModuleCoverage, 'mtime'> | undefined,
): number {
  const mtime = modifiedAt(file);
  if (mtime === undefined || mtime === old?.mtime) return mtime ?? UNKNOWN_TIME;
  const text = textOf(file);
  return text !== undefined && writeLineHashes(text) === now.codeMap.lines ? mtime : UNKNOWN_TIME;
}

function without(sets: readonly RunSet[], isGone: (runner: Runner) => boolean): readonly RunSet[] {
  return sets.map(({ bits, runners }) => ({
    bits,
    runners: runners.filter((runner) => !isGone(runner)),
  }));
}
