/** `ztest explain`: why a test is there, or why not. */
import type { Explanation } from '../../server/engine.ts';
import type { CommandContext } from './command-context.ts';
import { discoverTests } from './discover-tests.ts';
import { exitCodes } from './exit-codes.ts';
import { renderProblem } from './messages.ts';
import { print } from './print.ts';

export async function explainTests(context: CommandContext): Promise<number> {
  const { request, cwd } = context;
  using discovery = await discoverTests(context);
  const explained = request.filters.map(({ text }) => ({
    target: text,
    ...discovery.explain(text, cwd),
  }));
  for (const problem of discovery.problems) process.stderr.write(`${renderProblem(problem)}\n`);
  await print(
    request.json
      ? `${JSON.stringify({ version: 1, explained }, undefined, 2)}\n`
      : explained.map(renderText).join('\n'),
  );
  return Math.max(...explained.map(({ answer }) => codes[answer]));
}

const codes: Readonly<Record<Explanation['answer'], number>> = {
  test: exitCodes.passed,
  'no-test': exitCodes.failed,
  nothing: exitCodes.nothingMatched,
};

function renderText({ headline, trail, guess }: Explanation): string {
  const lines = [headline, ...trail.map((sentence) => `  ${sentence}`)];
  if (guess !== undefined) lines.push(`  Did you mean ${guess}?`);
  return `${lines.join('\n')}\n`;
}
