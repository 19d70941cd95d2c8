/** `ztest bisect <test>`: which tests must run before it so that it fails. */
import {
  diagnosisChunk,
  MISSING_SETUP,
  SHARED_STATE,
  type Pollution,
} from '../../server/engine.ts';
import type { TestId } from '../../test-host/protocol.ts';
import { plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { titleOf, withVictim } from './find-victim.ts';
import { print } from './print.ts';

export async function bisectTest(context: CommandContext): Promise<number> {
  return await withVictim(context, 'bisect', async (question, clear) => {
    const { victim, trials } = question;
    const pollution = await diagnosisChunk().findPolluters(question);
    clear();
    const answer = { version: 1, victim, runs: trials.count, ...pollution };
    await print(
      context.request.json
        ? `${JSON.stringify(answer, undefined, 2)}\n`
        : renderPollution(victim, pollution, trials.count),
    );
    return pollution.found ? exitCodes.passed : exitCodes.failed;
  });
}

function renderPollution(victim: TestId, pollution: Pollution, runs: number): string {
  const title = oneLine(titleOf(victim));
  if (!pollution.found) return `${WHY_NOT[pollution.why](title)}\n`;
  const { polluters, setters, seed } = pollution;
  const order = seed === undefined ? '' : `, in the random order of --shuffle --seed=${seed}`;
  return [
    `${title} ${polluters.length > 0 ? 'fails' : 'fails alone, and passes'} after${order}:`,
    ...[...polluters, ...setters].map((id) => `  ${oneLine(titleOf(id))}`),
    '',
    polluters.length > 0 ? SHARED_STATE : MISSING_SETUP,
    `Found in ${plural(runs, 'run')}.`,
    '',
  ].join('\n');
}

const WHY_NOT = {
  'fails-alone': (title: string) => `${title} fails alone: no other test is needed for that.`,
  passes: (title: string) =>
    `${title} did not fail, neither alone, nor in its file, nor after all other files.\n${otherCauses(title)}`,
  unsteady: (title: string) =>
    `${title} fails now and then, whatever ran before it.\n${otherCauses(title)}`,
} as const;

function otherCauses(title: string): string {
  return `Look for other causes with: npx ztest flaky diagnose '${title}'`;
}
