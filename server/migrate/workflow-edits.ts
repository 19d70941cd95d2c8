/** Calls of Jest in the steps of workflows and of actions of the repository, and arguments for it behind a script of the package. */
import { convertCommands, stillJest, type Leftover } from './jest-command.ts';
import type { Migrated } from './jest-flags.ts';
import { MINUTES, type Note } from './notes.ts';
import { applyEdits, lineOf, type TextEdit } from './text-edit.ts';

export interface WorkflowConversion {
  readonly edits: readonly TextEdit[];
  readonly notes: readonly Note[];
  /** Calls of Jest that stay. */
  readonly leftovers: readonly Leftover[];
}

export interface Workflow {
  readonly file: string;
  readonly text: string;
  /** Scripts of the package that called Jest and call ztest now. */
  readonly scripts: ReadonlySet<string>;
  readonly migrated?: Migrated;
}

export function convertWorkflow({ file, text, scripts, migrated }: Workflow): WorkflowConversion {
  const edits: TextEdit[] = [];
  const notes: Note[] = [];
  const leftovers: Leftover[] = [];
  for (const { key, start, end, shell, write } of runsIn(text)) {
    const found = convertCommands(shell, { scripts, migrated, isOutsidePackage: true });
    if (!CONVERTED.test(key)) {
      const [call] = [
        ...found.leftovers.map(({ at }) => at),
        ...found.edits.map((one) => one.start),
      ];
      if (call !== undefined)
        notes.push({ ...handedOn(key), file, line: lineOf(text, start + call) });
      continue;
    }
    leftovers.push(...found.leftovers);
    for (const { at, flags } of found.leftovers)
      notes.push({ ...stillJest('step', flags), file, line: lineOf(text, start + at) });
    if (write !== undefined && found.edits.length > 0)
      edits.push({ start, end, text: write(applyEdits(shell, found.edits)) });
    else
      for (const edit of found.edits)
        edits.push({ start: start + edit.start, end: start + edit.end, text: edit.text });
  }
  return { edits, notes, leftovers };
}

function handedOn(key: string): Pick<Note, 'kind' | 'what' | 'advice' | 'minutes'> {
  return {
    kind: 'hand',
    what: `a step hands a call of Jest to an action: ${key}`,
    advice: 'Write what the action understands of ztest, or call ztest in a step of its own.',
    minutes: MINUTES.small,
  };
}

interface Run {
  readonly key: string;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  /** What the shell gets: as long as what is written, unless there is a `write`. */
  readonly shell: string;
  /** What is written for the shell to get a text. */
  readonly write?: (shell: string) => string;
}

/** What is given to a shell: also by actions that try again, or have a screen. */
const CONVERTED = /^(?:run|command)$/;
const KEY =
  /^(?<before>[ \t]*(?:- +)*(?<quote>["']?)(?<key>run|[\w-]*(?:command|script|cmd))\k<quote>[ \t]*:[ \t]*)(?<value>\S.*)$/;

/** Values of `run:` and its like: in one line, over several, quoted, or as a block. */
function runsIn(text: string): readonly Run[] {
  const runs: Run[] = [];
  const lines = linesOf(text);
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i];
    const { before = '', key = '', value = '' } = KEY.exec(line?.text ?? '')?.groups ?? {};
    if (line === undefined || value === '') continue;
    const last = lastBelow(lines, i, before.search(/["'\w]/));
    const isBlock = /^[|>][-+\d]*\s*(?:#.*)?$/.test(value);
    const start = isBlock ? (lines[i + 1]?.start ?? text.length) : line.start + before.length;
    const end = (lines[last]?.start ?? 0) + (lines[last]?.text.length ?? 0);
    const written = text.slice(start, Math.max(start, end));
    // Lines of a block are commands; everywhere else they are one.
    const shell = value.startsWith('|') ? written : written.replaceAll(/[\r\n]/g, ' ');
    const run = { key, start, end: start + shell.length, shell };
    runs.push(isBlock ? run : withoutQuotes(run));
    i = last;
  }
  return runs;
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const found = { start, text: line.replace(/\r$/, '') };
    start += line.length + 1;
    return found;
  });
}

/** The last line that belongs to the key in line `at`: what is indented more. */
function lastBelow(lines: readonly Line[], at: number, indent: number): number {
  let last = at;
  for (let i = at + 1; i < lines.length; i += 1) {
    const text = lines[i]?.text ?? '';
    if (text.trim() === '') continue;
    if (text.search(/\S/) <= indent) break;
    last = i;
  }
  return last;
}

function withoutQuotes(run: Run): Run {
  const [, quoted = ''] = /^("(?:\\.|[^"\\])*"|'(?:[^']|'')*')\s*(?:#.*)?$/s.exec(run.shell) ?? [];
  const end = run.start + quoted.length;
  if (quoted.startsWith("'")) {
    const shell = quoted.slice(1, -1).replaceAll("''", "'");
    return { ...run, end, shell, write: (text) => `'${text.replaceAll("'", "''")}'` };
  }
  return quoted === ''
    ? run
    : { ...run, end, shell: parsed(quoted), write: (text) => JSON.stringify(text) };
}

/** The escapes that YAML shares with JSON; a text with others stays as it is. */
function parsed(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return '';
  }
}
