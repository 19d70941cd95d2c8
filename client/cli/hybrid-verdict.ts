/** What a run with Jest has shown: which files differ, and how to go on. */
import type { OtherRunner, RequestedFile } from '../../server/engine.ts';
import type { FilePath, RunEvent, TestId } from '../../test-host/protocol.ts';

interface DifferenceOptions {
  /** That ztest has run. */
  readonly files: readonly RequestedFile[];
  readonly runOnJest: (files: readonly RequestedFile[]) => OtherRunner | undefined;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** Of what fails on ztest: the files with something that passes with Jest. */
export async function differentFiles(
  failed: Readonly<Record<FilePath, readonly TestId[]>>,
  { files, runOnJest, signal, note }: DifferenceOptions,
): Promise<readonly FilePath[]> {
  const suspects = files.filter(({ file }) => failed[file] !== undefined);
  const jest = runOnJest(suspects);
  if (jest === undefined) return [];
  const count = suspects.length;
  note(
    `Asking Jest about ${count} ${count === 1 ? 'file that fails' : 'files that fail'} on ztest …`,
  );
  const passed = new Set<string>();
  const hear = (event: RunEvent): void => {
    if (event.type === 'test-finished' && event.outcome === 'passed') passed.add(event.id);
    if (event.type === 'file-finished' && event.outcome === 'passed') passed.add(event.file);
  };
  await jest.run((events) => events.forEach(hear), signal);
  return suspects.flatMap(({ file }) => {
    const ids = failed[file] ?? [];
    const isDifferent = ids.length === 0 ? passed.has(file) : ids.some((id) => passed.has(id));
    return isDifferent ? [file] : [];
  });
}

interface HybridFacts {
  readonly percent: number;
  readonly own: readonly FilePath[];
  readonly others: readonly FilePath[];
  readonly failed: ReadonlySet<FilePath>;
  readonly version: string | undefined;
  /** The share to go on with. */
  readonly next: number | undefined;
  readonly isOfAll: boolean;
  readonly isWritten: boolean;
}

export function hybridText(facts: HybridFacts): string {
  const { percent, own, others, failed, version, isWritten } = facts;
  const all = own.length + others.length;
  const passing = own.filter((file) => !failed.has(file)).length;
  const jest = version === undefined ? 'Jest' : `Jest ${version}`;
  const lines = [
    `Hybrid: ${own.length} of ${all} ${all === 1 ? 'file' : 'files'} ran on ztest (a share of ${percent} %), ${others.length} on ${jest}.`,
    `On ztest ${passing} of ${own.length} ${own.length === 1 ? 'passes' : 'pass'}.${adviceOf(facts, passing)}`,
  ];
  if (isWritten)
    lines.push(
      'ztest.hybrid.json remembers the share: commit it, and --hybrid alone runs the same.',
    );
  return `\n${lines.join('\n')}\n`;
}

function adviceOf({ own, next, isOfAll }: HybridFacts, passing: number): string {
  if (!isOfAll || own.length === 0 || passing < own.length) return '';
  return next === undefined
    ? ' Every file is there: go on with ztest migrate.'
    : ` Go on with ztest --hybrid ${next}%.`;
}
