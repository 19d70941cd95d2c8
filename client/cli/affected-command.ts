/** `ztest affected`: the tests that changes can have broken, each with its reason. */
import { readTestId } from '../../test-host/protocol.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import { fail, type CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { findAffected, type FoundAffected } from './find-affected.ts';
import { renderProblem } from './messages.ts';
import { print } from './print.ts';
import { selectFiles } from './select-files.ts';

export async function showAffectedTests(context: CommandContext): Promise<number> {
  const { request } = context;
  const found = await context.findFiles();
  if (found.errors.length > 0) return fail(found.errors);
  const selected = selectFiles(context, found);
  for (const problem of selected.problems) process.stderr.write(`${renderProblem(problem)}\n`);
  if (selected.files.length === 0) {
    for (const problem of selected.emptyBecause)
      process.stderr.write(`${renderProblem(problem)}\n`);
    return exitCodes.nothingMatched;
  }
  const isWanted = new Set(selected.files.map(({ file }) => file));
  const answer = await findAffected(context, found);
  if (answer.problems.length > 0) return fail(answer.problems);
  const files = answer.files
    .filter(({ file }) => isWanted.has(file))
    .toSorted((one, other) => (one.file < other.file ? -1 : 1));
  await print(request.json ? toJson({ ...answer, files }) : render({ ...answer, files }, context));
  return exitCodes.passed;
}

function toJson({ since, changes, files, lineOf }: FoundAffected): string {
  const shown = files.map(({ file, ids, why }) => ({
    file,
    ...(ids !== undefined && {
      tests: ids.map((id) => ({ id, titles: readTestId(id).titles, line: lineOf(file, id) })),
    }),
    why,
  }));
  return `${JSON.stringify({ version: 1, since, changes, files: shown }, undefined, 2)}\n`;
}

/** A line a test, or a file where all of it is affected: ready for grep. */
function render(
  { changes, files, lineOf, since: ref }: FoundAffected,
  { request: { explains } }: CommandContext,
): string {
  const since = sinceWhat(ref);
  const reason = (why: string): string => (explains ? `  (${why})` : '');
  const rows = files.flatMap(({ file, ids, why }) =>
    ids === undefined
      ? [`  ${file}${reason(why)}`]
      : ids.map((id) => {
          const line = lineOf(file, id);
          const place = line === undefined ? file : `${file}:${line}`;
          return `  ${place}  ${oneLine(readTestId(id).titles.join(' › '))}${reason(why)}`;
        }),
  );
  return [
    changes.length === 0 ? `Nothing has changed ${since}.` : `Changed ${since}:`,
    ...changes.map(({ file, what }) => `  ${file}: ${what}`),
    '',
    rows.length === 0 ? 'No test is affected.' : `Affected (${rows.length}):`,
    ...rows,
    '',
  ].join('\n');
}

export function sinceWhat(ref: string | undefined): string {
  return ref === undefined ? 'since the tests ran last' : `since ${ref}`;
}
