/** `ztest flaky diagnose <test>`: in which circumstances a test fails, and what that says. */
import {
  CAUSE_TITLES,
  diagnosisChunk,
  historyChunk,
  NEVER_FAILED,
  type Diagnosis,
} from '../../server/engine.ts';
import type { TestId } from '../../test-host/protocol.ts';
import { plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { titleOf, withVictim } from './find-victim.ts';
import { renderProblem } from './messages.ts';
import { print } from './print.ts';

export async function diagnoseTest(context: CommandContext): Promise<number> {
  const { rootDir } = context.config;
  return await withVictim(context, 'flaky diagnose', async (question, clear) => {
    const diagnosis = await diagnosisChunk().diagnose({ ...question, rootDir });
    clear();
    const { victim, trials } = question;
    const names = diagnosis.causes.map(({ name }) => name);
    for (const problem of historyChunk().keepDiagnosis(rootDir, victim, names))
      process.stderr.write(`${renderProblem(problem)}\n`);
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
    return `${title} never failed in ${plural(runs, 'run')}: ${NEVER_FAILED}.\n`;
  const blocks = causes.map(({ name, evidence, hint }) =>
    [`${CAUSE_TITLES[name]}:`, ...evidence.map((line) => `  ${oneLine(line)}`), `  → ${hint}`].join(
      '\n',
    ),
  );
  return `${title}, in ${plural(runs, 'run')}\n\n${blocks.join('\n\n')}\n`;
}
