/** `ztest flaky diagnose <test>`: in which circumstances a test fails, and what that says. */
import { diagnosisChunk, type Diagnosis } from '../../server/engine.ts';
import type { TestId } from '../../test-host/protocol.ts';
import { plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { titleOf, withVictim } from './find-victim.ts';
import { print } from './print.ts';

export async function diagnoseTest(context: CommandContext): Promise<number> {
  const { rootDir } = context.config;
  return await withVictim(context, 'flaky diagnose', async (question) => {
    const isShown = process.stderr.isTTY;
    const diagnosis = await diagnosisChunk().diagnose({
      ...question,
      rootDir,
      onStep: (what) => {
        if (isShown) process.stderr.write(`\r\x1b[K  ${what} …`);
      },
    });
    if (isShown) process.stderr.write('\r\x1b[K');
    const { victim, trials } = question;
    await print(
      context.request.json
        ? `${JSON.stringify({ version: 1, test: victim, runs: trials.count, ...diagnosis }, undefined, 2)}\n`
        : renderDiagnosis(victim, diagnosis, trials.count),
    );
    return diagnosis.causes.length > 0 ? exitCodes.failed : exitCodes.passed;
  });
}

function renderDiagnosis(test: TestId, { causes }: Diagnosis, runs: number): string {
  const title = oneLine(titleOf(test));
  if (causes.length === 0)
    return `${title} never failed in ${plural(runs, 'run')}: alone, in its file, in random orders, with other clocks and random numbers, without network, while the machine was busy, after all other files.\n`;
  const blocks = causes.map(({ name, evidence, hint }) =>
    [`${NAMES[name]}:`, ...evidence.map((line) => `  ${oneLine(line)}`), `  → ${hint}`].join('\n'),
  );
  return `${title}, in ${plural(runs, 'run')}\n\n${blocks.join('\n\n')}\n`;
}

const NAMES: Readonly<Record<Diagnosis['causes'][number]['name'], string>> = {
  always: 'It always fails',
  order: 'Depends on the order',
  random: 'Depends on random numbers',
  time: 'Depends on the time or date',
  network: 'Depends on the network',
  port: 'Depends on a port',
  state: 'Leaves state behind',
  timeout: 'Is near its time limit',
  load: 'Depends on the speed of the machine',
  unknown: 'Fails alone',
};
