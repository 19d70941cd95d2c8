/** What a migration would do, for people: as Markdown, and as a page of HTML. */
import { isOfAnother, type FileVerdict, type MigrationPlan } from './plan.ts';
import type { Comparison } from './compare-outcomes.ts';
import type { Note } from './notes.ts';

export interface Summary {
  readonly tests: number;
  readonly converting: number;
  readonly alone: number;
  /** Files, also those around the tests. */
  readonly byHand: number;
  readonly minutes: number;
}

export function summarize({ files, notes }: MigrationPlan): Summary {
  const ours = files.filter(({ state }) => !isOfAnother(state));
  const all = [...notes, ...ours.flatMap((file) => file.notes)];
  return {
    tests: ours.filter(({ isTest }) => isTest).length,
    converting: ours.filter(({ state }) => state === 'converts').length,
    alone: ours.filter((file) => !needsHand(file)).length,
    byHand: new Set(all.filter(({ kind }) => kind === 'hand').map(({ file }) => file)).size,
    minutes: all.reduce((sum, note) => sum + note.minutes, 0),
  };
}

export function needsHand({ notes }: FileVerdict): boolean {
  return notes.some(({ kind }) => kind === 'hand');
}

export function effort(minutes: number): string {
  if (minutes === 0) return 'none';
  if (minutes < 60) return `about ${minutes} min`;
  return `about ${Math.round(minutes / 30) / 2} h`;
}

export function markdownReport(plan: MigrationPlan, comparison?: Comparison): string {
  const { suites, files, changes, notes } = plan;
  const sum = summarize(plan);
  const lines = ['# From Jest to ztest', '', ...facts(plan, sum).map((fact) => `- ${fact}`), ''];
  if (comparison !== undefined)
    lines.push(
      '## Before and after',
      '',
      ...comparisonLines(comparison).map((one) => `- ${one}`),
      '',
    );
  const hand = [...notes, ...files.flatMap((file) => file.notes)].filter(
    ({ kind }) => kind === 'hand',
  );
  if (hand.length > 0) lines.push('## What needs a hand', '', ...noteRows(hand), '');
  const said = files.flatMap((file) => file.notes).filter(({ kind }) => kind !== 'hand');
  if (said.length > 0) lines.push('## What is done differently', '', ...noteRows(said), '');
  lines.push(
    '## Files',
    '',
    '| File | | Tests | By hand | Effort |',
    '| --- | --- | --: | --: | --- |',
  );
  for (const file of files) {
    const byHand = file.notes.filter(({ kind }) => kind === 'hand').length;
    const minutes = file.notes.reduce((all, note) => all + note.minutes, 0);
    const tests = file.isTest ? file.tests : '';
    lines.push(
      `| ${escapeCell(file.path)} | ${STATES[file.state]} | ${tests} | ${byHand} | ${effort(minutes)} |`,
    );
  }
  const others = changes.filter(({ path }) => !files.some((file) => file.path === path));
  if (others.length > 0) {
    lines.push('', '## Besides the tests', '');
    lines.push(...others.map((one) => `- ${changeWord(one)} \`${one.path}\``));
  }
  if (plan.removablePackages.length > 0) {
    lines.push('', '## Afterwards', '', removeSentence(plan.removablePackages, '`'));
  }
  if (suites.length === 0) lines.push('', 'There is no Jest suite here.');
  return `${lines.join('\n')}\n`;
}

const STATES: Readonly<Record<FileVerdict['state'], string>> = {
  converts: 'converts',
  clean: 'needs nothing',
  refused: 'stays with Jest',
  vitest: 'Vitest, left alone',
  foreign: "another tool's, left alone",
};

export function changeWord({
  before,
  after,
}: {
  readonly before: string | undefined;
  readonly after: string | undefined;
}): string {
  if (before === undefined) return 'new:';
  return after === undefined ? 'removed:' : 'changed:';
}

export function removeSentence(packages: readonly string[], quote: string): string {
  return `Nothing needs these packages any more; remove them when you are sure: ${quote}npm uninstall ${packages.join(' ')}${quote}`;
}

export function comparisonLines(comparison: Comparison): readonly string[] {
  if (comparison.before === undefined)
    return [
      `ztest: ${countText(comparison.after)}. Jest did not run them, so there is nothing to compare with.`,
    ];
  const lines = [
    `Jest: ${countText(comparison.before)}`,
    `ztest: ${countText(comparison.after)}`,
    `the same test with the same outcome: ${comparison.same} of ${comparison.all}`,
  ];
  const rows = comparison.differences.map(
    ({ file, title, before, after }) =>
      `${file} › ${title}: ${before ?? 'not there'} before, ${after ?? 'not there'} now`,
  );
  return [...lines, ...firstOf(rows), ...coverageLines(comparison)];
}

function coverageLines({ coverage }: Comparison): readonly string[] {
  if (coverage === undefined || coverage.lines === 0) return [];
  const { lines, before, after, differences } = coverage;
  const rows = differences.flatMap(({ file, lost, gained }) => [
    ...(lost.length > 0 ? [`${file}: ran before, not now: ${linesText(lost)}`] : []),
    ...(gained.length > 0 ? [`${file}: runs now, not before: ${linesText(gained)}`] : []),
  ]);
  return [`lines that run, of ${lines}: ${before} before, ${after} now`, ...firstOf(rows)];
}

function firstOf(rows: readonly string[]): readonly string[] {
  return rows.length > 50 ? [...rows.slice(0, 50), `and ${rows.length - 50} more`] : rows;
}

function linesText(lines: readonly number[]): string {
  const sorted = lines.toSorted((a, b) => a - b);
  return `${sorted.length === 1 ? 'line' : 'lines'} ${sorted.slice(0, 20).join(', ')}${sorted.length > 20 ? ', …' : ''}`;
}

function countText({ passed, failed, skipped }: NonNullable<Comparison['before']>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function facts({ suites, vitestFiles, duration }: MigrationPlan, sum: Summary): readonly string[] {
  const versions = suites.map(
    ({ source, folder, major }) =>
      `Jest${major === undefined ? '' : ` ${major}`} (${source ?? `${folder === '' ? '' : `${folder}/`}package.json, no configuration`})`,
  );
  return [
    ...(versions.length === 0 ? [] : [`Suites: ${versions.join(', ')}`]),
    `Test files: ${sum.tests}; files that convert by themselves: ${sum.alone}; that need a hand: ${sum.byHand}`,
    `Effort by hand: ${effort(sum.minutes)}`,
    ...(vitestFiles.length === 0 ? [] : [`Files of Vitest, left alone: ${vitestFiles.length}`]),
    `Read in ${(duration / 1000).toFixed(1)} s; nothing was run`,
  ];
}

function noteRows(notes: readonly Note[]): readonly string[] {
  return notes.map(({ file, line, what, advice, minutes }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    const time = minutes === 0 ? '' : ` (${effort(minutes)})`;
    return `- \`${place}\` ${what.replaceAll('`', "'")}: ${advice}${time}`;
  });
}

function escapeCell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

/** The same lines as a page that needs nothing else. */
export function htmlReport(markdown: string): string {
  const body: string[] = [];
  let open: 'ul' | 'table' | undefined;
  const end = (next?: 'ul' | 'table'): void => {
    if (open === next) return;
    if (open !== undefined) body.push(`</${open}>`);
    if (next !== undefined) body.push(`<${next}>`);
    open = next;
  };
  for (const line of markdown.split('\n')) {
    const heading = /^(#+) (.*)$/.exec(line);
    if (heading !== null) {
      end();
      const level = heading[1]?.length ?? 1;
      body.push(`<h${level}>${inline(heading[2] ?? '')}</h${level}>`);
    } else if (line.startsWith('- ')) {
      end('ul');
      body.push(`<li>${inline(line.slice(2))}</li>`);
    } else if (line.startsWith('| ---')) {
      continue;
    } else if (line.startsWith('| ')) {
      const tag = open === 'table' ? 'td' : 'th';
      end('table');
      const cells = line.slice(2, -2).split(/(?<!\\) \| /);
      body.push(
        `<tr>${cells.map((cell) => `<${tag}>${inline(cell.replaceAll('\\|', '|'))}</${tag}>`).join('')}</tr>`,
      );
    } else if (line !== '') {
      end();
      body.push(`<p>${inline(line)}</p>`);
    }
  }
  end();
  return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>From Jest to ztest</title>\n<style>${STYLE}</style>\n${body.join('\n')}\n</html>\n`;
}

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color-scheme:light dark}' +
  'table{border-collapse:collapse}td,th{border:1px solid #8884;padding:.2em .6em;text-align:left}code{background:#8882;padding:0 .2em}';

function inline(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}
