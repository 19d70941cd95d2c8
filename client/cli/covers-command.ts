/** `ztest covers <file:line>`: the tests that ran a line when it was last counted. */
import fs from 'node:fs';
import path from 'node:path';
import { coveringTests } from '../../server/engine.ts';
import { readTestId } from '../../test-host/protocol.ts';
import { fail, type CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import {
  changedSinceCounted,
  coversNeedsLine,
  noSuchFile,
  notCountedSince,
  nothingCounted,
  renderProblem,
} from './messages.ts';
import { print } from './print.ts';

export async function showCoveringTests(context: CommandContext): Promise<number> {
  const { config, request, cwd } = context;
  const [place, ...more] = request.filters;
  if (place?.lines === undefined || more.length > 0) return fail([coversNeedsLine()]);
  const { from: line } = place.lines;
  const file = path.resolve(cwd, place.pattern);
  const answer = coveringTests(config.rootDir, { file, line });
  if (!answer.ok && !fs.existsSync(file)) return fail([noSuchFile(place.pattern)]);
  if (!answer.ok) {
    process.stderr.write(`${renderProblem(nothingCounted(place.text, answer.reason))}\n`);
    return exitCodes.nothingMatched;
  }
  if (answer.isStale)
    process.stderr.write(`${renderProblem(changedSinceCounted(place.pattern))}\n`);
  else if (answer.awaited.length > 0)
    process.stderr.write(`${renderProblem(notCountedSince(place.pattern, answer.awaited))}\n`);
  const runners = answer.runners.toSorted((a, b) =>
    a.file < b.file ? -1 : Number(a.file > b.file),
  );
  const tests = runners.flatMap(({ owner }) => (owner.kind === 'test' ? owner : []));
  const others = runners.flatMap(({ file: of, owner }) =>
    owner.kind === 'test' ? [] : { file: of, kind: owner.kind },
  );
  if (request.json) {
    const named = tests.map(({ test, isShared }) => ({
      id: test,
      ...readTestId(test),
      ...(isShared === true && { isShared }),
    }));
    await print(
      `${JSON.stringify({ version: 1, tests: named, others, awaited: answer.awaited }, undefined, 2)}\n`,
    );
    return exitCodes.passed;
  }
  const rows = [
    ...tests.map(({ test, isShared }) => {
      const { file: of, titles } = readTestId(test);
      return `${of} › ${titles.join(' › ')}${isShared === true ? ' (or a test beside it)' : ''}`;
    }),
    ...others.map(({ file: of, kind }) =>
      kind === 'load' ? `${of} (while it is loaded)` : `${of} (hooks of its suites)`,
    ),
  ];
  await print(rows.length === 0 ? `No test runs ${place.text}.\n` : `${rows.join('\n')}\n`);
  return exitCodes.passed;
}
