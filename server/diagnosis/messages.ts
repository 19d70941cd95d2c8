/** What an editor is told instead of a diagnosis. Markdown. */
import { readTestId, type Problem, type TestId } from '../../test-host/protocol.ts';
import { plain } from '../plain-markdown.ts';

export function cannotBeDiagnosed(problems: readonly Problem[]): string {
  const lines = problems.map(
    ({ code, message, hint = '' }) => `- ${code} ${plain(message)} ${plain(hint)}`,
  );
  return ['Nothing could run: mend the configuration first.', '', ...lines, ''].join('\n');
}

export function testDidNotRun(id: TestId): string {
  const { file, titles } = readTestId(id);
  const title = plain([file, ...titles].join(' › '));
  return `ZT2214 ${title} did not run: it is skipped, or its file does not declare it any more. Choose a single test that runs.\n`;
}
