/** What has changed between two states of the project, as people read it. */
import type { FailingSince } from '../../server/engine.ts';
import { plural } from '../reporters/text/format.ts';
import { oneLine, plainLines } from '../reporters/text/plain-text.ts';
import type { Styles } from '../reporters/text/styles.ts';

const MOST_COMMITS = 10;
const MOST_LINES = 80;

export function renderChanges(changes: FailingSince, styles: Styles): readonly string[] {
  const { passed, failed, commits, files, diff, why } = changes;
  const dirty = passed.isDirty ? ', with changes that were not committed' : '';
  const lines = [`  passed last in run ${passed.run} at ${passed.commit.slice(0, 9)}${dirty}`];
  if (why !== undefined) return [...lines, `  ${why}`];
  if (files.length === 0)
    return [...lines, '  nothing that it runs has changed since, as far as git knows'];
  const where = failed.isDirty ? ' and the files as they are now' : '';
  const by = commits.length === 0 ? 'what is not committed' : plural(commits.length, 'commit');
  lines.push(`  what it runs was changed by ${by}${commits.length === 0 ? '' : where}:`);
  for (const { commit, subject } of commits.slice(0, MOST_COMMITS))
    lines.push(`    ${styles.yellow(commit)} ${oneLine(subject)}`);
  if (commits.length > MOST_COMMITS) lines.push(`    … and ${commits.length - MOST_COMMITS} more`);
  return [...lines, ...renderDiff(diff, styles)];
}

/** Lines of a unified diff, a margin before each. */
export function renderDiff(diff: string, styles: Styles): readonly string[] {
  const all = plainLines(diff.trimEnd());
  const shown = all.slice(0, MOST_LINES).map((line) => `    ${paint(line, styles)}`.trimEnd());
  return all.length > MOST_LINES
    ? [...shown, `    … ${all.length - MOST_LINES} more lines`]
    : shown;
}

function paint(line: string, styles: Styles): string {
  if (/^(?:diff|index|---|\+\+\+) /.test(line)) return styles.dim(line);
  if (line.startsWith('+')) return styles.green(line);
  if (line.startsWith('-')) return styles.red(line);
  return line.startsWith('@@') ? styles.cyan(line) : line;
}
