/** A command to copy that runs again what failed. */
import type { Failure } from './failure-list.ts';
import type { RunState } from './run-tree.ts';
import { displayPath, type PathBase } from './text/paths.ts';

export interface RerunContext extends PathBase {
  /** How the user calls us, e.g. `npx ztest`. */
  readonly command: string;
}

/** Names the files when they are few, and the line when it is one test; else `--last-failed`. */
export function rerunCommand(
  failures: readonly Failure[],
  state: RunState,
  context: RerunContext,
): string {
  const order = state.started?.shuffled === true ? ` --shuffle --seed=${state.started.seed}` : '';
  const [first, second] = failures;
  const location = first?.node?.kind === 'test' ? first.node.info?.location : undefined;
  if (second === undefined && first?.others.length === 0 && location !== undefined) {
    return `${context.command} ${quote(`${displayPath(location.file, context)}:${location.line}`)}${order}`;
  }
  const files = [...new Set(failures.flatMap(({ file }) => file?.path ?? []))];
  if (files.length === 0) return `${context.command}${order}`;
  if (files.length > 1 || first?.node !== undefined)
    return `${context.command} --last-failed${order}`;
  return `${context.command} ${files.map((file) => quote(displayPath(file, context))).join(' ')}${order}`;
}

/** Quotes for a POSIX shell, only where needed. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
