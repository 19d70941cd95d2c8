/** `--cached`, and what asks for tests to run whatever is known of them. */
import { nothingIsCached } from '../../server/engine.ts';
import type { CommandContext } from './command-context.ts';
import { renderProblem } from './messages.ts';

/** Says why not, where it was asked for. */
export function mayBeCached(context: CommandContext): boolean {
  const { config, request } = context;
  if (!config.cached || !request.useCache || request.clearCache) return false;
  const why = reasonToRun(context);
  if (why !== undefined) process.stderr.write(`${renderProblem(nothingIsCached(why))}\n`);
  return why === undefined;
}

function reasonToRun({ config, request }: CommandContext): string | undefined {
  if (config.coverage.enabled) return '--coverage';
  if (request.debug !== undefined) return '--debug';
  if (request.repeatUntilFailure !== undefined) return '--repeat-until-failure';
  if (request.burnIn !== undefined) return '--burn-in';
  if (config.shuffle) return '--shuffle';
  if (config.repeats > 0) return '--repeats';
  return undefined;
}
