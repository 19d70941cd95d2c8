/** `--changed`: of the files of a run those that changes affect. */
import type { ProjectFiles, RequestedFile } from '../../server/engine.ts';
import { plural } from '../reporters/text/format.ts';
import { sinceWhat } from './affected-command.ts';
import { fail, type CommandContext } from './command-context.ts';
import { findAffected } from './find-affected.ts';
import type { SelectedFiles } from './select-files.ts';

type Selection = Omit<SelectedFiles, 'problems' | 'error'>;

/** @returns an exit code where there is nothing to run */
export async function selectAffected(
  context: CommandContext,
  found: Pick<ProjectFiles, 'files' | 'configs'>,
  selected: Selection,
): Promise<Selection | { readonly exitCode: number }> {
  if (selected.files.length === 0) return selected;
  const { changes, files: affected, problems, since: ref } = await findAffected(context, found);
  if (problems.length > 0) return { exitCode: fail(problems) };
  const byFile = new Map(affected.map((one) => [one.file, one]));
  const files = selected.files.flatMap((requested): RequestedFile[] => {
    const one = byFile.get(requested.file);
    if (one === undefined) return [];
    if (one.ids === undefined) return [requested];
    const before = requested.selection?.ids;
    const ids = before === undefined ? one.ids : one.ids.filter((id) => before.includes(id));
    return ids.length === 0 ? [] : [{ ...requested, selection: { ...requested.selection, ids } }];
  });
  const since = sinceWhat(ref);
  const what =
    changes.length === 0
      ? `nothing has changed ${since}`
      : `${changes.length === 1 ? `${changes[0]?.file} (${changes[0]?.what})` : plural(changes.length, 'file')} changed ${since}`;
  process.stderr.write(
    files.length === 0
      ? `No test is affected: ${what}.\n`
      : `Affected: ${files.length} of ${plural(selected.files.length, 'test file')}; ${what}.\n`,
  );
  // A run of nothing is fine, and has its reports.
  return { ...selected, files, ...(files.length === 0 && { emptyBecause: [] }) };
}
