/** What was found about a flaky test, as Markdown for an editor. */
import { readTestId, type TestId } from '../../test-host/protocol.ts';
import { plain } from '../plain-markdown.ts';
import type { Experiment } from './causes.ts';
import type { Diagnosis } from './diagnose.ts';
import { CAUSE_TITLES, MISSING_SETUP, NEVER_FAILED, SHARED_STATE } from './diagnosis-words.ts';
import type { Pollution } from './find-polluters.ts';

export function reportDiagnosis(
  test: TestId,
  { causes, experiments }: Diagnosis,
  runs: number,
): string {
  const found =
    causes.length === 0
      ? [`It never failed: ${NEVER_FAILED}.`]
      : causes.flatMap(({ name, evidence, hint }) => [
          `## ${CAUSE_TITLES[name]}`,
          evidence.map((line) => `- ${plain(line)}`).join('\n'),
          `**What to do:** ${plain(hint)}`,
        ]);
  return paragraphs([
    `# ${titleOf(test)}`,
    `${runs} runs, each in a process of its own.`,
    ...found,
    '## What was tried',
    table(experiments),
  ]);
}

/** In columns also where nobody renders it. */
function table(experiments: readonly Experiment[]): string {
  const rows = experiments.map(({ when, runs, failures }) => [
    plain(when),
    String(runs),
    failures === 0 ? '' : String(failures),
  ]);
  const width = Math.max(...rows.map(([when = '']) => when.length));
  const line = ([when = '', runs = '', failed = '']: readonly string[]): string =>
    `| ${when.padEnd(width)} | ${runs.padStart(4)} | ${failed.padStart(6)} |`;
  const rule = `| ${'-'.repeat(width)} | ---: | -----: |`;
  return [line(['It ran …', 'Runs', 'Failed']), rule, ...rows.map(line)].join('\n');
}

export function reportPollution(test: TestId, pollution: Pollution, runs: number): string {
  const head = [`# ${titleOf(test)}`, `${runs} runs, each in a process of its own.`];
  if (!pollution.found)
    return paragraphs([
      ...head,
      pollution.why === 'fails-alone'
        ? 'It fails alone: no other test is needed for that.'
        : `${pollution.why === 'unsteady' ? 'It fails now and then, whatever ran before it.' : 'It did not fail, neither alone, nor in its file, nor after all other files.'} The command "ztest: Diagnose Flaky Test" looks for other causes.`,
    ]);
  const { polluters, setters, seed } = pollution;
  const order = seed === undefined ? '' : `, in the random order of \`--shuffle --seed=${seed}\``;
  return paragraphs([
    ...head,
    `## It ${polluters.length > 0 ? 'fails' : 'fails alone, and passes'} after${order}`,
    [...polluters, ...setters].map((id) => `- ${titleOf(id)}`).join('\n'),
    polluters.length > 0 ? SHARED_STATE : MISSING_SETUP,
  ]);
}

function titleOf(id: TestId): string {
  const { file, titles } = readTestId(id);
  return plain([file, ...titles].join(' › '));
}

function paragraphs(texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n`;
}
