/** `ztest bisect <test>`: which tests must run before it so that it fails. */
import { diagnosisChunk, historyChunk, type Pollution } from '../../server/engine.ts';
import type { TestId } from '../../test-host/protocol.ts';
import { plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import { fail, type CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { findVictim, titleOf } from './find-victim.ts';
import { watchInterrupts } from './interrupts.ts';
import { print } from './print.ts';

export async function bisectTest(context: CommandContext): Promise<number> {
  const { engine, config, request } = context;
  const interrupts = watchInterrupts({
    killAll: () => engine.killAll(),
    note: (text) => process.stderr.write(`${text}\n`),
  });
  const { signal } = interrupts;
  const chunk = diagnosisChunk();
  const trials = new chunk.Trials({ run: engine.run, config, signal });
  try {
    const victim = await findVictim(context, { trials, command: 'bisect' });
    if (!('id' in victim)) return fail(victim);
    const { id, file, others } = victim;
    const asked = config.shuffle ? [config.seed ?? 1] : failingSeeds(config.rootDir, id);
    const seeds = [...new Set([...asked, ...MORE_SEEDS])];
    const pollution = await chunk.findPolluters({ victim: id, file, others, seeds, trials });
    await print(
      request.json
        ? `${JSON.stringify({ version: 1, victim: id, runs: trials.count, ...pollution }, undefined, 2)}\n`
        : renderPollution(id, pollution, trials.count),
    );
    return pollution.found ? exitCodes.passed : exitCodes.failed;
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    interrupts.stop();
  }
}

/** Random orders that are tried where nothing is known: each shows a polluter behind the victim in one of two cases. */
const MORE_SEEDS = [1, 2, 3, 4, 5, 6];

/** Of random orders in which it has failed. */
function failingSeeds(rootDir: string, id: TestId): readonly number[] {
  const { value } = historyChunk().readTests({ rootDir, words: [id], most: 1 });
  const [test] = value?.tests ?? [];
  return (test?.results ?? []).flatMap(({ outcome, seed }) =>
    seed === undefined || outcome === 'passed' ? [] : seed,
  );
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
    'Alone it passes. They share something that one of them changes: a variable of a module, a global, a file, a database.',
    `Found in ${plural(runs, 'run')}.`,
    '',
  ].join('\n');
}
