/** Which tests must run before a test so that it fails: first those of its own file, then those of other files. */
import type { TestId } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { RequestedFile } from '../running/run-request.ts';
import { minimize } from './minimize.ts';
import type { Trial, Trials } from './trials.ts';

export type Pollution =
  | { readonly found: true; readonly polluters: readonly TestId[]; readonly seed?: number }
  /** `fails-alone`: whatever runs before it; `passes`: also after all others. */
  | { readonly found: false; readonly why: 'fails-alone' | 'passes' };

export interface PollutionQuestion {
  readonly victim: TestId;
  /** The file of the victim. */
  readonly file: RequestedFile;
  /** All other files of the project. */
  readonly others: readonly RequestedFile[];
  /** Of random orders that are tried. */
  readonly seeds: readonly number[];
  readonly trials: Trials;
}

export async function findPolluters(question: PollutionQuestion): Promise<Pollution> {
  const { victim, file, others, seeds } = question;
  const alone = await ask(question, { files: [select(file, [victim])] });
  if (alone.fails) return { found: false, why: 'fails-alone' };
  for (const seed of [undefined, ...seeds]) {
    const settings = seed === undefined ? {} : { shuffle: true, seed };
    const whole = await ask(question, { files: [select(file, undefined)], settings });
    if (!whole.fails) continue;
    const before = testsBefore(whole.trial, victim);
    const polluters = await minimize(before, async (part) => {
      const files = [select(file, [...part, victim])];
      return (await ask(question, { files, settings })).fails;
    });
    return { found: true, polluters, ...(seed !== undefined && { seed }) };
  }
  const last = select(file, [victim]);
  const all = await ask(question, { files: [...others, last] });
  if (!all.fails) return { found: false, why: 'passes' };
  const guilty = await minimize(
    others,
    async (part) => (await ask(question, { files: [...part, last] })).fails,
  );
  const { trial } = await ask(question, { files: [...guilty, last] });
  const polluters = await minimize(testsBefore(trial, victim), async (part) => {
    const files = guilty.flatMap((other) => {
      const ids = part.filter((id) => id.startsWith(`${other.file}#`));
      return ids.length === 0 ? [] : select(other, ids);
    });
    return (await ask(question, { files: [...files, last] })).fails;
  });
  return { found: true, polluters };
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
