/**
 * Which tests must run before a test so that it fails, or so that it passes: first those of its own file, then those of other
 * files.
 */
import type { TestId } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { RequestedFile } from '../running/run-request.ts';
import { minimize } from './minimize.ts';
import type { Trial, Trials } from './trials.ts';

export type Pollution =
  | {
      readonly found: true;
      /** Alone it passes, after these it fails. */
      readonly polluters: readonly TestId[];
      /** Alone it fails, after these it passes. One of both lists is empty. */
      readonly setters: readonly TestId[];
      readonly seed?: number;
    }
  /** `fails-alone`: whatever runs before it; `passes`: also after all others; `unsteady`: now and then, in the same order. */
  | { readonly found: false; readonly why: 'fails-alone' | 'passes' | 'unsteady' };

export interface PollutionQuestion {
  readonly victim: TestId;
  /** The file of the victim. */
  readonly file: RequestedFile;
  /** All other files of the project. */
  readonly others: readonly RequestedFile[];
  /** Of random orders that are tried. */
  readonly seeds: readonly number[];
  readonly trials: Trials;
  /** Told what is tried now. */
  readonly onStep: (what: string) => void;
}

/** Whether an order is what decides: a flake of one in two looks so by chance in one of 16 cases. */
const CONFIRMATIONS = 2;

export async function findPolluters(question: PollutionQuestion): Promise<Pollution> {
  const alone = [select(question.file, [question.victim])];
  question.onStep('alone');
  const failsAlone = (await ask(question, { files: alone })).fails;
  const changing = await findChanging(question, failsAlone);
  if (changing === undefined) return { found: false, why: failsAlone ? 'fails-alone' : 'passes' };
  const { tests, setting, seed } = changing;
  question.onStep('once more');
  for (let time = 0; time < CONFIRMATIONS; time++) {
    const isAsBefore = (await ask(question, { files: alone })).fails === failsAlone;
    if (!isAsBefore || (await ask(question, setting(tests))).fails === failsAlone)
      return { found: false, why: 'unsteady' };
  }
  const [polluters, setters] = failsAlone ? [[], tests] : [tests, []];
  return { found: true, polluters, setters, ...(seed !== undefined && { seed }) };
}

interface Changing {
  /** None can be left out. */
  readonly tests: readonly TestId[];
  readonly setting: (tests: readonly TestId[]) => Setting;
  readonly seed?: number | undefined;
}

/** Tests before the victim that make it do otherwise than alone. */
async function findChanging(
  question: PollutionQuestion,
  failsAlone: boolean,
): Promise<Changing | undefined> {
  return (
    (await findInFile(question, failsAlone)) ??
    (await findInOthers(question, failsAlone, [question.victim])) ??
    (await findInOthers(question, failsAlone, undefined))
  );
}

async function findInFile(
  question: PollutionQuestion,
  failsAlone: boolean,
): Promise<Changing | undefined> {
  const { victim, file, seeds, onStep } = question;
  for (const seed of [undefined, ...seeds]) {
    onStep(seed === undefined ? 'in its file' : 'in random orders of its file');
    const settings = seed === undefined ? {} : { shuffle: true, seed };
    const whole = await ask(question, { files: [select(file, undefined)], settings });
    if (whole.fails === failsAlone) continue;
    const setting = (part: readonly TestId[]): Setting => ({
      files: [select(file, [...part, victim])],
      settings,
    });
    const tests = await narrow(question, testsBefore(whole.trial, victim), async (part) => {
      return (await ask(question, setting(part))).fails !== failsAlone;
    });
    return { tests, setting, seed };
  }
  return undefined;
}

/** @param own tests of the victim's file that run behind the others; absent: all */
async function findInOthers(
  question: PollutionQuestion,
  failsAlone: boolean,
  own: readonly TestId[] | undefined,
): Promise<Changing | undefined> {
  const { victim, file, others, onStep } = question;
  if (others.length === 0) return undefined;
  const last = select(file, own);
  onStep(own === undefined ? 'after all other files, in its file' : 'after all other files');
  const all = await ask(question, { files: [...others, last] });
  if (all.fails === failsAlone) return undefined;
  const guilty = await narrow(question, others, async (part) => {
    return (await ask(question, { files: [...part, last] })).fails !== failsAlone;
  });
  const setting = (part: readonly TestId[]): Setting => ({
    files: [...guilty, file].flatMap((one) => {
      const ids = part.filter((id) => id.startsWith(`${one.file}#`));
      const selected = one === file ? [...ids, victim] : ids;
      return selected.length === 0 ? [] : select(one, selected);
    }),
  });
  const { trial } = await ask(question, { files: [...guilty, last] });
  const tests = await narrow(question, testsBefore(trial, victim), async (part) => {
    return (await ask(question, setting(part))).fails !== failsAlone;
  });
  return { tests, setting };
}

async function narrow<T>(
  { onStep }: PollutionQuestion,
  items: readonly T[],
  changes: (part: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  return await minimize(items, async (part) => {
    onStep(`after ${part.length} of the ${items.length} before it`);
    return await changes(part);
  });
}

function select(
  { selection: _, ...file }: RequestedFile,
  ids: readonly TestId[] | undefined,
): RequestedFile {
  return ids === undefined ? file : { ...file, selection: { ids } };
}

interface Setting {
  readonly files: readonly RequestedFile[];
  readonly settings?: Partial<ResolvedConfig>;
}

async function ask(
  { trials, victim }: PollutionQuestion,
  setting: Setting,
): Promise<{ readonly fails: boolean; readonly trial: Trial }> {
  const trial = await trials.run(setting);
  return { fails: trial.get(victim)?.hasFailed === true, trial };
}

function testsBefore(trial: Trial, victim: TestId): readonly TestId[] {
  const ids = [...trial.keys()];
  return ids.slice(0, ids.indexOf(victim));
}
