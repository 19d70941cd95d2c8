/** `--burn-in`: tests that are new or have changed run again and again, in random orders, before anybody trusts them. */
import { historyChunk, startHistory, type RequestedFile } from '../../server/engine.ts';
import { fileOfTest, type TestId } from '../../test-host/protocol.ts';
import { plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import type { CommandContext } from './command-context.ts';
import { titleOf } from './find-victim.ts';

export interface BurnInOptions {
  readonly count: number;
  /** Of the run before. */
  readonly files: readonly RequestedFile[];
  readonly signal: AbortSignal;
}

/** Milliseconds after which no other repeat begins. */
const BUDGET_MS = 60_000;

/** @returns whether no test has failed */
export async function burnIn(
  { config, engine }: CommandContext,
  { count, files, signal }: BurnInOptions,
): Promise<boolean> {
  const tests = historyChunk().readChangedTests(config.rootDir).value ?? [];
  if (tests.length === 0) {
    process.stderr.write('Burn-in: no test is new or has changed.\n');
    return true;
  }
  const selected = selectTests(files, tests);
  const failures = new Map<TestId, number>();
  const started = performance.now();
  let repeats = 0;
  while (repeats < count && performance.now() - started < BUDGET_MS && !signal.aborted) {
    repeats++;
    const session = startHistory(config, { files: selected, scope: 'tests' });
    const result = await engine.run({
      config: { ...config, shuffle: true, seed: repeats, bail: 0, retry: { count: 0, delay: 0 } },
      files: selected,
      signal,
      onEvents: (events) => {
        session.hear(events);
        for (const event of events)
          if (
            event.type === 'test-finished' &&
            event.quarantine === undefined &&
            /^(?:failed|errored)$/.test(event.outcome)
          )
            failures.set(event.id, (failures.get(event.id) ?? 0) + 1);
      },
    });
    await session.record(result);
  }
  const isCut = repeats < count ? `, in the time that there is (${BUDGET_MS / 1000} s)` : '';
  const ran = `Burn-in: ${plural(tests.length, 'new or changed test')} ran ${plural(repeats, 'more time')}${isCut}`;
  const rows = [...failures].map(
    ([id, times]) => `  ${oneLine(titleOf(id))}  failed ${times} of ${repeats}`,
  );
  process.stderr.write(
    rows.length === 0
      ? `${ran}: all passed.\n`
      : `${ran}: ${rows.length} failed.\n${rows.join('\n')}\nFind out why with: npx ztest flaky diagnose '${titleOf([...failures.keys()][0] ?? '')}'\n`,
  );
  return rows.length === 0;
}

function selectTests(
  files: readonly RequestedFile[],
  tests: readonly TestId[],
): readonly RequestedFile[] {
  const byFile = Map.groupBy(tests, (id) => fileOfTest(id));
  return files.flatMap((file) => {
    const ids = byFile.get(file.file);
    return ids === undefined ? [] : { ...file, selection: { ids } };
  });
}
