import { renderProblem } from '../../../client/cli/messages.ts';
import { parseCommandLine } from '../../../client/cli/options.ts';
import { emptyRequest } from '../../../client/cli/options-request.ts';

/** What a command line changes of the empty request; or its problems as people read them. */
export function parse(...argv: readonly string[]): unknown {
  const parsed = parseCommandLine(argv);
  if (parsed.command === 'usage-problem') return parsed.problems.map(renderProblem);
  if (parsed.command === 'help' || parsed.command === 'version') return parsed;
  return Object.fromEntries(
    Object.entries(parsed).filter(
      ([key, value]) =>
        JSON.stringify(value) !== JSON.stringify(Reflect.get(emptyRequest, key)) &&
        key !== 'command',
    ),
  );
}
