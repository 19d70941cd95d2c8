/** `ztest bisect <test>`: which tests must run before it so that it fails. */
import { diagnosisChunk, SHARED_STATE, type Pollution } from '../../server/engine.ts';
import type { TestId } from '../../test-host/protocol.ts';
import { plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { titleOf, withVictim } from './find-victim.ts';
import { print } from './print.ts';

export async function bisectTest(context: CommandContext): Promise<number> {
  return await withVictim(context, 'bisect', async (question) => {
    const { victim, trials } = question;
    const pollution = await diagnosisChunk().findPolluters(question);
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
  if (!pollution.found) {
    const said =
      pollution.why === 'fails-alone'
        ? `${title} fails alone: no other test is needed for that.`
        : `${title} did not fail, neither alone, nor in its file, nor after all other files.`;
    return `${said}\n${pollution.why === 'passes' ? `Look for other causes with: npx ztest flaky diagnose '${title}'\n` : ''}`;
  }
  const { polluters, seed } = pollution;
  const order = seed === undefined ? '' : `, in the random order of --shuffle --seed=${seed}`;
  return [
    `${title} fails after${order}:`,
    ...polluters.map((id) => `  ${oneLine(titleOf(id))}`),
    '',
    SHARED_STATE,
    `Found in ${plural(runs, 'run')}.`,
    '',
  ].join('\n');
}
