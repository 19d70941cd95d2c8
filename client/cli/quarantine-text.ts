/** The quarantine, as people read it. */
import type { PlacedEntry, QuarantineProposal, TestHistory } from '../../server/engine.ts';
import { plural } from '../reporters/text/format.ts';
import { oneLine } from '../reporters/text/plain-text.ts';
import type { Styles } from '../reporters/text/styles.ts';
import { titleOf } from './find-victim.ts';
import { strip } from './history-text.ts';

type Entry = Omit<PlacedEntry, 'line'>;

export interface ListedEntry extends Entry {
  readonly isExpired: boolean;
  readonly history: TestHistory | undefined;
}

export function renderEntries(entries: readonly ListedEntry[], styles: Styles): string {
  if (entries.length === 0)
    return 'No test is in quarantine. Which should be says: npx ztest quarantine propose\n';
  const blocks = entries.map(({ history, isExpired, ...entry }) => {
    const until = untilOf(entry);
    return [
      `${styles.bold(nameOf(entry.id))}  ${isExpired ? styles.red(`expired, ${until}`) : until}`,
      `  ${aboutOf(entry)}`,
      ...(history === undefined ? [] : [`  ${strip(history, styles)}`]),
    ].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

export function renderAdded(entry: Entry, wasThere: boolean): string {
  return `${nameOf(entry.id)} ${wasThere ? 'stays' : 'is'} in quarantine ${untilOf(entry)}: it runs, and fails no run.\n  ${aboutOf(entry)}\n`;
}

export function renderRemoved(removed: readonly Entry[]): string {
  return removed
    .map(({ id }) => `${nameOf(id)} is out of quarantine: its failures count.\n`)
    .join('');
}

export function renderProposal(
  proposal: QuarantineProposal,
  { styles, isDone }: { readonly styles: Styles; readonly isDone: boolean },
): string {
  const { add } = proposal;
  const sections = [
    ...section(
      isDone ? 'Now in quarantine' : 'To be put into quarantine',
      add.map(({ id, reason }) => `${nameOf(id)}  ${styles.dim(reason)}`),
    ),
    ...releasedSections(proposal, isDone),
  ];
  if (sections.length === 0)
    return 'Nothing to do: no flaky test is outside, no steady one inside.\n';
  const next = isDone ? [] : ['Do all of it with: npx ztest quarantine propose --write', ''];
  return [...sections, ...next].join('\n');
}

export function renderReleased(
  released: Pick<QuarantineProposal, 'release' | 'renamed' | 'gone'>,
): string {
  const sections = releasedSections(released, true);
  return sections.length === 0
    ? 'Nobody is let go: no test in quarantine passed often enough.\n'
    : sections.join('\n');
}

function releasedSections(
  { release, renamed, gone }: Pick<QuarantineProposal, 'release' | 'renamed' | 'gone'>,
  isDone: boolean,
): readonly string[] {
  return [
    ...section(
      isDone ? 'Out of quarantine' : 'To be let go',
      release.map(({ id, passes }) => `${nameOf(id)}  passed ${plural(passes, 'run')} in a row`),
    ),
    ...section(
      isDone ? 'Renamed' : 'Called otherwise now',
      renamed.map(({ before, now }) => `${nameOf(before)} → ${nameOf(now)}`),
    ),
    ...section(
      isDone ? 'Dropped: there is no such test' : 'There is no such test any more',
      gone.map(nameOf),
    ),
  ];
}

function section(title: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0
    ? []
    : [`${title} (${rows.length})`, ...rows.map((row) => `  ${row}`), ''];
}

function nameOf(id: string): string {
  return oneLine(titleOf(id));
}

function untilOf({ expires }: Entry): string {
  return expires === undefined ? 'for ever' : `until ${expires}`;
}

function aboutOf({ owner, since, reason }: Entry): string {
  const parts = [
    owner ?? 'no owner',
    ...(since === undefined ? [] : [`since ${since}`]),
    reason ?? 'no reason given',
  ];
  return parts.map(oneLine).join(', ');
}
