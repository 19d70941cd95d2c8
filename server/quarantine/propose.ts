/** What the history says of the quarantine: who belongs there, and who no more. */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import { historyChunk } from '../history/history-session.ts';
import type { TestHistory } from '../history/test-history.ts';
import type { Changed } from './change-quarantine.ts';
import { readQuarantine, type PlacedEntry } from './quarantine-file.ts';
import { passesSince } from './release.ts';

export interface QuarantineProposal {
  /** Flaky, and not there yet: the worst first. */
  readonly add: readonly { readonly id: TestId; readonly reason: string }[];
  /** Passed so many times in a row since they are there. */
  readonly release: readonly { readonly id: TestId; readonly passes: number }[];
  readonly renamed: readonly { readonly before: TestId; readonly now: TestId }[];
  /** There is no such test any more. */
  readonly gone: readonly TestId[];
}

export interface ProposalOptions {
  /** Passes in a row after which a test is let go. */
  readonly after: number;
  /** All tests of a file; `undefined`: only a run knows them. */
  readonly testsOf: (file: FilePath) => ReadonlySet<TestId> | undefined;
}

export function proposeQuarantine(
  rootDir: string,
  { after, testsOf }: ProposalOptions,
): Changed<QuarantineProposal> {
  const { entries, problems } = readQuarantine(rootDir);
  if (problems.length > 0) return { problems };
  const chunk = historyChunk();
  const overview = chunk.readOverview(rootDir);
  if (overview.problems.length > 0) return { problems: overview.problems };
  const { renamed, gone } = changedNames(entries, { rootDir, testsOf });
  const known = new Set([...entries.map(({ id }) => id), ...renamed.map(({ now }) => now)]);
  const flaky = (overview.value?.troubled ?? []).filter(({ health }) => health === 'flaky');
  const names = new Map(renamed.map(({ before, now }) => [before, now]));
  const past = chunk.readTestsOf(
    rootDir,
    entries.map(({ id }) => names.get(id) ?? id),
  );
  const histories = new Map((past.value ?? []).map((test) => [test.id, test]));
  return {
    value: {
      add: flaky.flatMap((test) =>
        known.has(test.id) || !isThere(rootDir, test.id)
          ? []
          : { id: test.id, reason: reasonOf(test) },
      ),
      release: entries.flatMap(({ id, since }) => {
        const passes = passesSince(histories.get(names.get(id) ?? id)?.results ?? [], since);
        return passes < after || gone.includes(id) ? [] : { id, passes };
      }),
      renamed,
      gone,
    },
  };
}

/** As a person would write it down. */
export function reasonOf({ failures, trials }: TestHistory): string {
  return `flaky: ${failures} of its last ${trials} runs failed`;
}

function changedNames(
  entries: readonly PlacedEntry[],
  { rootDir, testsOf }: Pick<ProposalOptions, 'testsOf'> & { readonly rootDir: string },
): Pick<QuarantineProposal, 'renamed' | 'gone'> {
  const renamed: { before: TestId; now: TestId }[] = [];
  const gone: TestId[] = [];
  for (const [file, ofFile] of Map.groupBy(entries, ({ id }) => fileOf(id))) {
    const isFile = isThere(rootDir, file);
    const present = isFile ? testsOf(file) : undefined;
    if (isFile && present === undefined) continue;
    const missing = ofFile.flatMap(({ id }) => (present?.has(id) === true ? [] : id));
    if (missing.length === 0) continue;
    const names = historyChunk().readNewNames(rootDir, {
      missing,
      ...(present !== undefined && { present }),
    });
    for (const before of missing) {
      const now = names.get(before);
      if (now === undefined) gone.push(before);
      else renamed.push({ before, now });
    }
  }
  return { renamed, gone };
}

/** @param id or a file */
function isThere(rootDir: string, id: TestId): boolean {
  return fs.existsSync(path.join(rootDir, fileOf(id)));
}

function fileOf(id: TestId): FilePath {
  return id.split('#', 1)[0] ?? id;
}
