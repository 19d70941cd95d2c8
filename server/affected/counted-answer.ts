/** Which tests of a file have run changed functions, as far as that was counted for versions of the files that still say it. */
import type { FilePath } from '../../test-host/protocol.ts';
import { bodiesOf, functionTitle, type ChangedFunction } from './code-changes.ts';
import { runnersOf, type CountedRun } from './counted-run.ts';
import type { FileVersions } from './file-versions.ts';
import type { FunctionQuestion } from './inquiry.ts';
import type { SharedStateQuestion } from './shared-state.ts';
import type { StateLog } from './state-log.ts';

export type CountedAnswer =
  | { readonly isKnown: false }
  | {
      readonly isKnown: true;
      /** `undefined`: no test has run them. */
      readonly verdict:
        | { readonly all: string }
        | { readonly names: ReadonlyMap<string, string> }
        | undefined;
    };

const UNKNOWN: CountedAnswer = { isKnown: false };

export interface CountedOptions {
  readonly log: StateLog;
  readonly versions: FileVersions;
  /** Files that may be others than a run has seen. */
  readonly changedSince: (run: number) => Iterable<FilePath>;
  readonly reaches: (name: FilePath, test: FilePath) => boolean;
  /** Tests besides that may see what some leave behind. */
  readonly sharing: (question: SharedStateQuestion) => Promise<'all' | ReadonlySet<string>>;
}

export async function countedAnswer(
  question: FunctionQuestion,
  options: CountedOptions,
): Promise<CountedAnswer> {
  const { test, name, runs } = question;
  const { counted = [] } = runs;
  // Tests that were not counted may have run anything.
  if (!counted.some(({ isWhole }) => isWhole === true)) return UNKNOWN;
  const names = new Map<string, string>();
  for (const run of counted) {
    const changed = await changedFunctions(question, run, options);
    if (changed === undefined || (await isOutdated(question, run, options))) return UNKNOWN;
    for (const one of changed) {
      const runners = runnersIn(run, { name, changed: one, log: options.log });
      if (runners === undefined) return UNKNOWN;
      const why = `runs \`${functionTitle(one)}\`, which changed in ${name}`;
      if (runners === 'all') return { isKnown: true, verdict: { all: why } };
      for (const runner of runners) if (!names.has(runner)) names.set(runner, why);
    }
  }
  const [why] = names.values();
  if (why === undefined) return { isKnown: true, verdict: undefined };
  const sharing = await options.sharing({ test, counted, names: new Set(names.keys()) });
  if (sharing === 'all') return { isKnown: true, verdict: { all: why } };
  const shares = `shares state with a test that ${why}`;
  for (const other of sharing) if (!names.has(other)) names.set(other, shares);
  return { isKnown: true, verdict: { names } };
}

/**
 * As places of the version that was counted; `undefined`: what was counted says nothing of them any more, or what else has
 * changed in the file since then has run.
 */
async function changedFunctions(
  { name, before, functions }: FunctionQuestion,
  run: CountedRun,
  { log, versions }: CountedOptions,
): Promise<readonly ChangedFunction[] | undefined> {
  const version = log.versionAt(name, run.run);
  if (version === undefined || version.hash === '' || run.isOpen === true) return undefined;
  if (version.hash === before) return functions;
  const difference = await versions.differenceFrom(name, version.hash);
  if (difference.of !== 'functions') return undefined;
  const wanted = new Set(functions.map(({ after }) => after.start));
  const [asked = [], others = []] = [true, false].map((isAsked) =>
    difference.functions.filter(({ after }) => wanted.has(after.start) === isAsked),
  );
  const isOther = others.some((changed) => {
    const runners = runnersIn(run, { name, changed, log });
    return runners === undefined || runners.length > 0;
  });
  return isOther || asked.length < wanted.size ? undefined : asked;
}

/** Whether what else has changed since it was counted may make the tests run other code. */
async function isOutdated(
  { test, name }: FunctionQuestion,
  run: CountedRun,
  { log, versions, changedSince, reaches }: CountedOptions,
): Promise<boolean> {
  for (const other of changedSince(run.run)) {
    if (other === name || versions.isUnseen(other, run.run) || !reaches(other, test)) continue;
    const version = log.versionAt(other, run.run);
    if (version === undefined || version.hash === '') return true;
    const difference = await versions.differenceFrom(other, version.hash);
    if (difference.of === 'nothing') continue;
    if (difference.of === 'file') return true;
    for (const changed of difference.functions) {
      const runners = runnersIn(run, { name: other, changed, log });
      if (runners === undefined || runners.length > 0) return true;
    }
  }
  return false;
}

interface CountedFunctions {
  readonly name: FilePath;
  readonly changed: ChangedFunction;
  readonly log: StateLog;
}

/** @returns `undefined`: it was not counted */
function runnersIn(
  run: CountedRun,
  { name, changed, log }: CountedFunctions,
): 'all' | readonly string[] | undefined {
  const version = log.versionAt(name, run.run);
  if (version === undefined || !run.modules.includes(name)) return undefined;
  const numbers = numbersOf(changed, log.places(version.hash));
  return numbers && runnersOf(run, name, numbers);
}

/** @returns `undefined`: one of them was not counted */
function numbersOf(
  { before }: ChangedFunction,
  places: readonly number[] | undefined,
): readonly number[] | undefined {
  if (places === undefined) return undefined;
  const known = new Map<string, number>();
  for (let at = 0; at < places.length; at += 4) known.set(places.slice(at, at + 4).join(), at / 4);
  const numbers: number[] = [];
  for (const body of bodiesOf(before)) {
    const number = known.get(body.join());
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers;
}
